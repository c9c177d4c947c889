#pragma once

#include "core/config/config_table.h"

#include <type_traits>

namespace hearth {

template <class Member>
struct MemberTypes;
template <class Struct, class Value>
struct MemberTypes<Value Struct::*> {
  using Owner = Struct;
  using Held = Value;
};

/// The part of a configuration, constant or not, that has a key's member: itself, its tariff, or what a
/// source keeps in it.
template <class Part, class Whole>
[[nodiscard]] auto* part_of(Whole* config) {
  if constexpr (std::is_same_v<Part, Config>)
    return config;
  else if constexpr (std::is_same_v<Part, Tariff>)
    return &config->tariff;
  else
    return &config->template of<Part>();
}

template <class Held>
consteval ConfigField::Type field_type() {
  using enum ConfigField::Type;
  if constexpr (std::is_same_v<Held, std::filesystem::path>)
    return file;
  else if constexpr (std::is_same_v<Held, int>)
    return whole_number;
  else if constexpr (std::is_same_v<Held, double>)
    return number;
  else if constexpr (std::is_same_v<Held, bool>)
    return yes_or_no;
  else if constexpr (std::is_same_v<Held, HostList>)
    return list;
  else if constexpr (std::is_same_v<Held, NameTable>)
    return names;
  else {
    static_assert(std::is_same_v<Held, std::string>, "no key has a value of this type");
    return text;
  }
}

/// Where the value of a key goes whose member this is: `field_of<&Config::issuer>`,
/// `field_of<&MqttConfig::url>`.
template <auto member>
inline constexpr ConfigField field_of = {
    field_type<typename MemberTypes<decltype(member)>::Held>(),
    [](const Config& config) {
      using Types = MemberTypes<decltype(member)>;
      const auto& held = part_of<typename Types::Owner>(&config)->*member;
      if constexpr (std::is_same_v<typename Types::Held, std::filesystem::path>)
        return ConfigValue(held.string());
      else if constexpr (std::is_same_v<typename Types::Held, int>)
        return ConfigValue(std::int64_t{held});
      else
        return ConfigValue(held);
    },
    [](Config& config, const ConfigValue& value) {
      using Types = MemberTypes<decltype(member)>;
      auto& held = part_of<typename Types::Owner>(&config)->*member;
      if constexpr (std::is_same_v<typename Types::Held, std::filesystem::path>)
        held = std::get<std::string>(value);
      else if constexpr (std::is_same_v<typename Types::Held, int>)
        held = static_cast<int>(std::get<std::int64_t>(value));
      else if constexpr (std::is_same_v<typename Types::Held, NameTable>)
        for (const auto& [name, text] : std::get<NameTable>(value)) held.insert_or_assign(name, text);
      else
        held = std::get<typename Types::Held>(value);
    }};

}  // namespace hearth
