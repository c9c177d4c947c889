#include "tests/unit/store/store_fixture.h"

namespace hearth::test {
namespace {

class HistoryStoreTest : public StoreTest {};

TEST_F(HistoryStoreTest, SeesTailAndDiskAsOne) {
  auto store = open();
  ASSERT_TRUE(store->is_writer());
  clock_.set(base_time + 10 * minute_ms);
  std::vector<Reading> readings;
  for (int i = 0; i < 300; ++i) readings.push_back(energy_at(base_time + i * second_ms, 100 + i, 1000 + i));
  EXPECT_EQ(store->append(std::span(readings).first(150), Provenance::live).taken, 150U);
  ASSERT_TRUE(store->flush());
  EXPECT_EQ(store->append(std::span(readings).subspan(150), Provenance::live).taken, 150U);

  const auto raw = store->raw({power, ""}, {base_time, base_time + hour_ms});
  ASSERT_TRUE(raw);
  ASSERT_EQ(raw->size(), 300U);
  EXPECT_EQ(raw->values[0], 100);
  EXPECT_EQ(raw->values[299], 399);

  const auto minutes =
      store->buckets({import, ""}, {base_time, base_time + 5 * minute_ms}, FixedBuckets{minute_ms});
  ASSERT_TRUE(minutes);
  ASSERT_EQ(minutes->rows.size(), 5U);
  EXPECT_EQ(minutes->rows[0].sum, 60);
  EXPECT_EQ(minutes->rows[2].sum, 60);
  EXPECT_EQ(minutes->rows[2].count, 60U);
  EXPECT_EQ(minutes->rows[4].sum, 59);
  const auto fine =
      store->buckets({power, ""}, {base_time, base_time + 5 * minute_ms}, FixedBuckets{30 * second_ms});
  ASSERT_TRUE(fine);
  EXPECT_EQ(fine->rows[5].mean, 100 + 150 + 14.5);
}

TEST_F(HistoryStoreTest, TakesWhatIsAheadByNoMoreThanTheClocksPaceAllows) {
  struct Case {
    double speed;
    DurationMs ahead;
    std::size_t taken;
  };
  for (const Case& c : {Case{1, 58 * second_ms, 1}, Case{1, 90 * second_ms, 0}, Case{60, 4 * minute_ms, 1},
                        Case{60, hour_ms, 0}}) {
    SCOPED_TRACE(testing::Message() << c.speed << ' ' << c.ahead);
    const auto clock = make_scaled_clock(base_time, c.speed);
    HistoryStore::Options options;
    options.path = folder_ / "pace.db";
    const auto store = good(HistoryStore::open(std::move(options), *clock));
    const Reading ahead = energy_at(base_time + c.ahead, 500, 1000 + static_cast<double>(c.ahead));
    const AppendResult result = store->append({&ahead, 1}, Provenance::live);
    EXPECT_EQ(result.taken, c.taken);
    EXPECT_EQ(result.refused, 1 - c.taken);
  }
}

TEST_F(HistoryStoreTest, KeepsWhatWasFlushedOverAReopen) {
  clock_.set(base_time + 10 * minute_ms);
  {
    auto store = open();
    for (int i = 0; i < 300; ++i) {
      const Reading r = energy_at(base_time + i * second_ms, 100 + i, 1000 + i, "S1");
      store->append({&r, 1}, Provenance::live);
    }
  }
  auto store = open();
  EXPECT_EQ(store->raw({power, ""}, {0, base_time + hour_ms})->size(), 300U);
  const auto latest = store->latest();
  ASSERT_TRUE(latest);
  ASSERT_EQ(latest->size(), 2U);
  EXPECT_EQ(latest->front().value, 399);
  const auto coverage = store->coverage(meter);
  ASSERT_EQ(coverage.size(), 1U);
  EXPECT_EQ(coverage[0].range, (TimeRange{base_time, base_time + 299 * second_ms}));
  EXPECT_TRUE(store->problems().empty());
}

}  // namespace
}  // namespace hearth::test
