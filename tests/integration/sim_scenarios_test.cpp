#include "core/demo/house/readings.h"
#include "tests/integration/sim_fixture.h"

#include <QSet>
#include <QUrlQuery>
#include <QWebSocket>

#include <algorithm>

namespace hearth {
namespace {

using demo::Scenario;
using test::SimTest;
using test::time_in;
using test::wait_until;

/// What a client sees over the socket of what a scenario promises. It is half past twelve in Stockholm.
class SimScenario : public SimTest {
 protected:
  void serve_scenario(Scenario scenario) {
    serve({.scenario = scenario, .start = parse_rfc3339("2026-01-14T00:00:00Z").value()});
  }

  /// The fields of the frames that come while `seconds` pass.
  QList<QJsonObject> listen(int seconds) {
    QList<QJsonObject> fields;
    QWebSocket socket;
    QUrl url = server_->live_url();
    url.setQuery(QStringLiteral("token=") + QString::fromLatin1(server_->token()));
    QObject::connect(&socket, &QWebSocket::textMessageReceived, &socket, [&](const QString& text) {
      fields.append(QJsonDocument::fromJson(text.toUtf8())
                        .object()[QStringLiteral("data")]
                        .toObject()[QStringLiteral("fields")]
                        .toObject());
    });
    socket.open(url);
    EXPECT_TRUE(wait_until([&] { return server_->live_clients() == 1; }));
    clock_->advance(seconds * second_ms);
    EXPECT_TRUE(wait_until([&] { return fields.size() >= seconds; }));
    return fields;
  }

  static qint64 number(const QJsonObject& object, const char* member) {
    return object[QLatin1String(member)].toInteger();
  }
};

TEST_F(SimScenario, FirstDayRemembersNothingBeforeThisHour) {
  serve_scenario(Scenario::first_day);
  EXPECT_TRUE(get("/api/v1/energy/history?from=2026-01-14T00:00:00Z").array().isEmpty());
  EXPECT_GT(get("/api/v1/energy/hourly-total").object()[QStringLiteral("total_kwh")].toDouble(), 0.1);
  EXPECT_GT(number(get("/api/v1/energy/latest").object(), "consumption_total_w"), 0);
  // Sensors report on change: not each of them has in this half hour.
  qsizetype reports = 0;
  for (const char* place : {"living_room", "kitchen", "bedroom", "bathroom", "office", "outdoor"}) {
    const QJsonArray rows =
        fetch(QStringLiteral("/api/v1/temperature/history?hours=48&location=") + QLatin1String(place),
              server_->token())
            .array();
    reports += rows.size();
    for (const auto row : rows)
      EXPECT_GE(time_in(row[QStringLiteral("time")]), *parse_rfc3339("2026-01-15T11:00:00Z")) << place;
  }
  EXPECT_GT(reports, 0);
}

TEST_F(SimScenario, SolarFlowsOutAroundNoon) {
  serve_scenario(Scenario::solar);
  const auto frames = listen(60);
  EXPECT_GT(number(frames.back(), "active_production_total"), 1000);
  EXPECT_EQ(number(frames.back(), "active_power_total"), 0);
  EXPECT_GT(number(frames.back(), "active_energy_production"),
            number(frames.front(), "active_energy_production"));
  EXPECT_EQ(number(frames.back(), "active_energy_total"), number(frames.front(), "active_energy_total"));
}

TEST_F(SimScenario, SixtySensorsAllReport) {
  serve_scenario(Scenario::sixty_sensors);
  QSet<QString> places;
  for (const auto row : get("/api/v1/temperature/all-latest").array())
    places.insert(row[QStringLiteral("location")].toString());
  EXPECT_EQ(places.size(), 60);
  EXPECT_GT(get("/api/v1/temperature/history?location=room_60").array().size(), 20);
}

TEST_F(SimScenario, LongNamesAreKeptWhole) {
  serve_scenario(Scenario::long_names);
  QList<qsizetype> bytes;
  for (const auto row : get("/api/v1/temperature/all-latest").array()) {
    const QString name = row[QStringLiteral("location")].toString();
    bytes.append(name.toUtf8().size());
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("location"), QString::fromLatin1(QUrl::toPercentEncoding(name)));
    const auto got =
        fetch(QStringLiteral("/api/v1/temperature/history?") + query.toString(QUrl::FullyEncoded),
              server_->token());
    ASSERT_FALSE(got.array().isEmpty()) << name.toStdString();
    EXPECT_EQ(got.array().first()[QStringLiteral("location")].toString(), name);
  }
  for (const qsizetype length : {64, 65, 72}) EXPECT_TRUE(bytes.contains(length)) << length;
  EXPECT_GE(*std::ranges::max_element(bytes), 200);
}

TEST_F(SimScenario, TwoPumpsAnswerInTurnAndByName) {
  serve_scenario(Scenario::two_pumps);
  QSet<QString> devices;
  for (int i = 0; i < 2; ++i)
    devices.insert(get("/api/v1/heatpump/latest").object()[QStringLiteral("device_id")].toString());
  EXPECT_EQ(devices.size(), 2);
  QSet<QByteArray> temperatures;
  for (const QString& device : devices) {
    const QJsonObject latest =
        fetch(QStringLiteral("/api/v1/heatpump/latest?device_id=") + device, server_->token()).object();
    EXPECT_EQ(latest[QStringLiteral("device_id")].toString(), device);
    temperatures.insert(QByteArray::number(latest[QStringLiteral("brine_in_temp")].toDouble()) + ' ' +
                        QByteArray::number(latest[QStringLiteral("hotwater_temp")].toDouble()));
  }
  EXPECT_EQ(temperatures.size(), 2);
  EXPECT_EQ(get("/api/v1/heatpump/latest?device_id=third").status, 404);
}

TEST_F(SimScenario, GlitchesDipStepBackAndSwap) {
  serve_scenario(Scenario::glitches);
  const auto frames = listen(420);
  int zeros = 0;
  int steps_back = 0;
  qint64 highest = 0;
  for (const QJsonObject& fields : frames) {
    const qint64 wh = number(fields, "active_energy_total");
    zeros += wh == 0 ? 1 : 0;
    steps_back += wh > 0 && wh < highest ? 1 : 0;
    highest = std::max(highest, wh);
  }
  EXPECT_EQ(zeros, 1);
  EXPECT_GE(steps_back, 1);
  bool swapped = false;
  for (const auto row : get("/api/v1/energy/history?from=2026-01-15T06:00:00Z").array())
    swapped = swapped || row[QStringLiteral("total_energy_kwh")].toDouble() < 0;
  EXPECT_TRUE(swapped) << "the service subtracts one meter from another";
}

TEST_F(SimScenario, AreasAnswerInTurn) {
  serve_scenario(Scenario::areas);
  const QJsonObject first = get("/api/v1/spotprice/latest").object()[QStringLiteral("today")].toObject();
  const QJsonObject second = get("/api/v1/spotprice/latest").object()[QStringLiteral("today")].toObject();
  EXPECT_EQ(first[QStringLiteral("delivery_area")].toString(), QStringLiteral("SE3"));
  EXPECT_EQ(second[QStringLiteral("delivery_area")].toString(), QStringLiteral("SE4"));
  EXPECT_EQ(first[QStringLiteral("currency")], second[QStringLiteral("currency")]);
  const auto price = [](const QJsonObject& day) {
    return day[QStringLiteral("prices")].toArray().first()[QStringLiteral("price_per_kwh")].toDouble();
  };
  EXPECT_NE(price(first), price(second));
}

}  // namespace
}  // namespace hearth
