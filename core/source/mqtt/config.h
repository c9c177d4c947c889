#pragma once

#include "core/config/source_config.h"

namespace hearth {

/// [mqtt]
struct MqttConfig {
  std::string url;  ///< mqtt(s)://host[:port]
  std::string user;
  std::filesystem::path password_file;
  std::filesystem::path ca_file;           ///< empty: those that this machine trusts
  std::filesystem::path certificate_file;  ///< our own; with `key_file`
  std::filesystem::path key_file;
  std::vector<std::string> topics;  ///< empty: `mqtt::default_topics`
  NameTable places;                 ///< [mqtt.places]: a sensor's place by the device's name
};

extern const SourceConfig mqtt_config;

/// What keys of [mqtt] want of each other and do not have. Errors: config.
std::vector<Error> mqtt_problems(const Config& config);

}  // namespace hearth
