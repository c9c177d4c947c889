#include "core/demo/home_server.h"
#include "core/engine/engine.h"
#include "core/source/history_plan.h"
#include "core/source/homelab_api/config.h"
#include "tests/support/wait.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace hearth {
namespace {

using test::wait_until;

constexpr const char* evening = "2026-01-15T17:40:00Z";
constexpr int days_of_home = 70;

/// What was asked of the home's history, as its services saw it.
struct Asked {
  std::vector<TimeRange> energy;
  std::map<QString, std::vector<int>> climate;  ///< hours, by location
};

/// Synchronisations of a home with one sensor and seventy days of history, whose clock stands still.
class SyncTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(server_.listen().has_value());
    QObject::connect(&server_, &demo::HomeServer::requested, &server_,
                     [this](const HttpRequest& request) { note(request); });
    config_.of<HomelabApiConfig>().base_url = server_.api_url().toString().toStdString();
    config_.access_token = server_.token().toStdString();
    config_.history_path = folder_.filePath(QStringLiteral("history.db")).toStdString();
  }

  void note(const HttpRequest& request) {
    const auto value = [&](const char* name) { return request.query.value(QLatin1String(name)); };
    if (request.path == QLatin1String("/api/v1/energy/history"))
      asked_.energy.push_back({parse_rfc3339(value("from").toStdString()).value_or(0),
                               parse_rfc3339(value("to").toStdString()).value_or(0)});
    if (request.path == QLatin1String("/api/v1/temperature/history"))
      asked_.climate[value("location")].push_back(value("hours").toInt());
    if (on_request_) on_request_(request);
  }

  /// Starts hearthctl; the services it talks to live in this thread.
  void start(QProcess& process, const QStringList& arguments) {
    QFile file(folder_.filePath(QStringLiteral("hearthboard.toml")));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString("[api]\nbase_url = \"" + config_.of<HomelabApiConfig>().base_url +
                                         "\"\n[history]\npath = \"history.db\"\n"));
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HEARTHBOARD_CONFIG"), file.fileName());
    // Each run is later than the one before it, whose clock went on.
    clock_.advance(minute_ms);
    environment.insert(QStringLiteral("HEARTHBOARD_CLOCK"),
                       QString::fromStdString(format_rfc3339(clock_.now())));
    environment.insert(QStringLiteral("HEARTHBOARD_ACCESS_TOKEN"),
                       QString::fromStdString(config_.access_token));
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(HEARTHBOARD_BIN_DIR "/hearthctl"), arguments);
  }
  /// Whether the history on the disk says that the range was asked for.
  bool knows(TimeRange range) const {
    HistoryStore::Options options;
    options.path = config_.history_path;
    options.read_only = true;
    const auto store = HistoryStore::open(std::move(options), clock_);
    if (!store) return false;
    std::vector<TimeRange> known;
    for (const Coverage& c : (*store)->coverage({Dataset::energy, {}})) known.push_back(c.range);
    return subtract(range, known).empty();
  }
  static bool has_ended(QProcess& process) {
    return wait_until([&] { return process.state() == QProcess::NotRunning; }, 120'000);
  }

  QTemporaryDir folder_;
  const TimeMs now_ = parse_rfc3339(evening).value();
  ManualClock clock_{now_};
  demo::HomeServer server_{
      {.scenario = demo::Scenario::barebones, .start = floor_to(now_, day_ms) - days_of_home * day_ms},
      clock_};
  std::function<void(const HttpRequest&)> on_request_;
  Asked asked_;
  Config config_;
};

