#include "app/shared/demo_home.h"
#include "core/engine/engine.h"
#include "core/source/energy_ws/config.h"
#include "core/source/homelab_api/config.h"
#include "tests/support/wait.h"
#include "tests/ui/item_tree.h"
#include "tests/ui/scripted_home.h"
#include "ui/pages/page_table.h"
#include "ui/shell/main_window.h"

#include <QFile>
#include <QQuickWindow>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace hearth {
namespace {

using test::wait_until;

constexpr TimeMs winter_evening = 1768498800000;  // 2026-01-15T17:40:00Z
constexpr std::array sizes = {QSize(800, 480), QSize(1280, 800), QSize(1920, 1080), QSize(1024, 600),
                              QSize(480, 800)};

/// The real demo home and the real engine, behind a real window without a screen.
class LayoutTest : public testing::Test {
 protected:
  void start_home(const QString& scenario) {
    home_ = std::make_unique<DemoHome>(*clock_);
    QObject::connect(home_.get(), &DemoHome::ready, home_.get(),
                     [this](const DemoHomeFacts& facts) { facts_ = facts; });
    QObject::connect(home_.get(), &DemoHome::failed, home_.get(), [this](const Error& error) {
      failed_ = true;
      ADD_FAILURE() << to_text(error);
    });
    home_->start(scenario);
    ASSERT_TRUE(wait_until([&] { return !facts_.api.isEmpty() || failed_; }, 120'000));
    ASSERT_FALSE(failed_);
  }

  void open(const Config& config, const Clock& clock) {
    engine_ = Engine::start({.config = config}, clock);
    app_ = std::make_unique<AppModel>(home_page, true, false);
    const HomeModel::Services services{engine_->history(), engine_->live(), engine_->status(),
                                       engine_->commands()};
    app_->show_home(std::make_unique<HomeModel>(services, "Europe/Stockholm", clock, QLocale::c()), true);
    main_ = std::make_unique<MainWindow>(*app_, sizes[0]);
    ASSERT_NE(main_->window(), nullptr);
    main_->show(true);
    ASSERT_TRUE(wait_until([&] { return app_->quiet(); }));
  }

  void draw(QSize size, bool dark, int page) {
    app_->set_dark(dark);
    app_->set_page(page);
    main_->window()->resize(size);
    int frames = 0;
    QObject context;
    QObject::connect(main_->window(), &QQuickWindow::frameSwapped, &context, [&] {
      frames = app_->settled() ? frames + 1 : 0;
      if (frames < 3) main_->window()->update();
    });
    main_->window()->update();
    ASSERT_TRUE(wait_until([&] { return frames >= 3; }));
    ASSERT_EQ(main_->window()->size(), size);
  }

  /// Every page in every size and both themes.
  void check_all() {
    for (const QSize size : sizes)
      for (const bool dark : {true, false})
        for (int page = 0; page < AppModel::page_count(); ++page) {
          draw(size, dark, page);
          const test::TreeFindings found = test::walk(*main_->window());
          SCOPED_TRACE(testing::Message() << size.width() << "x" << size.height()
                                          << (dark ? " dark" : " light") << ", page " << page);
          EXPECT_GT(found.texts, 8);
          EXPECT_GT(found.inked, 0.6);
          for (const QString& fault : found.faults) ADD_FAILURE() << fault.toStdString();
        }
  }

  std::unique_ptr<Clock> clock_ = make_scaled_clock(winter_evening, 1);
  std::unique_ptr<Clock> later_ = make_scaled_clock(winter_evening + 3 * hour_ms, 1);
  std::unique_ptr<DemoHome> home_;
  DemoHomeFacts facts_;
  bool failed_ = false;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<AppModel> app_;
  std::unique_ptr<MainWindow> main_;
};

TEST_F(LayoutTest, AStaleSensorIsSaid) {
  start_home(QStringLiteral("stale"));
  open(demo_config(facts_), *clock_);
  draw(sizes[1], true, home_page);
  EXPECT_TRUE(test::visible_texts(*main_->window()).contains(QStringLiteral("3 h")));
}

TEST_F(LayoutTest, WithoutNetworkTheLastDayIsShownWithItsAge) {
  start_home({});
  Config config = demo_config(facts_);
  // Nobody listens on port 1.
  config.of<HomelabApiConfig>().base_url = "http://127.0.0.1:1";
  config.of<EnergyWsConfig>().url = "ws://127.0.0.1:1/ws/energy";
  // Signed in, as far as that can be told without a network.
  config.issuer.clear();
  config.access_token = facts_.token.toStdString();
  open(config, *later_);
  ASSERT_TRUE(wait_until([&] { return app_->home()->status()->level() == StatusModel::Bad; }));
  draw(sizes[1], true, home_page);
  const QStringList texts = test::visible_texts(*main_->window());
  EXPECT_FALSE(texts.filter(QStringLiteral("No connection")).isEmpty());
  EXPECT_GE(texts.filter(QStringLiteral("3 h")).size(), 3);
  EXPECT_TRUE(app_->home()->power()->power()->known());
  EXPECT_TRUE(app_->home()->power()->power()->stale());
  check_all();
}

TEST_F(LayoutTest, TheDialogExportsWhatTheHomeHas) {
  start_home({});
  open(demo_config(facts_), *clock_);
  const QTemporaryDir folder;
  ExportModel& model = *app_->home()->exporting();
  for (const auto& [format, name] : {std::pair(0, "day.csv"), {1, "plain.csv"}, {2, "day.ndjson"}}) {
    app_->show_export();
    model.set_format(format);
    model.set_file(folder.filePath(QLatin1String(name)));
    model.start();
    ASSERT_TRUE(wait_until([&] { return model.state() != ExportModel::Running; }));
    EXPECT_EQ(model.state(), ExportModel::Done) << model.headline().toStdString();
    QFile file(folder.filePath(QLatin1String(name)));
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    EXPECT_TRUE(file.readLine().contains("time"));
    // The home is in Stockholm, and so are its times.
    EXPECT_TRUE(file.readLine().contains("+01:00"));
    model.close();
  }
}

TEST_F(LayoutTest, TheFirstStartFits) {
  ScriptedCommands commands;
  app_ = std::make_unique<AppModel>(home_page, true, false);
  auto setup = std::make_unique<SetupModel>(
      commands, SetupModel::Known{
                    .config_file = "/home/somebody-with-a-long-name/.config/hearthboard/hearthboard.toml"});
  SetupModel& model = *setup;
  app_->show_first_start(std::move(setup));
  main_ = std::make_unique<MainWindow>(*app_, sizes[0]);
  main_->show(true);
  // A first start is the first thing that a small display shows.
  std::vector<QSize> all(sizes.begin(), sizes.end());
  all.insert(all.end(), {QSize(480, 320), QSize(320, 480), QSize(800, 1280)});
  const auto check = [&](const char* what) {
    for (const QSize size : all)
      for (const bool dark : {true, false}) {
        draw(size, dark, home_page);
        const test::TreeFindings found = test::walk(*main_->window());
        SCOPED_TRACE(testing::Message() << what << " " << size.width() << "x" << size.height());
        EXPECT_GE(found.texts, 5);
        for (const QString& fault : found.faults) ADD_FAILURE() << fault.toStdString();
      }
  };
  check("untouched");
  const QString address = QStringLiteral("http://energy.a-rather-long-name.example.org:8443/gateway/home");
  model.set_address(address);
  model.connect_home();
  check("testing");
  commands.home_tested(
      {.sentence = QStringLiteral(
           "The certificate of energy.a-rather-long-name.example.org:8443 has expired and is for "
           "another host and is signed by an authority that nobody here knows."),
       .next = QStringLiteral("Have it renewed; unless it is this machine's clock that is wrong."),
       .suggestion = address});
  check("failed");
  model.connect_home();
  HomeReport home{.verdict = HomeReport::Verdict::sign_in,
                  .base_url = address,
                  .in_the_clear = true,
                  .issuer = QStringLiteral("https://sign-in.a-rather-long-name.example.org/realms/home")};
  commands.home_tested(home);
  ASSERT_EQ(model.step(), SetupModel::PlainHttp);
  check("plain http");
  model.agree_to_plain_http();
  ASSERT_TRUE(model.provider_found());
  check("provider found");
  model.type_provider();
  model.set_provider(home.issuer);
  model.use_provider();
  commands.provider_tested(
      {{},
       QStringLiteral(
           "sign-in.a-rather-long-name.example.org answers with a web page, and is no sign-in provider at "
           "this address."),
       QStringLiteral(
           "Write the address that the provider calls its issuer, such as https://auth.example.org.")});
  ASSERT_TRUE(model.failed());
  check("provider typed");
  app_->show_failure(QStringLiteral("The demo home needs the program hearthsim, which is not installed."),
                     QStringLiteral("Install it beside this program."));
  draw(sizes[0], true, home_page);
  EXPECT_TRUE(test::walk(*main_->window()).faults.isEmpty());
}

}  // namespace
}  // namespace hearth
