#pragma once

#include "core/source/decoded.h"
#include "core/telemetry/reading.h"

#include <optional>
#include <string>
#include <string_view>

/// The frames of energy-ws, read without trust. Pure functions, any thread.
namespace hearth::energy_ws {

/// What one text frame said.
struct Message {
  std::optional<Reading> reading;  ///< of the meter; nothing where the frame carries none
  std::string kind;   ///< the frame's `type` ("data", "pong", "error" …); empty in the oldest form
  Refusals refused;   ///< values that were left out of the reading
  std::string error;  ///< the service's words in an `error` frame, bounded, without control characters
};

/// Reads one text frame, in the nested form (`data.fields`), the flat form inside `data`, or the flat form at
/// the top. The reading's time is `data.ts`, when it was taken, else the frame's `timestamp`; the meter's
/// serial is its epoch. Frames of other streams and kinds have no reading.
///
/// Where there are `fields`, nothing else of the meter's is looked at but `ts` and `tags`, whatever it is: it
/// repeats itself in its own words. A field or serial that is wrong or cannot be is refused alone.
///
/// Errors: bad_data with the place: half a frame, `fields` that are no object, a time that is none or outside
/// 2000-01-01 … `now` + 100 years; in the flat forms anything wrong.
Expected<Message> decode_frame(std::string_view text, TimeMs now);

}  // namespace hearth::energy_ws
