#pragma once

#include "core/identity/oidc_session.h"
#include "tests/integration/oidc_fixture.h"
#include "tests/support/loopback.h"

#include <QMutex>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QUrlQuery>

#include <gmock/gmock.h>

#include <atomic>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hearth::test {

/// The system's time, which a test may also move: nobody waits a minute for what is due in one.
class MovableClock final : public Clock {
 public:
  [[nodiscard]] TimeMs now() const override { return system_->now() + ahead_; }
  [[nodiscard]] double speed() const override { return 1; }
  void advance(DurationMs by) {
    ahead_ += by;
    say_jumped();
  }

 private:
  std::unique_ptr<Clock> system_ = make_system_clock();
  std::atomic<DurationMs> ahead_ = 0;
};

/// Everything that is logged while the one of these lives, as it is before anything is blotted out.
class LogCatcher {
 public:
  LogCatcher() {
    caught.clear();
    before = qInstallMessageHandler(&LogCatcher::take);
  }
  LogCatcher(const LogCatcher&) = delete;
  LogCatcher& operator=(const LogCatcher&) = delete;
  ~LogCatcher() { qInstallMessageHandler(before); }
  [[nodiscard]] static std::vector<std::string> texts() {
    const QMutexLocker lock(&mutex);
    return caught;
  }

 private:
  static void take(QtMsgType type, const QMessageLogContext& context, const QString& text) {
    {
      const QMutexLocker lock(&mutex);
      caught.push_back(text.toStdString());
    }
    before(type, context, text);
  }
  static inline QMutex mutex;
  static inline std::vector<std::string> caught;
  static inline QtMessageHandler before = nullptr;
};

/// What the provider answers to somebody else than the session.
struct Answer {
  int status = 0;
  QJsonObject body;
  [[nodiscard]] std::string text(const char* name) const {
    return body[QLatin1String(name)].toString().toStdString();
  }
};

/// Sessions of this program at a real provider.
class RealSession : public testing::Test {
 protected:
  void serve(const char* mode) {
    provider.emplace(QString::fromLatin1(mode));
    found = get(provider->issuer() + QStringLiteral("/.well-known/openid-configuration")).body;
  }
  /// Nothing that the provider has handed out stands in what the program said, be it in a log or to a person.
  void TearDown() override {
    const std::vector<std::string> secrets = provider->secrets();
    EXPECT_FALSE(secrets.empty());
    for (const std::string& text : LogCatcher::texts()) said.insert(text);
    for (const std::string& text : said)
      for (const std::string& secret : secrets) EXPECT_THAT(text, testing::Not(testing::HasSubstr(secret)));
  }

  [[nodiscard]] OidcSession::Options options() const {
    return {.issuer = provider->issuer().toStdString(),
            .client_id = "hearthboard",
            .client_secret_file = {},
            .scopes = "openid profile email offline_access read:energy read:plugs",
            .may_leave_out_scopes = scopes_are_default,
            .redirect_path = "/callback",
            .keeper = "file",
            .state_folder = folder.filePath(QStringLiteral("state")).toStdString()};
  }
  std::unique_ptr<OidcSession> session(const Clock& its_clock) {
    auto made = std::make_unique<OidcSession>(options(), its_clock);
    QObject::connect(made.get(), &TokenSource::status_changed, made.get(), [this, one = made.get()] {
      const IdentityStatus& status = one->status();
      for (const QString& text : {status.who, status.keeper, status.detail, status.next, status.browser_page})
        said.insert(text.toStdString());
      if (!status.prompt) return;
      for (const QString& text : {status.prompt->page, status.prompt->complete_page, status.prompt->code})
        said.insert(text.toStdString());
    });
    return made;
  }
  std::unique_ptr<OidcSession> session() { return session(clock); }
  /// As a program does it.
  static void end(std::unique_ptr<OidcSession> session) {
    const auto down = start_void(session->wind_down());
    EXPECT_TRUE(run_until([&] { return *down; }));
  }

