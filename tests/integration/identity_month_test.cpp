// A month on the wall, in a minute: a display and a recorder share a session while its provider is down for
// an hour every day.
#include "core/demo/home_server.h"
#include "core/engine/engine.h"
#include "core/identity/identity.h"
#include "core/source/energy_ws/config.h"
#include "core/source/homelab_api/config.h"
#include "tests/support/loopback.h"
#include "tests/support/passing_time.h"

#include <QRandomGenerator>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace hearth {
namespace {

using namespace test;

constexpr DurationMs step = 30 * minute_ms;
#ifdef __SANITIZE_ADDRESS__
// A sanitizer looks at manners, for which two days do; the month is tests/shipped's.
constexpr int days = 2;
#else
constexpr int days = 30;
#endif

struct IdentityMonth : testing::Test {
  IdentityMonth() {
    demo::HomeServerOptions options;
    options.days = 2;
    server = std::make_unique<demo::HomeServer>(options, clock);
    EXPECT_TRUE(server->listen().has_value());
  }
  [[nodiscard]] Config config(const char* store) const {
    Config made;
    made.of<HomelabApiConfig>().base_url = server->api_url().toString().toStdString();
    made.issuer = server->identity().issuer().toStdString();
    made.secret_keeper = "file";
    made.state_folder = folder.filePath(QStringLiteral("state")).toStdString();
    made.history_path = folder.filePath(QString::fromLatin1(store)).toStdString();
    complete(made);
    // Its raw seconds of a month would be all that this test waits for.
    made.of<EnergyWsConfig>().url.clear();
    return made;
  }
  /// Watches that nobody is ever asked to sign in.
  void watch(Engine& engine, const char* name) {
    QObject::connect(&engine.status(), &StatusService::updated, &context, [this, &engine, name] {
      const IdentityStatus& identity = engine.status().status().identity;
      if (identity.state == SignInState::needed || identity.state == SignInState::signed_out ||
          identity.state == SignInState::signing_in)
        ADD_FAILURE() << name << " at " << format_rfc3339(clock.now()) << ": "
                      << identity.detail.toStdString();
    });
  }
  [[nodiscard]] bool has_token(const Engine& engine) {
    const IdentityStatus& identity = const_cast<Engine&>(engine).status().status().identity;
    return identity.state == SignInState::signed_in && identity.until > clock.now();
  }

  ManualClock clock{parse_rfc3339("2026-01-15T00:10:00Z").value()};
  QTemporaryDir folder;
  QObject context;
  std::unique_ptr<demo::HomeServer> server;
};

TEST_F(IdentityMonth, StaysSignedInWithNobodyThere) {
  Config entry = config("unused.db");
  entry.visits_sign_in_page = true;
  ASSERT_TRUE(finish(make_session(entry, clock)->token()).has_value());
  const auto& counts = server->identity().counts();
  const int authorizations = counts.requests.value(QStringLiteral("/authorize"));

  auto recorder =
      Engine::start({.config = config("recorder.db"), .history_hours = 0, .name = "recorder"}, clock);
  auto display = Engine::start({.config = config("display.db"), .history_hours = 0}, clock);
  watch(*recorder, "the recorder");
  watch(*display, "the display");
  QRandomGenerator random(7);
  int outages_felt = 0;
  for (int day = 0; day < days; ++day) {
    const int outage = static_cast<int>(random.bounded(46));
    for (int half_hour = 0; half_hour < 48; ++half_hour) {
      const bool down = half_hour == outage || half_hour == outage + 1;
      server->identity().set_down(down);
      clock.advance(step);
      const bool due = display->status().status().identity.until - clock.now() < hour_ms / 10;
      // What failed while the provider was down may be heard of only now, and is tried again a little later.
      ASSERT_TRUE(pass_time_until(clock, 30 * second_ms,
                                  [&] {
                                    if (down)
                                      return !due || display->status().status().identity.state ==
                                                         SignInState::unreachable;
                                    return has_token(*display) && has_token(*recorder);
                                  }))
          << "day " << day << ", half hour " << half_hour;
      if (down && due) ++outages_felt;
    }
    // Readings of the last half hour are in, not only tokens.
    ASSERT_TRUE(pass_time_until(clock, 30 * second_ms,
                                [&] {
                                  const auto newest = recorder->status().status().store.newest;
                                  return newest && clock.now() - *newest < hour_ms;
                                }))
        << "day " << day;
  }
  EXPECT_GT(outages_felt, days / 2);
  EXPECT_EQ(counts.requests.value(QStringLiteral("/authorize")), authorizations);
  EXPECT_EQ(counts.refresh_reuses, 0);
  const int refreshes = counts.token_requests.value(QStringLiteral("refresh_token"));
  EXPECT_GT(refreshes, days * 20);
  EXPECT_LT(refreshes, days * 48 + 2 * days);
}

}  // namespace
}  // namespace hearth
