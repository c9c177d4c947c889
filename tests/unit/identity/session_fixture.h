#pragma once

#include "core/demo/identity_provider.h"
#include "core/identity/oidc_session.h"
#include "tests/support/loopback.h"
#include "tests/support/passing_time.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace hearth::test {

/// Sessions with a small provider of their own, which agrees to everything, on a clock that only the test
/// moves.
struct SessionTest : testing::Test {
  void serve(demo::IdentityOptions options = {}) {
    provider = std::make_unique<demo::IdentityProvider>(std::move(options), clock);
    ASSERT_TRUE(provider->listen().has_value());
  }
  [[nodiscard]] OidcSession::Options options() const {
    return {.issuer = provider->issuer().toStdString(),
            .client_id = "hearthboard",
            .client_secret_file = {},
            .scopes = "openid profile email offline_access read:energy",
            .may_leave_out_scopes = true,
            .redirect_path = "/callback",
            .keeper = "file",
            .state_folder = folder.filePath(QStringLiteral("state")).toStdString()};
  }
  std::unique_ptr<OidcSession> session() { return session(options()); }
  std::unique_ptr<OidcSession> session(OidcSession::Options wanted) {
    return std::make_unique<OidcSession>(std::move(wanted), clock);
  }
  /// One that has signed in.
  std::unique_ptr<OidcSession> let_in() {
    auto made = session();
    let_in(*made);
    return made;
  }
  void let_in(OidcSession& signing_in) {
    signing_in.sign_in(SignInMethod::browser);
    EXPECT_TRUE(run_until([&] { return !signing_in.status().browser_page.isEmpty(); }));
    EXPECT_TRUE(browse(signing_in.status().browser_page).has_value());
    EXPECT_TRUE(becomes(signing_in, SignInState::signed_in)) << signing_in.status().detail.toStdString();
  }
  [[nodiscard]] bool becomes(const OidcSession& looked_at, SignInState state) const {
    return run_until([&] { return looked_at.status().state == state; });
  }
  /// The same, where time must pass for it.
  [[nodiscard]] bool becomes_in_time(const OidcSession& looked_at, SignInState state) {
    return pass_time_until(clock, 30 * second_ms, [&] { return looked_at.status().state == state; });
  }
  [[nodiscard]] int refreshes() const {
    return provider->counts().token_requests.value(QStringLiteral("refresh_token"));
  }
  [[nodiscard]] std::filesystem::path kept_file() const {
    return session_file(options().state_folder, options().issuer, options().client_id);
  }
  [[nodiscard]] Expected<SessionRecord> kept() const {
    QFile file(QString::fromStdString(kept_file().string()));
    return file.open(QIODevice::ReadOnly) ? session_record_from_json(file.readAll().toStdString())
                                          : fail(ErrorKind::not_found, "Nothing is kept.");
  }
  /// Opens a page as a browser would; the status of where it ends.
  Expected<HttpResponse> browse(const QString& page) {
    HttpClient::Options browser;
    browser.keep_refusals = true;
    return finish(http.get(QUrl(page), std::nullopt, browser));
  }

  ManualClock clock{parse_rfc3339("2026-01-15T12:30:00Z").value()};
  QTemporaryDir folder;
  HttpClient http;
  std::unique_ptr<demo::IdentityProvider> provider;
};

}  // namespace hearth::test
