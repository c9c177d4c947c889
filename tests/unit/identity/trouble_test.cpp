// What must not end a session, hide it or hold it up: wrong clocks, full disks, and one thing asked for
// during another.
#include "core/demo/http_server.h"
#include "core/identity/session_lock.h"
#include "core/net/clock_timer.h"
#include "tests/unit/identity/session_fixture.h"

#include <fcntl.h>
#include <sys/resource.h>

#include <csignal>

namespace hearth {
namespace {

using namespace test;

/// Nothing can be written to any file while this lives.
class FullDisk {
 public:
  FullDisk() : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit none{.rlim_cur = 0, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &none);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

struct IdentityTrouble : SessionTest {
  [[nodiscard]] std::filesystem::path lock_file() const { return kept_file().replace_extension("lock"); }
  /// The provider behind a server that answers for it at paths that end in `path`, with `status`.
  void serve_with_fault(const QString& path, const int& status) {
    provider = std::make_unique<demo::IdentityProvider>(demo::IdentityOptions{}, clock);
    front =
        std::make_unique<demo::HttpServer>(clock, [this, path, &status](const hearth::HttpRequest& request) {
          if (status != 0 && request.path.endsWith(path))
            return demo::HttpReply{.answer = {.status = status, .body = {}}};
          return provider->reply(request);
        });
    ASSERT_TRUE(front->listen(0).has_value());
    provider->set_issuer(QStringLiteral("http://127.0.0.1:%1").arg(front->port()));
  }
  std::unique_ptr<demo::HttpServer> front;
};

TEST_F(IdentityTrouble, AWrongClockEndsNoSession) {
  for (const DurationMs skew : {7 * minute_ms, -7 * minute_ms, 400 * day_ms, -400 * day_ms}) {
    serve();
    const auto wall = let_in();
    provider->set_clock_skew(skew);
    clock.advance(2 * hour_ms);
    EXPECT_TRUE(finish(wall->token()).has_value()) << skew;
    EXPECT_EQ(wall->status().state, SignInState::signed_in);
    EXPECT_FALSE(kept().value().ended());
    // It is another matter who it is for.
    provider->set_id_token_flaw(demo::IdTokenFlaw::subject);
    clock.advance(2 * hour_ms);
    EXPECT_FALSE(finish(wall->token()).has_value());
    EXPECT_EQ(wall->status().state, SignInState::needed);
    QFile::remove(QString::fromStdString(kept_file().string()));
  }
}

TEST_F(IdentityTrouble, KeysThatCannotBeHadEndNoSession) {
  int status = 0;
  serve_with_fault(QStringLiteral("/jwks"), status);
  let_in();
  for (const int fault : {401, 403, 404, 503}) {
    status = fault;
    clock.advance(2 * hour_ms);
    const auto wall = session();
    EXPECT_TRUE(finish(wall->token()).has_value()) << fault;
    EXPECT_FALSE(kept().value().ended()) << fault;
  }
  status = 0;
  clock.advance(2 * hour_ms);
  const auto wall = session();
  provider->set_id_token_flaw(demo::IdTokenFlaw::unknown_key);
  EXPECT_TRUE(finish(wall->token()).has_value());
  provider->set_id_token_flaw(demo::IdTokenFlaw::signature);
  clock.advance(2 * hour_ms);
  EXPECT_FALSE(finish(wall->token()).has_value());
  EXPECT_TRUE(kept().value().ended());
}

TEST_F(IdentityTrouble, WhatTheProviderHidesFromEverybodyIsNoSignIn) {
  int status = 401;
  serve_with_fault(QStringLiteral("/openid-configuration"), status);
  const auto desk = session();
  desk->sign_in(SignInMethod::browser);
  ASSERT_TRUE(run_until([&] { return !desk->status().detail.isEmpty(); }));
  EXPECT_TRUE(desk->status().detail.contains(QStringLiteral("show everybody")))
      << desk->status().detail.toStdString();
}

TEST_F(IdentityTrouble, AnEndThatCannotBeStoredIsAnEnd) {
  serve();
  const auto wall = let_in();
  provider->forget_sessions();
  {
    const FullDisk full;
    clock.advance(2 * hour_ms);
    EXPECT_EQ(finish(wall->token()).error().kind, ErrorKind::sign_in);
    for (int i = 0; i < 50; ++i) settle();
    EXPECT_EQ(wall->status().state, SignInState::needed);
    EXPECT_EQ(refreshes(), 1);
  }
  // Who signs in elsewhere is believed, although something was not stored here.
  const auto login = let_in();
  EXPECT_TRUE(becomes(*wall, SignInState::signed_in));
}

TEST_F(IdentityTrouble, WhatCouldNotBeStoredIsStoredLater) {
  serve();
  const auto wall = let_in();
  {
    const FullDisk full;
    clock.advance(52 * minute_ms);
    ASSERT_TRUE(run_until([&] { return !wall->is_kept(); }));
    clock.advance(minute_ms);
    settle();
    EXPECT_FALSE(wall->is_kept());
    EXPECT_FALSE(wall->status().detail.isEmpty());
  }
  const std::string token = finish(wall->token()).value().value;
  EXPECT_NE(kept().value().access_token, token);
  clock.advance(minute_ms);
  ASSERT_TRUE(run_until([&] { return wall->is_kept(); }));
  EXPECT_EQ(kept().value().access_token, token);
  EXPECT_TRUE(wall->status().detail.isEmpty());
  EXPECT_EQ(refreshes(), 1);
}

TEST_F(IdentityTrouble, SignsOutOfWhatCouldNotBeStored) {
  serve();
  const auto wall = let_in();
  {
    const FullDisk full;
    clock.advance(52 * minute_ms);
    ASSERT_TRUE(run_until([&] { return !wall->is_kept(); }));
  }
  wall->sign_out();
  ASSERT_TRUE(becomes(*wall, SignInState::signed_out));
  // The newest refresh token went with it, and what others do is heard again.
  clock.advance(second_ms);
  const auto login = let_in();
  EXPECT_TRUE(becomes(*wall, SignInState::signed_in));
}

TEST_F(IdentityTrouble, ASignOutThatCannotForgetIsNone) {
  serve();
  QDir().mkpath(QString::fromStdString((kept_file() / "x").string()));
  const auto wall = session();
  bool settled = false;
  QObject::connect(wall.get(), &OidcSession::settled, [&] { settled = true; });
  wall->sign_out();
  ASSERT_TRUE(run_until([&] { return settled; }));
  EXPECT_NE(wall->status().state, SignInState::signed_out);
  EXPECT_FALSE(wall->status().detail.isEmpty());
}

TEST_F(IdentityTrouble, AClockSetBackEndsNoPauseLater) {
  serve();
  const auto wall = let_in();
  provider->set_down(true);
  clock.advance(2 * hour_ms);
  EXPECT_EQ(finish(wall->token()).error().kind, ErrorKind::offline);
  provider->set_down(false);
  clock.set(clock.now() - 400 * day_ms);
  EXPECT_TRUE(finish(wall->token()).has_value());
}

TEST_F(IdentityTrouble, AClockSetBackKeepsNoTimerWaiting) {
  ClockTimer timer(clock);
  int fired = 0;
  QObject::connect(&timer, &ClockTimer::timeout, [&] { ++fired; });
  timer.start_once(minute_ms);
  clock.set(clock.now() - 400 * day_ms);
  settle();
  EXPECT_EQ(fired, 0);
  clock.advance(minute_ms);
  EXPECT_TRUE(run_until([&] { return fired == 1; }));
}

TEST_F(IdentityTrouble, WithoutARefreshTokenAClockSetBackLosesNothing) {
  serve();
  OidcSession::Options wanted = options();
  wanted.scopes = "openid read:energy";
  const auto desk = session(wanted);
  let_in(*desk);
  ASSERT_TRUE(kept().value().refresh_token.empty());
  clock.set(clock.now() - day_ms);
  EXPECT_TRUE(finish(desk->token()).has_value());
}

TEST_F(IdentityTrouble, ALockThatIsReleasedWithoutAWordIsTaken) {
  const auto path = std::filesystem::path(folder.filePath(QStringLiteral("a.lock")).toStdString());
  SessionLock lock(path);
  const int other = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(other, 0);
  struct flock whole = {};
  whole.l_type = F_WRLCK;
  ASSERT_EQ(::fcntl(other, F_OFD_SETLK, &whole), 0);
  const auto taken = start(lock.take());
  settle();
  EXPECT_FALSE(taken.ready());
  whole.l_type = F_UNLCK;
  ASSERT_EQ(::fcntl(other, F_OFD_SETLK, &whole), 0);
  EXPECT_TRUE(run_until([&] { return taken.ready(); }));
  ::close(other);
}

TEST_F(IdentityTrouble, ASignInThatFollowsASignOutIsNotLost) {
  serve();
  const auto desk = let_in();
  provider->set_delay_ms(50);
  bool settled = false;
  QObject::connect(desk.get(), &OidcSession::settled, [&] { settled = true; });
  desk->sign_out();
  desk->sign_in(SignInMethod::browser);
  ASSERT_TRUE(run_until([&] { return settled; }));
  EXPECT_EQ(desk->status().state, SignInState::signing_in);
  provider->set_delay_ms(0);
  ASSERT_TRUE(run_until([&] { return !desk->status().browser_page.isEmpty(); }));
  settle();
  EXPECT_EQ(desk->status().state, SignInState::signing_in);
  browse(desk->status().browser_page);
  EXPECT_TRUE(becomes(*desk, SignInState::signed_in));
}

TEST_F(IdentityTrouble, ASecondSignInEndsWithTheFirst) {
  serve();
  const auto desk = session();
  EXPECT_FALSE(finish(desk->token()).has_value());
  SessionLock elsewhere(lock_file());
  ASSERT_TRUE(finish(elsewhere.take()).has_value());
  desk->sign_in(SignInMethod::browser);
  ASSERT_TRUE(run_until([&] { return !desk->status().browser_page.isEmpty(); }));
  ASSERT_TRUE(browse(desk->status().browser_page).has_value());
  settle();
  desk->sign_in(SignInMethod::browser);
  elsewhere.release();
  ASSERT_TRUE(becomes(*desk, SignInState::signed_in));
  settle();
  EXPECT_TRUE(desk->status().browser_page.isEmpty());
  // Nobody is waited for any more.
  clock.advance(11 * minute_ms);
  settle();
  EXPECT_TRUE(desk->status().detail.isEmpty()) << desk->status().detail.toStdString();
}

TEST_F(IdentityTrouble, ASignOutIsToldBeforeTheProgramEnds) {
  serve();
  auto desk = let_in();
  provider->set_delay_ms(100);
  desk->sign_out();
  const auto winding_down = start_void(desk->wind_down());
  EXPECT_FALSE(*winding_down);
  ASSERT_TRUE(run_until([&] { return *winding_down; }));
  desk.reset();
  EXPECT_EQ(provider->counts().requests.value(QStringLiteral("/revoke")), 1);
}

TEST_F(IdentityTrouble, ADeviceSaysWhenTroubleIsOver) {
  serve();
  const auto wall = session();
  wall->sign_in(SignInMethod::device);
  ASSERT_TRUE(run_until([&] { return wall->status().prompt.has_value(); }));
  const DevicePrompt prompt = *wall->status().prompt;
  provider->set_down(true);
  clock.advance(6 * second_ms);
  ASSERT_TRUE(run_until([&] { return !wall->status().detail.isEmpty(); }));
  provider->set_down(false);
  clock.advance(11 * second_ms);
  ASSERT_TRUE(run_until([&] { return wall->status().detail.isEmpty(); }));
  EXPECT_EQ(wall->status().prompt, prompt);
}

}  // namespace
}  // namespace hearth
