#include "core/engine/engine.h"
#include "core/engine/exporter.h"
#include "core/engine/removable_drive_watch.h"
#include "tests/support/wait.h"

#include <QDir>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>

namespace hearth {
namespace {

using test::wait_until;
namespace fs = std::filesystem;

constexpr TimeMs winter_evening = 1768498800000;  // 2026-01-15T17:40:00Z
constexpr TimeMs from = winter_evening - 2 * day_ms;
constexpr std::size_t readings = 2 * 86'400;

/// How an export came out.
struct Heard {
  explicit Heard(CommandService& commands) {
    QObject::connect(&commands, &CommandService::export_progress, &context,
                     [this](double share) { shares.push_back(share); });
    QObject::connect(&commands, &CommandService::export_exists, &context,
                     [this](const QString& file) { exists = file; });
    QObject::connect(&commands, &CommandService::export_done, &context,
                     [this](const QString&, quint64 n) { rows = n; });
    QObject::connect(&commands, &CommandService::export_failed, &context,
                     [this](const Error& e) { error = e; });
  }
  [[nodiscard]] int answers() const { return (exists ? 1 : 0) + (rows ? 1 : 0) + (error ? 1 : 0); }
  [[nodiscard]] bool answered() {
    return wait_until([this] { return answers() > 0; });
  }
  QObject context;
  std::vector<double> shares;
  std::optional<QString> exists;
  std::optional<quint64> rows;
  std::optional<Error> error;
};

/// A history of two days, a reading a second, and an engine over it that talks to nobody.
class EngineExportTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(folder() / "out");
    config_.history_path = folder() / "history.db";
    auto store = HistoryStore::open({.path = config_.history_path, .writer_name = {}}, clock_);
    ASSERT_TRUE(store.has_value());
    Rows rows(std::vector{channel("energy.power_total")});
    for (std::size_t i = 0; i < readings; ++i) {
      rows.times.push_back(from + static_cast<TimeMs>(i) * second_ms);
      rows.values[0].push_back(static_cast<double>(i % 3000));
    }
    rows.epochs.assign(readings, 0);
    rows.provenances.assign(readings, Provenance::live);
    EXPECT_EQ((*store)->put_rows({Dataset::energy, {}}, std::move(rows))->taken, readings);
    ASSERT_TRUE((*store)->flush().has_value());
  }

  [[nodiscard]] std::unique_ptr<Engine> engine(Engine::Options options = {}) {
    options.config = config_;
    options.connect = false;
    return Engine::start(std::move(options), clock_);
  }
  [[nodiscard]] fs::path folder() const { return temporary_.path().toStdString(); }
  [[nodiscard]] fs::path file() const { return folder() / "out" / "energy.csv"; }
  [[nodiscard]] ExportOrder everything() const {
    return {.request = {.range = {from, winter_evening}}, .file = QString::fromStdString(file().string())};
  }
  [[nodiscard]] static long entries(const fs::path& in) {
    return std::distance(fs::directory_iterator(in), {});
  }
  static std::size_t lines(const fs::path& of) {
    std::ifstream in(of);
    return static_cast<std::size_t>(std::count(std::istreambuf_iterator(in), {}, '\n'));
  }

  QTemporaryDir temporary_;
  ManualClock clock_{winter_evening};
  Config config_;
};

TEST_F(EngineExportTest, WritesAFileAndSaysHowFarItIs) {
  const auto running = engine();
  Heard heard(running->commands());
  running->commands().export_history(everything());
  ASSERT_TRUE(heard.answered());
  ASSERT_FALSE(heard.error) << to_text(*heard.error);
  EXPECT_EQ(heard.rows, readings);
  EXPECT_EQ(lines(file()), readings + 1);
  EXPECT_EQ(entries(folder() / "out"), 1);
  ASSERT_FALSE(heard.shares.empty());
  EXPECT_LE(heard.shares.size(), 200U);
  EXPECT_TRUE(std::ranges::is_sorted(heard.shares));
  EXPECT_LE(heard.shares.back(), 1);
}

TEST_F(EngineExportTest, AFileThatIsThereIsReplacedOnlyWhenToldSo) {
  std::ofstream(file()) << "mine";
  const auto running = engine();
  {
    Heard heard(running->commands());
    running->commands().export_history(everything());
    ASSERT_TRUE(heard.answered());
    EXPECT_EQ(heard.exists, everything().file);
    EXPECT_EQ(lines(file()), 0U);
  }
  Heard heard(running->commands());
  ExportOrder order = everything();
  order.replace = true;
  running->commands().export_history(order);
  ASSERT_TRUE(heard.answered());
  EXPECT_EQ(heard.rows, readings);
  EXPECT_EQ(lines(file()), readings + 1);
}

TEST_F(EngineExportTest, CancelledLeavesNothingAndTheNextOneGoesOn) {
  const auto running = engine();
  {
    Heard heard(running->commands());
    running->commands().export_history(everything());
    running->commands().cancel_export();
    ASSERT_TRUE(heard.answered());
    ASSERT_TRUE(heard.error.has_value());
    EXPECT_EQ(heard.error->kind, ErrorKind::cancelled);
    EXPECT_EQ(entries(folder() / "out"), 0);
  }
  Heard heard(running->commands());
  running->commands().export_history(everything());
  ASSERT_TRUE(heard.answered());
  EXPECT_EQ(heard.rows, readings);
}

TEST_F(EngineExportTest, OneAtATime) {
  const auto running = engine();
  Heard heard(running->commands());
  ExportOrder second = everything();
  second.file += QStringLiteral(".second");
  running->commands().export_history(everything());
  running->commands().export_history(second);
  ASSERT_TRUE(wait_until([&] { return heard.error && heard.rows; }));
  EXPECT_EQ(heard.error->kind, ErrorKind::usage);
  EXPECT_EQ(entries(folder() / "out"), 1);
}

