// The first minutes of a stranger: from an empty home folder to a signed-in home, in the real window, by
// keyboard alone, against real services.
#include "app/hearthboard/session.h"
#include "core/demo/home_server.h"
#include "core/source/homelab_api/config.h"
#include "core/source/mqtt/config.h"
#include "tests/mqtt/broker.h"
#include "tests/support/wait.h"
#include "tests/ui/item_tree.h"
#include "tests/ui/scripted_home.h"
#include "ui/shell/main_window.h"

#include <QDateTime>
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QQuickWindow>
#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

namespace hearth {
namespace {

using test::wait_until;

constexpr TimeMs winter_evening = 1768498800000;  // 2026-01-15T17:40:00Z

/// An environment in which nothing has ever been started.
class EmptyHome {
 public:
  EmptyHome() {
    const QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
    for (const QString& name : all.keys())
      if (name.startsWith(QLatin1String("HEARTHBOARD_")) || name.startsWith(QLatin1String("XDG_")))
        set(name.toUtf8(), {});
    set("HOME", folder_.path().toUtf8());
    set("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
  }
  ~EmptyHome() {
    for (auto it = before_.cbegin(); it != before_.cend(); ++it)
      it->isNull() ? qunsetenv(it.key().constData()) : qputenv(it.key().constData(), *it);
  }
  EmptyHome(const EmptyHome&) = delete;
  EmptyHome& operator=(const EmptyHome&) = delete;
  [[nodiscard]] QString path(const char* name) const { return folder_.filePath(QLatin1String(name)); }

 private:
  void set(const QByteArray& name, const QByteArray& value) {
    before_.insert(name, qEnvironmentVariableIsSet(name) ? qgetenv(name) : QByteArray());
    value.isEmpty() ? qunsetenv(name) : qputenv(name, value);
  }
  QTemporaryDir folder_;
  QHash<QByteArray, QByteArray> before_;
};

class FirstStart : public testing::Test {
 protected:
  FirstStart() { QDesktopServices::setUrlHandler(QStringLiteral("http"), &browser_, "open"); }
  ~FirstStart() override {
    QDesktopServices::unsetUrlHandler(QStringLiteral("http"));
    main_.reset();
    session_.reset();
  }

