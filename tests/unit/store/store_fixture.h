#pragma once

#include "core/store/history_store.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <string>

namespace hearth::test {

inline constexpr TimeMs base_time = 1'768'435'200'000;  // 2026-01-15T00:00:00Z
inline const GroupKey meter{Dataset::energy, ""};
inline constexpr ChannelIndex power = channel("energy.power_total");
inline constexpr ChannelIndex import = channel("energy.import");

inline Reading energy_at(TimeMs time, double watts, double watt_hours, std::string epoch = "") {
  return {meter, time, std::move(epoch), {{power, watts}, {import, watt_hours}}};
}

/// Fails the test where an answer is an error.
template <class T>
T good(Expected<T> answer) {
  if (!answer) {
    ADD_FAILURE() << to_text(answer.error());
    return T();
  }
  return std::move(*answer);
}

inline bool near(double a, double b) {
  return (!has_value(a) && !has_value(b)) || std::fabs(a - b) < 1e-6;
}

/// That two answers are the same, but for the last bits of the arithmetic.
inline void expect_same(const Buckets& a, const Buckets& b) {
  ASSERT_EQ(a.rows.size(), b.rows.size());
  for (std::size_t i = 0; i < a.rows.size(); ++i) {
    const Bucket& x = a.rows[i];
    const Bucket& y = b.rows[i];
    SCOPED_TRACE(testing::Message() << info(a.key.channel).id << " bucket " << i << " from "
                                    << format_rfc3339(x.start));
    EXPECT_EQ(x.start, y.start);
    EXPECT_EQ(x.end, y.end);
    EXPECT_EQ(x.count, y.count);
    EXPECT_EQ(x.known, y.known);
    EXPECT_EQ(x.on, y.on);
    EXPECT_EQ(x.starts, y.starts);
    EXPECT_EQ(x.estimated, y.estimated);
    for (const auto& [name, value] : {std::pair{"mean", &Bucket::mean},
                                      {"min", &Bucket::min},
                                      {"max", &Bucket::max},
                                      {"first", &Bucket::first},
                                      {"last", &Bucket::last},
                                      {"sum", &Bucket::sum}})
      EXPECT_TRUE(near(x.*value, y.*value)) << name << ' ' << x.*value << " and " << y.*value;
  }
}

/// A folder of its own for each test, gone afterwards, and a clock that moves by hand.
class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "hearth-store-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    path_ = folder_ / "history.db";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::unique_ptr<HistoryStore> open(HistoryStore::Options options = {}) {
    if (options.path.empty()) options.path = path_;
    if (options.writer_name.empty()) options.writer_name = "test";
    auto store = HistoryStore::open(std::move(options), clock_);
    if (!store) {
      ADD_FAILURE() << to_text(store.error());
      return nullptr;
    }
    return std::move(*store);
  }

  std::filesystem::path folder_;
  std::filesystem::path path_;
  ManualClock clock_{base_time};
};

}  // namespace hearth::test
