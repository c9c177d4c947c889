#include "core/telemetry/channel.h"
#include "tests/integration/program_run.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <gtest/gtest.h>

#include <csignal>

namespace hearth {
namespace {

QList<QByteArray> lines_of(const std::string& text) {
  QList<QByteArray> lines = QByteArray::fromStdString(text).split('\n');
  if (!lines.isEmpty() && lines.last().isEmpty()) lines.removeLast();
  return lines;
}

TEST(CtlDemo, ExportsTheHourlyEnergyOfADay) {
  const ProgramRunner runner;
  const Ended ended =
      runner.run("hearthctl", words("export --demo --dataset energy --every 1h --from 2026-01-14T00:00:00Z "
                                    "--to 2026-01-15T00:00:00Z"));
  ASSERT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.err, "");
  const QList<QByteArray> lines = lines_of(ended.out);
  ASSERT_EQ(lines.size(), 25);
  const qsizetype column = lines[0].trimmed().split(',').indexOf("energy.import sum [kWh]");
  ASSERT_GT(column, 0);
  for (qsizetype i = 1; i < lines.size(); ++i) {
    const double kwh = lines[i].trimmed().split(',').value(column).toDouble();
    EXPECT_GT(kwh, 0.05) << lines[i].constData();
    EXPECT_LT(kwh, 20) << lines[i].constData();
  }
  EXPECT_TRUE(runner.temporary_files().isEmpty()) << runner.temporary_files().join(u' ').toStdString();
}

TEST(CtlDemo, EveryDatasetHasRowsInTheHomesDays) {
  const ProgramRunner runner;
  for (const char* dataset : {"heatpump", "climate", "price"}) {
    const Ended ended = runner.run("hearthctl", words("export --demo --every 1d --dataset") + words(dataset));
    ASSERT_EQ(ended.code, 0) << ended.err;
    EXPECT_TRUE(has(ended.out, "\r\n2026-01-13T23:00:00Z,")) << dataset << '\n' << ended.out.substr(0, 500);
  }
}

TEST(CtlDemo, WatchPrintsOneObjectALine) {
  ProgramRunner runner;
  // Of a home that has said nothing else yet, prices come before it is known what they are in.
  const auto watch = runner.launch("hearthctl", words("watch --demo"));
  ASSERT_TRUE(watch->prints("\"channel\":\"price.spot\"")) << watch->err();
  const Ended ended = watch->end(SIGTERM);
  ASSERT_EQ(ended.code, 0) << ended.err;
  const QList<QByteArray> lines = lines_of(ended.out);
  ASSERT_GE(lines.size(), 5);
  for (const QByteArray& line : lines) {
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    const auto known = find_channel(object[QStringLiteral("channel")].toString().toStdString());
    ASSERT_TRUE(known.has_value()) << line.constData();
    const bool price = info(*known).dataset == Dataset::price;
    EXPECT_EQ(object[QStringLiteral("unit")].toString().toStdString(), price ? "SEK/kWh" : info(*known).unit)
        << line.constData();
    EXPECT_TRUE(object[QStringLiteral("value")].isDouble()) << line.constData();
    EXPECT_TRUE(object[QStringLiteral("time")].toString().startsWith(price ? u"2026-01-1" : u"2026-01-15T0"))
        << line.constData();
    const bool placed = object.contains(QStringLiteral("location")) ||
                        object.contains(QStringLiteral("device")) || object.contains(QStringLiteral("area"));
    EXPECT_EQ(placed, info(*known).dataset != Dataset::energy) << line.constData();
  }
}

TEST(CtlDemo, StatusKnowsTheHistory) {
  ProgramRunner runner;
  runner.unset("HEARTHBOARD_DEMO_DAYS");
  const Ended ended = runner.run("hearthctl", words("status --demo --json"));
  ASSERT_EQ(ended.code, 0) << ended.err;
  const QJsonObject all = QJsonDocument::fromJson(QByteArray::fromStdString(ended.out)).object();
  EXPECT_GT(all[QStringLiteral("store")][QStringLiteral("bytes")].toInt(), 100'000);
  EXPECT_TRUE(all[QStringLiteral("store")][QStringLiteral("oldest")].toString().startsWith(
      QLatin1String("2025-10-")));
  EXPECT_TRUE(all[QStringLiteral("store")][QStringLiteral("recorder")].isNull());
  EXPECT_FALSE(ended.out.find("heatpump.supply_temp") == std::string::npos);
}

TEST(CtlDemo, SyncEndsWellWhereTheServicesAnswer) {
  const ProgramRunner runner;
  const Ended ended = runner.run("hearthctl", words("sync --demo --hours 48"));
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out, "");
}

TEST(CtlDemo, RecordRunsUntilItIsToldToEndAndCleansUp) {
  const ProgramRunner runner;
  const Ended ended = runner.run_until(
      "hearthctl", words("record --demo"),
      [](const QByteArray& err) { return err.contains("Recording into"); },
      [&](qint64 pid) {
        EXPECT_FALSE(runner.temporary_files().isEmpty());
        // What other users of the machine can see of the child holds no token.
        for (const QString& process : QDir(QStringLiteral("/proc")).entryList({QStringLiteral("[0-9]*")})) {
          QFile status(QStringLiteral("/proc/%1/status").arg(process));
          QFile command(QStringLiteral("/proc/%1/cmdline").arg(process));
          if (!status.open(QFile::ReadOnly) || !command.open(QFile::ReadOnly)) continue;
          if (!status.readAll().contains("PPid:\t" + QByteArray::number(pid) + "\n")) continue;
          EXPECT_FALSE(command.readAll().contains("token"));
        }
      });
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_TRUE(runner.temporary_files().isEmpty()) << runner.temporary_files().join(u' ').toStdString();
}

}  // namespace
}  // namespace hearth
