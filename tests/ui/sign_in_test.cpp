#include "tests/support/wait.h"
#include "tests/ui/scripted_window.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QTest>

#include <gtest/gtest.h>

namespace hearth {
namespace {

using test::wait_until;

const Format stockholm(QLocale::c(), "Europe/Stockholm");
const QString authorize = QStringLiteral("https://auth.example.org/authorize?client_id=hearthboard");

TEST(SessionWords, SayUntilWhenAndHowItGoesOn) {
  IdentityStatus identity = scripted_identity(winter_evening);
  const auto words = [&] { return session_words(identity, stockholm, winter_evening); };
  EXPECT_EQ(words(), QStringLiteral("Until 19:00, then renewed by itself"));
  identity.state = SignInState::refreshing;
  EXPECT_EQ(words(), QStringLiteral("Until 19:00, then renewed by itself"));
  identity.state = SignInState::unreachable;
  EXPECT_EQ(words(), QStringLiteral("Until 19:00, the sign-in service is unreachable"));
  identity.until = winter_evening - 1;
  EXPECT_EQ(words(), QStringLiteral("To be renewed when the sign-in service is back"));
  identity.state = SignInState::signed_in;
  EXPECT_EQ(words(), QStringLiteral("Renewed by itself"));
  // Past midnight, and past the days that a time alone can tell.
  identity.until = winter_evening + 8 * hour_ms;
  EXPECT_EQ(words(), QStringLiteral("Until 02:40, then renewed by itself"));
  identity.until = winter_evening + 3 * day_ms;
  EXPECT_EQ(words(), QStringLiteral("Until 18 Jan, then renewed by itself"));
  for (const SignInState state : {SignInState::signed_out, SignInState::signing_in, SignInState::needed}) {
    identity.state = state;
    EXPECT_EQ(words(), QString());
  }
}

/// Stands in for the browser of the desktop, as long as it lives.
class ScriptedBrowser {
 public:
  ScriptedBrowser() { QDesktopServices::setUrlHandler(QStringLiteral("https"), &opened_, "open"); }
  ~ScriptedBrowser() { QDesktopServices::unsetUrlHandler(QStringLiteral("https")); }
  ScriptedBrowser(const ScriptedBrowser&) = delete;
  ScriptedBrowser& operator=(const ScriptedBrowser&) = delete;
  [[nodiscard]] const OpenedUrl& opened() const { return opened_; }

 private:
  OpenedUrl opened_;
};

class SignInTest : public ScriptedWindow {
 protected:
  SignInTest() { say(SignInState::signed_out); }

  SignInModel& model() { return *app_->home()->sign_in(); }
  /// Nobody is signed in, or somebody is about to be.
  void say(SignInState state, const QString& detail = {}, const QString& next = {}) {
    IdentityStatus identity = scripted_identity(winter_evening);
    if (state != SignInState::signed_in && state != SignInState::unreachable) {
      identity.who.clear();
      identity.until = 0;
    }
    identity.state = state;
    identity.detail = detail;
    identity.next = next;
    home_.status.say(identity);
  }
  void say_code(const QString& code, DurationMs lasting) {
    IdentityStatus identity = home_.status.now.identity;
    identity.state = SignInState::signing_in;
    identity.detail.clear();
    identity.next.clear();
    identity.prompt = DevicePrompt{QStringLiteral("https://auth.example.org/device"),
                                   QStringLiteral("https://auth.example.org/device?user_code=") + code, code,
                                   clock_.now() + lasting};
    home_.status.say(identity);
  }
  void say_browser(const QString& page) {
    IdentityStatus identity = home_.status.now.identity;
    identity.state = SignInState::signing_in;
    identity.prompt.reset();
    identity.browser_page = page;
    home_.status.say(identity);
  }
  [[nodiscard]] bool counts(const char* countdown) {
    return wait_until([&] { return model().countdown() == QLatin1String(countdown); }, 5000);
  }
  [[nodiscard]] std::vector<SignInMethod> asked() const { return home_.commands.sign_ins; }

