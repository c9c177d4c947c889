#include "core/demo/house/store_export.h"

#include "core/demo/house/prices.h"
#include "core/store/tail.h"

#include <gtest/gtest.h>

#include <map>

namespace hearth::demo {
namespace {

constexpr TimeMs start = 1767225600000;  // 2026-01-01
constexpr TimeMs now = start + 4 * day_ms + 7 * hour_ms + 23 * minute_ms + 12 * second_ms;

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "hearth-house-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::filesystem::path operator/(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

struct Exported {
  Folder folder;
  ManualClock clock;
  std::unique_ptr<SimulatedHome> home;
  std::unique_ptr<HistoryStore> store;

  explicit Exported(Scenario scenario, int raw_hours = 24, TimeMs until = now, int days = 3) : clock(until) {
    HouseOptions options;
    options.scenario = scenario;
    options.start = start;
    options.now = until;
    home = std::make_unique<SimulatedHome>(options);
    auto writing = StoreExport::begin({folder / "h.db", days, raw_hours}, until, clock);
    EXPECT_TRUE(writing.has_value());
    home->advance_to(until, [&](const SimulatedHome& h) { (*writing)->take(h); });
    const auto done = (*writing)->finish(*home);
    EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().message);
    writing->reset();
    auto opened = HistoryStore::open({.path = folder / "h.db", .writer_name = "test"}, clock);
    EXPECT_TRUE(opened.has_value());
    store = std::move(*opened);
  }
};

/// Every full hour of the store, minutes and readings alike, against what the meters counted.
void expect_the_truth(const Exported& e) {
  const TimeRange range{floor_to(now - 3 * day_ms, day_ms), floor_to(now, hour_ms)};
  const auto hours = e.store->buckets({channel("energy.import"), {}}, range, FixedBuckets{hour_ms});
  ASSERT_TRUE(hours.has_value());
  std::map<TimeMs, std::int64_t> truth;
  for (const EnergyTruth& hour : e.home->truth()) truth[hour.start] = hour.wh;
  ASSERT_EQ(hours->rows.size(), static_cast<std::size_t>(range.length() / hour_ms));
  for (const Bucket& b : hours->rows) {
    EXPECT_NEAR(b.sum, static_cast<double>(truth[b.start]), 0.5) << format_rfc3339(b.start);
    EXPECT_FALSE(b.estimated) << format_rfc3339(b.start);
  }
}

TEST(StoreExport, HoldsWhatTheMeterCounted) {
  expect_the_truth(Exported(Scenario::normal));
}
TEST(StoreExport, HoldsItAcrossMeterSwaps) {
  expect_the_truth(Exported(Scenario::meter_swap));
}
TEST(StoreExport, HoldsItWhereSwapsAreMinutesOnly) {
  expect_the_truth(Exported(Scenario::meter_swap, 1));
}

TEST(StoreExport, HoldsMoreReadingsThanTheStoreKeepsInMemory) {
  constexpr TimeMs end = start + 7 * day_ms;
  const Exported e(Scenario::normal, 6 * 24, end, 6);
  const auto power = e.store->raw({channel("energy.power_total"), {}}, {start, end + 1});
  ASSERT_TRUE(power.has_value());
  EXPECT_EQ(power->size(), static_cast<std::size_t>(6 * day_ms / second_ms + 1));
  EXPECT_EQ(power->times.back(), end);
}

TEST(StoreExport, LeavesNothingToFetch) {
  const Exported e(Scenario::normal);
  const TimeRange range{floor_to(now - 3 * day_ms, day_ms), now};
  std::vector<GroupKey> groups{{Dataset::energy, {}}, {Dataset::heatpump, heat_pump_device}};
  for (const Sensor& s : e.home->house().sensors()) groups.push_back({Dataset::climate, s.location()});
  for (const GroupKey& group : groups) {
    bool covered = false;
    for (const Coverage& c : e.store->coverage(group))
      covered = covered || (c.settled && c.range.contains(range));
    EXPECT_TRUE(covered) << group.entity;
  }
  EXPECT_EQ(e.store->note("currency"), "SEK");
}

TEST(StoreExport, HoldsEveryDataset) {
  const Exported e(Scenario::normal);
  const TimeRange all{start, now + 2 * day_ms};
  const auto power = e.store->raw({channel("energy.power_total"), {}}, all);
  ASSERT_TRUE(power.has_value());
  EXPECT_EQ(power->size(),
            static_cast<std::size_t>((now - floor_to(now - 24 * hour_ms, hour_ms)) / second_ms + 1));
  EXPECT_EQ(power->values.back(), e.home->house().meter().total);
  const auto prices = e.store->raw({channel("price.spot"), price_area}, all);
  ASSERT_TRUE(prices.has_value());
  ASSERT_GE(prices->size(), 96U);
  EXPECT_EQ(prices->values.front(), price_at(1, Scenario::normal, prices->times.front()));
  const auto starts =
      e.store->buckets({channel("heatpump.compressor"), heat_pump_device},
                       {floor_to(now, day_ms) - 2 * day_ms, floor_to(now, day_ms)}, FixedBuckets{day_ms});
  ASSERT_TRUE(starts.has_value());
  for (const Bucket& day : starts->rows) {
    EXPECT_GE(day.starts, 2U);
    EXPECT_EQ(day.known, day_ms);
  }
  for (const Sensor& s : e.home->house().sensors()) {
    const auto rooms =
        e.store->buckets({channel("climate.temperature"), s.location()},
                         {floor_to(now, day_ms) - 2 * day_ms, floor_to(now, day_ms)}, FixedBuckets{hour_ms});
    ASSERT_TRUE(rooms.has_value());
    for (const Bucket& hour : rooms->rows) EXPECT_TRUE(has_value(hour.mean)) << s.location();
  }
}

TEST(StoreExport, NeverWritesOverAFile) {
  const Folder folder;
  const ManualClock clock(now);
  ASSERT_TRUE(StoreExport::begin({folder / "h.db", 1, 1}, now, clock).has_value());
  const auto again = StoreExport::begin({folder / "h.db", 1, 1}, now, clock);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().kind, ErrorKind::cannot_create);
}

