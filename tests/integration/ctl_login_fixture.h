#pragma once

#include "core/demo/home_server.h"
#include "tests/integration/program_run.h"
#include "tests/support/wait.h"

#include <QDir>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <string>
#include <vector>

namespace hearth::test {

/// The programs at a provider that this process serves, on the system's clock, without a desktop. At the end
/// of each test, nothing that they have said holds any of the secrets that the provider gave out.
class CtlLoginTest : public testing::Test {
 protected:
  CtlLoginTest() {
    for (const char* name :
         {"HEARTHBOARD_CLOCK", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "BROWSER"})
      runner.unset(name);
    // Their environment can be looked at from outside then.
    runner.set("HEARTHBOARD_DUMPABLE", "1");
    runner.set("LC_ALL", "C.UTF-8");
  }

  void TearDown() override {
    ASSERT_NE(provider, nullptr);
    EXPECT_FALSE(holds_secret(runner.said())) << runner.said();
  }

  static demo::IdentityOptions quick() {
    demo::IdentityOptions options;
    options.device_interval = second_ms;
    return options;
  }

  /// A provider alone, and a configuration that names it.
  void provide(const demo::IdentityOptions& options = quick()) {
    alone = std::make_unique<demo::IdentityProvider>(options, *clock);
    ASSERT_TRUE(alone->listen().has_value());
    provider = alone.get();
    configure({});
  }
  /// The same beside the services of a home.
  void provide_home(const demo::IdentityOptions& options = quick()) {
    demo::HomeServerOptions wanted;
    wanted.start = clock->now() - clock->now() % day_ms;
    wanted.identity = options;
    home = std::make_unique<demo::HomeServer>(std::move(wanted), *clock);
    ASSERT_TRUE(home->listen().has_value());
    provider = &home->identity();
    configure("[api]\nbase_url = \"" + home->api_url().toString().toStdString() + "\"\n[live]\nurl = \"" +
              home->live_url().toString().toStdString() + "\"\n[history]\npath = \"history.db\"\n");
  }

  std::unique_ptr<RunningProgram> ctl(const char* line) { return runner.launch("hearthctl", words(line)); }
  /// Runs to its end.
  Ended ctl_ends(const char* line) { return ctl(line)->end(); }
  /// Signs in with a code, as it is told in `HowADeviceSignsIn`.
  void sign_in() {
    const auto login = ctl("login --device");
    ASSERT_TRUE(login->says("\nCode  ")) << login->err();
    ASSERT_TRUE(provider->approve(shown_code(*login)));
    ASSERT_EQ(login->end().code, 0) << login->err();
  }

  /// What stands behind the last one of these words, up to the end of the line.
  static QString shown(const std::string& said, std::string_view word) {
    const auto begin = said.rfind(word);
    if (begin == std::string::npos) return {};
    const auto from = begin + word.size();
    return QString::fromStdString(said.substr(from, said.find_first_of("\r\n", from) - from));
  }
  static QString shown_code(const RunningProgram& program) { return shown(program.err(), "Code  "); }

  /// Opens a page as a browser does, redirects and all.
  int browse(const QString& page) {
    QNetworkAccessManager browser;
    const std::unique_ptr<QNetworkReply> reply(browser.get(QNetworkRequest(QUrl(page))));
    EXPECT_TRUE(wait_until([&] { return reply->isFinished(); }));
    return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
  }

  [[nodiscard]] bool holds_secret(const std::string& text) const {
    return std::ranges::any_of(provider->issued_tokens(), [&](const QByteArray& secret) {
      return has(text, std::string_view(secret.constData(), static_cast<std::size_t>(secret.size())));
    });
  }
  /// What others on this machine see of a process, and what its children get from it.
  static std::string seen_from_outside(const RunningProgram& program) {
    std::string seen;
    for (const char* name : {"cmdline", "environ"}) {
      QFile file(QStringLiteral("/proc/%1/%2").arg(program.pid()).arg(QLatin1String(name)));
      EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << file.errorString().toStdString();
      seen += file.readAll().toStdString();
    }
    return seen;
  }

  /// The file that keeps the session; empty where nothing is kept.
  [[nodiscard]] QString kept_file() const {
    const QDir folder(QString::fromStdString(runner.path(".local/state/hearthboard")));
    const QStringList names = folder.entryList({QStringLiteral("session-*.json")}, QDir::Files);
    EXPECT_LE(names.size(), 1);
    return names.isEmpty() ? QString() : folder.filePath(names.constFirst());
  }
  [[nodiscard]] std::string kept() const {
    QFile file(kept_file());
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
  }
  /// From now on, when the provider was asked to renew.
  void note_renewals(std::vector<TimeMs>& times) {
    QObject::connect(provider, &demo::IdentityProvider::requested, provider,
                     [this, &times](const HttpRequest& request) {
                       if (request.body.contains("grant_type=refresh_token")) times.push_back(clock->now());
                     });
  }
  /// Of tokens that live for five seconds.
  void expect_no_renewal_too_many(const std::vector<TimeMs>& times) const {
    // A token is renewed when most of its life is over, counted from when it came: what comes sooner is one
    // too many, however slow this machine is.
    for (std::size_t i = 1; i < times.size(); ++i) EXPECT_GE(times[i] - times[i - 1], 3 * second_ms);
    EXPECT_EQ(provider->counts().refresh_reuses, 0);
    EXPECT_TRUE(provider->counts().refusals.isEmpty());
  }

  std::unique_ptr<Clock> clock = make_system_clock();
  std::unique_ptr<demo::IdentityProvider> alone;
  std::unique_ptr<demo::HomeServer> home;
  demo::IdentityProvider* provider = nullptr;
  ProgramRunner runner;

 private:
  void configure(const std::string& more) {
    runner.write("hearthboard.toml",
                 more + "[identity]\nissuer = \"" + provider->issuer().toStdString() + "\"\n");
  }
};

}  // namespace hearth::test