  const ScriptedBrowser browser_;
  using Methods = std::vector<SignInMethod>;
};

TEST_F(SignInTest, ABrowserSignsInOnADesk) {
  open();
  EXPECT_TRUE(says(QStringLiteral("Nobody is signed in here.")));
  click("bannerAction");
  EXPECT_EQ(model().step(), SignInModel::Choosing);
  EXPECT_TRUE(asked().empty());
  click("signInBrowser");
  EXPECT_EQ(asked(), Methods{SignInMethod::browser});
  EXPECT_TRUE(says(QStringLiteral("Asking the sign-in service…")));

  say_browser(authorize);
  EXPECT_EQ(browser_.opened().url, QUrl(authorize));
  EXPECT_TRUE(says(QStringLiteral("Go on in the browser")));
  ASSERT_NE(item("signInAddress"), nullptr);
  EXPECT_EQ(item("signInAddress")->property("text").toString(), authorize);
  // Once, however often the status comes.
  home_.status.become(ConnectionState::connected, clock_.now());
  say_browser(authorize);
  EXPECT_EQ(browser_.opened().times, 1);
  click("signInOpenAgain");
  EXPECT_EQ(browser_.opened().times, 2);
  click("signInCopy");
  EXPECT_EQ(QGuiApplication::clipboard()->text(), authorize);
  EXPECT_TRUE(says(QStringLiteral("Copied")));

  say(SignInState::signed_in);
  EXPECT_TRUE(says(QStringLiteral("Anna Karlsson")));
  EXPECT_EQ(model().step(), SignInModel::Done);
  clock_.advance(4 * second_ms);
  EXPECT_TRUE(wait_until([&] { return !model().is_open(); }, 5000));
  EXPECT_EQ(home_.commands.sign_in_cancels, 0);
  frame();
  EXPECT_EQ(item("signInCard"), nullptr);
  EXPECT_EQ(item("bannerText"), nullptr);
}

TEST_F(SignInTest, WhereNoBrowserComesUpTheAddressIsSaid) {
  open();
  model().show();
  for (const char* page : {"file:///etc/passwd", "nothing at all", "ftp://auth.example.org/"}) {
    model().use_browser();
    say_browser(QLatin1String(page));
    EXPECT_TRUE(model().browser_missing()) << page;
    EXPECT_TRUE(says(QStringLiteral("No browser came up")));
  }
  EXPECT_EQ(browser_.opened().times, 0);
  say_browser(authorize);
  EXPECT_FALSE(model().browser_missing());
}

TEST_F(SignInTest, AnotherDeviceIsOfferedWhereTheProviderHasIt) {
  open();
  click("bannerAction");
  click("signInDevice");
  EXPECT_EQ(asked(), Methods{SignInMethod::device});
  EXPECT_TRUE(says(QStringLiteral("Asking for a code…")));
  say_code(QStringLiteral("WDJB-MJHT"), 5 * minute_ms);
  EXPECT_EQ(model().step(), SignInModel::Code);
  EXPECT_TRUE(says(QStringLiteral("auth.example.org/device")));
  click("signInBrowserInstead");
  EXPECT_EQ(asked().back(), SignInMethod::browser);
  say_browser(authorize);
  click("signInDevice");
  EXPECT_EQ(asked().back(), SignInMethod::device);
  model().close();

  IdentityStatus identity = scripted_identity(winter_evening);
  identity.state = SignInState::signed_out;
  identity.device_offered = false;
  home_.status.say(identity);
  click("bannerAction");
  EXPECT_NE(item("signInBrowser"), nullptr);
  EXPECT_EQ(item("signInDevice"), nullptr);
}

TEST_F(SignInTest, AWallShowsACodeAtOnceWhereItCanShowNothingElse) {
  home_.know_nothing();
  begin(home_page, true);
  ASSERT_TRUE(model().is_open());
  EXPECT_EQ(asked(), Methods{SignInMethod::device});
  EXPECT_TRUE(says(QStringLiteral("Asking for a code…")));
  // A status that brings nothing new asks for nothing more.
  Q_EMIT home_.status.updated();
  EXPECT_EQ(asked().size(), 1U);

  say_code(QStringLiteral("WDJB-MJHT"), 3 * minute_ms + 41 * second_ms);
  EXPECT_TRUE(app_->settled());
  EXPECT_TRUE(counts("3:41"));
  EXPECT_TRUE(says(QStringLiteral("Good for 3:41. A new code comes by itself.")));
  EXPECT_EQ(model().code_letters().join(QString()), QStringLiteral("WDJB-MJHT"));
  clock_.advance(100 * second_ms);
  EXPECT_TRUE(counts("2:01"));
  clock_.advance(10 * minute_ms);
  EXPECT_TRUE(counts("0:00"));
  say_code(QStringLiteral("BCDF-GHJK"), 5 * minute_ms);
  EXPECT_TRUE(counts("5:00"));
  EXPECT_EQ(model().qr_text(), QStringLiteral("https://auth.example.org/device?user_code=BCDF-GHJK"));
  EXPECT_EQ(asked().size(), 1U);
  EXPECT_EQ(browser_.opened().times, 0);
  EXPECT_EQ(item("signInBrowserInstead"), nullptr);
}

TEST_F(SignInTest, AWallWithAHistoryKeepsItInSight) {
  open(home_page, true);
  EXPECT_FALSE(model().is_open());
  EXPECT_TRUE(asked().empty());
  EXPECT_TRUE(app_->home()->power()->power()->known());
  click("bannerAction");
  EXPECT_TRUE(model().is_open());
  EXPECT_EQ(asked(), Methods{SignInMethod::device});
}

TEST_F(SignInTest, ADeskIsNotAskedUnasked) {
  home_.know_nothing();
  home_.live.sums.as_of = 1;
  home_.live.put(channel("energy.power_total"), {}, 1, clock_.now());
  open();
  EXPECT_FALSE(model().is_open());
}

TEST_F(SignInTest, ARefusalIsSaidAndCanBeTriedAgain) {
  open(home_page, true);
  click("bannerAction");
  say_code(QStringLiteral("WDJB-MJHT"), 5 * minute_ms);
  say(SignInState::signed_out, QStringLiteral("The sign-in was refused."),
      QStringLiteral("Allow it on the other device."));
  EXPECT_EQ(model().step(), SignInModel::Failed);
  EXPECT_TRUE(says(QStringLiteral("The sign-in was refused.")));
  EXPECT_TRUE(says(QStringLiteral("Allow it on the other device.")));
  click("signInAgain");
  EXPECT_EQ(asked(), (Methods{SignInMethod::device, SignInMethod::device}));
  EXPECT_EQ(model().step(), SignInModel::Asking);
  // Closed and opened again, it begins anew.
  click("signInClose");
  click("bannerAction");
  EXPECT_EQ(model().step(), SignInModel::Asking);
}

TEST_F(SignInTest, ASecondRefusalInTheSameWordsIsNotWaitedForForEver) {
  open();
  click("bannerAction");
  click("signInBrowser");
  // The answer is what was there before, and came too fast for anything between to be seen.
  EXPECT_EQ(model().step(), SignInModel::Asking);
  clock_.advance(11 * second_ms);
  EXPECT_TRUE(wait_until([&] { return model().step() == SignInModel::Failed; }, 5000));
  EXPECT_TRUE(says(QStringLiteral("Nobody has signed in.")));
}

TEST_F(SignInTest, ClosingCancelsWhatIsUnderWay) {
  open();
  click("bannerAction");
  // Nothing is under way yet.
  click("signInClose");
  EXPECT_EQ(home_.commands.sign_in_cancels, 0);
  click("bannerAction");
  click("signInBrowser");
  QTest::keyClick(main_->window(), Qt::Key_Escape);
  EXPECT_FALSE(model().is_open());
  EXPECT_EQ(home_.commands.sign_in_cancels, 1);
  click("bannerAction");
  click("signInDevice");
  say_code(QStringLiteral("WDJB-MJHT"), 5 * minute_ms);
  // A tap beside the page does not take a code away that somebody is typing.
  click(QPointF(3, 3));
  EXPECT_TRUE(model().is_open());
  click("signInClose");
  EXPECT_EQ(home_.commands.sign_in_cancels, 2);
  // Until that is done the way back to the code is open.
  EXPECT_TRUE(says(QStringLiteral("Somebody is signing in.")));
  say(SignInState::signed_out);
  click("bannerAction");
  click(QPointF(3, 3));
  EXPECT_FALSE(model().is_open());
}

TEST_F(SignInTest, AnEndedSessionAsksQuietly) {
  say(SignInState::signed_in);
  open(energy_page);
  EXPECT_EQ(item("bannerText"), nullptr);
  say(SignInState::needed, QStringLiteral("The session has ended."), QStringLiteral("Sign in again."));
  EXPECT_TRUE(says(QStringLiteral("The session has ended.")));
  EXPECT_FALSE(model().is_open());
  EXPECT_EQ(model().banner_action(), QStringLiteral("Sign in again"));
  // It has a strip of its own: the page begins below it.
  const QQuickItem* banner = item("banner");
  const QQuickItem* page = item("page");
  ASSERT_NE(banner, nullptr);
  EXPECT_GE(page->y(), banner->y() + banner->height());
  const double lower = page->y();
  say(SignInState::signed_in);
  frame();
  EXPECT_LT(page->y(), lower);
}

TEST_F(SignInTest, ARefusedTokenIsSaidWithoutAButton) {
  IdentityStatus token;
  token.state = SignInState::needed;
  token.detail = QStringLiteral("The access token was refused.");
  token.next = QStringLiteral("Put a valid one into the file.");
  home_.status.say(token);
  open();
  EXPECT_TRUE(says(QStringLiteral("The access token was refused. Put a valid one into the file.")));
  EXPECT_EQ(item("bannerAction"), nullptr);
  EXPECT_EQ(item("user"), nullptr);
  model().show();
  model().show_menu();
  EXPECT_FALSE(model().is_open());
  EXPECT_FALSE(model().menu_open());
}

TEST_F(SignInTest, NothingIsSaidWhereNobodyNeedSignIn) {
  home_.status.say({});
  open();
  EXPECT_EQ(item("bannerText"), nullptr);
  EXPECT_EQ(item("user"), nullptr);
  EXPECT_EQ(model().unreachable(), QString());
  app_->set_page(services_page);
  EXPECT_FALSE(says(QStringLiteral("Signed in")));
}

TEST_F(SignInTest, AnUnreachableServiceIsACalmWord) {
  say(SignInState::signed_in);
  open();
  say(SignInState::unreachable, QStringLiteral("auth.example.org cannot be reached."));
  EXPECT_TRUE(says(QStringLiteral("Sign-in service unreachable since 18:40")));
  EXPECT_EQ(item("bannerText"), nullptr);
  ASSERT_TRUE(wait_until([&] { return app_->home()->status()->level() == StatusModel::Warning; }, 5000));
  clock_.advance(2 * day_ms);
  EXPECT_TRUE(wait_until(
      [&] { return model().unreachable() == QStringLiteral("Sign-in service unreachable since Thu 18:40"); },
      5000));
  click("signInUnreachable");
  EXPECT_EQ(model().step(), SignInModel::Unreachable);
  // The end of it is said, and closes the page.
  say(SignInState::signed_in);
  EXPECT_EQ(model().step(), SignInModel::Done);
  clock_.advance(4 * second_ms);
  EXPECT_TRUE(wait_until([&] { return !model().is_open(); }, 5000));
}

TEST_F(SignInTest, TheMenuSaysWhoAndSignsOutWhenAskedTwice) {
  say(SignInState::signed_in);
  open();
  click("user");
  EXPECT_TRUE(says(QStringLiteral("Anna Karlsson")));
  EXPECT_TRUE(says(QStringLiteral("Until 19:00, then renewed by itself")));
  EXPECT_TRUE(says(QStringLiteral("Kept in the keyring of this desktop")));
  click("userSignOut");
  EXPECT_EQ(home_.commands.sign_outs, 0);
  EXPECT_TRUE(says(QStringLiteral("Sign out of this dashboard?")));
  click("userStay");
  EXPECT_EQ(model().question(), SignInModel::Nothing);
  click("userSignOut");
  click("userSignOut");
  EXPECT_EQ(home_.commands.sign_outs, 1);
  EXPECT_EQ(item("userMenu"), nullptr);
  say(SignInState::signed_out);
  click("user");
  EXPECT_TRUE(says(QStringLiteral("Not signed in")));
  click("userSignIn");
  EXPECT_TRUE(model().is_open());
  EXPECT_FALSE(model().menu_open());
}

/// The menu's way to forget the home, and how often it was taken.
struct ForgetTest : SignInTest {
  void offer() {
    QObject::connect(&model(), &SignInModel::forget_wanted, &model(), [this] { ++wanted_; });
    model().offer_forgetting();
  }
  void key(Qt::Key key) { QTest::keyClick(main_->window(), key); }
  [[nodiscard]] bool await_focus(const char* name) {
    return wait_until([&] {
      const QQuickItem* const focus = main_->window()->activeFocusItem();
      return focus != nullptr && focus->objectName() == QLatin1String(name);
    });
  }
  /// Goes on with Tab until the item of this name has the keyboard.
  [[nodiscard]] bool tab_to(const char* name) {
    for (int i = 0; i < 12; ++i) {
      const QQuickItem* const focus = main_->window()->activeFocusItem();
      if (focus != nullptr && focus->objectName() == QLatin1String(name)) return true;
      key(Qt::Key_Tab);
    }
    return false;
  }
  int wanted_ = 0;
};

TEST_F(ForgetTest, ByKeysAloneEndsTheSessionFirst) {
  say(SignInState::signed_in, QStringLiteral("This machine's clock is 4 minutes ahead."));
  open();
  offer();
  main_->window()->requestActivate();
  ASSERT_TRUE(wait_until([&] { return main_->window()->isActive(); }));
  ASSERT_TRUE(tab_to("user"));
  key(Qt::Key_Return);
  ASSERT_TRUE(await_focus("userSignOut"));
  // What lies below the menu is out of reach.
  for (int i = 0; i < 4; ++i) {
    key(Qt::Key_Tab);
    const QString focus = main_->window()->activeFocusItem()->objectName();
    EXPECT_TRUE(focus == QLatin1String("userSignOut") || focus == QLatin1String("userForget"))
        << focus.toStdString();
  }
  ASSERT_TRUE(tab_to("userForget"));
  key(Qt::Key_Space);
  EXPECT_TRUE(says(QStringLiteral("Sign out and forget this home?")));
  EXPECT_TRUE(
      says(QStringLiteral("The history on this machine is deleted, and cannot be brought back. The home's "
                          "address stays: after the next sign-in, recording begins anew.")));
  // What has the keyboard then changes nothing.
  ASSERT_TRUE(await_focus("userStay"));
  key(Qt::Key_Return);
  ASSERT_TRUE(await_focus("userSignOut"));
  EXPECT_EQ(home_.commands.sign_outs, 0);
  ASSERT_TRUE(tab_to("userForget"));
  key(Qt::Key_Return);
  ASSERT_TRUE(await_focus("userStay"));
  ASSERT_TRUE(tab_to("userForget"));
  key(Qt::Key_Return);
  EXPECT_EQ(home_.commands.sign_outs, 1);
  EXPECT_EQ(wanted_, 0) << "somebody is still signed in";
  EXPECT_FALSE(model().menu_open());
  say(SignInState::signed_out);
  EXPECT_EQ(wanted_, 1);
  say(SignInState::signed_in);
  say(SignInState::signed_out);
  EXPECT_EQ(wanted_, 1);
}

TEST_F(ForgetTest, ByTouchWhereNobodyIsSignedInAnyMore) {
  say(SignInState::signed_out);
  open(home_page, true, QSize(800, 480));
  click("user");
  EXPECT_EQ(item("userForget"), nullptr) << "the demo home is not to be forgotten";
  offer();
  click("userForget");
  EXPECT_TRUE(says(QStringLiteral("Forget this home?")));
  click("userForget");
  EXPECT_EQ(wanted_, 1);
  EXPECT_EQ(home_.commands.sign_outs, 0);
}

TEST_F(ForgetTest, LeavesAHistoryThatSomebodyRecordsInto) {
  home_.status.now.records = false;
  home_.status.now.recorder = QStringLiteral("hearthctl record (pid 7)");
  say(SignInState::signed_in);
  open();
  offer();
  click("user");
  click("userForget");
  EXPECT_TRUE(says(
      QStringLiteral("hearthctl record (pid 7) records the history of this home. End that program first.")));
  EXPECT_EQ(item("userForget"), nullptr);
  model().forget_home();
  EXPECT_EQ(home_.commands.sign_outs, 0);
  click("userStay");
  EXPECT_TRUE(says(QStringLiteral("Anna Karlsson")));
}

TEST_F(ForgetTest, LeavesAllWhereTheSessionCannotBeEnded) {
  say(SignInState::signed_in);
  open();
  offer();
  click("user");
  click("userForget");
  click("userForget");
  say(SignInState::signed_in, QStringLiteral("The keyring is locked."), QStringLiteral("Unlock it."));
  EXPECT_TRUE(says(QStringLiteral("The keyring is locked.")));
  EXPECT_TRUE(model().menu_open());
  // A sign-out that somebody asks for later forgets nothing.
  say(SignInState::signed_out);
  EXPECT_EQ(wanted_, 0);
}

TEST_F(SignInTest, TheMenuClosesOutsideAndWithEscape) {
  say(SignInState::signed_in);
  open();
  click("user");
  click(item("userMenu")->mapToScene(QPointF(3, 3)));
  EXPECT_TRUE(model().menu_open());
  click("rail.energy");
  EXPECT_FALSE(model().menu_open());
  EXPECT_EQ(app_->page(), home_page);
  click("user");
  click("userSignOut");
  QTest::keyClick(main_->window(), Qt::Key_Escape);
  EXPECT_FALSE(model().menu_open());
  // Opened again it has forgotten the question.
  click("user");
  EXPECT_TRUE(says(QStringLiteral("Anna Karlsson")));
}

TEST_F(SignInTest, ASmallScreenHasTheWayInItsTopBar) {
  open(home_page, true, QSize(800, 480));
  EXPECT_EQ(item("bannerText"), nullptr);
  EXPECT_TRUE(says(QStringLiteral("Sign in")));
  click("signInTag");
  EXPECT_TRUE(model().is_open());
}

TEST_F(SignInTest, TheStatusPageSaysWhoIsSignedIn) {
  say(SignInState::signed_in);
  home_.status.now.not_permitted = {Dataset::heatpump, Dataset::price};
  open(services_page);
  EXPECT_TRUE(says(QStringLiteral("Signed in")));
  EXPECT_TRUE(
      says(QStringLiteral("Anna Karlsson\nUntil 19:00, then renewed by itself\n"
                          "Kept in the keyring of this desktop")));
  EXPECT_TRUE(says(QStringLiteral("heat pump data, prices")));
  say(SignInState::needed, QStringLiteral("The session has ended."), QStringLiteral("Sign in again."));
  const QString ended =
      QStringLiteral("Nobody\nThe session has ended.\nSign in again.\nKept in the keyring of this desktop");
  EXPECT_TRUE(wait_until([&] { return says(ended); }, 5000));
}

TEST_F(SignInTest, WhatMayNotBeReadIsSaidInItsPlace) {
  say(SignInState::signed_in);
  home_.status.now.not_permitted = {Dataset::energy, Dataset::heatpump, Dataset::climate, Dataset::price};
  const QString pump = QStringLiteral("Your account may not read heat pump data.");
  const QString energy = QStringLiteral("Your account may not read energy data.");
  const QString climate = QStringLiteral("Your account may not read climate data.");
  const QString price = QStringLiteral("Your account may not read prices.");
  // What is known of the last day stays.
  open();
  for (const QString& sentence : {pump, energy, climate, price}) EXPECT_FALSE(says(sentence));

  home_.know_nothing();
  home_.live.sums.as_of = clock_.now();
  home_.live.put(channel("heatpump.compressor"), "hp1", 1, clock_.now() - 3 * day_ms);
  open();
  for (const QString& sentence : {energy, climate, price})
    EXPECT_TRUE(says(sentence)) << sentence.toStdString();
  // The last that was heard of it is still worth something, with its age.
  EXPECT_FALSE(says(pump));
  EXPECT_TRUE(says(QStringLiteral("3 days ago")));
  app_->set_page(heat_pump_page);
  EXPECT_TRUE(wait_until([&] { return says(pump); }, 5000));
  app_->set_page(energy_page);
  EXPECT_TRUE(wait_until([&] { return says(energy); }, 5000));
  app_->set_page(climate_page);
  EXPECT_TRUE(says(climate));
  EXPECT_FALSE(says(QStringLiteral("No climate sensors yet")));

  // Permitted again, it is as before.
  home_.status.now.not_permitted.clear();
  Q_EMIT home_.status.updated();
  EXPECT_TRUE(wait_until([&] { return says(QStringLiteral("No climate sensors yet")); }, 5000));
}

}  // namespace
}  // namespace hearth