  void let_in(OidcSession& signing_in) const {
    signing_in.sign_in(SignInMethod::browser);
    ASSERT_TRUE(run_until([&] { return !signing_in.status().browser_page.isEmpty(); }))
        << signing_in.status().detail.toStdString();
    const auto person = provider->browse(signing_in.status().browser_page);
    ASSERT_TRUE(person->wait());
    EXPECT_TRUE(person->succeeded());
    EXPECT_THAT(person->last_page().toStdString(), testing::HasSubstr("You can close this window"));
    ASSERT_TRUE(run_until([&] { return signing_in.status().browser_page.isEmpty(); }));
    EXPECT_TRUE(is_in(signing_in)) << signing_in.status().detail.toStdString();
  }
  static DevicePrompt ask_for_code(OidcSession& signing_in) {
    signing_in.sign_in(SignInMethod::device);
    EXPECT_TRUE(run_until([&] { return signing_in.status().prompt.has_value(); }))
        << signing_in.status().detail.toStdString();
    return signing_in.status().prompt.value_or(DevicePrompt{});
  }
  /// A person lets in the device that shows this code.
  void let_in(const OidcSession& wall, const DevicePrompt& prompt) {
    const auto person = provider->approve(prompt.complete_page);
    ASSERT_TRUE(person->wait());
    EXPECT_TRUE(person->succeeded()) << person->last_page().toStdString();
    clock.advance(5 * second_ms);
    ASSERT_TRUE(run_until([&] { return !wall.status().prompt; }));
    EXPECT_TRUE(is_in(wall)) << wall.status().detail.toStdString();
    EXPECT_EQ(wall.status().who, who);
  }
  static bool is_in(const OidcSession& looked_at) {
    const SignInState state = looked_at.status().state;
    return state == SignInState::signed_in || state == SignInState::refreshing;
  }
  static bool becomes(const OidcSession& looked_at, SignInState state) {
    return run_until([&] { return looked_at.status().state == state; });
  }
  /// A token that the session has to fetch anew.
  std::string renewed(OidcSession& renewing) {
    clock.advance(minute_ms);  // at most one refusal in it is believed
    renewing.refused(finish(renewing.token()).value(), TokenRefusal::unauthorized);
    const auto token = finish(renewing.token());
    EXPECT_TRUE(token.has_value()) << to_text(token.error());
    return token ? token->value : std::string();
  }

  [[nodiscard]] std::filesystem::path kept_file() const {
    return session_file(options().state_folder, options().issuer, options().client_id);
  }
  [[nodiscard]] SessionRecord kept() const {
    QFile file(kept_file());
    EXPECT_TRUE(file.open(QIODevice::ReadOnly));
    const auto record = session_record_from_json(file.readAll().toStdString());
    EXPECT_TRUE(record.has_value());
    return record.value_or(SessionRecord{});
  }

  Answer get(const QString& url, const std::string& token = {}) {
    QNetworkRequest request{QUrl(url)};
    if (!token.empty()) request.setRawHeader("Authorization", "Bearer " + QByteArray::fromStdString(token));
    return wait_for(std::unique_ptr<QNetworkReply>(network.get(request)));
  }
  /// What a service would find of an opaque access token.
  Answer userinfo(const std::string& token) {
    return get(found[QStringLiteral("userinfo_endpoint")].toString(), token);
  }
  /// Uses a refresh token behind the session's back.
  Answer refresh(const std::string& token) {
    QNetworkRequest request{QUrl(found[QStringLiteral("token_endpoint")].toString())};
    request.setHeader(QNetworkRequest::ContentTypeHeader,
                      QStringLiteral("application/x-www-form-urlencoded"));
    QUrlQuery form;
    form.addQueryItem(QStringLiteral("client_id"), QStringLiteral("hearthboard"));
    form.addQueryItem(QStringLiteral("grant_type"), QStringLiteral("refresh_token"));
    form.addQueryItem(QStringLiteral("refresh_token"), QString::fromStdString(token));
    return wait_for(
        std::unique_ptr<QNetworkReply>(network.post(request, form.toString(QUrl::FullyEncoded).toLatin1())));
  }
  static Answer wait_for(std::unique_ptr<QNetworkReply> reply) {
    EXPECT_TRUE(run_until([&] { return reply->isFinished(); }));
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
            QJsonDocument::fromJson(reply->readAll()).object()};
  }

  bool scopes_are_default = false;  ///< nobody has set them
  const QString who = QStringLiteral("Robin of the tests");
  const LogCatcher log;
  MovableClock clock;
  QTemporaryDir folder;
  QNetworkAccessManager network;
  std::optional<OidcProvider> provider;
  QJsonObject found;           ///< the provider's description of itself
  std::set<std::string> said;  ///< every text that a status had
};

}  // namespace hearth::test
