// What our clients take from a hostile service before they hang up.
#include "core/identity/static_token.h"
#include "core/net/http_client.h"
#include "core/source/energy_ws/stream.h"
#include "tests/hostile/hostile_server.h"
#include "tests/support/loopback.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

using namespace test;

constexpr qint64 mib = 1024 * 1024;
/// What the pipes of a connection on loopback hold, however little of it is read.
constexpr qint64 in_the_pipes = 16 * mib;

class HostileHttp : public testing::TestWithParam<Hostility> {};

TEST_P(HostileHttp, IsHungUpOnBeforeMuchIsTaken) {
  HostileServer server(GetParam());
  HttpClient client;
  HttpClient::Options options;
  // Only silence takes it.
  if (GetParam().name == "Silence") options.timeout = std::chrono::milliseconds(300);
  const auto response =
      finish(client.get(server.url("http", QStringLiteral("/x")), AccessToken{"t"}, options));
  EXPECT_FALSE(response.has_value());
  settle();
  EXPECT_LT(server.sent(), 8 * mib + in_the_pipes);
}

INSTANTIATE_TEST_SUITE_P(Each, HostileHttp, testing::ValuesIn(http_hostilities()),
                         [](const auto& each) { return each.param.name; });

/// All at once: what one answer may take, thirty must not take thirty times.
TEST(HostileHttpTogether, AnswersTogetherAreBounded) {
  HostileServer server({"Trickle", "HTTP/1.1 200 OK\r\n\r\n" + QByteArray(6 * mib, ' '), ""});
  HttpClient client;
  std::vector<Outcome<Expected<HttpResponse>>> answers;
  for (int i = 0; i < 8; ++i)
    answers.push_back(start(client.get(server.url("http", QStringLiteral("/x")), AccessToken{"t"}, {})));
  // None of them ends by itself: five fit, and what the others took over it is given back.
  EXPECT_TRUE(run_until(
      [&] { return std::ranges::count_if(answers, [](const auto& a) { return a.ready(); }) >= 3; }));
  for (auto& answer : answers) {
    if (answer.ready()) {
      EXPECT_EQ(answer.value().error().kind, ErrorKind::retry);
    }
  }
}

class HostileLive : public testing::TestWithParam<Hostility> {};

TEST_P(HostileLive, IsHungUpOnBeforeMuchIsTaken) {
  HostileServer server(GetParam());
  const ManualClock clock{parse_rfc3339("2026-01-15T12:30:00Z").value()};
  const auto token = StaticToken::from_text("t", clock);
  // It comes back once in an hour only, and gives up silence after ten.
  EnergyStream stream(server.url("ws", QStringLiteral("/ws/energy")), *token, clock,
                      {std::chrono::hours(1), std::chrono::hours(10), 3600, std::chrono::hours(10)});
  bool lost = false;
  QObject::connect(&stream, &EnergyStream::state_changed, &stream,
                   [&](ConnectionState state, const QString&) {
                     lost |= state == ConnectionState::reconnecting || state == ConnectionState::refused;
                   });
  stream.start();
  EXPECT_TRUE(run_until([&] { return lost; }));
  EXPECT_LT(server.sent(), 8 * mib + in_the_pipes);
  EXPECT_EQ(server.connections(), 1);
}

INSTANTIATE_TEST_SUITE_P(Each, HostileLive, testing::ValuesIn(live_hostilities()),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace hearth
