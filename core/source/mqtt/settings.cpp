#include "core/source/mqtt/settings.h"

#include "core/config/plain_http.h"
#include "core/source/mqtt/address.h"
#include "core/source/mqtt/config.h"

#include <utility>

namespace hearth {

Expected<mqtt::Settings> mqtt_settings(const Config& config, std::string password) {
  const auto& broker = config.of<MqttConfig>();
  if (broker.url.empty()) return fail(ErrorKind::config, "No MQTT broker is configured.", "Set [mqtt] url.");
  auto address = mqtt::read_address(broker.url);
  if (!address)
    return fail(ErrorKind::config, Text::joined(address.error().message, "."),
                "For example: mqtts://broker.example", "[mqtt] url");
  if (auto problems = mqtt_problems(config); !problems.empty())
    return std::unexpected(std::move(problems.front()));
  if (broker.user.empty()) password.clear();
  if (!password.empty())
    if (auto problem = plain_http_problem(broker.url, config.allow_plain_http))
      return std::unexpected(std::move(*problem));
  return mqtt::Settings{.host = std::move(address->host),
                        .port = address->port,
                        .tls = address->tls,
                        .user = broker.user,
                        .password = std::move(password),
                        .ca_file = broker.ca_file,
                        .certificate_file = broker.certificate_file,
                        .key_file = broker.key_file,
                        .topics = broker.topics.empty() ? mqtt::default_topics() : broker.topics,
                        .delay = {}};
}

}  // namespace hearth
