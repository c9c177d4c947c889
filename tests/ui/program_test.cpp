#include "app/shared/program.h"

#include <QFile>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace hearth {
namespace {

struct Ended {
  int code = -1;
  QString said;  ///< on standard error
};

/// hearthboard itself, with nothing of the user's in reach.
class HearthboardProgram : public testing::Test {
 protected:
  Ended run(const QStringList& arguments, const QString& clock = QStringLiteral("2026-01-15T17:40:00Z")) {
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), folder_.path());
    environment.insert(QStringLiteral("XDG_DATA_HOME"), folder_.path());
    environment.insert(QStringLiteral("HEARTHBOARD_CLOCK"), clock);
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    environment.insert(QStringLiteral("QT_QUICK_BACKEND"), QStringLiteral("software"));
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(HEARTHBOARD_BIN_DIR "/hearthboard"), arguments);
    EXPECT_TRUE(process.waitForFinished(120'000));
    const Ended ended{process.exitCode(), QString::fromUtf8(process.readAllStandardError())};
    EXPECT_EQ(process.exitStatus(), QProcess::NormalExit) << ended.said.toStdString();
    return ended;
  }
  [[nodiscard]] QString file(const char* name) const { return folder_.filePath(QLatin1String(name)); }

  QTemporaryDir folder_;
};

TEST_F(HearthboardProgram, DrawsTheDemoHome) {
  const QString picture = file("home.png");
  const Ended ended =
      run({QStringLiteral("--demo"), QStringLiteral("--size"), QStringLiteral("800x480"),
           QStringLiteral("--screenshot"), picture, QStringLiteral("--timeout"), QStringLiteral("100")});
  EXPECT_EQ(ended.code, exit_ok) << ended.said.toStdString();
  EXPECT_EQ(QImage(picture).size(), QSize(800, 480));
  // Nothing of QML was wrong on the way.
  EXPECT_FALSE(ended.said.contains(QStringLiteral("qrc:"))) << ended.said.toStdString();
}

TEST_F(HearthboardProgram, WithoutConfigurationItAsksForOne) {
  const QString picture = file("first.png");
  const Ended ended = run({QStringLiteral("--screenshot"), picture});
  EXPECT_EQ(ended.code, exit_ok) << ended.said.toStdString();
  EXPECT_EQ(QImage(picture).size(), QSize(1280, 800));
}

TEST_F(HearthboardProgram, SaysWhatIsWrongWithItsArguments) {
  for (const char* wrong :
       {"--page=cellar", "--size=12", "--theme=pink", "--timeout=0", "--nonsense", "--screenshot"}) {
    const Ended ended = run({QLatin1String(wrong)});
    EXPECT_EQ(ended.code, exit_usage) << wrong;
    EXPECT_TRUE(ended.said.contains(QStringLiteral("hearthboard --help"))) << ended.said.toStdString();
  }
  EXPECT_EQ(run({QStringLiteral("--demo=cellar"), QStringLiteral("--screenshot"), file("no.png")}).code,
            exit_unavailable);
  EXPECT_EQ(run({QStringLiteral("--help")}).code, exit_ok);
  EXPECT_EQ(run({QStringLiteral("--version")}, QStringLiteral("nonsense")).code, exit_ok);
  EXPECT_EQ(run({}, QStringLiteral("nonsense")).code, exit_config);
}

TEST_F(HearthboardProgram, RefusesABrokenConfiguration) {
  QFile config(file("broken.toml"));
  ASSERT_TRUE(config.open(QIODevice::WriteOnly));
  config.write("[api]\nbase_url = 7\n");
  config.close();
  const Ended ended = run({QStringLiteral("--config"), config.fileName()});
  EXPECT_EQ(ended.code, exit_config);
  EXPECT_TRUE(ended.said.contains(QStringLiteral("broken.toml:2"))) << ended.said.toStdString();
}

TEST_F(HearthboardProgram, GivesUpOnAPictureInTime) {
  QFile config(file("nobody.toml"));
  ASSERT_TRUE(config.open(QIODevice::WriteOnly));
  config.write("[api]\nbase_url = \"http://127.0.0.1:1\"\n");
  config.close();
  const Ended ended = run({QStringLiteral("--config"), config.fileName(), QStringLiteral("--screenshot"),
                           file("no.png"), QStringLiteral("--timeout"), QStringLiteral("1")});
  EXPECT_EQ(ended.code, exit_unavailable);
  EXPECT_TRUE(ended.said.contains(QStringLiteral("within 1 s"))) << ended.said.toStdString();
  EXPECT_FALSE(QFile::exists(file("no.png")));
}

TEST_F(HearthboardProgram, SaysWhereAPictureCannotBeWritten) {
  const Ended ended = run({QStringLiteral("--screenshot"), file("no/such/folder.png")});
  EXPECT_EQ(ended.code, exit_code(ErrorKind::cannot_create));
}

}  // namespace
}  // namespace hearth
