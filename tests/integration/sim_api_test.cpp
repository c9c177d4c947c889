#include "tests/integration/sim_fixture.h"

#include <QSet>

#include <numeric>

namespace hearth {
namespace {

using test::Fetched;
using test::SimTest;
using test::time_in;

const char* const every_call[] = {
    "/api/v1/user/info",
    "/api/v1/energy/latest",
    "/api/v1/energy/hourly-total",
    "/api/v1/energy/history?from=2026-01-15T00:00:00Z",
    "/api/v1/energy/daily-summary?from=2026-01-10T00:00:00Z",
    "/api/v1/energy/monthly-summary?from=2025-10-01T00:00:00Z",
    "/api/v1/energy/yearly-summary?from=2025-01-01T00:00:00Z",
    "/api/v1/heatpump/latest",
    "/api/v1/heatpump/daily-summary?from=2026-01-10T00:00:00Z",
    "/api/v1/temperature/latest?location=kitchen",
    "/api/v1/temperature/all-latest",
    "/api/v1/temperature/history?location=kitchen",
    "/api/v1/spotprice/today",
    "/api/v1/spotprice/latest",
};

QSet<QString> members(const QJsonObject& object) {
  const QStringList keys = object.keys();
  return {keys.begin(), keys.end()};
}

TEST_F(SimTest, AnswersEveryCallToItsToken) {
  serve();
  for (const char* call : every_call) {
    const Fetched got = get(call);
    EXPECT_EQ(got.status, 200) << call;
    EXPECT_FALSE(QJsonDocument::fromJson(got.body).isNull()) << call;
  }
  const Fetched health = fetch(QStringLiteral("/health"), {});
  EXPECT_EQ(health.status, 200);
  EXPECT_EQ(health.body, "OK");
}

TEST_F(SimTest, RefusesWithABareStatus) {
  serve();
  const auto expect_bare = [](const Fetched& got, int status, const char* what) {
    EXPECT_EQ(got.status, status) << what;
    EXPECT_TRUE(got.body.isEmpty()) << what;
  };
  for (const char* call : every_call) {
    expect_bare(fetch(QString::fromLatin1(call), {}), 401, call);
    expect_bare(fetch(QString::fromLatin1(call), QByteArray(64, 'a')), 401, call);
  }
  expect_bare(get("/api/v1/energy/history"), 400, "no from");
  expect_bare(get("/api/v1/energy/history?from=yesterday"), 400, "bad from");
  expect_bare(get("/api/v1/energy/history?from=2026-01-15T00:00:00+01:00"), 400,
              "a plus that is not encoded");
  expect_bare(get("/api/v1/energy/daily-summary?from=2026-01-15T00:00:00Z&to=x"), 400, "bad to");
  expect_bare(get("/api/v1/temperature/history"), 400, "no location");
  expect_bare(get("/api/v1/temperature/history?location=kitchen&hours=x"), 400, "bad hours");
  expect_bare(get("/api/v1/heatpump/latest?device_id=another"), 404, "unknown device");
  expect_bare(get("/api/v1/heatpump/history?from=2026-01-15T00:00:00Z"), 404, "there is no such call");
  EXPECT_EQ(get("/api/v1/energy/history?from=2026-01-15T00:00:00%2B01:00").status, 200);
}

TEST_F(SimTest, KnowsTheScopesOfItsToken) {
  demo::HomeServerOptions options;
  options.scopes = {QStringLiteral("read:energy")};
  serve(options);
  EXPECT_EQ(get("/api/v1/energy/latest").status, 200);
  EXPECT_EQ(get("/api/v1/user/info").status, 200);
  for (const char* call :
       {"/api/v1/heatpump/latest", "/api/v1/temperature/all-latest", "/api/v1/spotprice/today"}) {
    const Fetched got = get(call);
    EXPECT_EQ(got.status, 403) << call;
    EXPECT_TRUE(got.body.isEmpty()) << call;
  }
}

TEST_F(SimTest, GivesTheNewestEnergy) {
  serve();
  const QJsonObject latest = get("/api/v1/energy/latest").object();
  EXPECT_EQ(
      members(latest),
      (QSet<QString>{QStringLiteral("ts"), QStringLiteral("consumption_total_w"),
                     QStringLiteral("consumption_total_actual_w"), QStringLiteral("consumption_l1_actual_w"),
                     QStringLiteral("consumption_l2_actual_w"), QStringLiteral("consumption_l3_actual_w")}));
  EXPECT_EQ(time_in(latest[QStringLiteral("ts")]), clock_->now());
  EXPECT_EQ(latest[QStringLiteral("consumption_total_w")].toInteger(), server_->home().meter().import_wh);
  EXPECT_EQ(latest[QStringLiteral("consumption_total_actual_w")].toInt(),
            latest[QStringLiteral("consumption_l1_actual_w")].toInt() +
                latest[QStringLiteral("consumption_l2_actual_w")].toInt() +
                latest[QStringLiteral("consumption_l3_actual_w")].toInt());
  const QJsonObject hour = get("/api/v1/energy/hourly-total").object();
  EXPECT_EQ(hour[QStringLiteral("hour_start")].toString(), QStringLiteral("2026-01-15T11:00:00Z"));
  EXPECT_EQ(time_in(hour[QStringLiteral("current_time")]), clock_->now());
  EXPECT_DOUBLE_EQ(hour[QStringLiteral("total_kwh")].toDouble(),
                   static_cast<double>(server_->home().truth().back().wh) / 1000);
}

TEST_F(SimTest, HistoryLagsAndIsHalfOpen) {
  serve();
  const QJsonArray rows =
      get("/api/v1/energy/history?from=2026-01-15T00:00:00Z&to=2026-01-15T12:00:00Z").array();
  ASSERT_EQ(rows.size(), 10) << "refreshed at 11:00 up to 10:00";
  EXPECT_EQ(rows.first()[QStringLiteral("hour_start")].toString(), QStringLiteral("2026-01-15T00:00:00Z"));
  EXPECT_EQ(rows.last()[QStringLiteral("hour_end")].toString(), QStringLiteral("2026-01-15T10:00:00Z"));
  EXPECT_EQ(rows.last()[QStringLiteral("measurement_count")].toInt(), 3600);
  const QJsonArray two =
      get("/api/v1/energy/history?from=2026-01-15T02:00:00Z&to=2026-01-15T04:00:00Z").array();
  ASSERT_EQ(two.size(), 2);
  EXPECT_EQ(two.first()[QStringLiteral("hour_start")].toString(), QStringLiteral("2026-01-15T02:00:00Z"));
  EXPECT_TRUE(get("/api/v1/energy/history?from=2030-01-01T00:00:00Z").array().isEmpty());
  for (const QJsonValue& row : rows) {
    const double kwh = row[QStringLiteral("total_energy_kwh")].toDouble();
    EXPECT_NEAR(kwh, row[QStringLiteral("avg_power_total_kw")].toDouble(), 0.01);
    EXPECT_NEAR(row[QStringLiteral("avg_power_total_kw")].toDouble(),
                row[QStringLiteral("avg_power_l1_kw")].toDouble() +
                    row[QStringLiteral("avg_power_l2_kw")].toDouble() +
                    row[QStringLiteral("avg_power_l3_kw")].toDouble(),
                1e-9);
  }
  // Then an hour passes, and the aggregate is refreshed.
  clock_->advance(hour_ms);
  EXPECT_EQ(get("/api/v1/energy/history?from=2026-01-15T00:00:00Z").array().size(), 11);
}

/// What the view says of an hour lacks the second between its last reading and the next hour's first.
TEST_F(SimTest, TheViewLosesTheSeamBetweenHours) {
  serve();
  double viewed = 0;
  for (const QJsonValue& row : get("/api/v1/energy/history?from=2026-01-14T00:00:00Z").array())
    viewed += row[QStringLiteral("total_energy_kwh")].toDouble();
  double counted = 0;
  double lost = 0;
  for (const demo::EnergyTruth& hour : server_->home().truth()) {
    if (hour.start < *parse_rfc3339("2026-01-14T00:00:00Z") ||
        hour.start >= *parse_rfc3339("2026-01-15T10:00:00Z"))
      continue;
    counted += static_cast<double>(hour.wh) / 1000;
    lost += 0.020;
  }
  EXPECT_LT(viewed, counted);
  EXPECT_GT(viewed, counted - lost);
}

TEST_F(SimTest, SummariesAreUtcPeriodsWithOnePairSet) {
  serve({.start = *parse_rfc3339("2025-10-01T00:00:00Z")});
  const QJsonArray days =
      get("/api/v1/energy/daily-summary?from=2026-01-13T00:00:00Z&to=2026-01-15T00:00:00Z").array();
  ASSERT_EQ(days.size(), 2);
  const QJsonObject day = days.first().toObject();
  EXPECT_EQ(day[QStringLiteral("day_start")].toString(), QStringLiteral("2026-01-13T00:00:00Z"));
  EXPECT_EQ(day[QStringLiteral("day_end")].toString(), QStringLiteral("2026-01-14T00:00:00Z"));
  EXPECT_TRUE(day[QStringLiteral("month_start")].isNull() && day[QStringLiteral("year_end")].isNull());
  EXPECT_EQ(day[QStringLiteral("measurement_count")].toInt(), 86'400);
  const QJsonArray months = get("/api/v1/energy/monthly-summary?from=2025-10-01T00:00:00Z").array();
  ASSERT_EQ(months.size(), 4);
  EXPECT_EQ(months[1][QStringLiteral("month_start")].toString(), QStringLiteral("2025-11-01T00:00:00Z"));
  EXPECT_TRUE(months[1][QStringLiteral("day_start")].isNull());
  double november = 0;
  for (const QJsonValue& row :
       get("/api/v1/energy/daily-summary?from=2025-11-01T00:00:00Z&to=2025-12-01T00:00:00Z").array())
    november += row[QStringLiteral("energy_consumption_kwh")].toDouble();
  EXPECT_NEAR(november, months[1][QStringLiteral("energy_consumption_kwh")].toDouble(), 1e-6);
  const QJsonArray years = get("/api/v1/energy/yearly-summary?from=2025-01-01T00:00:00Z").array();
  ASSERT_EQ(years.size(), 2);
  EXPECT_EQ(years[1][QStringLiteral("year_start")].toString(), QStringLiteral("2026-01-01T00:00:00Z"));
}

TEST_F(SimTest, HeatPumpSaysWhatItDoes) {
  serve();
  const QJsonObject latest = get("/api/v1/heatpump/latest?device_id=thermiq_heatpump").object();
  EXPECT_EQ(clock_->now() - time_in(latest[QStringLiteral("ts")]), 2000) << "every five seconds";
  EXPECT_TRUE(latest[QStringLiteral("compressor_on")].isBool());
  const double supply = latest[QStringLiteral("supplyline_temp")].toDouble();
  EXPECT_EQ(supply, std::round(supply));
  EXPECT_TRUE((QSet<QString>{QStringLiteral("rising"), QStringLiteral("falling"), QStringLiteral("stable")})
                  .contains(latest[QStringLiteral("integral_trend")].toString()));
  EXPECT_FALSE(latest.contains(QStringLiteral("runtime_compressor")));
  const QJsonArray days =
      get("/api/v1/heatpump/daily-summary?from=2026-01-10T00:00:00Z&to=2026-01-15T00:00:00Z").array();
  ASSERT_EQ(days.size(), 5);
  for (const QJsonValue& day : days) {
    EXPECT_GT(day[QStringLiteral("daily_runtime_compressor_increase")].toDouble(), 0);
    EXPECT_LE(day[QStringLiteral("daily_runtime_compressor_increase")].toDouble(), 24);
    EXPECT_GT(day[QStringLiteral("avg_supplyline_temp")].toDouble(),
              day[QStringLiteral("avg_returnline_temp")].toDouble());
  }
}

TEST_F(SimTest, TemperaturesPerLocation) {
  serve();
  const QJsonArray all = get("/api/v1/temperature/all-latest").array();
  QSet<QString> places;
  for (const QJsonValue& row : all) places.insert(row[QStringLiteral("location")].toString());
  EXPECT_EQ(places, (QSet<QString>{QStringLiteral("living_room"), QStringLiteral("kitchen"),
                                   QStringLiteral("bedroom"), QStringLiteral("bathroom"),
                                   QStringLiteral("office"), QStringLiteral("outdoor")}));
  EXPECT_EQ(get("/api/v1/temperature/latest?location=cellar").body, "null");
  EXPECT_EQ(get("/api/v1/temperature/history?location=cellar").body, "[]");
  const QJsonArray day = get("/api/v1/temperature/history?location=office").array();
  const QJsonArray hours = get("/api/v1/temperature/history?location=office&hours=6").array();
  EXPECT_GE(day.size(), 24);
  EXPECT_LT(hours.size(), day.size());
  for (qsizetype i = 1; i < day.size(); ++i)
    EXPECT_GT(time_in(day[i][QStringLiteral("time")]), time_in(day[i - 1][QStringLiteral("time")]));
  EXPECT_GE(time_in(day.first()[QStringLiteral("time")]), clock_->now() - day_ms);
  EXPECT_NEAR(day.last()[QStringLiteral("temperature_f")].toDouble(),
              day.last()[QStringLiteral("temperature_c")].toDouble() * 1.8 + 32, 0.06);
}

TEST_F(SimTest, TomorrowsPricesComeAtOne) {
  serve({}, "2026-01-15T11:59:50Z");
  Fetched tomorrow = get("/api/v1/spotprice/tomorrow");
  EXPECT_EQ(tomorrow.status, 204);
  EXPECT_TRUE(tomorrow.body.isEmpty());
  EXPECT_FALSE(get("/api/v1/spotprice/latest").object().contains(QStringLiteral("tomorrow")));
  const QJsonObject today = get("/api/v1/spotprice/today").object();
  EXPECT_EQ(today[QStringLiteral("date")].toString(), QStringLiteral("2026-01-15"));
  EXPECT_EQ(today[QStringLiteral("currency")].toString(), QStringLiteral("SEK"));
  EXPECT_EQ(today[QStringLiteral("prices")].toArray().size(), 96);
  clock_->advance(10 * second_ms);
  tomorrow = get("/api/v1/spotprice/tomorrow");
  EXPECT_EQ(tomorrow.status, 200);
  EXPECT_EQ(tomorrow.object()[QStringLiteral("date")].toString(), QStringLiteral("2026-01-16"));
  EXPECT_EQ(
      get("/api/v1/spotprice/latest").object()[QStringLiteral("tomorrow")][QStringLiteral("date")].toString(),
      QStringLiteral("2026-01-16"));
}

TEST_F(SimTest, BarebonesHasNoHeatPump) {
  serve({.scenario = demo::Scenario::barebones});
  const Fetched latest = get("/api/v1/heatpump/latest");
  EXPECT_EQ(latest.status, 404);
  EXPECT_TRUE(latest.body.isEmpty());
  EXPECT_EQ(get("/api/v1/temperature/all-latest").array().size(), 1);
}

TEST_F(SimTest, StaleGoesOnGivingTheLastValue) {
  serve({.scenario = demo::Scenario::stale});
  const QJsonObject bedroom = get("/api/v1/temperature/latest?location=bedroom").object();
  EXPECT_GE(clock_->now() - time_in(bedroom[QStringLiteral("time")]), 3 * hour_ms);
  EXPECT_TRUE(bedroom[QStringLiteral("temperature_c")].isDouble());
}

TEST_F(SimTest, OfflineRefusesAfterTenSeconds) {
  serve({.scenario = demo::Scenario::offline});
  EXPECT_EQ(get("/api/v1/energy/latest").status, 200);
  clock_->advance(11 * second_ms);
  EXPECT_TRUE(test::wait_until([&] { return fetch(QStringLiteral("/health"), {}).status == 0; }));
  EXPECT_EQ(fetch(QStringLiteral("/health"), {}).error, QNetworkReply::ConnectionRefusedError);
}

TEST_F(SimTest, FaultsAreWhatTheySay) {
  serve();
  server_->set_faults({.unauthorized = true});
  EXPECT_EQ(get("/api/v1/energy/latest").status, 401);
  server_->set_faults({.energy_missing = true});
  EXPECT_EQ(get("/api/v1/energy/latest").status, 500);
  EXPECT_EQ(get("/api/v1/energy/history?from=2026-01-15T00:00:00Z").body, "[]");
  server_->set_faults({.status = 503});
  EXPECT_EQ(get("/api/v1/energy/latest").status, 503);
  server_->set_faults({.close_mid_body = true});
  EXPECT_EQ(get("/api/v1/energy/latest").error, QNetworkReply::RemoteHostClosedError);
  server_->set_faults({.garbage = true});
  EXPECT_TRUE(QJsonDocument::fromJson(get("/api/v1/energy/latest").body).isNull());
  server_->set_faults({.huge_bytes = 1 << 20});
  EXPECT_GT(get("/api/v1/energy/latest").body.size(), 1 << 20);
  server_->set_faults({.delay_ms = 1});
  EXPECT_EQ(get("/api/v1/energy/latest").status, 200);
  server_->set_faults({});
  server_->set_refusing(true);
  EXPECT_EQ(get("/api/v1/energy/latest").error, QNetworkReply::ConnectionRefusedError);
  server_->set_refusing(false);
  EXPECT_EQ(get("/api/v1/energy/latest").status, 200);
}

TEST_F(SimTest, SpeaksHttpAsClientsDo) {
  serve();
  const QByteArray two = talk(
      "GET /health HTTP/1.1\r\nHost: x\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
      "Connection: close");
  EXPECT_EQ(two.count("HTTP/1.1 200 OK"), 2) << "one connection, two answers";
  EXPECT_TRUE(talk("nonsense\r\n\r\n", "\r\n\r\n").startsWith("HTTP/1.1 400"));
  EXPECT_TRUE(
      talk("POST /api/v1/energy/latest HTTP/1.1\r\nAuthorization: Bearer " + server_->token() + "\r\n\r\n",
           "\r\n\r\n")
          .startsWith("HTTP/1.1 405"));
  EXPECT_TRUE(talk("GET /" + QByteArray(20'000, 'x'), "\r\n\r\n").startsWith("HTTP/1.1 431"));
}

}  // namespace
}  // namespace hearth
