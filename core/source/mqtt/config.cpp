#include "core/source/mqtt/config.h"

#include "core/config/config_check.h"
#include "core/config/config_field.h"
#include "core/source/mqtt/address.h"

#include <array>

namespace hearth {
namespace {

std::string broker_address(const ConfigValue& value) {
  const auto address = mqtt::read_address(config_check::text_of(value));
  return address ? "" : address.error().message;
}

std::string topic_list(const ConfigValue& value) {
  constexpr std::size_t most_topics = 100;
  const auto& topics = std::get<HostList>(value);
  if (topics.size() > most_topics) return fmt::format("must be at most {} topics", most_topics);
  for (const std::string& topic : topics)
    if (std::string problem = mqtt::topic_problem(topic); !problem.empty()) return problem;
  return {};
}

std::string broker_user(const ConfigValue& value) {
  return config_check::text_of(value).empty() || config_check::text_of(value).size() > 255 ||
                 config_check::has_control_characters(config_check::text_of(value))
             ? "must be one line of 1 to 255 bytes"
             : "";
}

std::string place_table(const ConfigValue& value) {
  constexpr std::size_t longest_device = 100;
  constexpr std::size_t longest_place = 60;
  const auto is_line = [](std::string_view text, std::size_t longest) {
    return !text.empty() && text.size() <= longest && !config_check::has_control_characters(text);
  };
  for (const auto& [device, place] : std::get<NameTable>(value)) {
    if (!is_line(device, longest_device))
      return fmt::format("must have the device's name, one line of 1 to {} bytes, before the =",
                         longest_device);
    if (!is_line(place, longest_place))
      return fmt::format("must be a place: one line of 1 to {} bytes", longest_place);
  }
  return {};
}

constexpr std::array mqtt_keys = std::to_array<ConfigKey>({
    {"mqtt", "url", field_of<&MqttConfig::url>, "\"mqtts://broker.example\"",
     "The broker that the home's devices publish at (Mosquitto and others), mqtt:// or mqtts://; nothing is\n"
     "ever published there. The port is 1883, of mqtts 8883, where none stands after the host.",
     broker_address},
    {"mqtt", "user", field_of<&MqttConfig::user>, "\"hearthboard\"",
     "Whom the broker knows us as. The password never stands here: \"hearthctl secret set mqtt\" takes it. "
     "It "
     "is\n"
     "sent over mqtts, else only within this machine and to the hosts in [net] allow_plain_http.",
     broker_user},
    {"mqtt", "password_file", field_of<&MqttConfig::password_file>, "\"mqtt_password\"",
     "A file that holds the password and nothing else; make it readable for you alone (chmod 600).",
     config_check::file_name},
    {"mqtt", "ca_file", field_of<&MqttConfig::ca_file>, "\"broker_ca.pem\"",
     "The authority that vouches for the broker (PEM). Without it, those that this machine trusts.",
     config_check::file_name},
    {"mqtt", "certificate_file", field_of<&MqttConfig::certificate_file>, "\"hearthboard.crt\"",
     "A certificate of our own and its key (PEM), where the broker asks for one. All three files are read "
     "anew\n"
     "when they are rewritten.",
     config_check::file_name},
    {"mqtt", "key_file", field_of<&MqttConfig::key_file>, "\"hearthboard.key\"",
     "The key of that certificate.", config_check::file_name},
    {"mqtt", "topics", field_of<&MqttConfig::topics>, "[\"saveeye/telemetry\", \"+/events/rpc\"]",
     "What is read there. Without it: saveeye/telemetry, homelab/energy/realtime, thermiq_heatpump/data,\n"
     "+/events/rpc and homelab/temperature/outdoor.",
     topic_list},
    {"mqtt", "places", field_of<&MqttConfig::places>, "\"shellyhtg3-8cbfea96f5c4\" = \"indoor\"",
     "Where each sensor is, by the name or the MAC address that it calls itself. Without it, the place is "
     "called\n"
     "as the sensor is.",
     place_table},
});

Expected<std::string> whose_broker(const Config& config) {
  const auto& broker = config.of<MqttConfig>();
  if (broker.url.empty())
    return fail(ErrorKind::config, "No MQTT broker is configured.", "Type: hearthctl config set mqtt.url …");
  if (broker.user.empty())
    return fail(ErrorKind::config, "The broker is told no user name, and a password belongs to one.",
                "Type: hearthctl config set mqtt.user …");
  const auto address = mqtt::read_address(broker.url);
  if (!address) return std::unexpected(address.error());
  // Whoever moves to TLS, or to another port, is the same still.
  return fmt::format("{}@{}", broker.user, address->host);
}

constinit const SourceSecret mqtt_secret = {
    .name = "mqtt",
    .what = "password that the MQTT broker lets us in with",
    .holder = "the broker's user",
    .credential = "hearthboard.mqtt_password",
    .file_key = "[mqtt] password_file",
    .belongs = "Type \"hearthctl secret set mqtt\", or put it into a file that [mqtt] password_file names.",
    .file = [](const Config& config) -> const std::filesystem::path& {
      return config.of<MqttConfig>().password_file;
    },
    .whose = whose_broker,
    .is_somebody = [](const Config& config) { return !config.of<MqttConfig>().user.empty(); },
};

}  // namespace

constinit const SourceConfig mqtt_config = {
    .keys = mqtt_keys,
    .called = "broker",
    .complete = [](Config& config) { strip_slashes(config.of<MqttConfig>().url); },
    // Who is told no user is sent no password.
    .sends_secrets_to =
        [](const Config& config) {
          const auto& broker = config.of<MqttConfig>();
          return broker.user.empty() ? std::vector<std::string>() : std::vector{broker.url};
        },
    .problems = mqtt_problems,
    .secret = &mqtt_secret,
};

std::vector<Error> mqtt_problems(const Config& config) {
  const auto& broker = config.of<MqttConfig>();
  std::vector<Error> problems;
  const auto missing = [&](const std::filesystem::path& set, const char* set_key,
                           const std::filesystem::path& other, const char* other_key) {
    if (!set.empty() && other.empty())
      problems.push_back({ErrorKind::config,
                          "A certificate of our own and its key are needed both, or neither.",
                          said("Set {} too, or take {} away.", other_key, set_key), set_key});
  };
  missing(broker.certificate_file, "[mqtt] certificate_file", broker.key_file, "[mqtt] key_file");
  missing(broker.key_file, "[mqtt] key_file", broker.certificate_file, "[mqtt] certificate_file");
  return problems;
}

}  // namespace hearth
