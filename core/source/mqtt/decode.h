#pragma once

#include "core/source/decoded.h"
#include "core/telemetry/reading.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

/// What the home's devices publish at an MQTT broker, read without trust. Pure functions, any thread.
namespace hearth::mqtt {

/// Where a sensor is, by the name or the MAC address that it calls itself.
using Places = std::map<std::string, std::string, std::less<>>;

struct Payload {
  /// Nothing where the message is of another kind. Its time is 0 where the device did not say when it was
  /// taken: then it is as old as the message.
  std::optional<Reading> reading;
  Refusals refused;  ///< values that were left out of the reading
};

/// Reads one message's payload, whatever its topic: the forms (SaveEye, ThermIQ, Shelly of the third
/// generation, outdoor; see README.md) are told apart by their members. A sensor that `places` does not name
/// is called what it calls itself; a Shelly's time counts from the year 2000 on.
///
/// Errors: bad_data with the place: no JSON object, half of one.
Expected<Payload> decode(std::string_view payload, const Places& places, TimeMs now);

}  // namespace hearth::mqtt
