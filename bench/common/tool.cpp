#include "bench/common/tool.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace hearth::bench {
namespace {

/// The number after `name` in a file of /proc, 0 where it is not there.
std::uint64_t number_in(const char* file, std::string_view name) {
  std::ifstream in(file);
  for (std::string word; in >> word;) {
    std::uint64_t number = 0;
    if (word == name && in >> number) return number;
  }
  return 0;
}

double megabytes(std::uint64_t kib) {
  return static_cast<double>(kib) * 1024 / 1e6;
}

}  // namespace

void give_up(const Error& error) {
  fmt::print(stderr, "{} {} {}\n", error.message, error.next, error.place);
  std::exit(1);
}

void say(std::initializer_list<std::pair<std::string_view, double>> figures) {
  std::string line;
  for (const auto& [name, value] : figures)
    fmt::format_to(std::back_inserter(line), R"({}"{}": {})", line.empty() ? "" : ", ", name, value);
  fmt::print("{{{}}}\n", line);
  std::fflush(stdout);
}

Writes writes_so_far() {
  return {number_in("/proc/self/io", "wchar:"), number_in("/proc/self/io", "write_bytes:")};
}

Memory memory_now() {
  return {megabytes(number_in("/proc/self/smaps_rollup", "Rss:")),
          megabytes(number_in("/proc/self/smaps_rollup", "Pss:"))};
}

int run_task(std::span<const Task> tasks, int argc, char** argv) {
  const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
  for (const Task& task : tasks) {
    if (argc < 2 || task.name != arguments[1] || arguments.size() != task.count + 2) continue;
    task.run(arguments.subspan(2));
    return 0;
  }
  for (const Task& task : tasks) fmt::print(stderr, "{} {} {}\n", arguments[0], task.name, task.arguments);
  return 64;
}

}  // namespace hearth::bench
