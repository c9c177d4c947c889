#pragma once

#include <span>

namespace hearth::bench {

/// FILE: writes the month as CSV: time (RFC 3339), power in total and on three phases.
void write_csv(std::span<char*> arguments);
/// FILE: makes a store with the same.
void write_store(std::span<char*> arguments);
/// FILE: says how many rows a store has, its first and last time, and the sums of its columns.
void check_store(std::span<char*> arguments);
/// FILE: opens the store and does what each line of standard input says ("buckets", "tiers", "pixels",
/// "unpack-month", "unpack-day"; with " rows" behind it to hear the answer): answers with how long it took.
void serve(std::span<char*> arguments);

}  // namespace hearth::bench
