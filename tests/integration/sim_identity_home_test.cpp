#include "tests/integration/sim_identity_fixture.h"

#include <QWebSocket>

namespace hearth {
namespace {

using test::Heard;
using test::IdentityTest;

/// The provider as the services see it.
class SimSignIn : public IdentityTest {
 protected:
  int status(const char* call, const Heard& tokens) {
    return talker_.get(at(call), tokens.text("access_token").toLatin1()).status;
  }
  /// Whether a live link opens with this token.
  bool opens(const QString& token) {
    QWebSocket link;
    bool opened = false;
    bool ended = false;
    QObject::connect(&link, &QWebSocket::connected, &link, [&] { opened = true; });
    QObject::connect(&link, &QWebSocket::disconnected, &link, [&] { ended = true; });
    QUrl url = home_->live_url();
    url.setQuery(QStringLiteral("token=") + token);
    link.open(url);
    EXPECT_TRUE(test::wait_until([&] { return opened || ended; }));
    return opened;
  }
};

TEST_F(SimSignIn, ItsTokensOpenTheServices) {
  provide_home();
  EXPECT_EQ(provider_->issuer(), home_->api_url().toString());
  const Heard tokens = sign_in();
  EXPECT_EQ(status("/api/v1/energy/latest", tokens), 200);
  EXPECT_TRUE(opens(tokens.text("access_token")));
  EXPECT_FALSE(opens(tokens.text("refresh_token")));
  clock_.advance(10 * minute_ms);
  const Heard info = talker_.get(at("/api/v1/user/info"), tokens.text("access_token").toLatin1());
  EXPECT_EQ(info.text("username"), QStringLiteral("demo"));
  EXPECT_EQ(info.text("token"), tokens.text("access_token"));
  EXPECT_EQ(info.object()[QStringLiteral("expires_in")].toInt(), 50 * 60);

  clock_.advance(50 * minute_ms);
  EXPECT_EQ(status("/api/v1/energy/latest", tokens), 401);
  EXPECT_FALSE(opens(tokens.text("access_token")));
  const Heard renewed = refresh(tokens.text("refresh_token"));
  EXPECT_EQ(status("/api/v1/energy/latest", renewed), 200);
  provider_->revoke_access_tokens();
  EXPECT_EQ(status("/api/v1/energy/latest", renewed), 401);
  EXPECT_EQ(talker_.get(at("/api/v1/energy/latest"), home_->token()).status, 200) << "the fixed one stays";
  EXPECT_TRUE(provider_->issued_tokens().contains(home_->token()));
}

TEST_F(SimSignIn, AMissingScopeClosesItsCallsOnly) {
  provide_home({.identity = {.scopes = {QStringLiteral("read:energy")}}});
  const Heard tokens = sign_in();
  EXPECT_EQ(tokens.text("scope"), QStringLiteral("email offline_access openid profile read:energy"));
  EXPECT_EQ(status("/api/v1/energy/latest", tokens), 200);
  EXPECT_EQ(status("/api/v1/user/info", tokens), 200);
  for (const char* call :
       {"/api/v1/heatpump/latest", "/api/v1/temperature/all-latest", "/api/v1/spotprice/today"})
    EXPECT_EQ(status(call, tokens), 403) << call;
}

TEST_F(SimSignIn, TheServicesStayUpWhileTheProviderIsDown) {
  provide_home();
  const Heard tokens = sign_in();
  const int asked = home_->requests();
  provider_->set_down(true);
  const Heard cut = refresh(tokens.text("refresh_token"));
  EXPECT_EQ(cut.status, 0);
  EXPECT_EQ(cut.network, QNetworkReply::RemoteHostClosedError);
  EXPECT_EQ(status("/api/v1/energy/latest", tokens), 200);
  provider_->set_down(true, true);
  EXPECT_EQ(refresh(tokens.text("refresh_token")).status, 503);
  provider_->set_down(false);
  EXPECT_EQ(refresh(tokens.text("refresh_token")).status, 200);
  EXPECT_EQ(home_->requests(), asked + 1) << "the provider counts its own";
}

}  // namespace
}  // namespace hearth
