#include "core/demo/house/household.h"

#include "core/demo/house/random.h"
#include "core/demo/house/stockholm.h"
#include "core/demo/house/weather.h"

#include <algorithm>

namespace hearth::demo {
namespace {

namespace household_stream {
enum : std::uint64_t { always = 300, meals, chores, car, water, cooling };
}

class Planner {
 public:
  Planner(std::uint64_t seed, std::int64_t day)
      : seed_(seed),
        day_(day),
        start_s_(day * day_seconds + day_seconds / 2),
        offset_s_(static_cast<std::int32_t>(local_offset(start_s_ * second_ms) / second_ms)) {}

  /// Seconds of the plan at a local hour (0 to 24).
  [[nodiscard]] std::int32_t at(double hour) const {
    const auto s = static_cast<std::int32_t>(hour * 3600) - offset_s_ + day_seconds / 2;
    return ((s % day_seconds) + day_seconds) % day_seconds;
  }
  void run(std::int32_t from, std::int32_t length, Load load, std::int32_t watts) {
    const std::int32_t to = std::min(from + length, day_seconds);
    if (from < 0 || from >= to) return;
    plan_.switchings.push_back({from, load, watts});
    if (to < day_seconds) plan_.switchings.push_back({to, load, -watts});
  }
  /// A thermostat: on for `on` seconds of every `period`.
  void cycle(std::int32_t from, std::int32_t length, Load load, std::int32_t watts, std::int32_t on,
             std::int32_t period) {
    for (std::int32_t s = 0; s < length; s += period) run(from + s, std::min(on, length - s), load, watts);
  }
  [[nodiscard]] Dice dice(std::uint64_t stream) const { return {seed_, stream, day_}; }
  /// Of the plan's morning, which is the next calendar day.
  [[nodiscard]] bool weekend_morning() const { return (day_ + 1 + 3) % 7 >= 5; }
  [[nodiscard]] bool weekend() const { return (day_ + 3) % 7 >= 5; }
  [[nodiscard]] double season() const { return season_at(start_s_); }
  [[nodiscard]] std::int64_t start() const { return start_s_; }

  DayPlan finish() {
    std::ranges::stable_sort(plan_.switchings, {}, &Switching::second);
    return std::move(plan_);
  }

