// What doctor says of a service that takes its time; all other states are told by the program itself
// (tests/integration/ctl_doctor_services_test.cpp).
#include "core/source/homelab_api/examine.h"

#include "core/identity/static_token.h"
#include "tests/support/bent_home.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

using namespace test;

const TimeMs now = parse_rfc3339("2026-01-15T07:30:00Z").value();

struct HomelabApiExamine : testing::Test {
  std::vector<Check> examine(const QUrl& url, std::stop_token stop = {}) {
    api.emplace(http, *tokens, clock, url, url);
    api->wait_at_most(std::chrono::milliseconds(300));
    return finish(homelab_api::examine(*api, clock, wish(url), std::move(stop)));
  }
  static homelab_api::Examination wish(const QUrl& url) {
    return {.base_url = url,
            .spotprice_url = url,
            .plain_hosts = {},
            .time_zone = "Europe/Stockholm",
            .scopes = "read:energy"};
  }
  ManualClock clock{now};
  HttpClient http;
  std::unique_ptr<StaticToken> tokens = StaticToken::from_text("token", clock);
  std::optional<HomelabApi> api;
};

TEST_F(HomelabApiExamine, ACallThatHangsIsAWarningBesideTheRest) {
  const BentHome home(now, {{"/api/v1/energy", silence}});
  const std::vector<Check> checks = examine(home.url());
  std::vector<std::string> said;
  for (const Check& check : checks)
    if (check.verdict != Verdict::good) said.push_back(check.what);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_TRUE(said.front().starts_with("Energy: 127.0.0.1")) << said.front();
  EXPECT_EQ(checks.size(), 6U) << "the address, energy, the heat pump, two of the rooms and prices";
}

TEST_F(HomelabApiExamine, EndsAtOnceWhereItIsStopped) {
  const BentHome home(now, {{"/", silence}});
  std::stop_source stop;
  api.emplace(http, *tokens, clock, home.url(), home.url());
  auto examining = start(homelab_api::examine(*api, clock, wish(home.url()), stop.get_token()));
  ASSERT_TRUE(run_until([&] { return home.requests().size() >= 6; }));
  stop.request_stop();
  api.reset();
  ASSERT_TRUE(examining.ready());
  EXPECT_TRUE(examining.value().empty());
}

}  // namespace
}  // namespace hearth
