#include "tests/keyring/private_bus.h"

#include <QDBusMessage>
#include <QDBusVirtualObject>

#include <gmock/gmock.h>

namespace hearth {
namespace {

using test::PrivateBus;
using test::wait_until;
using testing::HasSubstr;
using testing::StartsWith;

/// A key service that takes every question and answers none: what a locked keyring does while its dialog is
/// open.
class SilentService : public QDBusVirtualObject {
 public:
  explicit SilentService(PrivateBus& bus) {
    EXPECT_TRUE(bus.connection().registerVirtualObject(QStringLiteral("/org/freedesktop/secrets"), this,
                                                       QDBusConnection::SubPath));
    EXPECT_TRUE(bus.connection().registerService(QLatin1String(test::key_service)));
  }
  [[nodiscard]] QString introspect(const QString&) const override { return {}; }
  bool handleMessage(const QDBusMessage& message, const QDBusConnection&) override {
    message.setDelayedReply(true);
    ++asked;
    return true;
  }
  int asked = 0;
};

/// One that knows at once what nobody keeps, and asks the person about all else.
class AskingService : public SilentService {
 public:
  using SilentService::SilentService;
  bool handleMessage(const QDBusMessage& message, const QDBusConnection& connection) override {
    if (message.member() == QLatin1String("GetAll"))
      return connection.send(message.createReply(QVariantMap()));
    if (message.member() == QLatin1String("OpenSession") &&
        message.arguments().value(0) == QStringLiteral("plain"))
      return connection.send(
          message.createReply({QVariant::fromValue(QDBusVariant(QString())),
                               QVariant::fromValue(QDBusObjectPath(QStringLiteral("/session")))}));
    if (message.member() != QLatin1String("SearchItems"))
      return connection.send(message.createErrorReply(QDBusError::NotSupported, QStringLiteral("Not here.")));
    const auto attributes = qdbus_cast<QMap<QString, QString>>(message.arguments().value(0));
    if (!attributes.values().contains(QStringLiteral("nothing is kept here")))
      return SilentService::handleMessage(message, connection);
    const auto none = QVariant::fromValue(QList<QDBusObjectPath>());
    return connection.send(message.createReply(QVariantList{none, none}));
  }
};

class Keyring : public testing::Test {
 protected:
  /// The lines that keeper_tool says, and "exit N" where it ends with anything but 0.
  std::vector<std::string> tool(const QStringList& words) {
    QProcess process;
    start(process, words);
    return lines_of(process);
  }
  void start(QProcess& process, const QStringList& words) {
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(HEARTHBOARD_BIN_DIR "/keeper_tool"), words);
  }
  static std::vector<std::string> lines_of(QProcess& process) {
    EXPECT_TRUE(wait_until([&] { return process.state() == QProcess::NotRunning; }));
    std::vector<std::string> lines;
    for (const QByteArray& line : process.readAllStandardOutput().split('\n'))
      if (!line.isEmpty()) lines.push_back(line.toStdString());
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
      lines.push_back("exit " + std::to_string(process.exitCode()) +
                      process.readAllStandardError().toStdString());
    return lines;
  }
  static QStringList words(const char* line) { return QString::fromLatin1(line).split(QLatin1Char(' ')); }

