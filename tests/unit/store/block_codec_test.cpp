#include "core/store/block_codec.h"

#include "core/store/crc32c.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace hearth {
namespace {

bool everything(std::string_view) {
  return true;
}

Block decoded(const std::string& bytes) {
  auto block = decode_block(bytes, everything);
  EXPECT_TRUE(block.has_value());
  return block ? std::move(*block) : Block();
}

bool same_bits(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) ||
         std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

std::string packed(const std::string& plain) {
  std::string out(ZSTD_compressBound(plain.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), 1));
  return out;
}

std::string unpacked(const std::string& bytes) {
  std::string out(ZSTD_getFrameContentSize(bytes.data(), bytes.size()), '\0');
  ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
  return out;
}

std::string sample_block(unsigned seed, std::size_t rows) {
  std::mt19937 random(seed);
  std::vector<TimeMs> times;
  std::vector<double> a;
  std::vector<double> b;
  TimeMs t = 1'768'435'200'000;
  for (std::size_t i = 0; i < rows; ++i) {
    times.push_back(t += 1 + static_cast<TimeMs>(random() % 5000));
    a.push_back(random() % 7 == 0 ? std::nan("") : static_cast<double>(random() % 10'000) / 100);
    b.push_back(static_cast<double>(random()) / 3);
  }
  return encode_block(times, std::vector<ColumnView>{{"a", 2, a}, {"b", 0, b}});
}

TEST(Crc32c, IsTheCastagnoliOne) {
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
  EXPECT_EQ(crc32c(""), 0U);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);
  EXPECT_EQ(crc32c("6789", crc32c("12345")), crc32c("123456789"));
}

TEST(BlockCodec, GivesBackEveryBit) {
  const double nan = std::nan("");
  const double inf = std::numeric_limits<double>::infinity();
  const std::vector<TimeMs> times = {-5, 0, 1, 1'768'435'200'000, 1'768'435'201'000};
  const std::vector<std::vector<double>> columns = {
      {1, 2, 3, 4, 5},
      {7, 7, 7, 7, 7},
      {nan, nan, nan, nan, nan},
      {nan, 1.25, nan, -3.5, nan},
      {0.1, 0.2, 0.30000000000000004, 1e300, -1e-300},
      {-0.0, 0.0, 5e-324, 9007199254740993.0, -9e15},
      {inf, -inf, 0, 1, 2},
      {21.37, -21.37, 0.01, 123456.78, -0.01},
  };
  for (int decimals = 0; decimals <= 9; ++decimals) {
    std::vector<ColumnView> views;
    std::vector<std::string> names;
    for (std::size_t c = 0; c < columns.size(); ++c) names.push_back("c" + std::to_string(c));
    for (std::size_t c = 0; c < columns.size(); ++c) views.push_back({names[c], decimals, columns[c]});
    const Block block = decoded(encode_block(times, views));
    EXPECT_EQ(block.times, times);
    ASSERT_EQ(block.columns.size(), columns.size());
    for (std::size_t c = 0; c < columns.size(); ++c) {
      EXPECT_EQ(block.columns[c].name, names[c]);
      for (std::size_t i = 0; i < times.size(); ++i)
        EXPECT_TRUE(same_bits(block.columns[c].values[i], columns[c][i])) << decimals << ' ' << c << ' ' << i;
    }
  }
}

TEST(BlockCodec, DecodesOnlyWhatIsWanted) {
  const auto block = decode_block(sample_block(1, 100), [](std::string_view name) { return name == "b"; });
  ASSERT_TRUE(block);
  ASSERT_EQ(block->columns.size(), 1U);
  EXPECT_EQ(block->columns[0].name, "b");
  EXPECT_EQ(block->columns[0].values.size(), 100U);
}

TEST(BlockCodec, AnHourOfAMeterIsSmall) {
  std::vector<TimeMs> times;
  std::vector<double> values;
  for (int i = 0; i < 3600; ++i) {
    times.push_back(1'768'435'200'000 + i * second_ms);
    values.push_back(5'000'000 + i / 2);
  }
  EXPECT_LT(encode_block(times, std::vector<ColumnView>{{"energy.import", 0, values}}).size(), 300U);
}

TEST(BlockCodec, SurvivesTruncation) {
  const std::string whole = sample_block(2, 300);
  for (std::size_t n = 0; n < whole.size(); ++n)
    EXPECT_FALSE(decode_block(std::string_view(whole).substr(0, n), everything)) << n;
  // The same below the compression, where nothing but our own checks is left.
  const std::string plain = unpacked(whole);
  for (std::size_t n = 0; n < plain.size(); ++n)
    EXPECT_FALSE(decode_block(packed(plain.substr(0, n)), everything)) << n;
  EXPECT_FALSE(decode_block(packed(plain + 'x'), everything));
}

TEST(BlockCodec, SurvivesRandomBytesAndFlippedBits) {
  std::mt19937 random(5);
  const std::string plain = unpacked(sample_block(3, 64));
  std::size_t refused = 0;
  for (int round = 0; round < 6000; ++round) {
    std::string bytes;
    if (round % 2 == 0) {
      bytes.resize(random() % 200);
      for (char& c : bytes) c = static_cast<char>(random());
      if (round % 4 == 0 && !bytes.empty()) bytes[0] = 1;
    } else {
      bytes = plain;
      for (unsigned n = 1 + random() % 4; n > 0; --n)
        bytes[random() % bytes.size()] ^= static_cast<char>(1U << random() % 8);
    }
    const auto block = decode_block(round % 3 == 0 ? bytes : packed(bytes), everything);
    if (!block) {
      ++refused;
      continue;
    }
    EXPECT_TRUE(std::is_sorted(block->times.begin(), block->times.end()));
    for (const Column& column : block->columns) EXPECT_EQ(column.values.size(), block->times.size());
  }
  EXPECT_GT(refused, 3000U);
}

TEST(BlockCodec, RefusesSizesItWouldChokeOn) {
  const auto varint = [](std::string& out, std::uint64_t v) {
    for (; v >= 0x80; v >>= 7) out.push_back(static_cast<char>(v | 0x80));
    out.push_back(static_cast<char>(v));
  };
  for (const auto& [rows, columns] : {std::pair<std::uint64_t, std::uint64_t>{most_block_rows + 1, 0},
                                      {~0ULL, 0},
                                      {0, most_block_columns + 1},
                                      {0, ~0ULL}}) {
    std::string plain = "\x01";
    varint(plain, rows);
    varint(plain, columns);
    plain += std::string(1000, '\x02');
    EXPECT_FALSE(decode_block(packed(plain), everything)) << rows << ' ' << columns;
  }
  EXPECT_FALSE(decode_block(packed(std::string(most_block_bytes + 1, '\0')), everything));
}

}  // namespace
}  // namespace hearth
