#include "tests/support/fuzz_corpus.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <random>
#include <string_view>
#include <vector>

/// The fuzzer's own check (tests/fuzz/identity.cpp): aborts where a promise is broken.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace hearth {
namespace {

using test::Bytes;

TEST(IdentityFuzz, TheCorpusHolds) {
  const auto files = test::fuzz_corpus("identity");
  std::vector<bool> readers(8);
  for (const Bytes& bytes : files) {
    ASSERT_FALSE(bytes.empty());
    readers[bytes[0] % readers.size()] = true;
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  }
  EXPECT_EQ(std::count(readers.begin(), readers.end(), true), 8) << "a reader has no seed";
}

/// What a fuzzer does, for as long as every build can afford.
TEST(IdentityFuzz, AndSoDoItsMutations) {
  using namespace std::string_view_literals;  // which keep the zero byte
  const auto seed = std::random_device{}();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  fmt::print("seed {}\n", seed);
  std::mt19937_64 random(seed);
  constexpr std::string_view bytes_of_interest = "\"{}[]:,.-+019eEux\\/@#?= \n\x00\x7f\xc2\xff"sv;
  for (const Bytes& original : test::fuzz_corpus("identity")) {
    for (int i = 0; i < 200; ++i) {
      Bytes bytes = original;
      for (auto changes = 1 + random() % 3; changes > 0; --changes) {
        const auto place = bytes.begin() + static_cast<std::ptrdiff_t>(random() % bytes.size());
        const auto byte = static_cast<std::uint8_t>(bytes_of_interest[random() % bytes_of_interest.size()]);
        if (random() % 2 == 0)
          *place = byte;
        else
          bytes.insert(place, byte);
      }
      LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
    }
  }
}

}  // namespace
}  // namespace hearth
