#include "core/source/mqtt/settings.h"

#include "core/config/plain_http.h"
#include "core/source/mqtt/address.h"

#include <utility>

namespace hearth {

Expected<mqtt::Settings> mqtt_settings(const Config& config, std::string password) {
  if (config.mqtt_url.empty())
    return fail(ErrorKind::config, "No MQTT broker is configured.", "Set [mqtt] url.");
  auto address = mqtt::read_address(config.mqtt_url);
  if (!address)
    return fail(ErrorKind::config, Text::joined(address.error().message, "."),
                "For example: mqtts://broker.example", "[mqtt] url");
  if (auto problems = mqtt_problems(config); !problems.empty())
    return std::unexpected(std::move(problems.front()));
  if (config.mqtt_user.empty()) password.clear();
  if (!password.empty())
    if (auto problem = plain_http_problem(config.mqtt_url, config.allow_plain_http))
      return std::unexpected(std::move(*problem));
  return mqtt::Settings{.host = std::move(address->host),
                        .port = address->port,
                        .tls = address->tls,
                        .user = config.mqtt_user,
                        .password = std::move(password),
                        .ca_file = config.mqtt_ca_file,
                        .certificate_file = config.mqtt_certificate_file,
                        .key_file = config.mqtt_key_file,
                        .topics = config.mqtt_topics.empty() ? mqtt::default_topics() : config.mqtt_topics,
                        .delay = {}};
}

std::vector<Error> mqtt_problems(const Config& config) {
  std::vector<Error> problems;
  const auto missing = [&](const std::filesystem::path& set, const char* set_key,
                           const std::filesystem::path& other, const char* other_key) {
    if (!set.empty() && other.empty())
      problems.push_back({ErrorKind::config,
                          "A certificate of our own and its key are needed both, or neither.",
                          said("Set {} too, or take {} away.", other_key, set_key), set_key});
  };
  missing(config.mqtt_certificate_file, "[mqtt] certificate_file", config.mqtt_key_file, "[mqtt] key_file");
  missing(config.mqtt_key_file, "[mqtt] key_file", config.mqtt_certificate_file, "[mqtt] certificate_file");
  return problems;
}

}  // namespace hearth