  PrivateBus bus;
  QProcessEnvironment environment = bus.environment();
};

using Lines = std::vector<std::string>;

TEST_F(Keyring, HandsASecretFromOneProcessToAnotherUntilItIsWiped) {
  bus.start_keyring(true);
  EXPECT_EQ(tool(words("read k")), Lines{"nothing"});
  EXPECT_EQ(tool(words("store k first")), Lines{"done"});
  EXPECT_EQ(tool(words("read k")), Lines{"found first"});
  EXPECT_EQ(tool(words("store k second")), Lines{"done"});
  EXPECT_EQ(tool(words("read k -- read other")), (Lines{"found second", "nothing"}));
  EXPECT_EQ(tool(words("wipe k -- read k -- wipe k")), (Lines{"done", "nothing", "done"}));
}

TEST_F(Keyring, KeepsTextAsItIsAndNoMoreThanItMay) {
  bus.start_keyring(true);
  const QString text = QStringLiteral("{\"a\": \"\u00e5 \\u0000\"}");
  EXPECT_EQ(tool({QStringLiteral("store"), QStringLiteral("k"), text}), Lines{"done"});
  EXPECT_EQ(tool(words("read k")), Lines{"found " + text.toStdString()});
  const QString large(64 * 1024, QLatin1Char('x'));
  EXPECT_EQ(tool({QStringLiteral("store"), QStringLiteral("k"), large}), Lines{"done"});
  EXPECT_EQ(tool(words("read k")), Lines{"found " + large.toStdString()});
  EXPECT_THAT(tool({QStringLiteral("store"), QStringLiteral("k"), large + QLatin1Char('x')}),
              testing::ElementsAre(StartsWith("storage: ")));
}

TEST_F(Keyring, WorksOnAnyThreadAfterTheOneBeforeHasEnded) {
  bus.start_keyring(true);
  EXPECT_EQ(tool(words("store k one -- read k -- store k two -- read k")),
            (Lines{"done", "found one", "done", "found two"}));
}

TEST_F(Keyring, OutlivesTheKeyServicesRestart) {
  bus.start_keyring(true);
  EXPECT_EQ(tool(words("store k secret")), Lines{"done"});
  bus.end_keyring();
  bus.start_keyring(true);
  EXPECT_EQ(tool(words("read k")), Lines{"found secret"});
}

TEST_F(Keyring, IsChosenWhereItAnswers) {
  bus.start_keyring(true);
  EXPECT_EQ(tool(words("choose auto /f k")), Lines{"the keyring of this desktop"});
  EXPECT_EQ(tool(words("choose keyring /f k")), Lines{"the keyring of this desktop"});
  EXPECT_EQ(tool(words("choose file /f k")), Lines{"the file /f"});
  EXPECT_THAT(tool(words("choose vault /f k")), testing::ElementsAre(StartsWith("config: ")));
}

TEST_F(Keyring, ThatIsLockedIsChosenWithoutADialogAndSaysSoWhenItIsRead) {
  bus.start_keyring(true);
  EXPECT_EQ(tool(words("store k secret")), Lines{"done"});
  bus.end_keyring();
  bus.start_keyring(false);
  EXPECT_EQ(tool(words("choose auto /f k")), Lines{"the keyring of this desktop"});
  // Nobody is there to show a dialog.
  const std::string locked = "storage: The keyring of this desktop stays locked (";
  EXPECT_THAT(tool(words("read k")), testing::ElementsAre(StartsWith(locked)));
  EXPECT_THAT(tool(words("store k other")),
              testing::ElementsAre(StartsWith("storage: The keyring of this desktop ")));
  EXPECT_THAT(tool(words("read other")), testing::ElementsAre("nothing"));
  bus.end_keyring();
  bus.start_keyring(true);
  EXPECT_EQ(tool(words("read k")), Lines{"found secret"});
}

TEST_F(Keyring, GivesWayToTheFileWhereNoKeyServiceIs) {
  EXPECT_EQ(tool(words("choose auto /f k")), Lines{"the file /f"});
  EXPECT_THAT(tool(words("choose keyring /f k")),
              testing::ElementsAre(StartsWith("config: keeper is \"keyring\", and there is none to use")));
  EXPECT_THAT(tool(words("read k")), testing::ElementsAre(StartsWith("storage: ")));
  EXPECT_THAT(tool(words("store k secret")), testing::ElementsAre(StartsWith("storage: ")));
}

TEST_F(Keyring, GivesWayToTheFileWithoutDBus) {
  environment.remove(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"));
  environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), QStringLiteral("/nonexistent"));
  EXPECT_EQ(tool(words("choose auto /f k")), Lines{"the file /f"});
  environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"),
                     QStringLiteral("unix:path=/nonexistent/bus"));
  EXPECT_EQ(tool(words("choose auto /f k")), Lines{"the file /f"});
}

TEST_F(Keyring, GivesWayToTheFileWhereQtRunsNoGlibLoop) {
  // QtKeychain never answers then.
  bus.start_keyring(true);
  environment.insert(QStringLiteral("QT_NO_GLIB"), QStringLiteral("1"));
  EXPECT_EQ(tool(words("probe 100")),
            Lines{"storage: The keyring of this desktop cannot be used (it does not answer)."});
}

TEST_F(Keyring, DestroyedWhileThePersonIsAskedEndsItsWaitAtOnce) {
  SilentService silent(bus);
  QProcess process;
  start(process, words("abandon k"));
  ASSERT_TRUE(wait_until([&] { return silent.asked > 0; }));
  process.write("\n");
  EXPECT_EQ(lines_of(process), (Lines{"waiting", "cancelled: Stopped."}));
}

TEST_F(Keyring, IsNotWaitedForWhereTheChoiceIsStopped) {
  SilentService silent(bus);
  QProcess process;
  start(process, words("choose-stopped auto /f k"));
  ASSERT_TRUE(wait_until([&] { return silent.asked > 0; }));
  process.write("\n");
  EXPECT_EQ(lines_of(process), (Lines{"waiting", "cancelled: Stopped."}));
}

TEST_F(Keyring, IsNotWaitedForByAReplicaThatIsStopped) {
  AskingService asking(bus);
  QProcess process;
  start(process, words("password-stopped /nonexistent"));
  ASSERT_TRUE(wait_until([&] { return asking.asked > 0; }));
  process.write("\n");
  EXPECT_EQ(lines_of(process), (Lines{"waiting", "cancelled: Stopped."}));
}

TEST_F(Keyring, ThatDoesNotAnswerIsGivenUpInTime) {
  SilentService silent(bus);
  EXPECT_EQ(tool(words("probe 200")),
            Lines{"storage: The keyring of this desktop cannot be used (it does not answer)."});
  EXPECT_GT(silent.asked, 0);
}

TEST_F(Keyring, StillGetsWhatWasToBeWrittenWhenTheProgramEnds) {
  bus.start_keyring(true);
  EXPECT_EQ(tool(words("drop k rotated")), Lines{"cancelled: Stopped."});
  EXPECT_EQ(tool(words("read k")), Lines{"found rotated"});
}

}  // namespace
}  // namespace hearth
