#pragma once

#include "core/telemetry/age.h"
#include "core/telemetry/channel.h"
#include "core/telemetry/error.h"
#include "core/telemetry/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hearth {

/// Writes all of it to standard output, at once; to a terminal without what it takes for commands. Errors:
/// cancelled (nobody reads any more, or the program was told to end while the reader stood still), storage.
Expected<void> write_output(std::string_view text);

/// From now on notes and progress are left out (--quiet).
void be_quiet();
bool is_quiet();

/// A line on standard error, "hearthctl: …", without what looks like a secret or a terminal's escape
/// sequence.
void say(std::string_view text);
/// The same of what is only good to know: nothing where --quiet asks for that.
void note(std::string_view text);

bool error_is_terminal();
bool output_is_terminal();

struct TerminalSize {
  int columns = 0;
  int lines = 0;
};
/// Of standard error, as it is now; nothing where that is no terminal, or one that does not say.
std::optional<TerminalSize> error_terminal_size();

/// One line on the terminal that is written over and over, cut where the terminal ends; shows nothing where
/// standard error is none.
class ProgressLine {
 public:
  explicit ProgressLine(bool shown = error_is_terminal()) : shown_(shown && !is_quiet()) {}
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  void show(std::string_view text);
  void clear();

 private:
  bool shown_;
  std::string now_;
};

/// With a full stop where it ends without one, as what others say may.
std::string full_sentence(std::string text);

/// A string as JSON has it, quotes included.
std::string json_string(std::string_view text);

/// Number text with a point and the given decimals; zero has no sign.
std::string number_text(double value, int decimals);

/// What a channel's values are in: prices in the home's currency, "SEK/kWh"; "per kWh" where that is not
/// known.
std::string unit_text(const Channel& channel, const std::string& currency);

/// "312 kB".
std::string size_text(std::uint64_t bytes);

}  // namespace hearth
