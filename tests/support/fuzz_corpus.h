#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace hearth::test {

using Bytes = std::vector<std::uint8_t>;

/// The files of tests/fuzz/corpus/`name`: what a fuzzer begins with.
inline std::vector<Bytes> fuzz_corpus(const std::string& name) {
  std::vector<Bytes> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(HEARTHBOARD_SOURCE_DIR "/tests/fuzz/corpus/" + name)) {
    std::ifstream file(entry.path(), std::ios::binary);
    files.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return files;
}

}  // namespace hearth::test
