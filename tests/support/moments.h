#pragma once

#include "core/telemetry/time.h"

#include <string_view>

namespace hearth::test {

/// RFC 3339, which the test itself has written.
inline TimeMs at(std::string_view text) {
  return parse_rfc3339(text).value();
}

}  // namespace hearth::test
