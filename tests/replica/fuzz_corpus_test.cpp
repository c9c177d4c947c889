#include "tests/support/fuzz_corpus.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <random>
#include <vector>

/// The fuzzer's own check (tests/fuzz/replica.cpp): aborts where a promise is broken.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace hearth::replica {
namespace {

using test::Bytes;

TEST(ReplicaFuzz, TheCorpusHolds) {
  std::vector<bool> readers(4);
  for (const Bytes& bytes : test::fuzz_corpus("replica")) {
    ASSERT_FALSE(bytes.empty());
    readers[bytes[0] % readers.size()] = true;
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  }
  EXPECT_EQ(std::ranges::count(readers, true), 4) << "a reader has no seed";
}

/// What a fuzzer does, for as long as every build can afford. Bytes are changed and not put in, for they
/// stand at fixed places; some are cut off.
TEST(ReplicaFuzz, AndSoDoItsMutations) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  fmt::print("seed {}\n", seed);
  std::mt19937_64 random(seed);
  constexpr std::uint8_t bytes_of_interest[] = {0, 1, 2, 7, 8, 0x40, 0x7f, 0x80, 0xf0, 0xff, ':', '0'};
  for (const Bytes& original : test::fuzz_corpus("replica")) {
    for (int i = 0; i < 2000; ++i) {
      Bytes bytes = original;
      for (auto changes = 1 + random() % 3; changes > 0; --changes)
        bytes[random() % bytes.size()] = bytes_of_interest[random() % std::size(bytes_of_interest)];
      if (random() % 8 == 0) bytes.resize(random() % bytes.size());
      LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
    }
  }
}

}  // namespace
}  // namespace hearth::replica
