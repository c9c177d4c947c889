// The values of keys: out of texts, into a configuration, and back as TOML.
#include "core/config/config_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <utility>

namespace hearth {
namespace {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

std::filesystem::path resolved(std::string_view text, const std::filesystem::path& folder) {
  if (const char* home = std::getenv("HOME"); home != nullptr && (text == "~" || text.starts_with("~/")))
    return std::filesystem::path(home) / text.substr(std::min<std::size_t>(2, text.size()));
  const std::filesystem::path path(text);
  return path.is_absolute() || folder.empty() ? path : folder / path;
}

std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c >= 0 && c < ' ')
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out + '"';
}

/// A list as the environment and a command line have it: separated by commas or spaces.
HostList split_list(std::string_view text) {
  HostList list;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(", "), text.size());
    if (end > 0) list.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return list;
}

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(' ');
  return from == std::string_view::npos ? std::string_view()
                                        : text.substr(from, text.find_last_not_of(' ') + 1 - from);
}

/// A table of names as the environment has it: "name=text, name=text".
std::optional<ConfigValue> name_table(std::string_view text) {
  NameTable table;
  while (!trimmed(text).empty()) {
    const auto end = std::min(text.find(','), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    table.insert_or_assign(std::string(trimmed(pair.substr(0, equals))),
                           std::string(trimmed(pair.substr(equals + 1))));
  }
  return ConfigValue(std::move(table));
}

}  // namespace

std::string_view must_be(const ConfigKey& key) noexcept {
  return std::visit(Overloaded{[](int Config::*) { return "must be a whole number, without quotes"; },
                               [](bool Config::*) { return "must be true or false, without quotes"; },
                               [](double Config::*) { return "must be a number, without quotes"; },
                               [](double Tariff::*) { return "must be a number, without quotes"; },
                               [](HostList Config::*) { return "must be a list of texts in quotes"; },
                               [](NameTable Config::*) { return "must be names with texts in quotes"; },
                               [](auto) { return "must be text in quotes"; }},
                    key.field);
}

std::optional<ConfigValue> value_from_text(const ConfigKey& key, const std::string& text) {
  const auto parse = [&text]<class Number>(Number number) -> std::optional<ConfigValue> {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return ConfigValue(number);
  };
  return std::visit(
      Overloaded{
          [&](int Config::*) { return parse(std::int64_t{0}); }, [&](double Config::*) { return parse(0.0); },
          [&](double Tariff::*) { return parse(0.0); },
          [&](bool Config::*) -> std::optional<ConfigValue> {
            if (text == "true" || text == "1" || text == "yes") return ConfigValue(true);
            if (text == "false" || text == "0" || text == "no") return ConfigValue(false);
            return std::nullopt;
          },
          [&](HostList Config::*) -> std::optional<ConfigValue> { return ConfigValue(split_list(text)); },
          [&](NameTable Config::*) -> std::optional<ConfigValue> { return name_table(text); },
          [&](auto) -> std::optional<ConfigValue> { return ConfigValue(text); }},
      key.field);
}

std::string assign(Config& config, const ConfigKey& key, const ConfigValue& value,
                   const std::filesystem::path& folder) {
  if (std::string problem = key.problem(value); !problem.empty()) return problem;
  std::visit(Overloaded{[&](std::string Config::* member) { config.*member = std::get<std::string>(value); },
                        [&](std::filesystem::path Config::* member) {
                          config.*member = resolved(std::get<std::string>(value), folder);
                        },
                        [&](int Config::* member) {
                          config.*member = static_cast<int>(std::get<std::int64_t>(value));
                        },
                        [&](bool Config::* member) { config.*member = std::get<bool>(value); },
                        [&](double Config::* member) { config.*member = std::get<double>(value); },
                        [&](double Tariff::* member) { config.tariff.*member = std::get<double>(value); },
                        [&](HostList Config::* member) { config.*member = std::get<HostList>(value); },
                        [&](NameTable Config::* member) {
                          for (const auto& [name, text] : std::get<NameTable>(value))
                            (config.*member).insert_or_assign(name, text);
                        }},
             key.field);
  return {};
}

std::string toml_text(const ConfigValue& value) {
  return std::visit(Overloaded{[](const std::string& text) { return toml_string(text); },
                               [](const HostList& list) {
                                 std::string out;
                                 for (const std::string& text : list)
                                   out += (out.empty() ? "" : ", ") + toml_string(text);
                                 return '[' + out + ']';
                               },
                               [](const NameTable& table) {
                                 std::string out;
                                 for (const auto& [name, text] : table)
                                   out += fmt::format("{}{} = {}", out.empty() ? "" : ", ", toml_string(name),
                                                      toml_string(text));
                                 return out.empty() ? std::string("{}") : "{ " + out + " }";
                               },
                               [](auto plain) { return fmt::format("{}", plain); }},
                    value);
}

ConfigValue value_of(const Config& config, const ConfigKey& key) {
  return std::visit(
      Overloaded{
          [&](std::filesystem::path Config::* member) { return ConfigValue((config.*member).string()); },
          [&](int Config::* member) { return ConfigValue(std::int64_t{config.*member}); },
          [&](double Tariff::* member) { return ConfigValue(config.tariff.*member); },
          [&](auto member) { return ConfigValue(config.*member); }},
      key.field);
}

std::string toml_text(const Config& config, const ConfigKey& key) {
  return toml_text(value_of(config, key));
}

}  // namespace hearth
