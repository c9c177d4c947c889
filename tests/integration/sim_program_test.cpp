#include "core/demo/house/simulated_home.h"
#include "core/store/history_store.h"
#include "tests/integration/sim_identity_fixture.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <map>

namespace hearth {
namespace {

using test::wait_until;

constexpr const char* moment = "2026-01-15T11:30:12Z";

/// hearthsim as a process of its own.
class SimProgram : public testing::Test {
 protected:
  void start(const QStringList& arguments, const QString& clock = QLatin1String(moment)) {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HEARTHBOARD_CLOCK"), clock);
    process_.setProcessEnvironment(environment);
    process_.start(QStringLiteral(HEARTHBOARD_BIN_DIR "/hearthsim"), arguments);
  }
  int run(const QStringList& arguments, const QString& clock = QLatin1String(moment)) {
    start(arguments, clock);
    EXPECT_TRUE(wait_until([&] { return process_.state() == QProcess::NotRunning; }, 120'000));
    EXPECT_EQ(process_.exitStatus(), QProcess::NormalExit);
    return process_.exitCode();
  }
  QJsonObject facts() {
    EXPECT_TRUE(wait_until([&] { return process_.canReadLine() || process_.state() == QProcess::NotRunning; },
                           120'000));
    return QJsonDocument::fromJson(process_.readLine()).object();
  }
  void TearDown() override {
    process_.kill();
    process_.waitForFinished();
  }

  QProcess process_;
};

TEST_F(SimProgram, SaysWhereItIsFoundAndEndsWhenAsked) {
  start({});
  const QJsonObject said = facts();
  EXPECT_TRUE(said[QStringLiteral("api")].toString().startsWith(QStringLiteral("http://127.0.0.1:")));
  EXPECT_TRUE(said[QStringLiteral("live")].toString().endsWith(QStringLiteral("/ws/energy")));
  QNetworkAccessManager client;
  QNetworkRequest request(
      QUrl(said[QStringLiteral("api")].toString() + QStringLiteral("/api/v1/energy/latest")));
  request.setRawHeader("Authorization", "Bearer " + said[QStringLiteral("token")].toString().toLatin1());
  const std::unique_ptr<QNetworkReply> reply(client.get(request));
  ASSERT_TRUE(wait_until([&] { return reply->isFinished(); }));
  EXPECT_EQ(reply->error(), QNetworkReply::NoError);
  process_.terminate();
  ASSERT_TRUE(wait_until([&] { return process_.state() == QProcess::NotRunning; }));
  EXPECT_EQ(process_.exitStatus(), QProcess::NormalExit);
  EXPECT_EQ(process_.exitCode(), 0);
}

/// By the device grant, which needs no more than a visit.
TEST_F(SimProgram, SignsInForAsLongAsItWasTold) {
  start({QStringLiteral("--token-lifetime"), QStringLiteral("5s"), QStringLiteral("--scopes"),
         QStringLiteral("read:heatpump")});
  const QJsonObject said = facts();
  const QString issuer = said[QStringLiteral("issuer")].toString();
  EXPECT_EQ(issuer, said[QStringLiteral("api")].toString());
  const std::pair client{QStringLiteral("client_id"), said[QStringLiteral("client_id")].toString()};
  test::HttpTalker talker;
  const test::Heard begun =
      talker.post(issuer + QStringLiteral("/device_authorization"),
                  {client, {QStringLiteral("scope"), QStringLiteral("openid read:energy read:heatpump")}});
  EXPECT_EQ(talker.get(begun.text("verification_uri_complete")).status, 200);
  const test::Heard tokens = talker.post(
      issuer + QStringLiteral("/token"),
      {client,
       {QStringLiteral("grant_type"), QStringLiteral("urn:ietf:params:oauth:grant-type:device_code")},
       {QStringLiteral("device_code"), begun.text("device_code")}});
  EXPECT_EQ(tokens.object()[QStringLiteral("expires_in")].toInt(), 5);
  EXPECT_EQ(tokens.text("scope"), QStringLiteral("openid read:heatpump"));
  EXPECT_EQ(
      talker.get(issuer + QStringLiteral("/api/v1/heatpump/latest"), tokens.text("access_token").toLatin1())
          .status,
      200);
}

TEST_F(SimProgram, EndsAsSysexitsSay) {
  EXPECT_EQ(run({QStringLiteral("--help")}), 0);
  const QByteArray help = process_.readAllStandardOutput();
  for (const demo::ScenarioName& entry : demo::scenario_names)
    EXPECT_TRUE(help.contains(QByteArray(entry.name.data(), static_cast<qsizetype>(entry.name.size()))))
        << entry.name;
  EXPECT_EQ(run({QStringLiteral("--version")}), 0);
  EXPECT_EQ(run({QStringLiteral("--scenario"), QStringLiteral("unheard-of")}), 64);
  EXPECT_TRUE(process_.readAllStandardError().contains("negative-price"));
  EXPECT_EQ(run({QStringLiteral("--days"), QStringLiteral("many")}), 64);
  EXPECT_EQ(run({QStringLiteral("extra")}), 64);
  for (const char* time : {"", "5", "s", "0s", "-5s", "5d", "1.5h", "8761h"})
    EXPECT_EQ(run({QStringLiteral("--token-lifetime"), QString::fromLatin1(time)}), 64) << time;
  EXPECT_EQ(run({QStringLiteral("--exit")}), 64);
  EXPECT_EQ(run({}, QStringLiteral("noon")), 78);
}

TEST_F(SimProgram, SaysThatAPortIsTaken) {
  start({});
  const QString port = facts()[QStringLiteral("api")].toString().section(QLatin1Char(':'), -1);
  QProcess second;
  second.start(QStringLiteral(HEARTHBOARD_BIN_DIR "/hearthsim"), {QStringLiteral("--port"), port});
  ASSERT_TRUE(wait_until([&] { return second.state() == QProcess::NotRunning; }));
  EXPECT_EQ(second.exitCode(), 69);
}

/// A store that one process wrote, read by another: its hours are what the meters counted.
TEST_F(SimProgram, ExportsAStoreThatAgreesWithTheMeters) {
  const QTemporaryDir folder;
  const QString file = folder.filePath(QStringLiteral("h.db"));
  const QStringList arguments{
      QStringLiteral("--scenario"), QStringLiteral("meter-swap"), QStringLiteral("--export-store"), file,
      QStringLiteral("--days"),     QStringLiteral("3"),          QStringLiteral("--exit")};
  ASSERT_EQ(run(arguments), 0);
  EXPECT_EQ(run(arguments), 73) << "it is there already";

  const TimeMs now = *parse_rfc3339(moment);
  const ManualClock clock(now);
  demo::HouseOptions options;
  options.scenario = demo::Scenario::meter_swap;
  options.now = now;
  options.start = demo::anchor_for(now, 3);
  demo::SimulatedHome home(options);
  home.advance_to(now);
  std::map<TimeMs, std::int64_t> truth;
  for (const demo::EnergyTruth& hour : home.truth()) truth[hour.start] = hour.wh;

  const auto store = HistoryStore::open(
      {.path = file.toStdString(), .read_only = true, .create = false, .writer_name = "test"}, clock);
  ASSERT_TRUE(store.has_value());
  const TimeRange range{floor_to(now - 3 * day_ms, day_ms), floor_to(now, hour_ms)};
  const auto hours = (*store)->buckets({channel("energy.import"), {}}, range, FixedBuckets{hour_ms});
  ASSERT_TRUE(hours.has_value());
  ASSERT_EQ(hours->rows.size(), static_cast<std::size_t>(range.length() / hour_ms));
  for (const Bucket& hour : hours->rows)
    EXPECT_NEAR(hour.sum, static_cast<double>(truth[hour.start]), 0.5) << format_rfc3339(hour.start);
}

}  // namespace
}  // namespace hearth
