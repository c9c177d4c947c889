#include "tests/support/wait.h"
#include "tests/ui/item_tree.h"
#include "tests/ui/scripted_window.h"

#include <QPointingDevice>
#include <QQuickWindow>
#include <QTest>

#include <gtest/gtest.h>

namespace hearth {
namespace {

using test::wait_until;

constexpr ChannelIndex power_channel = channel("energy.power_total");

class BehaviourTest : public ScriptedWindow {
 protected:
  /// A reading of the meter, now.
  void read_power(double watts) {
    home_.live.put(power_channel, {}, watts, clock_.now());
    home_.live.announce();
  }
  ValueModel& power() { return *app_->home()->power()->power(); }
  [[nodiscard]] bool power_reads(const QString& text, const QString& unit) {
    return wait_until([&] { return power().text() == text && power().unit() == unit; }, 5000);
  }
  QColor number_colour(const QString& quantity) {
    QQuickItem* item = test::find_item(*main_->window(), quantity);
    if (item == nullptr) return {};
    const auto* number = item->findChild<QQuickItem*>(QStringLiteral("number"));
    return number == nullptr ? QColor() : number->property("color").value<QColor>();
  }

  Theme theme_;
};

TEST_F(BehaviourTest, AStaleValueIsDimmedAndSaysItsAge) {
  open();
  EXPECT_EQ(number_colour(QStringLiteral("powerNow")), theme_.text());
  EXPECT_FALSE(power().stale());
  clock_.advance(25 * second_ms);
  ASSERT_TRUE(wait_until([&] { return power().stale(); }));
  EXPECT_EQ(power().age_text(), QStringLiteral("25 s ago"));
  EXPECT_EQ(power().text(), QStringLiteral("3412"));
  EXPECT_EQ(number_colour(QStringLiteral("powerNow")), theme_.text_faint());
  EXPECT_TRUE(test::visible_texts(*main_->window()).contains(QStringLiteral("25 s ago")));
}

TEST_F(BehaviourTest, OfflineKeepsTheLastValuesWithTheirAge) {
  open();
  home_.status.become(ConnectionState::reconnecting, clock_.now());
  clock_.advance(2 * hour_ms);
  const auto says = [&] { return app_->home()->status()->text(); };
  EXPECT_TRUE(
      wait_until([&] { return says() == QStringLiteral("No connection · last heard 2 h ago"); }, 5000));
  EXPECT_EQ(app_->home()->status()->level(), StatusModel::Bad);
  ASSERT_TRUE(wait_until([&] { return power().age_text() == QStringLiteral("2 h ago"); }));
  EXPECT_EQ(power().text(), QStringLiteral("3412"));
  EXPECT_TRUE(power().known());
  // The time of day goes on without a network.
  EXPECT_EQ(app_->home()->status()->clock(), QStringLiteral("20:40"));
}

TEST_F(BehaviourTest, NoDataIsNotNoConnection) {
  home_.live.all.erase({power_channel, {}});
  open();
  EXPECT_FALSE(power().known());
  EXPECT_EQ(power().text(), QStringLiteral("--"));
  EXPECT_EQ(app_->home()->status()->text(), QStringLiteral("Live"));
}

TEST_F(BehaviourTest, TheUnitOfPowerDoesNotFlicker) {
  open();
  read_power(9'500);
  EXPECT_TRUE(power_reads(QStringLiteral("9500"), QStringLiteral("W")));
  read_power(10'500);
  EXPECT_TRUE(power_reads(QStringLiteral("10.5"), QStringLiteral("kW")));
  read_power(9'500);
  EXPECT_TRUE(power_reads(QStringLiteral("9.5"), QStringLiteral("kW")));
  read_power(8'900);
  EXPECT_TRUE(power_reads(QStringLiteral("8900"), QStringLiteral("W")));
}

TEST_F(BehaviourTest, TheLastReadingOfABurstIsShown) {
  open();
  for (int watts = 1000; watts < 1100; ++watts) read_power(watts);
  EXPECT_TRUE(power_reads(QStringLiteral("1099"), QStringLiteral("W")));
}

TEST_F(BehaviourTest, ManyReadingsAreOneUpdateASecond) {
  open();
  // The first update after calm comes at once; what follows within the second is one more.
  int updates = 0;
  QObject::connect(&power(), &ValueModel::text_changed, app_.get(), [&] { ++updates; });
  for (int watts = 2000; watts < 2500; ++watts) read_power(watts);
  ASSERT_TRUE(power_reads(QStringLiteral("2499"), QStringLiteral("W")));
  EXPECT_LE(updates, 2);
}

TEST_F(BehaviourTest, AChartIsAskedForWhenItsEdgeMovesNotForEachReading) {
  open(energy_page);
  ASSERT_TRUE(wait_until([&] { return app_->settled(); }));
  const int first = home_.history.requests;
  clock_.set(ceil_to(clock_.now(), hour_ms) + second_ms);
  ASSERT_TRUE(wait_until([&] { return app_->settled() && home_.history.requests >= first + 2; }));
  const int before = home_.history.requests;
  for (int second = 0; second < 50; ++second) {
    clock_.advance(second_ms);
    read_power(1000 + second);
  }
  ASSERT_TRUE(power_reads(QStringLiteral("1049"), QStringLiteral("W")));
  EXPECT_EQ(home_.history.requests, before);
  clock_.advance(3 * minute_ms);
  ASSERT_TRUE(wait_until([&] { return home_.history.requests > before; }));
}

TEST_F(BehaviourTest, AHiddenPageAsksForNothing) {
  open(energy_page);
  app_->set_page(home_page);
  frame();
  ASSERT_TRUE(wait_until([&] { return !app_->home()->energy_page()->active(); }));
  const int before = home_.history.requests;
  clock_.advance(hour_ms);
  Q_EMIT home_.history.changed(Dataset::energy);
  read_power(777);
  ASSERT_TRUE(power_reads(QStringLiteral("777"), QStringLiteral("W")));
  EXPECT_EQ(home_.history.requests, before);
}

TEST_F(BehaviourTest, AWindowThatIsAPixelWiderAsksForNothing) {
  open(energy_page);
  const int before = home_.history.requests;
  const QSize first = app_->home()->energy_page()->chart()->plot_size();
  main_->window()->resize(1281, 801);
  const auto plot = [&] { return app_->home()->energy_page()->chart()->plot_size(); };
  ASSERT_TRUE(wait_until([&] { return plot() != first && app_->settled(); }));
  EXPECT_EQ(home_.history.requests, before);
}

TEST_F(BehaviourTest, ALateArrivalRedrawsTheChart) {
  open(heat_pump_page);
  const int before = home_.history.requests;
  Q_EMIT home_.history.changed(Dataset::climate);
  Q_EMIT home_.history.changed(Dataset::heatpump);
  EXPECT_TRUE(wait_until([&] { return home_.history.requests == before + 1; }));
}

TEST_F(BehaviourTest, AFingerOpensAPage) {
  open();
  // Qt keeps every input device it was told of for as long as the program runs.
  static QPointingDevice* const finger = QTest::createTouchDevice();
  const QQuickItem* button = item("rail.energy");
  ASSERT_NE(button, nullptr);
  // A thumb needs about a centimetre.
  EXPECT_GE(button->width(), 70);
  EXPECT_GE(button->height(), 70);
  const QPoint at = button->mapToScene(QPointF(button->width() / 2, button->height() / 2)).toPoint();
  QTest::touchEvent(main_->window(), finger).press(0, at, main_->window());
  QTest::touchEvent(main_->window(), finger).release(0, at, main_->window());
  EXPECT_TRUE(wait_until([&] { return app_->page() == energy_page; }, 5000));
}

TEST_F(BehaviourTest, TheConnectionOpensItsDetails) {
  home_.status.now.problems.push_back(
      {ErrorKind::storage, "The history was damaged and has been set aside.", "A new one was begun.", {}});
  open();
  click("problems");
  ASSERT_TRUE(wait_until([&] { return app_->page() == services_page; }, 5000));
  frame();
  EXPECT_TRUE(test::visible_texts(*main_->window())
                  .contains(QStringLiteral("The history was damaged and has been set aside.")));
}

TEST_F(BehaviourTest, AKioskHasNoPointerAndLargerTargets) {
  open();
  const double usual = item("rail.energy")->height();
  EXPECT_EQ(QGuiApplication::overrideCursor(), nullptr);
  open(home_page, true);
  ASSERT_NE(QGuiApplication::overrideCursor(), nullptr);
  EXPECT_EQ(QGuiApplication::overrideCursor()->shape(), Qt::BlankCursor);
  EXPECT_GT(item("rail.energy")->height(), usual);
}

TEST_F(BehaviourTest, AHeatPumpThatAppearsLaterIsShown) {
  for (auto it = home_.live.all.begin(); it != home_.live.all.end();)
    it = info(it->first.channel).dataset == Dataset::heatpump ? home_.live.all.erase(it) : std::next(it);
  open(heat_pump_page);
  EXPECT_TRUE(test::visible_texts(*main_->window()).contains(QStringLiteral("No heat pump here")));
  home_.live.put(channel("heatpump.compressor"), "hp1", 1, clock_.now());
  home_.live.announce();
  ASSERT_TRUE(wait_until([&] { return app_->home()->heat_pump()->present() && app_->settled(); }));
  EXPECT_EQ(app_->home()->heat_pump()->state_text(), QStringLiteral("Heating"));
  EXPECT_FALSE(test::visible_texts(*main_->window()).contains(QStringLiteral("No heat pump here")));
}

TEST_F(BehaviourTest, ACompressorThatSaysNothingIsNotInStandby) {
  open();
  const auto says = [&](const char* text) {
    home_.live.announce();
    return wait_until([&] { return app_->home()->heat_pump()->state_text() == QLatin1String(text); }, 5000);
  };
  const auto report = [&](bool with_compressor) {
    clock_.advance(2 * minute_ms);
    for (const char* id :
         {"heatpump.compressor", "heatpump.hotwater", "heatpump.aux_3kw", "heatpump.aux_6kw"})
      if (with_compressor || id != std::string_view("heatpump.compressor"))
        home_.live.put(find_channel(id).value(), "hp1", 0, clock_.now());
  };
  report(true);
  EXPECT_TRUE(says("Standby"));
  home_.live.put(channel("heatpump.compressor"), "hp1", 1, clock_.now());
  EXPECT_TRUE(says("Heating"));
  // What it said two minutes ago is not what it does while the others are fresh.
  report(false);
  EXPECT_TRUE(says("State unknown"));
}

TEST_F(BehaviourTest, ASumSaysSinceWhenItHoldsAndACostWhatItLeavesOut) {
  home_.live.sums.today_since = clock_.now() - 10 * minute_ms;
  home_.live.sums.hour_since = home_.live.sums.today_since;
  home_.live.sums.fixed_fee = 11.5;
  open();
  PowerLive& power = *app_->home()->power();
  EXPECT_EQ(power.today_note(), QStringLiteral("since 18:30"));
  EXPECT_EQ(power.hour_note(), QStringLiteral("since 18:30"));
  EXPECT_EQ(power.cost_note(), QStringLiteral("since 18:30"));
  EXPECT_EQ(power.cost()->unit(), QStringLiteral("kr + 11.50 fixed"));
  home_.live.sums.today_since = home_.live.sums.hour_since = 0;
  home_.live.sums.unpriced_kwh = 0.42;
  home_.live.announce();
  ASSERT_TRUE(wait_until([&] { return power.hour_note().isEmpty(); }, 5000));
  EXPECT_EQ(power.today_note(), QString());
  EXPECT_EQ(power.cost_note(), QStringLiteral("without 0.4 kWh"));
}

TEST_F(BehaviourTest, WhatRestsOnAMinuteSaysSo) {
  home_.history.known_from = clock_.now() - 2 * hour_ms;
  open(heat_pump_page);
  const QStringList texts = test::visible_texts(*main_->window());
  EXPECT_TRUE(std::ranges::any_of(texts, [](const QString& t) {
    return t.contains(QLatin1String("of 2 h known"));
  })) << texts.join(QLatin1Char('|')).toStdString();
}

TEST_F(BehaviourTest, WhatSumsAndPeaksSayOfThemselvesFits) {
  home_.history.known_from = clock_.now() - 2 * hour_ms;
  home_.live.sums.today_since = home_.live.sums.hour_since = clock_.now() - 40 * minute_ms;
  home_.live.sums.fixed_fee = 14.21;
  open();
  for (const QSize size : {QSize(800, 480), QSize(1280, 800), QSize(1024, 600), QSize(480, 800)})
    for (const int page : {home_page, energy_page, heat_pump_page}) {
      app_->set_page(page);
      main_->window()->resize(size);
      frame();
      ASSERT_TRUE(wait_until([&] { return app_->settled(); }));
      frame();
      SCOPED_TRACE(testing::Message() << size.width() << "x" << size.height() << ", page " << page);
      for (const QString& fault : test::walk(*main_->window()).faults) ADD_FAILURE() << fault.toStdString();
    }
}

TEST_F(BehaviourTest, AWholeDegreeHeatPumpShowsNoTenths) {
  home_.live.put(channel("heatpump.supply_temp"), "hp1", 44, clock_.now());
  home_.live.all[{channel("heatpump.supply_temp"), "hp1"}].decimals = 0;
  open();
  EXPECT_EQ(app_->home()->heat_pump()->supply()->text(), QStringLiteral("44"));
  EXPECT_EQ(app_->home()->heat_pump()->outdoor()->text().count(QLatin1Char('.')), 1) << "not known: as ever";
}

}  // namespace
}  // namespace hearth
