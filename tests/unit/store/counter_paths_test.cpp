// Random meters through every path that sees readings: whatever came when, by which way, and whatever was
// restarted or forgotten meanwhile, the sums are those of the rule over all readings.

#include "core/aggregate/settled.h"
#include "core/store/database.h"
#include "core/store/tail.h"
#include "tests/unit/aggregate/counter_model.h"
#include "tests/unit/store/store_fixture.h"

#include <cstdlib>

namespace hearth::test {
namespace {

/// How many readings are tried: HEARTHBOARD_COUNTER_PATHS, else a thousand; HEARTHBOARD_COUNTER_SEED is the
/// first seed.
std::size_t readings_to_try() {
  const char* asked = std::getenv("HEARTHBOARD_COUNTER_PATHS");
  return asked != nullptr ? static_cast<std::size_t>(std::atoll(asked)) : 1'000;
}

/// A meter, and what came of it.
struct Told {
  SeriesKey key;
  Meter readings;  ///< in the order of arrival
};

class CounterPathsTest : public StoreTest {
 protected:
  std::size_t below(std::size_t limit) { return random_() % limit; }

  /// Eight meters, one of them of running hours.
  std::vector<Told> meters(unsigned seed) {
    std::vector<Told> all;
    for (unsigned i = 0; i < 8; ++i) {
      const bool hours = i == 0;
      Told told{{hours ? channel("heatpump.runtime_compressor") : import, "m" + std::to_string(i)},
                BadMeter(seed * 8 + i).readings(30 + below(200))};
      std::erase_if(told.readings, [](const CounterReading& r) { return !std::isfinite(r.value); });
      if (hours)
        for (CounterReading& r : told.readings) r.value = std::fmod(r.value, 200'000);
      switch (below(3)) {
        case 0:
          std::ranges::stable_sort(told.readings, {}, &CounterReading::time);
          break;
        case 1: {
          std::ranges::stable_sort(told.readings, {}, &CounterReading::time);
          const auto middle = static_cast<std::ptrdiff_t>(below(told.readings.size()));
          std::ranges::rotate(told.readings, told.readings.begin() + middle);
          break;
        }
        default:
          break;
      }
      all.push_back(std::move(told));
    }
    return all;
  }

  static std::string serial(std::uint32_t epoch) { return epoch == 0 ? "" : "S" + std::to_string(epoch); }

  static void append(HistoryStore& store, const SeriesKey& key, std::span<const CounterReading> readings) {
    for (const CounterReading& r : readings) {
      const Reading reading{key.group(), r.time, serial(r.epoch), {{key.channel, r.value}}};
      store.append({&reading, 1}, r.provenance);
    }
  }

  /// As a file or the replica brings them: sorted, of one provenance.
  static void put(HistoryStore& store, const SeriesKey& key, std::span<const CounterReading> readings) {
    for (const Provenance p : {Provenance::polled, Provenance::live, Provenance::replica}) {
      Meter part;
      for (const CounterReading& r : readings)
        if (r.provenance == p) part.push_back(r);
      put_in_order(part);
      Rows rows({key.channel});
      std::vector<std::string> serials;
      for (const CounterReading& r : part) {
        rows.times.push_back(r.time);
        rows.values[0].push_back(r.value);
        rows.epochs.push_back(epoch_number(serial(r.epoch)));
        rows.provenances.push_back(p);
        if (r.epoch != 0) serials.push_back(serial(r.epoch));
      }
      if (!rows.empty()) {
        ASSERT_TRUE(store.put_rows(key.group(), std::move(rows), serials));
      }
    }
  }

  /// Brings all readings in, a piece of each meter in turn.
  void bring(std::unique_ptr<HistoryStore>& store, const std::vector<Told>& all) {
    std::vector<std::size_t> told(all.size());
    for (bool more = true; more;) {
      more = false;
      for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& [key, readings] = all[i];
        const std::size_t n = std::min(readings.size() - told[i], 1 + below(90));
        if (n == 0) continue;
        more = true;
        const auto piece = std::span(readings).subspan(told[i], n);
        if (below(3) == 0)
          put(*store, key, piece);
        else
          append(*store, key, piece);
        told[i] += n;
      }
      if (below(2) == 0) {
        ASSERT_TRUE(store->flush());
      }
      if (below(6) == 0) {
        store.reset();
        store = open_long();
      }
    }
  }

