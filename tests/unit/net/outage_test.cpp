#include "tests/unit/net/displays.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <span>

namespace hearth::test {
namespace {

constexpr int displays = 10'000;
constexpr double most_of_even = 1.3;

/// The fullest second against an even spread over the time until all are back.
struct Burst {
  int peak = 0;
  double even = 0;
  [[nodiscard]] double ratio() const { return peak / even; }
};

Burst burst(std::span<const int> bins, DurationMs back) {
  const auto seconds = std::min(bins.size(), static_cast<std::size_t>(back / second_ms) + 1);
  const auto until = bins.first(seconds);
  const double all = std::accumulate(until.begin(), until.end(), 0.0);
  return {std::ranges::max(until), all / (static_cast<double>(back) / second_ms)};
}

/// What the polls of all displays are in a second, while all is well.
double steady_requests() {
  double sum = 0;
  for (const DurationMs period : call_periods) sum += displays * (second_ms / static_cast<double>(period));
  return sum;
}

struct OutageCase {
  const char* name;
  Outage outage;
  bool held_to_it;  ///< of 30 s or more
};

constexpr auto erring = ErrorKind::retry;
const std::vector<OutageCase> cases = {
    {"refused, 3 s", {.length = 3 * second_ms}, false},
    {"refused, 10 s", {.length = 10 * second_ms}, false},
    {"refused, 30 s", {.length = 30 * second_ms}, true},
    {"refused, 1 min", {.length = minute_ms}, true},
    {"refused, 2 min", {.length = 2 * minute_ms}, true},
    {"refused, 5 min", {.length = 5 * minute_ms}, true},
    {"refused, 1 h", {.length = hour_ms}, true},
    {"silent for 5 s, 5 min", {.length = 5 * minute_ms, .hangs = 5 * second_ms}, true},
    {"500 at once, 5 min", {.length = 5 * minute_ms, .kind = erring}, true},
    {"500 after 30 s, 5 min", {.length = 5 * minute_ms, .kind = erring, .hangs = 30 * second_ms}, true}};

/// Prints the figures, for whoever changes a policy.
TEST(Outage, ItsEndIsNoBurst) {
  fmt::print("{:22}|{:>26} |{:>34} |{:>27}\n", "outage", "streams that come back",
             "first requests of calls coming back", "all requests");
  fmt::print("{:22}|{:>8} {:>8} {:>8} |{:>8} {:>8} {:>8} {:>9} |{:>8} {:>9} {:>8}\n", "", "last, s", "peak/s",
             "to even", "calls", "last, s", "peak/s", "to even", "peak/s", "to steady", "to even");
  for (const auto& [name, outage, held_to_it] : cases) {
    const Return seen = simulate(displays, outage, 12);
    const Burst streams = burst(seen.connects, seen.streams_back);
    const Burst first = burst(seen.first_answers, seen.calls_back);
    const Burst all = burst(seen.requests, seen.calls_back);
    const double to_steady = std::ranges::max(seen.requests) / steady_requests();
    fmt::print("{:22}|{:>8.1f} {:>8} {:>8.2f} |{:>8} {:>8.1f} {:>8} {:>9.2f} |{:>8} {:>9.2f} {:>8.2f}\n",
               name, static_cast<double>(seen.streams_back) / second_ms, streams.peak, streams.ratio(),
               seen.calls_away, static_cast<double>(seen.calls_back) / second_ms, first.peak, first.ratio(),
               all.peak, to_steady, all.ratio());
    EXPECT_EQ(std::reduce(seen.connects.begin(), seen.connects.end()), displays) << name;
    EXPECT_GT(seen.calls_away, displays / 2) << name;
    EXPECT_LE(seen.streams_back, minute_ms) << name;
    EXPECT_LE(seen.calls_back, minute_ms) << name;
    // What comes back comes on top of what is back, and is well within what a service must stand.
    EXPECT_LE(to_steady, 1.6) << name;
    if (!held_to_it) continue;
    EXPECT_LE(streams.ratio(), most_of_even) << name;
    EXPECT_LE(first.ratio(), most_of_even) << name;
  }
}

}  // namespace
}  // namespace hearth::test
