#pragma once

#include "core/store/history_store.h"

#include <gtest/gtest.h>

#include <unistd.h>

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