  static bool alike(const Bucket& a, const Bucket& b) {
    return a.start == b.start && a.end == b.end && a.count == b.count && a.known == b.known &&
           a.estimated == b.estimated && a.doubtful == b.doubtful && a.settling == b.settling &&
           near(a.min, b.min) && near(a.max, b.max) && near(a.first, b.first) && near(a.last, b.last) &&
           near(a.sum, b.sum);
  }

  void expect_true(const HistoryStore& store, const SeriesKey& key, TimeRange range, const BucketSpec& spec) {
    const Series raw = good(store.raw(key, {0, 2 * range.to}));
    const Buckets truth = aggregate(raw, good(bucket_edges(range, spec)));
    const Buckets got = good(store.buckets(key, range, spec));
    // Telling each bucket's place takes longer than all the rest.
    if (std::ranges::equal(got.rows, truth.rows, alike)) return;
    expect_same(got, truth);
    for (std::size_t i = 0; i < truth.rows.size(); ++i) {
      EXPECT_EQ(got.rows[i].doubtful, truth.rows[i].doubtful) << i;
      EXPECT_EQ(got.rows[i].settling, truth.rows[i].settling) << i;
    }
  }

  /// Sums of coarser buckets, where nothing finer is left.
  void expect_sums(const HistoryStore& store, const SeriesKey& key, TimeRange range, DurationMs width,
                   const Buckets& truth) {
    const Buckets got = good(store.buckets(key, range, FixedBuckets{width}));
    ASSERT_EQ(got.rows.size(), truth.rows.size());
    for (std::size_t i = 0; i < got.rows.size(); ++i)
      EXPECT_TRUE(near(got.rows[i].sum, truth.rows[i].sum))
          << key.entity << ", " << format_rfc3339(got.rows[i].start) << ": " << got.rows[i].sum << ", not "
          << truth.rows[i].sum;
  }

  std::unique_ptr<HistoryStore> open_long() {
    HistoryStore::Options options;
    options.raw_retention = options.minute_retention = 3650 * day_ms;
    return open(std::move(options));
  }

  void forget(int tier) {
    Database db(path_, Database::Mode::read_write);
    db.exec(("DELETE FROM block WHERE (id >> 40 & 7) = " + std::to_string(tier)).c_str());
  }

  std::size_t try_all_paths(unsigned seed);

