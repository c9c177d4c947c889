#include "core/store/history_store.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace hearth {
namespace {

TEST(StoreNotes, OutliveTheProgram) {
  const ManualClock clock(1'768'460'400'000);
  const auto folder = std::filesystem::temp_directory_path() / "hearth-store-notes";
  std::filesystem::remove_all(folder);
  const HistoryStore::Options options{.path = folder / "history.db", .writer_name = "test"};
  {
    const auto store = HistoryStore::open(options, clock);
    ASSERT_TRUE(store.has_value());
    EXPECT_EQ((*store)->note("currency"), std::nullopt);
    EXPECT_TRUE((*store)->set_note("currency", "NOK").has_value());
    EXPECT_TRUE((*store)->set_note("currency", "SEK").has_value());
  }
  const auto store = HistoryStore::open(options, clock);
  ASSERT_TRUE(store.has_value());
  EXPECT_EQ((*store)->note("currency"), "SEK");
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace hearth
