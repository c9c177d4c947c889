#include "core/source/mqtt/words.h"

#include <fmt/format.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>

#include <cerrno>
#include <cstring>

namespace hearth::mqtt {

std::string where(const Settings& settings) {
  return fmt::format("{}:{}", settings.host, settings.port);
}

Error unreachable(const Settings& settings, int number) {
  const std::string place = where(settings);
  switch (number) {
    case ECONNREFUSED:
      return {ErrorKind::offline,
              said("Nothing listens at {}.", place),
              "Look whether the broker runs, and at the port.",
              {}};
    case ENETUNREACH:
    case EHOSTUNREACH:
      return {ErrorKind::offline, said("There is no way to {}.", place), "Look at the network.", {}};
    case ETIMEDOUT:
      return {ErrorKind::offline, said("{} does not answer.", place), {}, {}};
    default:
      // NOLINTNEXTLINE(concurrency-mt-unsafe): the numbers are the system's own, whose texts are constant
      return {ErrorKind::offline, said("{}: {}.", place, std::strerror(number)), {}, {}};
  }
}

Error refusal(const Settings& settings, int code) {
  const std::string place = where(settings);
  switch (code) {
    case CONNACK_REFUSED_BAD_USERNAME_PASSWORD:
    case MQTT_RC_BAD_USERNAME_OR_PASSWORD:
      return {ErrorKind::not_permitted,
              said("{} refuses the user name or the password.", place),
              "Set [mqtt] user, and its password with \"hearthctl secret set mqtt\".",
              {}};
    case CONNACK_REFUSED_NOT_AUTHORIZED:
    case MQTT_RC_NOT_AUTHORIZED:
    case MQTT_RC_BANNED:
      return {
          ErrorKind::not_permitted,
          settings.user.empty() ? said("{} lets nobody in without a user name.", place)
                                : said("{} does not let {} in.", place, settings.user),
          "Set [mqtt] user, and its password with \"hearthctl secret set mqtt\"; or allow it at the broker.",
          {}};
    case CONNACK_REFUSED_SERVER_UNAVAILABLE:
    case MQTT_RC_SERVER_UNAVAILABLE:
    case MQTT_RC_SERVER_BUSY:
      return {ErrorKind::retry, said("{} is not ready for us.", place), {}, {}};
    default:
      return {
          ErrorKind::retry, said("{} does not let us in: {}.", place, mosquitto_reason_string(code)), {}, {}};
  }
}

bool speaks_another_version(int code) noexcept {
  return code == CONNACK_REFUSED_PROTOCOL_VERSION || code == MQTT_RC_UNSUPPORTED_PROTOCOL_VERSION;
}

}  // namespace hearth::mqtt
