#include "tests/support/fuzz_corpus.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <random>
#include <string_view>
#include <vector>

/// The fuzzer's own check (tests/fuzz/csv_import.cpp): aborts where a promise is broken.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace hearth {
namespace {

using test::Bytes;

TEST(CsvFuzz, TheCorpusHolds) {
  const auto files = test::fuzz_corpus("csv_import");
  ASSERT_GE(files.size(), 6U);
  for (const Bytes& bytes : files) LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

/// What a fuzzer does, for as long as every build can afford.
TEST(CsvFuzz, AndSoDoItsMutations) {
  using namespace std::string_view_literals;  // which keep the zero byte
  const auto seed = std::random_device{}();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  fmt::print("seed {}\n", seed);
  std::mt19937_64 random(seed);
  constexpr std::string_view bytes_of_interest = "\"'\n\r,;.-+0123456789eETZ:[] =\x00\xff"sv;
  for (const Bytes& original : test::fuzz_corpus("csv_import")) {
    for (int i = 0; i < 500; ++i) {
      Bytes bytes = original;
      for (auto changes = random() % 6; changes > 0 && !bytes.empty(); --changes) {
        const auto place = bytes.begin() + static_cast<std::ptrdiff_t>(random() % bytes.size());
        const auto byte = static_cast<std::uint8_t>(bytes_of_interest[random() % bytes_of_interest.size()]);
        switch (random() % 4) {
          case 0:
            *place = byte;
            break;
          case 1:
            bytes.insert(place, byte);
            break;
          case 2:
            bytes.erase(place, std::min(place + static_cast<std::ptrdiff_t>(random() % 20), bytes.end()));
            break;
          default:
            bytes.insert(bytes.end(), place, bytes.end());
        }
      }
      LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
    }
  }
}

}  // namespace
}  // namespace hearth
