#pragma once

#include "core/telemetry/error.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What a configuration says of a broker. Pure functions, any thread.
namespace hearth::mqtt {

/// Where a broker is.
struct Address {
  std::string host;  ///< a name or an address, of IPv6 without brackets
  int port = 1883;
  bool tls = false;
};

inline constexpr int plain_port = 1883;
inline constexpr int tls_port = 8883;

/// Reads "mqtt://host[:port]" or "mqtts://host[:port]", perhaps with a slash at its end; an address of IPv6
/// stands in brackets (RFC 3986, 3.2.2). Errors: config, with "must …" as the message, which repeats nothing
/// of the text.
Expected<Address> read_address(std::string_view text);

/// "mqtts://host:8883": how an address is shown.
std::string shown_address(const Address& address);

/// What is wrong with a topic filter (MQTT 5.0, 4.7), or nothing. A shared subscription is refused: it would
/// take messages away from others.
std::string topic_problem(std::string_view filter);

/// What the home's devices publish on where their owner has not chosen otherwise.
std::vector<std::string> default_topics();

}  // namespace hearth::mqtt
