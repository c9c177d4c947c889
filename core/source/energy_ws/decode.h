#pragma once

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
  std::string error;  ///< the service's words in an `error` frame, bounded, without control characters
};

/// Reads one text frame, in the nested form (`data.fields`), the flat form inside `data`, or the flat form at
/// the top. The reading's time is `data.ts`, when it was taken, else the frame's `timestamp`; the meter's
/// serial is its epoch. Frames of other streams and kinds have no reading. Errors: bad_data with the place:
/// half a frame, a wrong type, an impossible number, a time outside 2000-01-01 … `now` + 10 min.
Expected<Message> decode_frame(std::string_view text, TimeMs now);

}  // namespace hearth::energy_ws
