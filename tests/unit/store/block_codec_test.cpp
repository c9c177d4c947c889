#include "core/store/block_codec.h"

#include "core/store/block_table.h"
#include "core/store/crc32c.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <random>

namespace hearth {
namespace {

struct Column {
  std::string name;
  std::vector<double> values;
};

std::string encoded(std::span<const TimeMs> times, const std::vector<Column>& columns, int decimals) {
  std::vector<Part> parts;
  ColumnEncoder encoder;
  for (const Column& column : columns) {
    parts.push_back({column.name, {}});
    encoder.put(parts.back().bytes, column.values, decimals);
  }
  return encode_block("about", times, parts);
}

struct Decoded {
  std::vector<TimeMs> times;
  std::vector<Column> columns;
};

/// Everything a block has; nothing where any of it is damaged.
std::optional<Decoded> decoded(std::string_view bytes) {
  const auto block = BlockReader::open(bytes);
  if (!block) return std::nullopt;
  UnpackSpace space;
  Decoded found;
  if (!block->read_times(found.times, space)) return std::nullopt;
  for (const std::string_view name : block->names()) {
    const auto part = block->part(name, space);
    if (!part || !*part) return std::nullopt;
    Column column{std::string(name), std::vector<double>(block->rows())};
    ByteReader in(**part);
    if (!take_column(in, column.values) || in.left() != 0) return std::nullopt;
    found.columns.push_back(std::move(column));
  }
  return found;
}

bool same_bits(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) ||
         std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
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
  return encoded(times, {{"a", a}, {"b", b}}, 2);
}

TEST(Crc32c, IsTheCastagnoliOne) {
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
  EXPECT_EQ(crc32c(""), 0U);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);
  EXPECT_EQ(crc32c("6789", crc32c("12345")), crc32c("123456789"));
  EXPECT_EQ(crc32c_by_table("123456789"), 0xe3069283U);
  std::mt19937 random(3);
  std::string bytes;
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(crc32c(bytes, 7), crc32c_by_table(bytes, 7)) << i;
    bytes.push_back(static_cast<char>(random()));
  }
}

TEST(BlockNumber, TellsItsPlace) {
  const BlockPlace place{77, Tier::quarter, 1'768'435'200'000, 513};
  const BlockPlace back = place_of(block_number(place));
  EXPECT_EQ(back.group, place.group);
  EXPECT_EQ(back.tier, place.tier);
  EXPECT_EQ(back.hour, place.hour);
  EXPECT_EQ(back.part, place.part);
  EXPECT_GT(block_number({77, Tier::quarter, 1'768'438'800'000, 0}), block_number(place));
}

TEST(BlockNumber, GivesEveryChannelOfADatasetItsOwnPart) {
  for (const Dataset dataset : all_datasets) {
    std::map<int, std::string_view> parts;
    for (const Channel& c : channels_of(dataset)) {
      const auto [entry, fresh] = parts.try_emplace(part_of(index_of(c)), c.id);
      EXPECT_TRUE(fresh) << c.id << " and " << entry->second;
    }
  }
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
  std::vector<Column> named;
  for (std::size_t c = 0; c < columns.size(); ++c) named.push_back({"c" + std::to_string(c), columns[c]});
  for (int decimals = 0; decimals <= 9; ++decimals) {
    const auto block = decoded(encoded(times, named, decimals));
    ASSERT_TRUE(block);
    EXPECT_EQ(block->times, times);
    ASSERT_EQ(block->columns.size(), columns.size());
    for (std::size_t c = 0; c < columns.size(); ++c) {
      EXPECT_EQ(block->columns[c].name, named[c].name);
      for (std::size_t i = 0; i < times.size(); ++i)
        EXPECT_TRUE(same_bits(block->columns[c].values[i], columns[c][i]))
            << decimals << ' ' << c << ' ' << i;
    }
  }
}

TEST(BlockCodec, GivesBackAnyNumbersOfAnyWidth) {
  std::mt19937_64 random(17);
  for (int round = 0; round < 400; ++round) {
    SCOPED_TRACE(testing::Message() << "round " << round);
    const std::size_t rows = 1 + random() % 300;
    const unsigned bits = 1 + static_cast<unsigned>(random() % 52);
    const unsigned nulls = static_cast<unsigned>(random() % 3);
    std::vector<TimeMs> times;
    Column column{"x", {}};
    TimeMs t = static_cast<TimeMs>(random() % 4'000'000'000'000);
    for (std::size_t i = 0; i < rows; ++i) {
      times.push_back(t += 1 + static_cast<TimeMs>(random() % (1ULL << (1 + random() % 40))));
      const auto whole = static_cast<std::int64_t>(random() & ((1ULL << bits) - 1));
      const double value = static_cast<double>(random() % 2 == 0 ? whole : -whole);
      column.values.push_back(nulls > 0 && random() % (nulls * 4) == 0 ? std::nan("") : value);
    }
    const auto block = decoded(encoded(times, {column}, static_cast<int>(random() % 4)));
    ASSERT_TRUE(block);
    EXPECT_EQ(block->times, times);
    for (std::size_t i = 0; i < rows; ++i)
      ASSERT_TRUE(same_bits(block->columns[0].values[i], column.values[i])) << i;
  }
}

