#include "tests/support/wait.h"
#include "tests/ui/item_tree.h"
#include "tests/ui/qr_reader.h"
#include "tests/ui/scripted_window.h"

#include <QDesktopServices>

#include <gtest/gtest.h>

#include <string>

namespace hearth {
namespace {

using test::wait_until;

constexpr std::array sizes = {QSize(800, 480), QSize(1280, 800), QSize(1920, 1080), QSize(1024, 600),
                              QSize(480, 800)};

/// What lies over the pages fits displays that are too small for them, too.
constexpr std::array dialog_sizes = {QSize(320, 480),  QSize(480, 320),   QSize(800, 480),
                                     QSize(1024, 600), QSize(480, 800),   QSize(800, 1280),
                                     QSize(1280, 800), QSize(1920, 1080), QSize(3840, 2160)};

/// Every state that a person can meet, in the longest words.
class SignInLayoutTest : public ScriptedWindow {
 protected:
  SignInLayoutTest() { QDesktopServices::setUrlHandler(QStringLiteral("https"), &opened_, "open"); }
  ~SignInLayoutTest() override { QDesktopServices::unsetUrlHandler(QStringLiteral("https")); }

  static IdentityStatus nobody() {
    IdentityStatus identity = scripted_identity(winter_evening);
    identity.state = SignInState::signed_out;
    identity.who.clear();
    return identity;
  }
  static IdentityStatus code(const QString& letters = QStringLiteral("WDJB-MJHT")) {
    IdentityStatus identity = nobody();
    identity.state = SignInState::signing_in;
    identity.prompt = DevicePrompt{
        QStringLiteral("https://authentication.a-rather-long-name.example.org/device"),
        QStringLiteral("https://authentication.a-rather-long-name.example.org/device?user_code=") + letters,
        letters, winter_evening + 3 * minute_ms + 41 * second_ms};
    return identity;
  }
  static IdentityStatus refused() {
    IdentityStatus identity = nobody();
    identity.detail =
        QStringLiteral("The sign-in was refused on the other device, or by the sign-in service.");
    identity.next =
        QStringLiteral("Try again, and allow Hearthboard to read the home's data when it is asked.");
    return identity;
  }
  static IdentityStatus browser() {
    IdentityStatus identity = nobody();
    identity.state = SignInState::signing_in;
    identity.browser_page =
        QStringLiteral(
            "https://authentication.a-rather-long-name.example.org/application/o/authorize/"
            "?response_type=code&client_id=hearthboard&redirect_uri=http%3A%2F%2F127.0.0.1%3A9876"
            "%2Fcallback&scope=openid+profile+email+offline_access+read%3Aenergy&state=") +
        QString(43, QLatin1Char('s')) + QStringLiteral("&code_challenge_method=S256&code_challenge=") +
        QString(43, QLatin1Char('c'));
    return identity;
  }

  void check(const char* what, const char* within, int least_texts) {
    const QSize size = main_->window()->size();
    for (const auto& [scale, dark] : {std::pair(1.0, true), {1.3, false}, {2.0, true}, {1.0, false}}) {
      // The text of the pages is held to fit by a test of theirs.
      if (scale > 1 && (within == nullptr || (scale > 1.3 && size.width() * size.height() < 800 * 480)))
        continue;
      app_->set_dark(dark);
      app_->set_text_scale(scale);
      frame();
      SCOPED_TRACE(testing::Message()
                   << what << " " << size.width() << "x" << size.height() << (app_->kiosk() ? " kiosk " : " ")
                   << scale << (dark ? " dark" : " light"));
      const QQuickItem* card = within != nullptr ? item(within) : nullptr;
      if (within != nullptr) {
        ASSERT_NE(card, nullptr);
        EXPECT_TRUE(QRectF(QPointF(), size).contains(card->mapRectToScene(card->boundingRect())));
      }
      const test::TreeFindings found = test::walk(*main_->window(), card);
      EXPECT_GE(found.texts, least_texts);
      for (const QString& fault : found.faults) ADD_FAILURE() << fault.toStdString();
    }
  }
  void check_targets(std::initializer_list<const char*> names) {
    for (const char* name : names) {
      const QQuickItem* target = item(name);
      EXPECT_TRUE(target == nullptr || target->height() >= (app_->kiosk() ? 56 : 48)) << name;
    }
  }
  SignInModel& model() { return *app_->home()->sign_in(); }

