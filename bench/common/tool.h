#pragma once

#include "core/telemetry/error.h"

#include <chrono>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

/// What the benchmarks' programs share: errors end them, figures leave them as a line of JSON.
namespace hearth::bench {

[[noreturn]] void give_up(const Error& error);

template <class T>
T taken(Expected<T> result) {
  if (!result) give_up(result.error());
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

/// Time since it was made.
class Stopwatch {
 public:
  [[nodiscard]] double ms() const {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_).count();
  }
  /// What the processor spent on this process, all threads and the kernel's part included: what it costs on a
  /// machine that others use too.
  [[nodiscard]] double processor_ms() const {
    return static_cast<double>(std::clock() - processor_start_) * 1000 / CLOCKS_PER_SEC;
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::clock_t processor_start_ = std::clock();
};

/// Writes `{"name": value, …}` and a line's end to standard output, at once.
void say(std::initializer_list<std::pair<std::string_view, double>> figures);

/// What the kernel has counted of this process.
struct Writes {
  std::uint64_t asked = 0;    ///< bytes handed to write(2) and its kin: `wchar`
  std::uint64_t dirtied = 0;  ///< bytes of pages that will go to the disk: `write_bytes`
};
Writes writes_so_far();

struct Memory {
  double rss_mb = 0;
  double pss_mb = 0;
};
Memory memory_now();

/// One thing that a program does when its first argument is this name.
struct Task {
  std::string_view name;
  std::string_view arguments;  ///< as its usage shows them
  std::size_t count;
  void (*run)(std::span<char*> arguments);
};
/// Runs the task that the arguments name. Returns the exit code.
int run_task(std::span<const Task> tasks, int argc, char** argv);

}  // namespace hearth::bench