TEST_F(EngineExportTest, MakesAFolderForDownloadsButNoWholePath) {
  const auto running = engine();
  {
    Heard heard(running->commands());
    ExportOrder order = everything();
    order.file = QString::fromStdString((folder() / "Downloads" / "energy.csv").string());
    running->commands().export_history(order);
    ASSERT_TRUE(heard.answered());
    EXPECT_EQ(heard.rows, readings);
  }
  Heard heard(running->commands());
  ExportOrder order = everything();
  order.file = QString::fromStdString((folder() / "no" / "such" / "energy.csv").string());
  running->commands().export_history(order);
  ASSERT_TRUE(heard.answered());
  ASSERT_TRUE(heard.error.has_value());
  EXPECT_EQ(heard.error->kind, ErrorKind::cannot_create);
  EXPECT_FALSE(heard.error->message.empty());
}

TEST_F(EngineExportTest, WithoutAHistoryItSaysSo) {
  config_.history_path = "/proc/nowhere/history.db";
  const auto running = engine();
  Heard heard(running->commands());
  running->commands().export_history(everything());
  ASSERT_TRUE(heard.answered());
  ASSERT_TRUE(heard.error.has_value());
  EXPECT_EQ(heard.error->kind, ErrorKind::storage);
}

TEST_F(EngineExportTest, AFolderThatIsNoStickAnyMoreIsNotWrittenTo) {
  const auto running = engine();
  Heard heard(running->commands());
  ExportOrder order = everything();
  order.to_drive = true;
  running->commands().export_history(order);
  ASSERT_TRUE(heard.answered());
  ASSERT_TRUE(heard.error.has_value());
  EXPECT_EQ(heard.error->message, "The USB stick is gone.");
  EXPECT_EQ(entries(folder() / "out"), 0);
}

/// A file system of its own that anybody may write to is on every machine.
TEST_F(EngineExportTest, AStickIsWrittenOutBeforeItIsSaidToBeDone) {
  const QString name = QStringLiteral("/dev/shm/hearthboard-%1.csv").arg(::getpid());
  const auto running = engine();
  Heard heard(running->commands());
  ExportOrder order = everything();
  order.file = name;
  order.to_drive = true;
  running->commands().export_history(order);
  ASSERT_TRUE(heard.answered());
  EXPECT_EQ(lines(name.toStdString()), readings + 1);
  fs::remove(name.toStdString());
  EXPECT_EQ(heard.rows, readings);
}

/// The program is quit at every point of an export: before it begins, at each tenth of it, while it is being
/// cancelled, and when its answer has not been heard yet.
TEST_F(EngineExportTest, QuitsWhateverTheExportDoes) {
  for (int tenth = -2; tenth < 10; ++tenth) {
    auto running = engine();
    Heard heard(running->commands());
    running->commands().export_history(everything());
    if (tenth == -1) running->commands().cancel_export();
    const auto has_come_so_far = [&] {
      return heard.answers() > 0 || (!heard.shares.empty() && heard.shares.back() >= tenth / 10.0);
    };
    ASSERT_TRUE(tenth < 0 || wait_until(has_come_so_far));
    if (tenth == 5) running->commands().cancel_export();
    running.reset();
    // A file is whole or not there, and nothing unfinished lies beside it.
    const bool whole = fs::exists(file());
    EXPECT_TRUE(!whole || lines(file()) == readings + 1);
    EXPECT_EQ(entries(folder() / "out"), whole ? 1 : 0);
    fs::remove(file());
  }
}

TEST_F(EngineExportTest, TheStatusNamesTheSticksThatAreThere) {
  const fs::path root = folder() / "root";
  fs::create_directories(root / "proc/self");
  fs::create_directories(root / "media/pi/KINGSTON");
  std::ofstream(root / "proc/self/mountinfo")
      << "36 27 8:1 / /media/pi/KINGSTON rw,nosuid shared:9 - vfat /dev/sda1 rw,uid=1000\n";
  const auto running = engine({.config = {}, .watch_removable_drives = true, .root = root});
  ASSERT_TRUE(wait_until([&] { return !running->status().status().drives.empty(); }));
  EXPECT_EQ(running->status().status().drives[0].name, "KINGSTON");
  EXPECT_EQ(running->status().status().drives[0].folder, root / "media/pi/KINGSTON");
}

/// Urgent data makes a socket what a change of mounts makes /proc/self/mountinfo: exceptional, not readable.
TEST(RemovableDriveWatch, HearsOfExceptionalConditions) {
  QTcpServer server;
  ASSERT_TRUE(server.listen(QHostAddress::LocalHost));
  QTcpSocket here;
  here.connectToHost(QHostAddress::LocalHost, server.serverPort());
  ASSERT_TRUE(wait_until([&] { return server.hasPendingConnections(); }));
  const std::unique_ptr<QTcpSocket> there(server.nextPendingConnection());
  ASSERT_TRUE(wait_until([&] { return here.state() == QAbstractSocket::ConnectedState; }));
  RemovableDriveWatch watch(::dup(static_cast<int>(here.socketDescriptor())));
  int changes = 0;
  QObject::connect(&watch, &RemovableDriveWatch::changed, &watch, [&] {
    ++changes;
    char urgent = 0;
    ::recv(static_cast<int>(here.socketDescriptor()), &urgent, 1, MSG_OOB);
  });
  ASSERT_EQ(::send(static_cast<int>(there->socketDescriptor()), "!", 1, MSG_OOB), 1);
  EXPECT_TRUE(wait_until([&] { return changes > 0; }));
  const RemovableDriveWatch deaf(-1);
}

}  // namespace
}  // namespace hearth
