#include "tests/integration/sim_identity_fixture.h"

#include <QRegularExpression>

namespace hearth {
namespace {

using test::Form;
using test::Heard;
using test::IdentityTest;

class DeviceGrant : public IdentityTest {
 protected:
  Heard begin(const Form& by = {}) {
    return talker_.post(at("/device_authorization"),
                        changed({{QStringLiteral("client_id"), QStringLiteral("hearthboard")},
                                 {QStringLiteral("scope"), QLatin1String(scopes)}},
                                by));
  }
  Heard poll(const Heard& begun) {
    return talker_.post(at("/token"), {{QStringLiteral("grant_type"),
                                        QStringLiteral("urn:ietf:params:oauth:grant-type:device_code")},
                                       {QStringLiteral("client_id"), QStringLiteral("hearthboard")},
                                       {QStringLiteral("device_code"), begun.text("device_code")}});
  }
};

TEST_F(DeviceGrant, SaysWhatAPersonIsToDo) {
  provide();
  const Heard begun = begin();
  ASSERT_EQ(begun.status, 200) << begun.body.toStdString();
  EXPECT_EQ(begun.header("Cache-Control"), "no-store");
  const QRegularExpression form(QStringLiteral("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$"));
  EXPECT_TRUE(form.match(begun.text("user_code")).hasMatch()) << begun.text("user_code").toStdString();
  EXPECT_EQ(begun.text("verification_uri"), at("/device"));
  EXPECT_EQ(begun.text("verification_uri_complete"), at("/device?user_code=") + begun.text("user_code"));
  EXPECT_EQ(begun.object()[QStringLiteral("expires_in")].toInt(), 600);
  EXPECT_EQ(begun.object()[QStringLiteral("interval")].toInt(), 5);
  EXPECT_NE(begin().text("user_code"), begun.text("user_code"));
  EXPECT_TRUE(provider_->issued_tokens().contains(begun.text("device_code").toLatin1()));
  EXPECT_EQ(begin({{QStringLiteral("client_id"), QStringLiteral("another")}}).error(), "401 invalid_client");
  EXPECT_EQ(begin({{QStringLiteral("scope"), QStringLiteral("read:energy")}}).error(), "400 invalid_scope");
}

TEST_F(DeviceGrant, SignsInWhenThePageIsOpened) {
  provide();
  const Heard begun = begin();
  EXPECT_EQ(poll(begun).error(), "400 authorization_pending");
  EXPECT_EQ(talker_.get(begun.text("verification_uri")).status, 200) << "without the code it only explains";
  clock_.advance(5 * second_ms);
  EXPECT_EQ(poll(begun).error(), "400 authorization_pending");
  EXPECT_EQ(talker_.get(begun.text("verification_uri_complete")).status, 200);
  const Heard tokens = poll(begun);
  ASSERT_EQ(tokens.status, 200) << tokens.body.toStdString();
  EXPECT_TRUE(is_good(tokens.text("access_token")));
  EXPECT_FALSE(tokens.text("id_token").isEmpty());
  EXPECT_EQ(refresh(tokens.text("refresh_token")).status, 200);
  EXPECT_EQ(poll(begun).error(), "400 invalid_grant") << "once";
  EXPECT_EQ(talker_.get(begun.text("verification_uri_complete")).status, 404);
}

TEST_F(DeviceGrant, SlowsDownWhoAsksTooOften) {
  provide();
  const Heard begun = begin();
  EXPECT_EQ(poll(begun).error(), "400 authorization_pending");
  clock_.advance(5 * second_ms - 1);
  EXPECT_EQ(poll(begun).error(), "400 slow_down");
  clock_.advance(10 * second_ms - 1);
  EXPECT_EQ(poll(begun).error(), "400 slow_down") << "ten seconds now";
  clock_.advance(15 * second_ms);
  EXPECT_EQ(poll(begun).error(), "400 authorization_pending");
  EXPECT_EQ(provider_->counts().refusals.value(QStringLiteral("slow_down")), 2);
}

TEST_F(DeviceGrant, EndsByTheClock) {
  provide();
  const Heard begun = begin();
  clock_.advance(10 * minute_ms - 1);
  EXPECT_EQ(poll(begun).error(), "400 authorization_pending");
  clock_.advance(1);
  EXPECT_EQ(poll(begun).error(), "400 expired_token");
  EXPECT_FALSE(provider_->approve(begun.text("user_code")));
  EXPECT_EQ(poll(begun).error(), "400 expired_token");
  clock_.advance(hour_ms);
  begin();
  EXPECT_EQ(poll(begun).error(), "400 invalid_grant") << "long forgotten";
}

TEST_F(DeviceGrant, APersonDecidesOnce) {
  provide({.device_lifetime = minute_ms, .device_interval = second_ms});
  const Heard denied = begin();
  EXPECT_EQ(denied.object()[QStringLiteral("expires_in")].toInt(), 60);
  EXPECT_EQ(denied.object()[QStringLiteral("interval")].toInt(), 1);
  EXPECT_TRUE(provider_->deny(denied.text("user_code")));
  EXPECT_FALSE(provider_->approve(denied.text("user_code")));
  EXPECT_EQ(poll(denied).error(), "400 access_denied");
  EXPECT_EQ(poll(denied).error(), "400 invalid_grant");
  const Heard approved = begin();
  EXPECT_TRUE(provider_->approve(approved.text("user_code").toLower().remove(QLatin1Char('-'))))
      << "as people type it";
  EXPECT_FALSE(provider_->deny(approved.text("user_code")));
  EXPECT_EQ(poll(approved).status, 200);
  EXPECT_FALSE(provider_->approve(QStringLiteral("BBBB-BBBB")));
  provider_->set_consent(false);
  const Heard unwilling = begin();
  EXPECT_EQ(talker_.get(unwilling.text("verification_uri_complete")).status, 200);
  EXPECT_EQ(poll(unwilling).error(), "400 access_denied");
}

}  // namespace
}  // namespace hearth