TEST_F(SyncTest, AKilledRunGoesOnWhereItStopped) {
  const QStringList arguments{QStringLiteral("sync"), QStringLiteral("--days"),
                              QString::number(days_of_home)};
  constexpr std::size_t killed_at = 3;
  QProcess first;
  on_request_ = [&](const HttpRequest&) {
    if (asked_.energy.size() != killed_at || first.state() != QProcess::Running) return;
    // What was answered is written while the next answer is waited for: it is not given before.
    const QDeadlineTimer patience(60'000);
    while (!knows(asked_.energy[killed_at - 2]) && !patience.hasExpired()) {
    }
    EXPECT_FALSE(patience.hasExpired());
    first.kill();
  };
  start(first, arguments);
  ASSERT_TRUE(has_ended(first));
  EXPECT_EQ(first.exitStatus(), QProcess::CrashExit);
  on_request_ = {};
  ASSERT_EQ(asked_.energy.size(), killed_at);
  std::vector<TimeRange> answered = asked_.energy;
  answered.pop_back();
  // The service may still add to the hours of the last three: they are asked for again.
  const TimeMs settled_until = floor_to(now_ - 3 * hour_ms, hour_ms);

  asked_ = {};
  QProcess second;
  start(second, arguments);
  ASSERT_TRUE(has_ended(second));
  EXPECT_EQ(second.exitCode(), 0) << second.readAllStandardError().toStdString();
  ASSERT_FALSE(asked_.energy.empty());
  for (const TimeRange& again : asked_.energy)
    for (const TimeRange& before : answered)
      EXPECT_TRUE(again.intersected({before.from, std::min(before.to, settled_until)}).empty())
          << format_rfc3339(again.from) << " to " << format_rfc3339(again.to);
  std::vector<TimeRange> all = asked_.energy;
  all.insert(all.end(), answered.begin(), answered.end());
  const TimeMs this_hour = floor_to(now_, hour_ms);
  EXPECT_TRUE(subtract({this_hour - days_of_home * day_ms, this_hour}, all).empty());
  EXPECT_EQ(asked_.climate.size(), 1U);

  asked_ = {};
  QProcess third;
  start(third, arguments);
  ASSERT_TRUE(has_ended(third));
  DurationMs asked_again = 0;
  for (const TimeRange& range : asked_.energy) asked_again += range.length();
  EXPECT_LE(asked_again, 4 * hour_ms);
  // A sensor seldom reports: what is open begins at its last report.
  for (const auto& [location, hours] : asked_.climate) {
    ASSERT_EQ(hours.size(), 1U) << location.toStdString();
    EXPECT_LE(hours[0], 3) << location.toStdString();
  }
}

TEST_F(SyncTest, TenYearsAreAskedForInWindowsAndItSaysHowFarItIs) {
  constexpr int hours = 87'600;
  const auto running =
      Engine::start({.config = config_, .record = true, .poll = false, .history_hours = 0}, clock_);
  std::vector<int> percents;
  std::optional<bool> complete;
  QObject::connect(&running->status(), &StatusService::updated, &running->status(), [&] {
    const Status& status = running->status().status();
    if (!status.syncing.isEmpty()) percents.push_back(status.sync_percent);
  });
  running->commands().sync(hours, &running->commands(), [&](const SyncEnd& end) { complete = end.complete; });
  ASSERT_TRUE(wait_until([&] { return complete.has_value(); }, 120'000));
  EXPECT_TRUE(complete.value_or(false));
  const TimeMs this_hour = floor_to(now_, hour_ms);
  EXPECT_TRUE(subtract({this_hour - hours * hour_ms, this_hour}, asked_.energy).empty());
  for (const TimeRange& range : asked_.energy) EXPECT_LE(range.length(), 31 * day_ms);
  for (const auto& [location, asked] : asked_.climate) EXPECT_EQ(asked, std::vector{366 * 24});
  ASSERT_GT(percents.size(), 20U);
  EXPECT_TRUE(std::ranges::is_sorted(percents));
  EXPECT_LT(percents.front(), 10);
  EXPECT_GT(percents.back(), 90);
}

TEST_F(SyncTest, AnAnswerThatIsTooMuchIsAskedForInLess) {
  // `hearthctl sync --days 366` of a sensor that reports each minute would be more than a body may hold.
  on_request_ = [this](const HttpRequest& request) {
    server_.set_faults({.garbage = request.query.value(QStringLiteral("hours")).toInt() > 2500});
  };
  const auto running =
      Engine::start({.config = config_, .record = true, .poll = false, .history_hours = 0}, clock_);
  std::optional<bool> complete;
  running->commands().sync(366 * 24, &running->commands(),
                           [&](const SyncEnd& end) { complete = end.complete; });
  ASSERT_TRUE(wait_until([&] { return complete.has_value(); }, 120'000));
  EXPECT_TRUE(complete.value_or(false));
  for (const auto& [location, hours] : asked_.climate) EXPECT_EQ(hours, (std::vector{8784, 4392, 2196}));
}

TEST_F(SyncTest, EndsWellWithWhatItMayReadAndSaysWhatItMayNot) {
  struct Case {
    std::function<int(const QString& path)> status;
    int code;
    const char* says;
  };
  for (const Case& c :
       {Case{[](const QString&) { return 0; }, 0, ""},
        Case{[](const QString& path) { return path.contains(QLatin1String("energy")) ? 403 : 0; }, 0,
             "warning: energy: "},
        Case{[](const QString& path) { return path.contains(QLatin1String("temperature")) ? 403 : 0; }, 0,
             "warning: climate: "},
        Case{[](const QString&) { return 403; }, 77, "may read nothing"},
        Case{[](const QString&) { return 503; }, 69, ""}}) {
    on_request_ = [&](const HttpRequest& request) { server_.set_faults({.status = c.status(request.path)}); };
    QProcess process;
    start(process, {QStringLiteral("sync"), QStringLiteral("--hours"), QStringLiteral("2")});
    ASSERT_TRUE(has_ended(process));
    const std::string said = process.readAllStandardError().toStdString();
    EXPECT_EQ(process.exitCode(), c.code) << said;
    EXPECT_NE(said.find(c.says), std::string::npos) << said;
    on_request_ = {};
    server_.set_faults({});
  }
}

TEST_F(SyncTest, SaysWhatIsWrongWithTheRange) {
  for (const QStringList& wrong :
       {QStringList{QStringLiteral("--days"), QStringLiteral("4000")},
        {QStringLiteral("--days"), QStringLiteral("3"), QStringLiteral("--hours"), QStringLiteral("3")},
        {QStringLiteral("--from"), QStringLiteral("soon")},
        {QStringLiteral("--from"), QStringLiteral("2026-01-16T00:00:00Z")},
        {QStringLiteral("--from"), QStringLiteral("2001-01-16T00:00:00Z")}}) {
    QProcess process;
    start(process, QStringList{QStringLiteral("sync")} + wrong);
    ASSERT_TRUE(has_ended(process));
    EXPECT_EQ(process.exitCode(), 64) << wrong.join(QLatin1Char(' ')).toStdString();
  }
  QProcess process;
  start(process,
        {QStringLiteral("sync"), QStringLiteral("--from"), QStringLiteral("2026-01-14T12:00:00+01:00")});
  ASSERT_TRUE(has_ended(process));
  EXPECT_EQ(process.exitCode(), 0) << process.readAllStandardError().toStdString();
  ASSERT_EQ(asked_.energy.size(), 1U);
  EXPECT_LE(asked_.energy[0].from, parse_rfc3339("2026-01-14T11:00:00Z").value());
}

}  // namespace
}  // namespace hearth
