#pragma once

#include "tests/unit/store/store_fixture.h"

#include <algorithm>
#include <vector>

namespace hearth::test {

/// A store that lets details go early and has a cache for them, and beside it one that keeps all.
class CacheTest : public StoreTest {
 protected:
  static constexpr std::uint64_t plenty = 100'000'000;
  static constexpr TimeMs first_day =
      1'774'483'200'000;  // 2026-03-26T00:00:00Z, three days before summer time
  static constexpr TimeMs now = first_day + 8 * day_ms + 7 * hour_ms;
  static constexpr TimeMs day(int n) { return first_day + n * day_ms; }
  static constexpr TimeRange days(int from, int to) { return {day(from), day(to)}; }

  void SetUp() override {
    StoreTest::SetUp();
    clock_.set(now);
  }

  /// Readings go after two days, minutes after three.
  HistoryStore::Options short_lived(std::uint64_t cache_bytes) const {
    HistoryStore::Options options;
    options.path = path_;
    options.raw_retention = 2 * day_ms;
    options.minute_retention = 3 * day_ms;
    options.cache_bytes = cache_bytes;
    return options;
  }
  std::unique_ptr<HistoryStore> open_at(const char* name, HistoryStore::Options options) {
    options.path = folder_ / name;
    return open(options);
  }
  std::unique_ptr<HistoryStore> open_full() {
    HistoryStore::Options options;
    options.raw_retention = 1000 * day_ms;
    return open_at("full.db", options);
  }

  /// A home that uses 1 kW, a reading each `step`.
  static Rows energy_rows(TimeRange range, DurationMs step) {
    Rows rows({power, import});
    for (TimeMs t = range.from; t < range.to; t += step) {
      rows.times.push_back(t);
      rows.epochs.push_back(0);
      rows.provenances.push_back(Provenance::replica);
      rows.values[0].push_back(1000 + static_cast<double>(t / step % 7));
      rows.values[1].push_back(static_cast<double>((t - first_day) / 3600));
    }
    return rows;
  }
  /// Caches days of it, ten minutes beyond them included.
  static Expected<void> cache_energy(HistoryStore& store, TimeRange days, DurationMs step = 10 * second_ms) {
    return store.cache_rows(meter, days,
                            energy_rows({days.from - 10 * minute_ms, days.to + 10 * minute_ms}, step));
  }
  /// Whether all readings of the day are there.
  static bool has_day(const HistoryStore& store, TimeMs day) {
    return good(store.held(meter, {day, day + day_ms}, HistoryStore::Detail::readings)) ==
           std::vector<TimeRange>{{day, day + day_ms}};
  }
  static std::vector<int> held_days(const HistoryStore& store, int to) {
    std::vector<int> held;
    for (int n = 0; n < to; ++n)
      if (has_day(store, day(n))) held.push_back(n);
    return held;
  }
  static std::size_t readings_of(const HistoryStore& store, TimeMs day) {
    return good(store.raw({power, ""}, {day, day + day_ms})).size();
  }
  static Buckets look_at(const HistoryStore& store, TimeMs day) {
    return good(store.buckets({power, ""}, {day, day + hour_ms}, FixedBuckets{10 * second_ms}));
  }
  std::filesystem::path cache_file() const { return path_.string() + ".cache"; }
};

}  // namespace hearth::test