/// The roller must make of readings what the store makes of them.
TEST(MinuteRoller, AgreesWithTheStore) {
  HouseOptions options;
  options.start = start;
  options.now = start + day_ms;
  House house(options);
  constexpr auto pump_channels = channels_of(Dataset::heatpump).size();
  constexpr auto energy_channels = channels_of(Dataset::energy).size();
  const ChannelIndex first_pump = index_of(channels_of(Dataset::heatpump).front());
  MinuteRoller<pump_channels> pump(first_pump, 5 * second_ms);
  MinuteRoller<energy_channels> energy(0, second_ms);
  std::map<ChannelIndex, std::vector<Point>> points;
  for (int i = 0; i < 6 * 3600; ++i) {
    if (house.heat_pump_reports()) {
      pump.add(house.time(), 0, heat_pump_values(house));
      for (std::size_t c = 0; c < pump_channels; ++c)
        points[static_cast<ChannelIndex>(first_pump + c)].push_back(
            {house.time(), heat_pump_values(house)[c], 0});
    }
    energy.add(house.time(), 5, energy_values(house));
    for (std::size_t c = 0; c < energy_channels; ++c)
      points[static_cast<ChannelIndex>(c)].push_back({house.time(), energy_values(house)[c], 5});
    house.step();
  }
  RollupMap rolled = pump.take();
  rolled.merge(energy.take());
  ASSERT_EQ(rolled.size(), points.size());
  for (const auto& [index, minutes] : rolled)
    EXPECT_TRUE(minutes == roll_minutes(index, points[index], std::nullopt, counter_limits(index)))
        << info(index).id;
}

}  // namespace
}  // namespace hearth::demo
