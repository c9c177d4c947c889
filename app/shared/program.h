#pragma once

#include "core/telemetry/clock.h"
#include "core/telemetry/error.h"

#include <string_view>

/// What all programs have in common: their clock, their exit codes, how they speak of errors.
namespace hearth {

/// BSD sysexits; `exit_code(ErrorKind)` has those of errors.
inline constexpr int exit_ok = 0;
inline constexpr int exit_usage = 64;
inline constexpr int exit_unavailable = 69;
inline constexpr int exit_config = 78;

/// First thing in `main`, before threads start: keeps secrets out of core dumps, debuggers and the log, has a
/// reader that has gone noticed where it is written to, and takes as many file descriptors as are needed and
/// allowed; with too few it says so and ends the program (78).
void begin_program();

/// The clock that `HEARTHBOARD_CLOCK` asks for, which the log follows from then on. It lives as long as the
/// program. Once. Errors: config.
Expected<const Clock*> program_clock();

/// No core dump and no debugger of this user shows the tokens in this process's memory. Where a sanitizer is
/// built in it does nothing: LeakSanitizer looks through the process as a debugger does.
/// HEARTHBOARD_DUMPABLE=1 leaves it out, for those who debug or measure.
void refuse_core_dumps();

/// Keeps memory that was freed for the next use instead of giving it back to the system, which would hand it
/// out page by page again. For programs that work through a lot of data in equal parts and then end.
void keep_freed_memory();

/// Says an error on standard error, as "hearthctl: place: message next", without what looks like a secret or
/// a terminal's escape sequence, and returns the code to end with.
int report(std::string_view program, const Error& error);

}  // namespace hearth
