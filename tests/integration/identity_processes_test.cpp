// Programs that share one rotating refresh token, as processes of their own; and what is left when one is
// killed.
#include "tests/unit/identity/session_fixture.h"

#include <QProcess>
#include <QRandomGenerator>

#include <csignal>

namespace hearth {
namespace {

using namespace test;

class WorkerProcess {
 public:
  WorkerProcess(const QString& issuer, const QString& folder) {
    process_.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process_.start(QStringLiteral(HEARTHBOARD_BIN_DIR "/test_identity_worker"), {issuer, folder});
    EXPECT_TRUE(process_.waitForStarted());
  }
  ~WorkerProcess() {
    process_.closeWriteChannel();
    if (process_.state() != QProcess::NotRunning && !process_.waitForFinished()) process_.kill();
  }
  void say(const char* command, TimeMs time) {
    process_.write(QByteArray(command) + ' ' + QByteArray::number(qlonglong{time}) + '\n');
  }
  /// Its next answer; empty where it has ended.
  std::string hear() {
    run_until([&] { return process_.canReadLine() || process_.state() == QProcess::NotRunning; });
    return process_.readLine().trimmed().toStdString();
  }
  [[nodiscard]] bool has_answered() const { return process_.canReadLine(); }
  void kill() {
    ::kill(static_cast<pid_t>(process_.processId()), SIGKILL);
    EXPECT_TRUE(run_until([&] { return process_.state() == QProcess::NotRunning; }));
  }

 private:
  QProcess process_;
};

int wanted(const char* variable, int usual) {
  bool ok = false;
  const int given = qEnvironmentVariableIntValue(variable, &ok);
  return ok ? given : usual;
}

struct IdentityProcesses : SessionTest {
  [[nodiscard]] QString state() const { return QString::fromStdString(options().state_folder.string()); }
};

TEST_F(IdentityProcesses, AThousandRenewalsAreOneRequestEach) {
  serve();
  {
    const auto first = let_in();
  }
  WorkerProcess display(provider->issuer(), state());
  WorkerProcess recorder(provider->issuer(), state());
  std::set<std::string> tokens;
  constexpr int rounds = 1000;
  for (int i = 1; i <= rounds; ++i) {
    clock.advance(hour_ms);
    display.say("round", clock.now());
    recorder.say("round", clock.now());
    const std::string a = display.hear();
    const std::string b = recorder.hear();
    ASSERT_EQ(a, b) << "round " << i;
    ASSERT_TRUE(a.starts_with("ok ")) << a;
    ASSERT_EQ(refreshes(), i);
    tokens.insert(a);
  }
  EXPECT_EQ(tokens.size(), rounds);
  EXPECT_EQ(provider->counts().refresh_reuses, 0);
  EXPECT_TRUE(provider->counts().refusals.isEmpty());
}

TEST_F(IdentityProcesses, AKillDuringARotationLeavesASessionOrACleanEnd) {
  serve();
  {
    const auto first = let_in();
  }
  const int kills = wanted("HEARTHBOARD_IDENTITY_KILLS", 20);
  QRandomGenerator random(1);
  int usable = 0, ended = 0;
  for (int i = 0; i < kills; ++i) {
    {
      WorkerProcess victim(provider->issuer(), state());
      victim.say("round", clock.now());
      ASSERT_TRUE(victim.hear().starts_with("ok "));
      // The provider hears of the renewal, and a little later, or at once, the program is gone.
      const int asked = refreshes();
      clock.advance(hour_ms);
      victim.say("round", clock.now());
      // Before the provider hears of it, while it answers, or when all is done.
      const int moment = static_cast<int>(random.bounded(3));
      if (moment > 0) {
        ASSERT_TRUE(run_until([&] { return victim.has_answered() || (moment == 1 && refreshes() > asked); }));
      }
      for (int turns = random.bounded(4); turns > 0; --turns) QCoreApplication::processEvents();
      victim.kill();
    }
    WorkerProcess next(provider->issuer(), state());
    next.say("round", clock.now());
    const std::string said = next.hear();
    if (said.starts_with("ok ")) {
      ++usable;
      continue;
    }
    // A clean end says so, is kept as one, and a sign-in mends it.
    ASSERT_NE(said.find("Sign in again."), std::string::npos) << said;
    ASSERT_TRUE(kept().has_value() && kept()->ended());
    ++ended;
    next.say("login", clock.now());
    ASSERT_TRUE(next.hear().starts_with("ok "));
  }
  RecordProperty("usable", usable);
  RecordProperty("ended", ended);
  std::printf("%d kills: %d sessions usable, %d ended cleanly\n", kills, usable, ended);
  EXPECT_EQ(usable + ended, kills);
  EXPECT_GT(usable, 0);
}

}  // namespace
}  // namespace hearth
