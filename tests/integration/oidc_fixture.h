#pragma once

#include "tests/support/wait.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <memory>

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

/// A real OpenID provider (tests/oidc/server.mjs) with a client of this name, and people who sign in there.
/// Ends with this. `mode`: example, rotating or jwt, see tests/oidc/configurations.mjs.
class OidcProvider {
 public:
  explicit OidcProvider(const QString& mode) {
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HEARTHSIM_TOKEN_LOG"), secrets_file());
    process_.setProcessEnvironment(environment);
    process_.start(QStringLiteral("node"),
                   {QStringLiteral(HEARTHBOARD_SOURCE_DIR "/tests/oidc/server.mjs"), mode});
    const bool ready =
        wait_until([this] { return process_.canReadLine() || process_.state() == QProcess::NotRunning; },
                   browser_limit_ms);
    issuer_ = QJsonDocument::fromJson(process_.readLine())[QStringLiteral("issuer")].toString();
    EXPECT_TRUE(ready && !issuer_.isEmpty())
        << process_.errorString().toStdString() << process_.readAllStandardError().toStdString()
        << "\nnpm ci in tests/oidc installs what it needs; ./dev test does so.";
  }
  OidcProvider(const OidcProvider&) = delete;
  OidcProvider& operator=(const OidcProvider&) = delete;
  ~OidcProvider() {
    process_.closeWriteChannel();
    EXPECT_TRUE(wait_until([this] { return process_.state() == QProcess::NotRunning; }));
  }

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
  [[nodiscard]] QString secrets_file() const { return folder_.filePath(QStringLiteral("secrets")); }

  QTemporaryDir folder_;
  QProcess process_;
  QString issuer_;
};

}  // namespace hearth::test