  void serve(bool gateway) {
    demo::HomeServerOptions options;
    options.gateway = gateway;
    options.days = 1;
    options.start = winter_evening / day_ms * day_ms - day_ms;
    server_ = std::make_unique<demo::HomeServer>(options, *clock_);
    ASSERT_TRUE(server_->listen().has_value());
  }
  void start(bool kiosk = false) {
    Options options;
    options.kiosk = kiosk;
    LoadedConfig loaded = load_config();
    ASSERT_TRUE(loaded.file.empty()) << loaded.file;
    session_ = std::make_unique<Session>(options, std::move(loaded), *clock_);
    session_->begin();
    main_ = std::make_unique<MainWindow>(session_->app(), QSize(1280, 800));
    ASSERT_NE(main_->window(), nullptr);
    main_->show(true);
    main_->window()->requestActivate();
    ASSERT_TRUE(wait_until([&] { return main_->window()->isActive(); }));
  }
  [[nodiscard]] AppModel& app() { return session_->app(); }
  void key(Qt::Key key, Qt::KeyboardModifiers with = {}) { QTest::keyClick(main_->window(), key, with); }
  void type(const QString& text) {
    key(Qt::Key_A, Qt::ControlModifier);
    for (const QChar c : text) QTest::keyClick(main_->window(), c.toLatin1());
  }
  /// Waits until the item of this name has the keyboard.
  void await_focus(const char* name) {
    EXPECT_TRUE(wait_until([&] { return focus() == QLatin1String(name); }))
        << name << ", not " << focus().toStdString();
  }
  [[nodiscard]] QString focus() const {
    const QQuickItem* item = main_->window()->activeFocusItem();
    return item == nullptr ? QString() : item->objectName();
  }
  /// Goes on with Tab until the item of this name has the keyboard.
  void tab_to(const char* name) {
    for (int i = 0; i < 12 && focus() != QLatin1String(name); ++i) key(Qt::Key_Tab);
    EXPECT_EQ(focus().toStdString(), name);
  }
  void click(const QQuickItem& item) {
    const QPointF middle = item.mapToScene(QPointF(item.width() / 2, item.height() / 2));
    QTest::mouseClick(main_->window(), Qt::LeftButton, {}, middle.toPoint());
  }
  void click(const char* name) {
    ASSERT_TRUE(wait_until([&] { return test::find_item(*main_->window(), QLatin1String(name)) != nullptr; }))
        << name;
    click(*test::find_item(*main_->window(), QLatin1String(name)));
  }
  /// A visible key of the keyboard on the screen.
  static const QQuickItem* find_key(const QQuickItem& item,
                                    const std::function<bool(const QQuickItem&)>& wanted) {
    if (!item.isVisible()) return nullptr;
    if (item.property("keyPanelDelegate").isValid() && item.width() > 0 && wanted(item)) return &item;
    const auto children = item.childItems();
    for (const QQuickItem* child : children)
      if (const QQuickItem* found = find_key(*child, wanted)) return found;
    return nullptr;
  }
  [[nodiscard]] const QQuickItem* find_key(const QString& text) const {
    return find_key(*main_->window()->contentItem(),
                    [&](const QQuickItem& key) { return key.property("text").toString() == text; });
  }
  /// Types with the keyboard on the screen, which has letters on one page and the rest on others.
  void touch(const QString& text) {
    for (const QChar c : text) {
      if (find_key(c) == nullptr) {
        const QQuickItem* const other_page =
            find_key(*main_->window()->contentItem(),
                     [](const QQuickItem& key) { return key.property("key").toInt() == Qt::Key_Context1; });
        ASSERT_NE(other_page, nullptr);
        click(*other_page);
        ASSERT_TRUE(wait_until([&] { return find_key(c) != nullptr; })) << c.toLatin1();
      }
      const QString before = app().setup()->address();
      click(*find_key(c));
      ASSERT_TRUE(wait_until([&] { return app().setup()->address() == before + c; }))
          << c.toLatin1() << " " << app().setup()->address().toStdString();
    }
  }
  void await_text(const QString& text) {
    EXPECT_TRUE(wait_until([&] { return test::visible_texts(*main_->window()).contains(text); }))
        << text.toStdString() << " is not among:\n"
        << test::visible_texts(*main_->window()).join(QLatin1Char('\n')).toStdString();
  }
  /// What a person does in the browser that came up: goes where they are sent.
  void go_through_browser(int times) {
    ASSERT_TRUE(wait_until([&] { return browser_.times == times; }));
    QNetworkAccessManager network;
    QNetworkReply* const reply = network.get(QNetworkRequest(browser_.url));
    EXPECT_TRUE(wait_until([&] { return reply->isFinished(); }));
    EXPECT_EQ(reply->error(), QNetworkReply::NoError) << reply->errorString().toStdString();
  }
  void await_signed_in_home() {
    SignInModel& sign_in = *app().home()->sign_in();
    EXPECT_TRUE(wait_until([&] { return sign_in.signed_in(); })) << sign_in.detail().toStdString();
    EXPECT_EQ(sign_in.step(), SignInModel::Done);
    key(Qt::Key_Escape);
    EXPECT_FALSE(sign_in.is_open());
    EXPECT_TRUE(wait_until(
        [&] { return app().home()->has_data() && app().home()->status()->level() == StatusModel::Good; }));
    EXPECT_TRUE(QFile::exists(home_.path(".local/share/hearthboard/history.db")));
  }
  [[nodiscard]] QStringList session_files() const {
    return QDir(home_.path(".local/state/hearthboard")).entryList({QStringLiteral("session-*.json")});
  }
  [[nodiscard]] Config written() const {
    const LoadedConfig loaded = load_config();
    EXPECT_EQ(loaded.file, home_.path(".config/hearthboard/hearthboard.toml").toStdString());
    EXPECT_TRUE(loaded.problems.empty());
    return loaded.config;
  }