  std::mt19937 random_;
};

bool begins(CounterVerdict verdict) {
  return verdict == CounterVerdict::swap || verdict == CounterVerdict::wrap ||
         verdict == CounterVerdict::reset || verdict == CounterVerdict::jump;
}

TimeRange days_of(const Meter& readings) {
  const auto [first, last] = std::ranges::minmax(readings, {}, &CounterReading::time);
  return {floor_to(first.time, day_ms), ceil_to(last.time + 1, day_ms)};
}

/// Tries one seed; gives how many readings that were.
std::size_t CounterPathsTest::try_all_paths(unsigned seed) {
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  random_.seed(seed);
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directory(folder_);
  const std::vector<Told> all = meters(seed);
  std::size_t tried = 0;
  TimeMs end = 0;
  for (const Told& told : all) {
    tried += told.readings.size();
    end = std::max(end, days_of(told.readings).to);
  }
  clock_.set(below(2) == 0 ? end : end + 3 * day_ms);
  auto store = open_long();
  bring(store, all);
  std::vector<std::vector<Buckets>> truths;
  for (const auto& [key, readings] : all) {
    SCOPED_TRACE(key.entity);
    const TimeRange days = days_of(readings);
    expect_true(*store, key, days, FixedBuckets{minute_ms});
    expect_true(*store, key, days, FixedBuckets{hour_ms});
  }
  EXPECT_TRUE(store->compact());
  for (const auto& [key, readings] : all) {
    SCOPED_TRACE(key.entity);
    const TimeRange days = days_of(readings);
    const TimeMs at = readings[below(readings.size())].time;
    for (const DurationMs width : {minute_ms, 7 * minute_ms, 15 * minute_ms, hour_ms})
      expect_true(*store, key, days, FixedBuckets{width});
    expect_true(*store, key, days, CalendarBuckets{CalendarUnit::day, "Asia/Kathmandu"});
    expect_true(*store, key, {at - 10 * minute_ms, at + 10 * minute_ms}, FixedBuckets{10'000});

    // The rule as its text has it, and what no bucket may be.
    Meter ordered = readings;
    put_in_order(ordered);
    const CounterLimits limits = counter_limits(key.channel);
    const bool hours = key.channel != import;
    double counted = 0;
    const std::vector<Judgement> verdicts =
        model::Model(ordered, hours ? 1 : 45'000, hours ? 0 : 100, hours ? 1 : 1000).judge();
    // By minute: how often the count begins in it, or next to it in what is counted between two readings.
    std::map<TimeMs, int> begun;
    std::vector<TimeMs> accepted;
    std::vector<std::size_t> beginnings;
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      counted += verdicts[i].counted;
      if (!has_value(verdicts[i].stands)) continue;
      if (begins(verdicts[i].verdict)) beginnings.push_back(accepted.size());
      accepted.push_back(floor_to(ordered[i].time, minute_ms));
    }
    for (const std::size_t i : beginnings)
      for (TimeMs minute = accepted[i - 1]; minute <= accepted[std::min(i + 1, accepted.size() - 1)];
           minute += minute_ms)
        ++begun[minute];
    double sum = 0;
    auto& truth = truths.emplace_back();
    for (const DurationMs width : {minute_ms, 15 * minute_ms, hour_ms, day_ms})
      truth.push_back(good(store->buckets(key, days, FixedBuckets{width})));
    for (const Bucket& b : truth.front().rows) {
      if (!has_value(b.sum)) continue;
      sum += b.sum;
      // What begins is a step ahead at most, and so is what comes after it: nothing is dated back over it.
      const int steps = begun.contains(b.start) ? 1 + 2 * begun[b.start] : 1;
      if (b.sum < 0 || b.sum > limits.rate / 60 + steps * limits.widest_step + 1e-6)
        ADD_FAILURE() << b.sum << " in a minute at " << format_rfc3339(b.start);
    }
    EXPECT_NEAR(sum, counted, 1e-6 * std::max(1.0, counted));
  }
  // The tiers know it without the readings.
  store.reset();
  forget(0);
  store = open_long();
  for (std::size_t i = 0; i < all.size(); ++i)
    for (const std::size_t width : {0U, 1U, 2U, 3U})
      expect_sums(*store, all[i].key, days_of(all[i].readings),
                  std::array{minute_ms, 15 * minute_ms, hour_ms, day_ms}[width], truths[i][width]);
  return tried;
}

/// Those that a rule or a store of before did not stand.
TEST_F(CounterPathsTest, SoDoTheMetersThatFoundSomething) {
  for (const unsigned seed : {10'000'192U}) try_all_paths(seed);
}

TEST_F(CounterPathsTest, AllGiveWhatTheRuleSaysOfAllReadings) {
  const std::size_t to_try = readings_to_try();
  std::size_t tried = 0;
  const char* first = std::getenv("HEARTHBOARD_COUNTER_SEED");
  for (unsigned seed = first != nullptr ? static_cast<unsigned>(std::atoi(first)) : 1;
       tried < to_try && !HasFailure(); ++seed)
    tried += try_all_paths(seed);
}

}  // namespace
}  // namespace hearth::test
