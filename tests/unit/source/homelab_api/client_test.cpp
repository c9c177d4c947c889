#include "core/source/homelab_api/client.h"

#include "tests/support/loopback.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

using namespace test;

const TimeMs now = parse_rfc3339("2026-01-15T12:30:00Z").value();

struct Tokens final : TokenSource {
  std::vector<std::string> valid = {"good"};
  int refusals = 0;
  int times_taken = 0;
  TokenRefusal last = TokenRefusal::live;
  QCoro::Task<Expected<AccessToken>> token() override { co_return first(); }
  Expected<AccessToken> first() const {
    if (valid.empty()) return fail(ErrorKind::sign_in, "There is no access token.");
    return AccessToken{valid.front()};
  }
  void taken(const AccessToken&) override { ++times_taken; }
  void refused(const AccessToken& token, TokenRefusal how) override {
    ++refusals;
    last = how;
    if (valid.size() > 1 && valid.front() == token.value) valid.erase(valid.begin());
  }
};

struct HomelabApiClient : testing::Test {
  void make(const QString& path = QString()) {
    api = std::make_unique<HomelabApi>(*http, tokens, clock, server.url(path),
                                       server.url(QStringLiteral("/spot/")));
  }
  void serve(const HttpRequest& request, QTcpSocket& socket) {
    if (hang) return;
    if (!forbidden.isEmpty() && request.headers.value("authorization") == forbidden)
      return answer(socket, 403, {});
    if (request.headers.value("authorization") != "Bearer good") return answer(socket, 401, {});
    answer(socket, status, body);
  }
  QByteArray target() { return server.requests.empty() ? QByteArray() : server.requests.back().target; }

  ManualClock clock{now};
  Tokens tokens;
  int status = 200;
  bool hang = false;
  QByteArray forbidden;
  QByteArray body = "[]";
  HttpStub server{[this](const HttpRequest& r, QTcpSocket& s) { serve(r, s); }};
  std::unique_ptr<HttpClient> http = std::make_unique<HttpClient>();
  std::unique_ptr<HomelabApi> api;
};

TEST_F(HomelabApiClient, AsksEveryCallAtItsAddress) {
  make(QStringLiteral("/gateway/"));
  finish(api->energy_history({parse_rfc3339("2026-01-15T00:00:00+01:00").value(), now}));
  EXPECT_EQ(target(),
            "/gateway/api/v1/energy/history?from=2026-01-14T23%3A00%3A00Z&to=2026-01-15T12%3A30%3A00Z");
  finish(api->temperature_history("Lilla & stora +rummet", 24));
  EXPECT_EQ(target(),
            "/gateway/api/v1/temperature/history?location=Lilla%20%26%20stora%20%2Brummet&hours=24");
  finish(api->temperature_latest("å"));
  EXPECT_EQ(target(), "/gateway/api/v1/temperature/latest?location=%C3%A5");
  finish(api->temperature_all_latest());
  EXPECT_EQ(target(), "/gateway/api/v1/temperature/all-latest");
  finish(api->energy_latest());
  EXPECT_EQ(target(), "/gateway/api/v1/energy/latest");
  finish(api->hourly_total());
  EXPECT_EQ(target(), "/gateway/api/v1/energy/hourly-total");
  finish(api->heatpump_latest());
  EXPECT_EQ(target(), "/gateway/api/v1/heatpump/latest");
  finish(api->heatpump_latest("p 1"));
  EXPECT_EQ(target(), "/gateway/api/v1/heatpump/latest?device_id=p%201");
  finish(api->prices_today());
  EXPECT_EQ(target(), "/spot/api/v1/spotprice/today");
  finish(api->prices_latest());
  EXPECT_EQ(target(), "/spot/api/v1/spotprice/latest");
}

TEST_F(HomelabApiClient, GivesWhatTheServiceSaid) {
  make();
  body = R"([{"time":"2026-01-15T12:00:00Z","location":"attic","temperature_c":1.5},{"time":1}])";
  const auto answer = finish(api->temperature_all_latest());
  ASSERT_TRUE(answer.has_value()) << to_text(answer.error());
  EXPECT_EQ(answer->value.size(), 1U);
  EXPECT_EQ(answer->refused.count, 1U);
}

