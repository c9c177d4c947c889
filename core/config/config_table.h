#pragma once

#include "core/config/config.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

/// Every key a configuration can have, as data: reading, the environment, validation, the sample and the
/// first configuration of a new user all go through this one table.
namespace hearth {

using ConfigValue = std::variant<std::string, std::int64_t, double, bool, HostList, NameTable>;

/// Where a key's value goes, and what it must be. `field_of` (config_field.h) makes one of a member.
struct ConfigField {
  enum class Type { text, file, whole_number, number, yes_or_no, list, names };
  Type type;
  ConfigValue (*get)(const Config& config);
  /// Of a value of this type; the entries of a table of names are put to those that are there.
  void (*put)(Config& config, const ConfigValue& value);
};

struct ConfigKey {
  std::string_view section;
  std::string_view key;
  ConfigField field;
  std::string_view example;  ///< a good value, written as TOML; of a table of names: a good entry
  std::string_view comment;  ///< for the sample; lines end with \n but for the last
  /// What is wrong with a value of the right type ("must be …"), or nothing. Never repeats the value.
  std::string (*problem)(const ConfigValue& value);
  std::string_view follows_from = {};  ///< "api.base_url": the key that gives it a value where it has none
};

/// The house's own and those of `source_configs`, in the order of the sample.
std::span<const ConfigKey> config_keys() noexcept;
const ConfigKey* find_config_key(std::string_view section, std::string_view key) noexcept;

/// Is it a table of its own, whose names are free: [mqtt.places]?
bool is_name_table(const ConfigKey& key) noexcept;

/// "[api] base_url"; of a table of names "[mqtt.places]".
std::string shown_name(const ConfigKey& key);
/// Of an entry of a table of names: "[mqtt.places] device".
std::string shown_name(const ConfigKey& key, std::string_view entry);
/// "api.base_url", "mqtt.places".
std::string dotted_name(const ConfigKey& key);
/// `mqtt.places."device"`.
std::string dotted_name(const ConfigKey& key, std::string_view entry);
/// "HEARTHBOARD_API_BASE_URL".
std::string environment_name(const ConfigKey& key);
/// "must be text in quotes": what is said of a value of the wrong type.
std::string_view must_be(const ConfigKey& key) noexcept;

/// Takes a value of the environment, which is text, as the type that the key has. Nothing where it is none.
std::optional<ConfigValue> value_from_text(const ConfigKey& key, const std::string& text);

/// Stores a value; what is wrong with it comes back, and nothing is stored then. Paths are taken relative to
/// `folder`, `~/` is the user's home. The entries of a table of names are put to those that are there.
std::string assign(Config& config, const ConfigKey& key, const ConfigValue& value,
                   const std::filesystem::path& folder);
ConfigValue value_of(const Config& config, const ConfigKey& key);
/// The key's value in `config`, written as TOML.
std::string toml_text(const Config& config, const ConfigKey& key);
/// A value, written as TOML.
std::string toml_text(const ConfigValue& value);

/// Does a key of this name want to hold a secret? Such a key is refused, and nothing of its value is shown.
bool names_a_secret(std::string_view key);
/// What to do with it instead, for a person.
std::string secret_belongs(std::string_view section);

/// The sentence's end for a name that is not known: "; did you mean [api] base_url?", or nothing where no
/// name is near.
std::string did_you_mean(std::string_view section, std::string_view key);
std::string did_you_mean_section(std::string_view section);

}  // namespace hearth
