// What happens to a store in a long life: the process is killed, the disk is full, bits flip, the file is
// cut. HEARTHBOARD_FAULTS makes the campaigns longer: the number of kills, and four times as many flips.

#include "core/store/check.h"
#include "core/store/database.h"
#include "tests/unit/store/store_fixture.h"

#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>

namespace hearth::test {
namespace {

namespace fs = std::filesystem;

int rounds(int usual) {
  const char* asked = std::getenv("HEARTHBOARD_FAULTS");
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  // The sanitizers look at the code's manners, for which a few rounds do.
  usual /= 5;
#endif
  return asked != nullptr ? std::atoi(asked) * usual / 50 : usual;
}

/// What the meter and the pump say at a moment: a function of time, so that any answer can be judged.
double power_at(TimeMs t) {
  return 300 + static_cast<double>(t / 1000 * 7919 % 1000);
}
Reading meter_at(TimeMs t) {
  return energy_at(t, power_at(t), static_cast<double>(t - base_time) / 1000 + 5000, "7359");
}
Reading pump_at(TimeMs t) {
  return {{Dataset::heatpump, "hp"},
          t,
          "",
          {{channel("heatpump.supply_temp"), 30 + static_cast<double>(t / 1000 % 400) / 100},
           {channel("heatpump.compressor"), static_cast<double>(t / (20 * minute_ms) % 2)}}};
}

/// Another one tries other places: HEARTHBOARD_FAULTS_SEED.
unsigned seed_or(unsigned usual) {
  const char* asked = std::getenv("HEARTHBOARD_FAULTS_SEED");
  return asked != nullptr ? static_cast<unsigned>(std::atoi(asked)) : usual;
}

class CampaignTest : public StoreTest {};

/// The child records a reading a second and flushes once a minute, as fast as it can, and says each flush; it
/// is killed without warning.
[[noreturn]] void record_until_killed(const fs::path& path, TimeMs from, int say) {
  ManualClock clock(from);
  const auto store = HistoryStore::open({.path = path, .writer_name = "child"}, clock);
  if (!store) _exit(1);
  for (TimeMs t = from; true; t += second_ms) {
    clock.set(t);
    const std::array readings = {meter_at(t), pump_at(t)};
    (*store)->append(readings, Provenance::live);
    if (t / second_ms % 60 != 59) continue;
    if (!(*store)->flush()) _exit(2);
    if (::write(say, &t, sizeof t) != sizeof t) _exit(3);
  }
}

TEST_F(CampaignTest, KilledAtAnyMomentItOpensAndLosesAMinuteAtMost) {
  const unsigned seed = 20261120;
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  TimeMs from = base_time;
  for (int round = 0; round < rounds(50); ++round) {
    SCOPED_TRACE(testing::Message() << "round " << round);
    std::array<int, 2> channel_ends{};
    ASSERT_EQ(::pipe(channel_ends.data()), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) record_until_killed(path_, from, channel_ends[1]);
    ::close(channel_ends[1]);
    TimeMs told = 0;
    int flushes = 0;
    const int enough = static_cast<int>(random() % 70);
    const timespec moment{0, static_cast<long>(random() % 2'000'000)};
    pollfd ready{channel_ends[0], POLLIN, 0};
    // After so many flushes the next one has this long, which is about what a flush takes.
    while (flushes < enough || ::ppoll(&ready, 1, &moment, nullptr) > 0) {
      if (::read(channel_ends[0], &told, sizeof told) != sizeof told) break;
      ++flushes;
    }
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << status;
    while (::read(channel_ends[0], &told, sizeof told) == sizeof told) ++flushes;
    ::close(channel_ends[0]);

    clock_.set(std::max(from, told) + minute_ms);
    auto store = open();
    ASSERT_NE(store, nullptr);
    EXPECT_TRUE(store->problems().empty());
    const Series series = good(store->raw({power, ""}, {from, clock_.now() + minute_ms}));
    if (flushes > 0) {
      ASSERT_FALSE(series.empty());
      // What was said to be on the disk is there, and nothing has a hole.
      EXPECT_GE(series.times.back(), told);
      EXPECT_EQ(series.times.front(), from);
    }
    for (std::size_t i = 0; i < series.size(); ++i) {
      ASSERT_EQ(series.times[i], from + static_cast<TimeMs>(i) * second_ms);
      ASSERT_EQ(series.values[i], power_at(series.times[i]));
    }
    if (!series.empty()) from = series.times.back() + second_ms;
  }
  EXPECT_GT(from, base_time + hour_ms);
  auto store = open();
  const TimeRange all{base_time, from};
  const auto hours = good(store->buckets({import, ""}, all, FixedBuckets{hour_ms}));
  double sum = 0;
  for (const Bucket& b : hours.rows) sum += has_value(b.sum) ? b.sum : 0;
  EXPECT_NEAR(sum, static_cast<double>(from - second_ms - base_time) / 1000, 1e-6);
  const auto report = check_store(path_);
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->problems.empty());
}

TEST_F(CampaignTest, AFullDiskPausesRecordingAndLosesNothing) {
  auto store = open();
  const auto record = [&](int minutes) {
    for (int i = 0; i < minutes * 60; ++i) {
      clock_.advance(second_ms);
      const std::array readings = {meter_at(clock_.now()), pump_at(clock_.now())};
      store->append(readings, Provenance::live);
    }
  };
  const TimeMs first = clock_.now() + second_ms;
  record(10);
  ASSERT_TRUE(store->flush());
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit tight = before;
  tight.rlim_cur = fs::file_size(fs::path(path_) += "-wal") + 1000;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
  for (int i = 0; i < 5; ++i) {
    record(10);
    const auto flushed = store->flush();
    EXPECT_FALSE(flushed);
    if (!flushed) {
      EXPECT_EQ(flushed.error().message, "The disk is full: recording pauses.");
    }
    // What could not be written is there to be seen.
    EXPECT_EQ(good(store->raw({power, ""}, {first, clock_.now() + 1})).values.back(), power_at(clock_.now()));
  }
  EXPECT_EQ(store->problems().size(), 1U);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_TRUE(store->flush());
  EXPECT_TRUE(store->problems().empty());
  store.reset();
  store = open();
  EXPECT_EQ(good(store->raw({power, ""}, {first, clock_.now() + 1})).size(), 3600U);
}

TEST_F(CampaignTest, TheSizeLimitDropsTheOldestDetailsFirst) {
  HistoryStore::Options options;
  options.most_bytes = 60'000;
  clock_.set(base_time + 6 * day_ms);
  auto store = open(options);
  for (TimeMs t = base_time; t < clock_.now(); t += 10 * second_ms) {
    const Reading r = meter_at(t);
    store->append({&r, 1}, Provenance::live);
    if (t % day_ms == 0) {
      ASSERT_TRUE(store->flush());
    }
  }
  clock_.advance(2 * hour_ms);
  ASSERT_TRUE(store->flush());
  Database db(path_, Database::Mode::read_write);
  EXPECT_LE((db.number("PRAGMA page_count") - db.number("PRAGMA freelist_count")) * 2048, 60'000);
  const Series left = good(store->raw({power, ""}, {base_time, clock_.now()}));
  ASSERT_FALSE(left.empty());
  EXPECT_GT(left.times.front(), base_time + day_ms);
  EXPECT_EQ(left.times.back(), base_time + 6 * day_ms - 10 * second_ms);
  // The days that lost their readings have their energy still.
  const auto days =
      good(store->buckets({import, ""}, {base_time, base_time + 6 * day_ms}, FixedBuckets{day_ms}));
  for (const Bucket& day : days.rows) EXPECT_NEAR(day.sum, 86'400, 10) << format_rfc3339(day.start);
  ASSERT_FALSE(store->problems().empty());
  EXPECT_NE(store->problems().back().message.find("size limit"), std::string::npos);
}

/// A closed store with three days of a meter and a pump, and what it answers.
class FlipTest : public CampaignTest {
 protected:
  using Values = std::map<TimeMs, double>;
  static constexpr TimeMs last = base_time + 3 * day_ms + 30 * minute_ms;
  const SeriesKey supply_{channel("heatpump.supply_temp"), "hp"};

  void SetUp() override {
    StoreTest::SetUp();
    clock_.set(base_time);
    auto store = open();
    for (TimeMs t = base_time; t < last; t += 20 * second_ms) {
      clock_.set(t);
      const std::array readings = {meter_at(t), pump_at(t)};
      store->append(readings, Provenance::live);
      if (t % (10 * minute_ms) == 0) {
        ASSERT_TRUE(store->flush());
      }
    }
    ASSERT_TRUE(store->flush());
    store.reset();
    std::ifstream in(path_, std::ios::binary);
    whole_.assign(std::istreambuf_iterator<char>(in), {});
    ASSERT_GT(whole_.size(), 50'000U);
  }

  /// Opens the file with these bytes; everything it says must be true, and what it lacks it must have said.
  void expect_honest(const std::string& bytes) {
    fs::remove_all(folder_);
    fs::create_directory(folder_);
    std::ofstream(path_, std::ios::binary) << bytes;
    const auto report = check_store(path_);
    bool said = !report || !report->problems.empty();
    auto store = open();
    ASSERT_NE(store, nullptr);
    const auto look = [&] {
      static_cast<void>(store->buckets({import, ""}, {base_time, last}, FixedBuckets{minute_ms}));
      static_cast<void>(store->buckets(supply_, {base_time, last}, FixedBuckets{hour_ms}));
      std::size_t n = 0;
      for (const SeriesKey& key : {SeriesKey{power, ""}, supply_}) {
        const auto series = store->raw(key, {base_time, last + 1});
        if (!series) continue;
        n += series->size();
        for (std::size_t i = 0; i < series->size(); ++i) {
          const TimeMs t = series->times[i];
          const Reading truth = key.entity.empty() ? meter_at(t) : pump_at(t);
          ASSERT_TRUE(t >= base_time && t < last && t % (20 * second_ms) == 0) << t;
          ASSERT_DOUBLE_EQ(series->values[i], stored(truth.value(key.channel))) << t;
        }
      }
      missing_ = readings_ - std::min(readings_, n);
    };
    look();
    clock_.set(last + day_ms);
    const Reading r = meter_at(clock_.now());
    store->append({&r, 1}, Provenance::live);
    EXPECT_TRUE(store->flush());
    look();
    said = said || !store->problems().empty();
    if (report && !report->problems.empty()) {
      EXPECT_TRUE(store->compact());
      look();
      EXPECT_TRUE(check_store(path_)->problems.empty());
    }
    if (missing_ > 0) {
      EXPECT_TRUE(said) << missing_ << " readings are missing";
    }
    lost_ += missing_;
    store.reset();
    store = open();
    EXPECT_NE(store, nullptr);
    EXPECT_EQ(good(store->raw({power, ""}, {clock_.now(), clock_.now() + 1})).size(), 1U);
  }
  static double stored(double value) { return std::round(value * 100) / 100; }

  std::string whole_;
  std::size_t readings_ = 2 * static_cast<std::size_t>((last - base_time) / (20 * second_ms));
  std::size_t missing_ = 0;
  std::size_t lost_ = 0;
};

TEST_F(FlipTest, AFlippedBitIsFoundOutAndCostsAnHourOfOneGroupAtMost) {
  const unsigned seed = seed_or(4711);
  std::mt19937 random(seed);
  const int flips = rounds(50) * 4;
  for (int round = 0; round < flips; ++round) {
    // The first page holds SQLite's own head; without it the file is no database, and is set aside whole.
    const std::size_t place = 2048 + random() % (whole_.size() - 2048);
    SCOPED_TRACE(testing::Message() << "seed " << seed << ", round " << round << ", byte " << place);
    std::string bytes = whole_;
    bytes[place] = static_cast<char>(bytes[place] ^ 1 << random() % 8);
    expect_honest(bytes);
    if (HasFatalFailure()) return;
  }
  // A flip costs an hour of one group at most, which is 180 readings.
  EXPECT_LE(lost_, static_cast<std::size_t>(flips) * 180);
  RecordProperty("lost_per_flip", static_cast<int>(lost_ / static_cast<std::size_t>(flips)));
}

TEST_F(FlipTest, ATruncatedFileKeepsWhatIsBeforeTheCut) {
  std::mt19937 random(seed_or(12));
  for (int round = 0; round < rounds(50) / 2; ++round) {
    const std::size_t length = random() % whole_.size();
    SCOPED_TRACE(testing::Message() << "cut to " << length);
    expect_honest(whole_.substr(0, length));
    if (HasFatalFailure()) return;
    // The file grew with time: most of what was before the cut is there.
    if (length > whole_.size() * 3 / 4) {
      EXPECT_LT(missing_, readings_ / 2);
    }
  }
}

}  // namespace
}  // namespace hearth::test
