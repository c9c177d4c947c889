// The first minutes of a stranger with the program itself, in its window: from an empty home folder to a
// signed-in home, against a real provider that answers as others do, with a real person's browser.
#include "core/demo/home_server.h"
#include "tests/integration/oidc_fixture.h"
#include "tests/integration/program_run.h"
#include "tests/ui/qr_reader.h"
#include "tests/window/screen_keyboard.h"

#include <QFileInfo>

#include <algorithm>
#include <filesystem>

namespace hearth {
namespace {

using namespace test;

/// Another size than a window has by itself: a kiosk must take it all, where no window manager helps.
constexpr QSize screen(1440, 900);
/// Of the button that leads on.
constexpr QRgb leads_on = 0xfff6b94a;

class FirstStartWindow : public testing::Test {
 protected:
  FirstStartWindow() {
    for (const char* name :
         {"HEARTHBOARD_CLOCK", "HEARTHBOARD_CONFIG", "HEARTHBOARD_DEMO_DAYS", "QT_IM_MODULE",
          "QT_VIRTUALKEYBOARD_DESKTOP_DISABLE", "WAYLAND_DISPLAY", "BROWSER"})
      runner.unset(name);
    runner.set("DISPLAY", display.name());
    runner.set("QT_QPA_PLATFORM", "xcb");
    runner.set("QT_QUICK_BACKEND", "software");
    runner.set("LC_ALL", "C.UTF-8");
    // No desktop: no keyring, and nothing that it would ask.
    runner.set("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
    runner.set("HEARTHBOARD_TRACE_STARTUP", "1");
  }
  void TearDown() override {
    if (HasFailure()) {
      const QString name = QLatin1String(testing::UnitTest::GetInstance()->current_test_info()->name());
      const QString file = QFileInfo(name + QStringLiteral(".png")).absoluteFilePath();
      if (display.picture().save(file)) ADD_FAILURE() << "The screen is in " << file.toStdString();
      if (program) ADD_FAILURE() << program->err();
    }
    program.reset();
    for (const std::string& secret : provider->secrets()) EXPECT_FALSE(has(runner.said(), secret));
  }

  /// A home behind a gateway that sends its callers to such a provider.
  void serve(const char* mode, const QString& authorization_path) {
    provider = std::make_unique<OidcProvider>(QString::fromLatin1(mode));
    demo::HomeServerOptions options;
    options.gateway = true;
    options.days = 1;
    options.start = clock->now() / day_ms * day_ms - day_ms;
    options.other_provider = {.sign_in_page = provider->issuer() + authorization_path +
                                              QStringLiteral("?response_type=code&client_id=gateway"),
                              .knows = [this](const QByteArray& token) {
                                const auto secrets = provider->secrets();
                                return std::ranges::find(secrets, token.toStdString()) != secrets.end();
                              }};
    home = std::make_unique<demo::HomeServer>(options, *clock);
    ASSERT_TRUE(home->listen().has_value());
  }
  void start(const char* arguments, const char* title) {
    program = runner.launch("hearthboard", words(arguments));
    ASSERT_TRUE(display.await_window(title)) << program->err();
  }
  void quit() {
    display.key("ctrl+q");
    EXPECT_EQ(program->end().code, 0) << program->err();
  }
  /// What a phone's camera sees in the picture.
  QString scan() {
    QString found;
    EXPECT_TRUE(Display::wait_until_seen([&] { return !(found = read_qr(display.picture())).isEmpty(); }));
    return found;
  }
  void approve(const QString& page) {
    EXPECT_TRUE(page.startsWith(provider->issuer())) << page.toStdString();
    const auto person = provider->approve(page);
    ASSERT_TRUE(person->wait());
    EXPECT_TRUE(person->succeeded()) << person->last_page().toStdString();
  }
  /// The page of the sign-in has gone by itself, and what is live comes in.
  void await_home() {
    ASSERT_TRUE(display.await_title("Home – Hearthboard"));
    EXPECT_TRUE(Display::wait_until_seen([&] { return home->live_clients() == 1; }));
  }
  /// Nobody has written a file but the program.
  void expect_written() {
    const std::string config = runner.read(".config/hearthboard/hearthboard.toml");
    EXPECT_TRUE(has(config, home->api_url().toString().toStdString())) << config;
    EXPECT_TRUE(has(config, provider->issuer().toStdString())) << config;
    EXPECT_TRUE(std::filesystem::exists(runner.path(".local/share/hearthboard/history.db")));
  }
  /// It comes up as it was left, and asks nothing.
  void expect_signed_in_again(const char* arguments) {
    const auto secrets = provider->secrets();
    start(arguments, "Home – Hearthboard");
    EXPECT_TRUE(program->says("first frame with data"));
    EXPECT_TRUE(Display::wait_until_seen([&] { return home->live_clients() == 1; }));
    EXPECT_EQ(display.title(), QStringLiteral("Home – Hearthboard"));
    EXPECT_EQ(provider->secrets(), secrets) << "the session was there, and good";
    quit();
  }

  const std::unique_ptr<Clock> clock = make_system_clock();
  ProgramRunner runner;
  Display display{screen};
  std::unique_ptr<OidcProvider> provider;
  std::unique_ptr<demo::HomeServer> home;
  std::unique_ptr<RunningProgram> program;
};

TEST_F(FirstStartWindow, LeadsByKeysAloneToAHomeWithKeycloak) {
  serve("keycloak", QStringLiteral("/protocol/openid-connect/auth"));
  start("", "Connect to your home – Hearthboard");
  display.type(home->api_url().toString());
  display.key("Return");
  ASSERT_TRUE(display.await_title("Where to sign in – Hearthboard"));
  EXPECT_FALSE(std::filesystem::exists(runner.path(".config/hearthboard"))) << "nobody has agreed yet";
  display.key("Return");
  ASSERT_TRUE(display.await_title("Sign in – Hearthboard"));
  // Before the browser of this machine, in the order in which one reads.
  display.key("shift+Tab");
  display.key("Return");
  ASSERT_NO_FATAL_FAILURE(approve(scan()));
  ASSERT_NO_FATAL_FAILURE(await_home());
  quit();
  expect_written();
  expect_signed_in_again("");
}

TEST_F(FirstStartWindow, IsTappedOnAKioskToAHomeWithDex) {
  serve("dex", QStringLiteral("/auth"));
  ScreenKeyboard keyboard(screen);
  start("--kiosk", "Connect to your home – Hearthboard");
  keyboard.type(display, home->api_url().toString());
  keyboard.accept(display);
  ASSERT_TRUE(display.await_title("Where to sign in – Hearthboard"));
  std::optional<QPoint> button;
  ASSERT_TRUE(Display::wait_until_seen(
      [&] { return (button = middle_of(display.picture(), QColor(leads_on))).has_value(); }));
  display.tap(*button);
  ASSERT_TRUE(display.await_title("Sign in – Hearthboard"));
  ASSERT_NO_FATAL_FAILURE(approve(scan()));
  ASSERT_NO_FATAL_FAILURE(await_home());
  quit();
  expect_written();
  expect_signed_in_again("--kiosk");
}

TEST_F(FirstStartWindow, LeadsThroughTheBrowserToAHomeWithDex) {
  serve("dex", QStringLiteral("/auth"));
  // Stands in for the desktop, which has a browser and somebody before it.
  ASSERT_TRUE(std::filesystem::create_directory(runner.path("bin")));
  runner.write("bin/xdg-open", "#!/bin/sh\necho \"$1\" >>" + runner.path("opened") +
                                   "\nexec node " HEARTHBOARD_SOURCE_DIR
                                   "/tests/oidc/browser.mjs \"$1\" >/dev/null\n");
  std::filesystem::permissions(runner.path("bin/xdg-open"), std::filesystem::perms::owner_all);
  runner.set("PATH", runner.path("bin") + ":" + qEnvironmentVariable("PATH").toStdString());
  start("", "Connect to your home – Hearthboard");
  display.type(home->api_url().toString());
  display.key("Return");
  ASSERT_TRUE(display.await_title("Where to sign in – Hearthboard"));
  display.key("Return");
  ASSERT_TRUE(display.await_title("Sign in – Hearthboard"));
  display.key("Return");
  ASSERT_NO_FATAL_FAILURE(await_home());
  const std::string opened = runner.read("opened");
  EXPECT_TRUE(has(opened, provider->issuer().toStdString() + "/auth?")) << opened;
  EXPECT_TRUE(has(opened, "code_challenge_method=S256")) << opened;
  quit();
  expect_written();
  expect_signed_in_again("");
}

}  // namespace
}  // namespace hearth
