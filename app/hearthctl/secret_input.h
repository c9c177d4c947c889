#pragma once

#include "core/telemetry/error.h"

#include <string>
#include <string_view>

namespace hearth {

/// One line of standard input, without its end, of at most 4 KiB: at a terminal after `prompt`, and without
/// being shown; else as it comes. Waits for it, but no longer than until a signal comes. Errors: usage (no
/// line, one that is too long), cancelled (told to end), internal.
Expected<std::string> read_secret(std::string_view prompt);

}  // namespace hearth
