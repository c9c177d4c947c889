#pragma once

#include "core/telemetry/error.h"

#include <string>
#include <string_view>

namespace hearth {

/// Writes all of it to standard output, at once. Errors: cancelled (nobody reads any more, or the program was
/// told to end while the reader stood still), storage.
Expected<void> write_output(std::string_view text);

/// A line on standard error, "hearthctl: …".
void say(std::string_view text);

bool error_is_terminal();
bool output_is_terminal();

/// One line on the terminal that is written over and over; shows nothing where standard error is none.
class ProgressLine {
 public:
  explicit ProgressLine(bool shown = error_is_terminal()) : shown_(shown) {}
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  void show(std::string_view text);
  void clear();

 private:
  bool shown_;
  std::string now_;
};

/// A string as JSON has it, quotes included.
std::string json_string(std::string_view text);

/// Number text with a point and the given decimals; zero has no sign.
std::string number_text(double value, int decimals);

}  // namespace hearth