  OpenedUrl opened_;
};

TEST_F(SignInLayoutTest, ThePageFitsEverywhere) {
  for (const QSize size : dialog_sizes)
    for (const bool kiosk : {false, true}) {
      home_.status.say(nobody());
      open(home_page, kiosk, size);
      model().show();
      if (!kiosk) check("choosing", "signInCard", 4);
      check_targets({"signInBrowser", "signInDevice", "signInClose"});
      model().use_device();
      check("asking", "signInCard", 3);
      home_.status.say(code());
      check("code", "signInCard", 15);
      home_.status.say(code(QStringLiteral("123456789012345")));
      check("longcode", "signInCard", 15);
      home_.status.say(refused());
      check("failed", "signInCard", 5);
      check_targets({"signInAgain", "signInClose"});
      if (!kiosk) {
        model().use_browser();
        home_.status.say(browser());
        check("browser", "signInCard", 5);
        check_targets({"signInOpenAgain", "signInCopy", "signInDevice"});
      }
      home_.status.say(scripted_identity(winter_evening));
      check("done", "signInCard", 3);
      model().close();
      IdentityStatus unreachable = scripted_identity(winter_evening);
      unreachable.state = SignInState::unreachable;
      home_.status.say(unreachable);
      model().show();
      check("unreachable", "signInCard", 4);
      model().close();
    }
}

TEST_F(SignInLayoutTest, TheMenuFitsEverywhere) {
  for (const QSize size : dialog_sizes)
    for (const bool kiosk : {false, true}) {
      IdentityStatus identity = scripted_identity(winter_evening);
      identity.who = QStringLiteral("anna-karin.a-rather-long-name@example.org");
      identity.keeper =
          QStringLiteral("the file /home/somebody-with-a-long-name/.local/share/hearthboard/session");
      home_.status.say(identity);
      open(home_page, kiosk, size);
      model().show_menu();
      check("menu", "userMenu", 4);
      check_targets({"userSignOut"});
      model().sign_out();
      check("signout", "userMenu", 4);
      check_targets({"userStay"});
      model().offer_forgetting();
      model().leave_as_it_is();
      check("menu with forgetting", "userMenu", 5);
      model().forget_home();
      check("forget", "userMenu", 4);
      check_targets({"userStay", "userForget"});
      model().say_not_forgotten({ErrorKind::storage,
                                 "/home/somebody-with-a-long-name/.local/share/hearthboard/history.db-wal "
                                 "cannot be deleted: Operation not permitted.",
                                 "Check the rights of its folder.",
                                 {}});
      check("not forgotten", "userMenu", 6);
    }
}

TEST_F(SignInLayoutTest, TheBannerTakesItsOwnRoomEverywhere) {
  IdentityStatus ended = nobody();
  ended.state = SignInState::needed;
  ended.detail = QStringLiteral("The session has ended: the sign-in service no longer knows of it.");
  IdentityStatus token;
  token.state = SignInState::needed;
  token.detail = QStringLiteral(
      "The access token in /home/somebody-with-a-long-name/.config/hearthboard/token "
      "was refused.");
  token.next = QStringLiteral("Put a valid one into the file.");
  IdentityStatus unreachable = scripted_identity(winter_evening);
  unreachable.state = SignInState::unreachable;
  home_.status.now.problems.push_back(
      {ErrorKind::storage, "The history was damaged.", "A new one was begun.", {}});
  for (const QSize size : sizes)
    for (const bool kiosk : {false, true})
      for (const auto& [name, identity] :
           {std::pair("ended", ended), {"token", token}, {"calm", unreachable}})
        for (const auto page : {home_page, energy_page, heat_pump_page, climate_page, services_page}) {
          home_.status.say(identity);
          open(page, kiosk, size);
          ASSERT_TRUE(wait_until([&] { return app_->settled(); }));
          check((std::string("banner-") + name + "-" + std::to_string(page)).c_str(), nullptr, 14);
          check_targets({"bannerAction"});
          EXPECT_TRUE(item("signInTag") == nullptr || item("signInTag")->height() >= (kiosk ? 44 : 30));
          const QQuickItem* banner = item("bannerText");
          EXPECT_TRUE(banner == nullptr || banner->mapRectToScene(banner->boundingRect()).bottom() <=
                                               item("page")->mapToScene(QPointF()).y());
          const bool asks = identity.offered && identity.state == SignInState::needed;
          EXPECT_EQ(item("bannerAction") != nullptr || item("signInTag") != nullptr, asks);
        }
}

TEST_F(SignInLayoutTest, WhatMayNotBeReadFitsEverywhere) {
  home_.status.say(scripted_identity(winter_evening));
  home_.status.now.not_permitted = {Dataset::energy, Dataset::heatpump, Dataset::climate, Dataset::price};
  const auto check_pages = [&](const char* what) {
    for (const QSize size : sizes)
      for (const auto page : {home_page, energy_page, heat_pump_page, climate_page, services_page}) {
        open(page, false, size);
        check((std::string(what) + "-" + std::to_string(page)).c_str(), nullptr, 8);
      }
  };
  const LiveValues all = home_.live.all;
  home_.know_nothing();
  home_.live.sums.as_of = winter_evening;
  for (const auto& [key, value] : all)
    if (info(key.channel).dataset == Dataset::climate) home_.live.all[key] = value;
  check_pages("refused-but-climate");
  home_.live.all.clear();
  home_.live.put(channel("price.spot"), "SE3", 1, winter_evening);
  check_pages("refused");
}

TEST_F(SignInLayoutTest, ThePhoneReadsTheCodeFromThePage) {
  for (const QSize size : dialog_sizes)
    for (const bool dark : {true, false}) {
      SCOPED_TRACE(testing::Message() << size.width() << "x" << size.height() << (dark ? " dark" : " light"));
      home_.status.say(nobody());
      open(home_page, true, size, dark);
      model().show();
      home_.status.say(code());
      frame();
      EXPECT_EQ(test::read_qr(main_->window()->grabWindow()),
                home_.status.now.identity.prompt->complete_page);
      const QQuickItem* qr = item("signInQr");
      ASSERT_NE(qr, nullptr);
      // Two metres away it still fills enough of a phone's picture.
      EXPECT_GE(qr->height(), 0.45 * std::min(size.width(), size.height()));
    }
}

TEST_F(SignInLayoutTest, WithoutACodeTheWordsAreEnough) {
  for (const QSize size : dialog_sizes) {
    home_.status.say(nobody());
    open(home_page, true, size);
    model().show();
    IdentityStatus identity = code();
    // No QR code holds as much.
    identity.prompt->complete_page += QString(3000, QLatin1Char('x'));
    home_.status.say(identity);
    check("withoutqr", "signInCard", 14);
    EXPECT_EQ(item("signInQr"), nullptr);
    EXPECT_TRUE(says(QStringLiteral("Open on your phone or computer")));
  }
}

}  // namespace
}  // namespace hearth
