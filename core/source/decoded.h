#pragma once

#include "core/json/fault.h"

namespace hearth {

/// The good part of an answer, and what was refused of it.
template <class T>
struct Decoded {
  T value{};
  Refusals refused;
};

}  // namespace hearth
