#include "core/demo/house/store_export.h"

#include "core/demo/house/prices.h"
#include "core/demo/house/stockholm.h"
#include "core/store/tail.h"

namespace hearth::demo {
namespace {

constexpr std::size_t readings_at_once = 8192;
/// The store holds only so many readings that are not on disk.
constexpr std::size_t readings_a_flush = 262'144;
/// Recent prices are kept as such, for what energy costs is reckoned from them; older ones as minutes.
constexpr DurationMs prices_kept = 13 * day_ms;

ChannelIndex first_channel(Dataset dataset) {
  return index_of(channels_of(dataset).front());
}

}  // namespace

StoreExport::StoreExport(StoreExportOptions options, TimeMs now, std::unique_ptr<HistoryStore> store)
    : options_(std::move(options)),
      now_(now),
      from_(floor_to(now - options_.days * day_ms, day_ms)),
      raw_from_(std::max(from_, floor_to(now - options_.raw_hours * hour_ms, hour_ms))),
      store_(std::move(store)),
      energy_(first_channel(Dataset::energy), second_ms),
      heat_pump_(first_channel(Dataset::heatpump), HeatPump::step_s * second_ms),
      second_heat_pump_(first_channel(Dataset::heatpump), HeatPump::step_s * second_ms) {}

Expected<std::unique_ptr<StoreExport>> StoreExport::begin(StoreExportOptions options, TimeMs now,
                                                          const Clock& clock) {
  std::error_code ignored;
  if (std::filesystem::exists(options.path, ignored))
    return fail(ErrorKind::cannot_create, "There is a file of this name already.",
                "Name another, or remove it.", options.path.string());
  auto store = HistoryStore::open({.path = options.path, .writer_name = "hearthsim"}, clock);
  if (!store) return std::unexpected(store.error());
  return std::unique_ptr<StoreExport>(new StoreExport(std::move(options), now, std::move(*store)));
}

void StoreExport::keep(Expected<void> result) {
  if (result_ && !result) result_ = std::move(result);
}

void StoreExport::take(const SimulatedHome& home) {
  const TimeMs time = home.house().time();
  if (time < from_ || time >= now_ + second_ms || !result_) return;
  if (home.house().options().scenario == Scenario::first_day) return;
  if (home.house().meter().number != meter_) {
    meter_ = home.house().meter().number;
    epoch_ = epoch_number(home.house().meter_serial());
  }
  if (time < raw_from_) {
    take_minutes(home);
    if (time % day_ms == day_ms - second_ms) write_minutes();
  } else {
    if (time == raw_from_) write_minutes();
    take_readings(home);
  }
}

void StoreExport::take_minutes(const SimulatedHome& home) {
  const House& house = home.house();
  if (house.meter().present) energy_.add(house.time(), epoch_, energy_values(house));
  if (house.heat_pump_reports()) heat_pump_.add(house.time(), 0, heat_pump_values(house));
  if (house.heat_pump_reports() && house.has_second_heat_pump())
    second_heat_pump_.add(house.time(), 0, heat_pump_values(house, house.second_heat_pump()));
  if (house.reporting_sensor() < 0) return;
  const Sensor& sensor = house.sensors()[static_cast<std::size_t>(house.reporting_sensor())];
  Pending& pending = climate_[sensor.location()];
  for (const Sample& s : climate_reading(sensor).samples)
    pending.points[s.channel].push_back({house.time(), stored_value(s.channel, s.value), 0});
}

void StoreExport::wait_for_writing() {
  if (writing_.valid()) keep(writing_.get());
}

void StoreExport::write_minutes() {
  std::map<GroupKey, RollupMap> groups;
  groups[{Dataset::energy, {}}] = energy_.take();
  groups[{Dataset::heatpump, heat_pump_device}] = heat_pump_.take();
  groups[{Dataset::heatpump, second_heat_pump_device}] = second_heat_pump_.take();
  for (auto& [location, pending] : climate_) {
    RollupMap& minutes = groups[{Dataset::climate, location}];
    for (auto& [channel, points] : pending.points) {
      if (points.empty()) continue;
      const auto before = pending.before.find(channel);
      minutes[channel] = roll_minutes(
          channel, points, before == pending.before.end() ? std::nullopt : std::optional(before->second), {});
      pending.before[channel] = points.back();
      points.clear();
    }
  }
  wait_for_writing();
  writing_ =
      std::async(std::launch::async, [store = store_.get(), groups = std::move(groups)]() -> Expected<void> {
        for (const auto& [group, minutes] : groups) {
          if (minutes.empty()) continue;
          if (auto put = store->put_minutes(group, minutes); !put) return put;
        }
        return {};
      });
}

void StoreExport::take_readings(const SimulatedHome& home) {
  const House& house = home.house();
  if (house.meter().present) live_.push_back(meter_reading(house));
  if (house.heat_pump_reports()) polled_.push_back(heat_pump_reading(house));
  if (house.heat_pump_reports() && house.has_second_heat_pump())
    polled_.push_back(second_heat_pump_reading(house));
  if (house.reporting_sensor() >= 0)
    polled_.push_back(climate_reading(house.sensors()[static_cast<std::size_t>(house.reporting_sensor())]));
  if (live_.size() + polled_.size() >= readings_at_once) write_readings();
}

void StoreExport::write_readings() {
  store_->append(live_, Provenance::live);
  store_->append(polled_, Provenance::polled);
  unflushed_ += live_.size() + polled_.size();
  if (unflushed_ >= readings_a_flush) {
    keep(store_->flush());
    unflushed_ = 0;
  }
  live_.clear();
  polled_.clear();
}

void StoreExport::write_prices(const HouseOptions& house) {
  const TimeMs today = local_midnight(now_);
  const TimeMs known_until =
      now_ < publishing_time(now_) ? next_midnight(today) : next_midnight(next_midnight(today));
  const TimeMs recent = std::max(from_, floor_to(now_ - prices_kept, day_ms));
  constexpr ChannelIndex spot = channel("price.spot");
  for (std::size_t area = 0; area < area_count(house.scenario); ++area) {
    std::vector<Point> older;
    for (TimeMs t = from_; t < recent; t += price_period_ms)
      older.push_back({t, price_at(house.seed, house.scenario, t, area), 0});
    const GroupKey group{Dataset::price, price_areas[area]};
    if (!older.empty())
      keep(store_->put_minutes(group, {{spot, roll_minutes(spot, older, std::nullopt, {})}}));
    for (TimeMs t = recent; t < known_until; t += price_period_ms)
      polled_.push_back(price_reading(house.seed, house.scenario, t, area));
  }
  keep(store_->set_note("currency", price_currency));
}

void StoreExport::cover(const SimulatedHome& home) {
  const TimeRange range{from_, now_};
  keep(store_->add_coverage({{Dataset::energy, {}}, Provenance::live, range, now_, true}));
  if (home.house().has_heat_pump())
    keep(
        store_->add_coverage({{Dataset::heatpump, heat_pump_device}, Provenance::polled, range, now_, true}));
  if (home.house().has_second_heat_pump())
    keep(store_->add_coverage(
        {{Dataset::heatpump, second_heat_pump_device}, Provenance::polled, range, now_, true}));
  for (const Sensor& sensor : home.house().sensors())
    keep(
        store_->add_coverage({{Dataset::climate, sensor.location()}, Provenance::polled, range, now_, true}));
}

Expected<void> StoreExport::finish(const SimulatedHome& home) {
  wait_for_writing();
  if (home.house().options().scenario != Scenario::first_day) {
    write_prices(home.house().options());
    write_readings();
    cover(home);
  }
  keep(store_->flush());
  store_.reset();
  return result_;
}

}  // namespace hearth::demo