  EmptyHome home_;
  OpenedUrl browser_;
  std::unique_ptr<Clock> clock_ = make_scaled_clock(winter_evening, 1);
  std::unique_ptr<demo::HomeServer> server_;
  std::unique_ptr<Session> session_;
  std::unique_ptr<MainWindow> main_;
};

TEST_F(FirstStart, LeadsByKeyboardAloneFromAnEmptyFolderToASignedInHome) {
  serve(true);
  start();
  await_focus("homeAddressInput");
  // A wrong one first.
  type(QStringLiteral("http://127.0.0.1:1"));
  key(Qt::Key_Return);
  await_text(QStringLiteral("127.0.0.1:1 refuses the connection."));
  await_focus("homeAddressInput");
  type(server_->api_url().toString());
  key(Qt::Key_Return);
  await_text(QStringLiteral("Sign in at 127.0.0.1?"));
  await_focus("useProvider");
  key(Qt::Key_Escape);
  await_focus("homeAddressInput");
  key(Qt::Key_Return);
  await_focus("useProvider");
  EXPECT_FALSE(QFile::exists(home_.path(".config/hearthboard/hearthboard.toml"))) << "nobody has agreed yet";
  key(Qt::Key_Return);

  await_focus("signInBrowser");
  EXPECT_EQ(written().of<HomelabApiConfig>().base_url, server_->api_url().toString().toStdString());
  EXPECT_EQ(written().issuer, server_->identity().issuer().toStdString());
  key(Qt::Key_Space);
  go_through_browser(1);
  await_signed_in_home();
}

TEST_F(FirstStart, TakesTheAddressOfABroker) {
  const test::Broker closed({.accounts = {{"me", "right"}}});
  const test::Broker open;
  const auto address = [](const test::Broker& broker) {
    return QStringLiteral("mqtt://127.0.0.1:%1").arg(broker.port());
  };
  start();
  await_focus("homeAddressInput");
  type(address(closed));
  key(Qt::Key_Return);
  await_text(QStringLiteral("127.0.0.1:%1 lets nobody in without a user name.").arg(closed.port()));
  EXPECT_TRUE(app().setup()->next().contains(QLatin1String("hearthctl secret set mqtt")));
  await_focus("homeAddressInput");
  type(address(open));
  key(Qt::Key_Return);
  EXPECT_TRUE(wait_until([&] { return app().phase() == AppModel::Running; }));
  EXPECT_EQ(written().of<MqttConfig>().url, address(open).toStdString());
  EXPECT_EQ(written().of<HomelabApiConfig>().base_url, "");
}

TEST_F(FirstStart, ComesAgainWhenTheHomeIsForgotten) {
  serve(true);
  start();
  await_focus("homeAddressInput");
  type(server_->api_url().toString());
  key(Qt::Key_Return);
  await_focus("useProvider");
  key(Qt::Key_Return);
  await_focus("signInBrowser");
  key(Qt::Key_Return);
  go_through_browser(1);
  await_signed_in_home();
  const QString history = home_.path(".local/share/hearthboard/history.db");
  const auto born = [&] { return QFileInfo(history).birthTime(); };
  const QDateTime first_born = born();
  ASSERT_TRUE(first_born.isValid());

  tab_to("user");
  key(Qt::Key_Return);
  tab_to("userForget");
  key(Qt::Key_Return);
  await_focus("userStay");
  tab_to("userForget");
  key(Qt::Key_Return);
  // The same home, as on its first day: nobody is signed in, and nothing is known.
  await_focus("signInBrowser");
  EXPECT_NE(born(), first_born);
  EXPECT_TRUE(app().home()->sign_in()->forget_offered());
  EXPECT_FALSE(app().home()->has_data() && !app().home()->sign_in()->is_open());
  EXPECT_TRUE(session_files().isEmpty());
  EXPECT_EQ(written().of<HomelabApiConfig>().base_url, server_->api_url().toString().toStdString());
  key(Qt::Key_Return);
  go_through_browser(2);
  await_signed_in_home();
}

TEST_F(FirstStart, LeadsBackFromTheSignInToWhatWasEntered) {
  serve(false);
  start();
  await_focus("homeAddressInput");
  type(server_->api_url().toString() + QStringLiteral("/health"));
  key(Qt::Key_Return);
  await_text(QStringLiteral("The home is at %1: /health is too much.").arg(server_->api_url().toString()));
  tab_to("useSuggestion");
  key(Qt::Key_Return);
  // Its calls do not tell where to sign in.
  await_focus("providerAddressInput");
  type(server_->api_url().toString() + QStringLiteral("/nobody"));
  key(Qt::Key_Return);
  await_text(QStringLiteral(
      "Write the address that the provider calls its issuer, such as https://auth.example.org."));
  type(server_->identity().issuer() + QLatin1Char('/'));
  tab_to("useProvider");
  key(Qt::Key_Space);

  await_focus("signInBrowser");
  tab_to("signInBack");
  key(Qt::Key_Return);
  await_focus("homeAddressInput");
  EXPECT_EQ(app().phase(), AppModel::FirstStart);
  EXPECT_EQ(app().home(), nullptr);
  EXPECT_EQ(app().setup()->address(), server_->api_url().toString());
  key(Qt::Key_Return);
  await_focus("providerAddressInput");
  type(server_->identity().issuer());
  key(Qt::Key_Return);
  await_focus("signInBrowser");
  key(Qt::Key_Return);
  go_through_browser(1);
  await_signed_in_home();
}

TEST_F(FirstStart, AsksBeforeItSpeaksPlainHttpBeyondThisMachine) {
  serve(true);
  start();
  await_focus("homeAddressInput");
  // Another name of this machine, that does not look like one.
  QUrl address = server_->api_url();
  address.setHost(QStringLiteral("0.0.0.0"));
  type(address.toString());
  key(Qt::Key_Return);
  await_text(QStringLiteral("Speak to 0.0.0.0 without encryption?"));
  await_focus("back");
  key(Qt::Key_Return);
  await_focus("homeAddressInput");
  key(Qt::Key_Return);
  await_focus("back");
  tab_to("agreeToPlainHttp");
  key(Qt::Key_Return);
  await_focus("useProvider");
  key(Qt::Key_Return);
  await_focus("signInBrowser");
  EXPECT_EQ(written().allow_plain_http, HostList{"0.0.0.0"});
}

TEST_F(FirstStart, IsTypedOnTheScreenOfAKiosk) {
#ifdef __SANITIZE_ADDRESS__
  // Qt 6.4's keyboard keeps a touch point for each press with the mouse, until the program ends.
  const __lsan::ScopedDisabler not_ours;
#endif
  serve(true);
  start(true);
  await_focus("homeAddressInput");
  const auto keyboard = [&] { return test::find_item(*main_->window(), QStringLiteral("onScreenKeyboard")); };
  ASSERT_TRUE(wait_until([&] { return keyboard() != nullptr && find_key(QStringLiteral("h")) != nullptr; }));
  touch(server_->api_url().toString());
  // What is to be touched next is not below the keyboard.
  const QQuickItem* const connect = test::find_item(*main_->window(), QStringLiteral("connect"));
  ASSERT_NE(connect, nullptr);
  EXPECT_LE(connect->mapToScene(QPointF(0, connect->height())).y(), keyboard()->mapToScene(QPointF()).y());
  // What it comes to has the room; a touch brings the keyboard back.
  const double high = keyboard()->height();
  EXPECT_GT(high, 0);
  server_->set_refusing(true);
  click("connect");
  EXPECT_TRUE(wait_until([&] { return app().setup()->failed(); }));
  EXPECT_TRUE(wait_until([&] { return keyboard() == nullptr || keyboard()->height() == 0; }));
  click("homeAddressInput");
  EXPECT_TRUE(wait_until([&] { return keyboard() != nullptr && keyboard()->height() == high; }));
  server_->set_refusing(false);
  click("connect");
  await_text(QStringLiteral("Sign in at 127.0.0.1?"));
  click("useProvider");
  ASSERT_TRUE(wait_until(
      [&] { return app().home() != nullptr && !app().home()->sign_in()->code_letters().isEmpty(); }));
  EXPECT_TRUE(server_->identity().approve(app().home()->sign_in()->code_letters().join(QString())));
  EXPECT_TRUE(wait_until([&] { return app().home()->sign_in()->signed_in(); }));
}

}  // namespace
}  // namespace hearth
