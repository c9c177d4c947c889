#pragma once

#include "core/telemetry/error.h"

#include <cstddef>
#include <vector>

namespace hearth {

/// What was left out of an answer because it was wrong: how many elements, and why the first few were.
struct Refusals {
  static constexpr std::size_t kept = 5;
  std::size_t count = 0;
  std::vector<Error> first;  ///< bad_data; `place` is like "[3].ts"; at most `kept`

  void add(Error why) {
    ++count;
    if (first.size() < kept) first.push_back(std::move(why));
  }
};

/// The good part of an answer, and what was refused of it.
template <class T>
struct Decoded {
  T value{};
  Refusals refused;
};

}  // namespace hearth
