#pragma once

#include "core/config/config.h"
#include "core/source/mqtt/session.h"

#include <string>

namespace hearth {

/// What the configuration wants of a broker; `delay` is for the caller to set. Without topics it
/// is the default ones, without a user nobody in particular, and no password either (MQTT 3.1.1, 3.1.2.9, has
/// none without). Pure, any thread. Errors: config: no [mqtt] url; a password that would cross a network in
/// the clear (as `plain_http_problem`); what `mqtt_problems` finds.
Expected<mqtt::Settings> mqtt_settings(const Config& config, std::string password);

}  // namespace hearth