 private:
  std::uint64_t seed_;
  std::int64_t day_;
  std::int64_t start_s_;
  std::int32_t offset_s_;
  DayPlan plan_;
};

void always_on(Planner& p) {
  p.run(0, day_seconds, Load::l1, 75);
  p.run(0, day_seconds, Load::l2, 55);
  p.run(0, day_seconds, Load::l3, 95);
  Dice fridge = p.dice(household_stream::cooling);
  for (std::int32_t s = 0; s < day_seconds; s += 2700)
    p.run(s + fridge.whole(0, 500), fridge.whole(900, 1400), Load::l2, 95);
  for (std::int32_t s = 0; s < day_seconds; s += 3600)
    p.run(s + fridge.whole(0, 800), fridge.whole(1100, 1700), Load::l1, 80);
}

void lights_and_screens(Planner& p) {
  Dice d = p.dice(household_stream::always);
  const double dusk = 18.3 + 3.2 * p.season();
  const double bed = 22.4 + d.between(0, 1);
  for (const Load room : {Load::l1, Load::l2, Load::l3}) {
    const double on = dusk + d.between(-0.4, 0.6);
    const double off = bed - d.between(0, 0.8);
    if (on < off) p.run(p.at(on), static_cast<std::int32_t>((off - on) * 3600), room, d.whole(50, 130));
  }
  if (p.season() < 0.3) p.run(p.at(6.2), d.whole(4000, 6500), Load::l2, d.whole(60, 140));
  p.run(p.at(18.4 + d.between(0, 1.2)), d.whole(6000, 12000), Load::l1, d.whole(110, 160));
  if (!p.weekend_morning() && d.chance(0.45)) {
    p.run(p.at(8.4), 3 * 3600, Load::l3, 145);
    p.run(p.at(11.5), 1500, Load::l3, 40);
  }
  if (!p.weekend() && d.chance(0.45))
    p.run(p.at(14.05), static_cast<std::int32_t>(2.3 * 3600), Load::l3, 150);
}

void meals_of_the_day(Planner& p) {
  Dice d = p.dice(household_stream::meals);
  const double breakfast = (p.weekend_morning() ? 8.6 : 6.5) + d.between(0, 0.5);
  p.run(p.at(breakfast), d.whole(120, 190), Load::l2, 2000);
  p.run(p.at(breakfast + 0.06), d.whole(150, 220), Load::l1, 920);
  p.cycle(p.at(breakfast + 0.1), 480, Load::l1, 1250, 22, 40);
  p.run(p.at(breakfast + 0.1), 480, Load::cooking, 700);
  if (p.weekend_morning() || d.chance(0.4)) p.run(p.at(10.1 + d.between(0, 0.4)), 150, Load::l2, 2000);

  const double dinner = (p.weekend() ? 18.0 : 17.3) + d.between(0, 0.9);
  const std::int32_t length = d.whole(1500, 2600);
  p.run(p.at(dinner), 300, Load::l1, 1850);
  p.cycle(p.at(dinner) + 300, length - 300, Load::l1, 1850, 18, 41);
  if (d.chance(0.7)) p.cycle(p.at(dinner + 0.15), length - 700, Load::l2, 1450, 15, 38);
  p.run(p.at(dinner), length, Load::l3, 110);
  p.run(p.at(dinner), length, Load::cooking, 1300);
  if (d.chance(0.5)) {
    p.run(p.at(dinner - 0.2), 640, Load::l3, 2350);
    p.cycle(p.at(dinner - 0.2) + 640, 1900, Load::l3, 2350, 45, 140);
    p.run(p.at(dinner), 2100, Load::cooking, 700);
  }
  if (d.chance(0.6)) p.run(p.at(20.6 + d.between(0, 0.8)), d.whole(120, 180), Load::l2, 2000);
}

void chores_of_the_day(Planner& p) {
  Dice d = p.dice(household_stream::chores);
  if (d.chance(0.6)) {
    const std::int32_t s = p.at(19.6 + d.between(0, 1.3));
    p.run(s + 300, 840, Load::l2, 1950);
    p.run(s, 4900, Load::l2, 65);
    p.run(s + 3100, 700, Load::l2, 1950);
  }
  if (d.chance(p.weekend() ? 0.7 : 0.35)) {
    const std::int32_t s = p.at(14.2 + d.between(0, 3));
    p.run(s + 240, 960, Load::l3, 2050);
    p.cycle(s + 1200, 3000, Load::l3, 220, 14, 22);
    p.run(s + 4200, 480, Load::l3, 470);
    if (d.chance(0.7)) p.cycle(s + 5400, 5400, Load::l1, 820, 300, 360);
  }
  if (d.chance(0.18)) p.run(p.at(15.1 + d.between(0, 2)), d.whole(600, 1300), Load::l1, 1150);
}

void charging(Planner& p) {
  Dice d = p.dice(household_stream::car);
  const double what = d.between(0, 7);
  const std::int32_t s = p.at(22.4 + d.between(0, 0.9));
  if (what < 2.6) {
    const std::int32_t length = d.whole(4000, 12000);
    for (const Load phase : {Load::l1, Load::l2, Load::l3}) p.run(s, length, phase, 3670);
  } else if (what < 3.8) {
    p.run(s, d.whole(12000, 20000), Load::l1, 3680);
  }
}

void hot_water(Planner& p) {
  Dice d = p.dice(household_stream::water);
  const double morning = p.weekend_morning() ? 8.1 : 6.1;
  p.run(p.at(morning + d.between(0, 0.3)), d.whole(240, 430), Load::hotwater, 15000);
  p.run(p.at(morning + d.between(0.4, 0.8)), d.whole(240, 430), Load::hotwater, 15000);
  p.run(p.at(20.8 + d.between(0, 1.3)), d.whole(240, 480), Load::hotwater, 15000);
  if (d.chance(0.25)) p.run(p.at(19.3), 700, Load::hotwater, 18000);
  for (const double hour : {7.4, 10.5, 12.2, 15.8, 18.3, 19.0})
    p.run(p.at(hour + d.between(0, 0.6)), d.whole(40, 130), Load::hotwater, 7000);
}

}  // namespace

DayPlan plan_day(std::uint64_t seed, std::int64_t day) {
  Planner planner(seed, day);
  always_on(planner);
  lights_and_screens(planner);
  meals_of_the_day(planner);
  chores_of_the_day(planner);
  charging(planner);
  hot_water(planner);
  return planner.finish();
}

}  // namespace hearth::demo
