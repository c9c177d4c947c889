// Every page of every kind of home in all pairs of size, text, theme and density, and in a language that is
// longer: nothing cut, nothing over another, nothing outside, nothing too small to press; on all sheets.
#include "app/shared/demo_home.h"
#include "core/engine/engine.h"
#include "tests/support/wait.h"
#include "tests/ui/all_pairs.h"
#include "tests/ui/item_tree.h"
#include "tests/ui/pseudo_translator.h"
#include "ui/pages/page_table.h"
#include "ui/shell/main_window.h"

#include <QQuickWindow>
#include <QTest>

#include <gtest/gtest.h>

namespace hearth {
namespace {

using test::wait_until;

constexpr TimeMs winter_evening = 1768498800000;  // 2026-01-15T17:40:00Z
constexpr std::array sizes = {QSize(320, 480),  QSize(480, 320),   QSize(800, 480),
                              QSize(1024, 600), QSize(480, 800),   QSize(800, 1280),
                              QSize(1280, 800), QSize(1920, 1080), QSize(3840, 2160)};
constexpr std::array texts = {1.0, 1.3, 2.0};
constexpr double millimetre_of_a_panel = 160 / 25.4;
constexpr std::array millimetres = {0.0, millimetre_of_a_panel};

class ScreensTest : public testing::TestWithParam<const char*> {
 protected:
  void open() {
    home_ = std::make_unique<DemoHome>(*clock_);
    QObject::connect(home_.get(), &DemoHome::ready, home_.get(),
                     [this](const DemoHomeFacts& facts) { facts_ = facts; });
    QObject::connect(home_.get(), &DemoHome::failed, home_.get(), [this](const Error& error) {
      failed_ = true;
      ADD_FAILURE() << to_text(error);
    });
    home_->start(QLatin1String(GetParam()));
    ASSERT_TRUE(wait_until([&] { return !facts_.api.isEmpty() || failed_; }, 120'000));
    ASSERT_FALSE(failed_);
    const Config config = demo_config(facts_);
    engine_ = Engine::start({.config = config}, *clock_);
    app_ = std::make_unique<AppModel>(home_page, true, false);
    const HomeModel::Services services{engine_->history(), engine_->live(), engine_->status(),
                                       engine_->commands()};
    app_->show_home(std::make_unique<HomeModel>(services, config.time_zone, *clock_, QLocale::c()), true);
    main_ = std::make_unique<MainWindow>(*app_, sizes[0]);
    ASSERT_NE(main_->window(), nullptr);
    main_->show(true);
    ASSERT_TRUE(wait_until([&] { return app_->quiet(); }));
  }

  /// Until the page has its data and three frames have passed with it.
  void settle() {
    int frames = 0;
    QObject context;
    QObject::connect(main_->window(), &QQuickWindow::frameSwapped, &context, [&] {
      frames = app_->settled() ? frames + 1 : 0;
      if (frames < 3) main_->window()->update();
    });
    main_->window()->update();
    ASSERT_TRUE(wait_until([&] { return frames >= 3; }));
  }

  void check(const std::string& what) {
    SCOPED_TRACE(what);
    const test::TreeFindings found = test::walk(*main_->window());
    EXPECT_GT(found.texts, 4);
    for (const QString& fault : found.faults) ADD_FAILURE() << fault.toStdString();
    for (const QString& fault : test::small_targets(*main_->window(), 48))
      ADD_FAILURE() << fault.toStdString();
    // For people: what each combination looks like, or only what is wrong.
    const QString folder = qEnvironmentVariable("HEARTHBOARD_SCREENS");
    if (!folder.isEmpty() && (HasFailure() || qEnvironmentVariableIsSet("HEARTHBOARD_SCREENS_ALL")))
      main_->window()->grabWindow().save(
          folder + QLatin1Char('/') +
          QString::fromStdString(what).replace(QLatin1Char(' '), QLatin1Char('-')).remove(QLatin1Char(',')) +
          QStringLiteral(".png"));
  }

  /// The next sheet of something, where there is one more.
  bool turn() {
    for (QQuickItem* forward : test::find_items(*main_->window(), QStringLiteral("sheetForward"))) {
      if (!forward->isEnabled()) continue;
      QTest::mouseClick(main_->window(), Qt::LeftButton, {},
                        forward->mapToScene(QPointF(forward->width() / 2, forward->height() / 2)).toPoint());
      settle();
      return true;
    }
    return false;
  }

  void check_all_pairs();

  std::unique_ptr<Clock> clock_ = make_scaled_clock(winter_evening, 1);
  std::unique_ptr<DemoHome> home_;
  DemoHomeFacts facts_;
  bool failed_ = false;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<AppModel> app_;
  std::unique_ptr<MainWindow> main_;
};

void ScreensTest::check_all_pairs() {
  ASSERT_NO_FATAL_FAILURE(open());
  const auto pages = static_cast<std::size_t>(AppModel::page_count());
  const auto combinations = test::all_pairs(
      {pages, sizes.size(), texts.size(), 2, millimetres.size()}, [](const test::Combination& c) {
        const QSize size = sizes.at(c[1]);
        const bool large = size.width() >= 800 && size.height() >= 480;
        return (texts.at(c[2]) < 2 || large) && (millimetres.at(c[4]) == 0 || large);
      });
  for (const test::Combination& c : combinations) {
    const QSize size = sizes.at(c[1]);
    app_->set_dark(c[3] == 0);
    app_->set_text_scale(texts.at(c[2]));
    app_->set_millimetre(millimetres.at(c[4]));
    main_->window()->resize(size);
    // A page begins on its first sheet.
    app_->set_page(c[0] == 0 ? 1 : 0);
    app_->set_page(static_cast<int>(c[0]));
    ASSERT_NO_FATAL_FAILURE(settle());
    ASSERT_EQ(main_->window()->size(), size);
    const std::string what = fmt::format(
        "{} {} {}x{} text {} {} {}", GetParam(), page_row(static_cast<int>(c[0])).name, size.width(),
        size.height(), texts.at(c[2]), c[3] == 0 ? "dark" : "light", c[4] == 0 ? "" : "160 dpi");
    constexpr int most_sheets = 100;
    for (int sheet = 1; sheet <= most_sheets; ++sheet) {
      check(fmt::format("{}, sheet {}", what, sheet));
      if (!turn()) break;
      ASSERT_LT(sheet, most_sheets) << what;
    }
  }
}

TEST_P(ScreensTest, FitWhateverTheScreen) {
  check_all_pairs();
}

using LongScreensTest = ScreensTest;

TEST_P(LongScreensTest, FitInALanguageWhoseSentencesAreFortyPercentLonger) {
  test::PseudoTranslator translator;
  ASSERT_TRUE(QCoreApplication::installTranslator(&translator));
  check_all_pairs();
  main_.reset();
  QCoreApplication::removeTranslator(&translator);
}

INSTANTIATE_TEST_SUITE_P(Homes, LongScreensTest, testing::Values("normal", "first-day"),
                         [](const auto& home) {
                           std::string name = home.param;
                           std::erase(name, '-');
                           return name;
                         });

INSTANTIATE_TEST_SUITE_P(Homes, ScreensTest,
                         testing::Values("normal", "stale", "barebones", "negative-price", "first-day",
                                         "solar", "sixty-sensors", "long-names", "two-pumps", "areas"),
                         [](const auto& home) {
                           std::string name = home.param;
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
}  // namespace hearth
