#pragma once

#include "core/config/config_table.h"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <string_view>

/// What is wrong with the value of a key, for whoever has such keys: for `ConfigKey::problem`.
namespace hearth::config_check {

std::string_view text_of(const ConfigValue& value);
bool has_control_characters(std::string_view text);

/// "http://…" or "https://…", without a user, a query or spaces.
std::string web_address(const ConfigValue& value);
/// The same of another scheme, "ws": and of its secure form.
std::string address(std::string_view text, std::string_view scheme);
std::string file_name(const ConfigValue& value);
std::string short_text(const ConfigValue& value);
/// Whatever is of the right type.
std::string anything(const ConfigValue& value);

template <int from, int to>
std::string whole_number(const ConfigValue& value) {
  const auto number = std::get<std::int64_t>(value);
  return number < from || number > to ? fmt::format("must be a whole number from {} to {}", from, to) : "";
}

template <int from, int to>
std::string number(const ConfigValue& value) {
  const double number = std::get<double>(value);
  return std::isfinite(number) && number >= from && number <= to
             ? ""
             : fmt::format("must be a number from {} to {}", from, to);
}

}  // namespace hearth::config_check
