#pragma once

#include <span>

/// What `bench_store` can do; each prints its figures as lines of JSON. See bench/README.md.
namespace hearth::bench {

/// FILE DAYS: writes a store with as many days, the newest fourteen of them with every reading.
void make_history(std::span<char*> arguments);
/// FILE: what the Energy page asks for when it opens.
void read_day(std::span<char*> arguments);
/// FILE TIMES: the energy of each local day of the year; asked once, or with TIMES 2 once more.
void read_year(std::span<char*> arguments);
/// FILE: takes in a month of every second, as an import does.
void take_in_month(std::span<char*> arguments);
/// FILE DAYS: records every channel every second, with a commit a minute; a line of JSON a day.
void record(std::span<char*> arguments);

}  // namespace hearth::bench