TEST(BlockCodec, UnpacksOnlyWhatIsAskedFor) {
  std::string bytes = sample_block(1, 100);
  const auto whole = BlockReader::open(bytes);
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->about(), "about");
  EXPECT_EQ(whole->names(), (std::vector<std::string_view>{"a", "b"}));
  UnpackSpace space;
  EXPECT_FALSE(*whole->part("c", space));
  // The last byte belongs to the last part: the others can be read without it.
  bytes.back() = static_cast<char>(~bytes.back());
  const auto spoiled = BlockReader::open(bytes);
  ASSERT_TRUE(spoiled);
  std::vector<TimeMs> times;
  EXPECT_TRUE(spoiled->read_times(times, space));
  EXPECT_TRUE(*spoiled->part("a", space));
}

TEST(BlockCodec, AnHourOfAMeterIsSmall) {
  std::vector<TimeMs> times;
  std::vector<double> values;
  for (int i = 0; i < 3600; ++i) {
    times.push_back(1'768'435'200'000 + i * second_ms);
    values.push_back(5'000'000 + i / 2);
  }
  EXPECT_LT(encoded(times, {{"energy.import", values}}, 0).size(), 300U);
}

TEST(BlockCodec, SurvivesTruncation) {
  const std::string whole = sample_block(2, 300);
  for (std::size_t n = 0; n < whole.size(); ++n)
    EXPECT_FALSE(decoded(std::string_view(whole).substr(0, n))) << n;
  EXPECT_FALSE(decoded(whole + 'x'));
}

/// Below the compression, where nothing but the codec's own checks is left.
TEST(BlockCodec, SurvivesRandomBytesAndFlippedBits) {
  std::mt19937 random(5);
  std::vector<double> values;
  for (int i = 0; i < 64; ++i)
    values.push_back(i % 5 == 0 ? std::nan("") : static_cast<double>(random() % 1000));
  std::string plain;
  ColumnEncoder().put(plain, values, 1);
  std::string block = sample_block(3, 64);
  std::size_t refused = 0;
  for (int round = 0; round < 6000; ++round) {
    std::string bytes = round % 3 == 0 ? std::string(random() % 200, '\0') : round % 3 == 1 ? plain : block;
    if (round % 3 == 0)
      for (char& c : bytes) c = static_cast<char>(random());
    else
      for (unsigned n = 1 + random() % 4; n > 0; --n)
        bytes[random() % bytes.size()] ^= static_cast<char>(1U << random() % 8);
    ByteReader in(bytes);
    std::vector<double> column(64);
    std::vector<TimeMs> times(64);
    ByteReader time_bytes(bytes);
    if (take_times(time_bytes, times)) {
      EXPECT_TRUE(std::is_sorted(times.begin(), times.end()));
    }
    if (!take_column(in, column)) ++refused;
    if (const auto read = decoded(bytes)) {
      for (const Column& c : read->columns) EXPECT_EQ(c.values.size(), read->times.size());
    }
  }
  EXPECT_GT(refused, 1000U);
}

TEST(BlockCodec, RefusesSizesItWouldChokeOn) {
  for (const auto& [rows, parts] : {std::pair<std::uint64_t, std::uint64_t>{most_block_rows + 1, 1},
                                    {~0ULL, 1},
                                    {0, 0},
                                    {0, most_block_parts + 1},
                                    {0, ~0ULL}}) {
    std::string bytes("\x02\x00", 2);
    put_varint(bytes, rows);
    put_varint(bytes, parts);
    bytes += std::string(1000, '\x00');
    EXPECT_FALSE(BlockReader::open(bytes)) << rows << ' ' << parts;
  }
  EXPECT_FALSE(unpack(pack(std::string(most_part_bytes + 1, '\0'))));
  EXPECT_TRUE(unpack(pack(std::string(1000, '\0')), 1000));
  EXPECT_FALSE(unpack(pack(std::string(1001, '\0')), 1000));
}

}  // namespace
}  // namespace hearth