TEST_F(HomelabApiClient, UnpublishedPricesAreAnEmptyList) {
  make();
  status = 204;
  body.clear();
  const auto answer = finish(api->prices_tomorrow());
  ASSERT_TRUE(answer.has_value()) << to_text(answer.error());
  EXPECT_TRUE(answer->value.prices.empty());
}

TEST_F(HomelabApiClient, ARefusedTokenIsToldAndTheNextOneTriedOnce) {
  make();
  tokens.valid = {"old", "good"};
  EXPECT_TRUE(finish(api->temperature_all_latest()).has_value());
  EXPECT_EQ(tokens.refusals, 1);
  EXPECT_EQ(server.requests.size(), 2U);
}

TEST_F(HomelabApiClient, WhatIsForbiddenIsAskedAgainWithAnotherTokenOnly) {
  make();
  forbidden = "Bearer narrow";
  tokens.valid = {"narrow", "good"};
  EXPECT_TRUE(finish(api->temperature_all_latest()).has_value());
  EXPECT_EQ(tokens.last, TokenRefusal::forbidden);
  EXPECT_EQ(tokens.times_taken, 1);
  EXPECT_EQ(server.requests.size(), 2U);
  tokens.valid = {"narrow"};
  EXPECT_EQ(finish(api->temperature_all_latest()).error().kind, ErrorKind::not_permitted);
  EXPECT_EQ(server.requests.size(), 3U);
}

TEST_F(HomelabApiClient, WithoutAnotherTokenItIsSignInAfterOneTry) {
  make();
  tokens.valid = {"old"};
  EXPECT_EQ(finish(api->temperature_all_latest()).error().kind, ErrorKind::sign_in);
  EXPECT_EQ(server.requests.size(), 1U);
  EXPECT_EQ(tokens.refusals, 1);
  tokens.valid = {"old", "older"};
  EXPECT_EQ(finish(api->temperature_all_latest()).error().kind, ErrorKind::sign_in);
  EXPECT_EQ(server.requests.size(), 3U);
}

TEST_F(HomelabApiClient, WithoutAnyTokenNothingIsAsked) {
  make();
  tokens.valid.clear();
  EXPECT_EQ(finish(api->energy_latest()).error().kind, ErrorKind::sign_in);
  EXPECT_TRUE(server.requests.empty());
}

TEST_F(HomelabApiClient, WaitsNoLongerThanItIsTold) {
  make();
  hang = true;
  api->wait_at_most(std::chrono::milliseconds(50));
  EXPECT_EQ(finish(api->energy_latest()).error().kind, ErrorKind::offline);
}

TEST_F(HomelabApiClient, AMalformedAnswerNamesTheCallAndThePlace) {
  make();
  body = "<html>";
  const auto answer = finish(api->temperature_history("attic", 24));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, ErrorKind::bad_data);
  EXPECT_NE(answer.error().place.find("/api/v1/temperature/history"), std::string::npos);
  EXPECT_EQ(answer.error().place.find("attic"), std::string::npos);
  status = 404;
  EXPECT_EQ(finish(api->heatpump_latest()).error().kind, ErrorKind::not_found);
}

TEST_F(HomelabApiClient, DestroyedWhileAskingAnswersCancelled) {
  make();
  hang = true;
  auto waiting = start(api->energy_latest());
  auto beside = start(api->temperature_all_latest());
  ASSERT_TRUE(run_until([&] { return server.requests.size() == 2; }));
  api.reset();
  EXPECT_EQ(waiting.value().error().kind, ErrorKind::cancelled);
  EXPECT_EQ(beside.value().error().kind, ErrorKind::cancelled);
  settle();
}

TEST_F(HomelabApiClient, TheHttpClientMayGoFirstInTheSecondTryToo) {
  make();
  tokens.valid = {"old", "good"};
  auto waiting = start(api->energy_latest());
  ASSERT_TRUE(run_until([&] {
    hang = tokens.refusals > 0;
    return hang && server.requests.size() == 2;
  }));
  http.reset();
  EXPECT_EQ(waiting.value().error().kind, ErrorKind::cancelled);
  api.reset();
  settle();
}

}  // namespace
}  // namespace hearth
