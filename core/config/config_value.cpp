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
  switch (key.field.type) {
    case ConfigField::Type::whole_number:
      return "must be a whole number, without quotes";
    case ConfigField::Type::yes_or_no:
      return "must be true or false, without quotes";
    case ConfigField::Type::number:
      return "must be a number, without quotes";
    case ConfigField::Type::list:
      return "must be a list of texts in quotes";
    case ConfigField::Type::names:
      return "must be names with texts in quotes";
    case ConfigField::Type::text:
    case ConfigField::Type::file:
      break;
  }
  return "must be text in quotes";
}

std::optional<ConfigValue> value_from_text(const ConfigKey& key, const std::string& text) {
  const auto parse = [&text]<class Number>(Number number) -> std::optional<ConfigValue> {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return ConfigValue(number);
  };
  switch (key.field.type) {
    case ConfigField::Type::whole_number:
      return parse(std::int64_t{0});
    case ConfigField::Type::number:
      return parse(0.0);
    case ConfigField::Type::yes_or_no:
      if (text == "true" || text == "1" || text == "yes") return ConfigValue(true);
      if (text == "false" || text == "0" || text == "no") return ConfigValue(false);
      return std::nullopt;
    case ConfigField::Type::list:
      return ConfigValue(split_list(text));
    case ConfigField::Type::names:
      return name_table(text);
    case ConfigField::Type::text:
    case ConfigField::Type::file:
      break;
  }
  return ConfigValue(text);
}

std::string assign(Config& config, const ConfigKey& key, const ConfigValue& value,
                   const std::filesystem::path& folder) {
  if (std::string problem = key.problem(value); !problem.empty()) return problem;
  key.field.put(config, key.field.type == ConfigField::Type::file
                            ? ConfigValue(resolved(std::get<std::string>(value), folder).string())
                            : value);
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
  return key.field.get(config);
}

std::string toml_text(const Config& config, const ConfigKey& key) {
  return toml_text(value_of(config, key));
}

}  // namespace hearth
