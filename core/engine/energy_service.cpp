#include "core/engine/energy_service.h"

#include "core/engine/post.h"

#include <utility>

namespace hearth {
namespace {

constexpr DurationMs sum_every = 10 * second_ms;

}  // namespace

EnergyService::EnergyService(Config config, LiveService& service, Rooms rooms, QObject* parent)
    : QObject(parent),
      config_(std::move(config)),
      service_(service),
      rooms_(rooms),
      timer_(rooms.clocks.clock(), this) {
  connect(&timer_, &ClockTimer::timeout, this, &EnergyService::publish);
}

void EnergyService::start() {
  timer_.start_repeating(sum_every);
}

void EnergyService::stop() {
  timer_.stop();
}

void EnergyService::on_syncing(bool under_way) {
  if (!under_way && std::exchange(first_sync_, false)) publish();
}

bool EnergyService::is_new_price(const std::string& area, TimeMs time, double price) {
  // A price list is asked for again and again, and may be corrected.
  const auto [known, is_new] = prices_[area].try_emplace(time, no_value);
  if (!is_new && known->second == price) return false;
  known->second = price;
  return true;
}

void EnergyService::read_prices() {
  rooms_.store.ask([now = rooms_.clocks.clock().now(), groups = rooms_.contents.groups()](
                       const HistoryStore& store) { return prices_around(store, now, groups); },
                   [this](const PricesByArea& found) { on_prices(found); });
}

void EnergyService::on_prices(const PricesByArea& found) {
  const TimeMs now = rooms_.clocks.clock().now();
  for (const auto& [area, prices] : found) {
    for (const auto& [time, price] : prices) prices_[area][time] = price;
    for (const auto& [time, price] : prices_[area])
      if (time <= now) rooms_.live.cache().take(Latest{{channel("price.spot"), area}, time, price});
  }
  rooms_.live.schedule();
}

void EnergyService::on_hour_total(TimeRange so_far, double energy_wh) {
  rooms_.store.ask(
      [so_far](const HistoryStore& store) {
        return store.raw({channel("energy.import"), {}}, {so_far.from, so_far.to + at_one_time_ms});
      },
      [this, so_far, energy_wh](const Expected<Series>& readings) {
        if (readings) on_missed(missed_energy(*readings, so_far, energy_wh));
      });
}

void EnergyService::on_missed(const MissedEnergy& missed) {
  // A service that lags behind the stream says too little, and what was once shown does not fall.
  if (hour_missed_ && hour_missed_->part == missed.part && hour_missed_->energy_wh >= missed.energy_wh)
    return;
  hour_missed_ = missed;
  rooms_.store.store()->set_hour_so_far({}, missed.part, missed.energy_wh);
  rooms_.contents.publish_changed(Dataset::energy);
  publish();
}

void EnergyService::forget_old_prices() {
  for (auto& [area, prices] : prices_)
    prices.erase(prices.begin(), prices.lower_bound(rooms_.clocks.clock().now() - prices_kept));
}

void EnergyService::publish() {
  if (rooms_.clocks.is_behind()) {
    // The sums of some earlier day are not today's.
    EnergySummary nothing;
    nothing.as_of = rooms_.clocks.machine().now();
    tell(std::move(nothing));
    return;
  }
  // Where a disk is slow, what was asked before is asked no more.
  const int asked = ++asked_;
  rooms_.store.ask(
      [this, asked, now = rooms_.clocks.clock().now(),
       newest = rooms_.live.cache().time_of({channel("energy.import"), {}})](
          const HistoryStore& store) -> std::optional<EnergyFound> {
        if (asked != asked_) return std::nullopt;
        return sum_energy(store, now, config_, newest);
      },
      [this](std::optional<EnergyFound> found) {
        if (found) on_sums(std::move(found->summary), found->area);
      });
}

void EnergyService::on_sums(EnergySummary summary, const PriceArea& area) {
  if (first_sync_ && summary.today_since != 0) summary.today_kwh = summary.energy_cost = std::nullopt;
  rooms_.status.set_problems(
      ProblemTopic::price_area,
      area.question ? StatusPublisher::Problems{{"area", *area.question}} : StatusPublisher::Problems());
  const DurationMs offset = rooms_.clocks.clock().offset();
  summary.as_of -= offset;
  if (summary.measured_to != 0) summary.measured_to -= offset;
  tell(std::move(summary));
}

void EnergyService::tell(EnergySummary summary) {
  post(service_, [told = std::move(summary)](LiveService& s) { s.set_energy(told); });
}

}  // namespace hearth
