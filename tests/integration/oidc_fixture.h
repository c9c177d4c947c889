#pragma once

#include "tests/support/wait.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hearth::test {

/// How long a browser may take where the machine is busy with everything else: a limit for `wait_until`.
inline constexpr int browser_limit_ms = 150'000;

/// A script of tests/oidc under way: somebody in a browser.
class OidcScript {
 public:
  OidcScript(const char* script, const QStringList& arguments) {
    process_.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process_.start(QStringLiteral("node"), QStringList{QStringLiteral(HEARTHBOARD_SOURCE_DIR "/tests/oidc/") +
                                                       QLatin1String(script)} +
                                               arguments);
  }
  [[nodiscard]] bool ended() const { return process_.state() == QProcess::NotRunning; }
  /// Runs the event loop until it has ended. False where it does not in time.
  [[nodiscard]] bool wait() const {
    return wait_until([this] { return ended(); }, browser_limit_ms);
  }
  /// Once it has ended: the person got to where they wanted.
  [[nodiscard]] bool succeeded() const {
    return process_.exitStatus() == QProcess::NormalExit && process_.exitCode() == 0;
  }
  /// Once it has ended: the text of the last page.
  [[nodiscard]] QString last_page() { return QString::fromUtf8(process_.readAllStandardOutput()).trimmed(); }

 private:
  QProcess process_;
};

/// A port of this machine that nobody else is given, also while its server is away: bound and not listened
/// on, which lets whoever says SO_REUSEADDR listen there.
class HeldPort {
 public:
  HeldPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int yes = 1;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const where = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes), 0);
    EXPECT_EQ(::bind(socket_, where, size), 0);
    EXPECT_EQ(::getsockname(socket_, where, &size), 0);
    number_ = ntohs(address.sin_port);
  }
  HeldPort(const HeldPort&) = delete;
  HeldPort& operator=(const HeldPort&) = delete;
  ~HeldPort() { ::close(socket_); }
  [[nodiscard]] int number() const { return number_; }

 private:
  int socket_;
  int number_ = 0;
};

/// A real OpenID provider (tests/oidc/server.mjs) with a client of this name, and people who sign in there.
/// Ends with this. `mode`: one of tests/oidc/configurations.mjs, or of bent.mjs.
class OidcProvider {
 public:
  explicit OidcProvider(QString mode) : mode_(std::move(mode)) {
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HEARTHSIM_TOKEN_LOG"), secrets_file());
    process_.setProcessEnvironment(environment);
    come_up();
  }
  OidcProvider(const OidcProvider&) = delete;
  OidcProvider& operator=(const OidcProvider&) = delete;
  ~OidcProvider() {
    note_for_all();
    if (process_.state() == QProcess::NotRunning) return;
    thaw();
    process_.closeWriteChannel();
    EXPECT_TRUE(wait_until([this] { return process_.state() == QProcess::NotRunning; }));
  }

  /// Takes with it all that it remembers.
  void go_down() {
    process_.kill();
    EXPECT_TRUE(wait_until([this] { return process_.state() == QProcess::NotRunning; }));
  }
  /// With new keys, under the old address.
  void come_up() {
    process_.start(QStringLiteral("node"), {QStringLiteral(HEARTHBOARD_SOURCE_DIR "/tests/oidc/server.mjs"),
                                            mode_, QString::number(port_.number())});
    const bool ready =
        wait_until([this] { return process_.canReadLine() || process_.state() == QProcess::NotRunning; },
                   browser_limit_ms);
    issuer_ = QJsonDocument::fromJson(process_.readLine())[QStringLiteral("issuer")].toString();
    EXPECT_TRUE(ready && !issuer_.isEmpty())
        << process_.errorString().toStdString() << process_.readAllStandardError().toStdString()
        << "\nnpm ci in tests/oidc installs what it needs; ./dev test does so.";
  }
  /// Takes requests, and answers none until it thaws.
  void freeze() { ::kill(static_cast<pid_t>(process_.processId()), SIGSTOP); }
  void thaw() { ::kill(static_cast<pid_t>(process_.processId()), SIGCONT); }

  [[nodiscard]] const QString& issuer() const { return issuer_; }
  /// Somebody opens an authorization request, signs in and consents.
  [[nodiscard]] std::unique_ptr<OidcScript> browse(const QString& url) const {
    return std::make_unique<OidcScript>("browser.mjs", QStringList{url});
  }
  /// Somebody approves a device's code, given the complete verification page, or refuses it.
  [[nodiscard]] std::unique_ptr<OidcScript> approve(const QString& page) const {
    return std::make_unique<OidcScript>("device.mjs", QStringList{page});
  }
  [[nodiscard]] std::unique_ptr<OidcScript> deny(const QString& page) const {
    return std::make_unique<OidcScript>("device.mjs", QStringList{page, QStringLiteral("--deny")});
  }
  /// All tokens, authorization codes and device codes that it has handed out so far.
  [[nodiscard]] std::vector<std::string> secrets() const {
    QFile file(secrets_file());
    std::vector<std::string> found;
    if (!file.open(QIODevice::ReadOnly)) return found;
    while (!file.atEnd()) found.push_back(file.readLine().trimmed().toStdString());
    return found;
  }

 private:
  /// The logs of a whole run are searched for what was handed out in it.
  void note_for_all() const {
    QFile all(qEnvironmentVariable("HEARTHSIM_TOKEN_LOG"));
    if (all.fileName().isEmpty()) return;
    EXPECT_TRUE(all.open(QIODevice::WriteOnly | QIODevice::Append));
    QByteArray lines;
    for (const std::string& secret : secrets()) lines += QByteArray::fromStdString(secret) + '\n';
    all.write(lines);
  }
  [[nodiscard]] QString secrets_file() const { return folder_.filePath(QStringLiteral("secrets")); }

  QTemporaryDir folder_;
  HeldPort port_;
  QString mode_;
  QProcess process_;
  QString issuer_;
};

}  // namespace hearth::test
