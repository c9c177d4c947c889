#pragma once

#include "core/source/mqtt/session.h"
#include "core/telemetry/error.h"

#include <string>

namespace hearth::mqtt {

/// "host:port". Any thread, as the rest.
[[nodiscard]] std::string where(const Settings& settings);
/// Why there is no connection, by the system's number (`errno`).
[[nodiscard]] Error unreachable(const Settings& settings, int number);
/// What a broker answers that does not let us in: a CONNACK code of MQTT 3.1.1 or a reason code of MQTT 5.
[[nodiscard]] Error refusal(const Settings& settings, int code);
/// Whether such an answer says that it speaks another version.
[[nodiscard]] bool speaks_another_version(int code) noexcept;

}  // namespace hearth::mqtt
