#include "core/config/read_toml.h"

#include "core/config/config_table.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <exception>

namespace hearth {
namespace {

/// What a parser says of a text may quote it; long words could be secrets in the wrong place.
std::string without_long_words(std::string_view text) {
  constexpr std::size_t longest = 16;
  std::string out;
  std::string word;
  const auto end_word = [&] {
    out += word.size() > longest ? "…" : word;
    word.clear();
  };
  for (const char c : text) {
    const bool inside = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        c == '_' || c == '-' || c == '.' || c == '+' || c == '/' || c == '=';
    if (inside) {
      word += c;
    } else {
      end_word();
      out += c;
    }
  }
  end_word();
  return out;
}

class Reader {
 public:
  Reader(const std::string& name, LoadedConfig& loaded)
      : name_(name), folder_(std::filesystem::path(name).parent_path()), loaded_(loaded) {}

  void read(const toml::table& root) {
    for (const auto& [key, node] : root) {
      if (const toml::table* section = node.as_table()) {
        read_section(key, *section);
      } else if (names_a_secret(key.str())) {
        refuse_secret("", key);
      } else {
        warn(place(key, std::string(key.str())),
             "stands in no section and is ignored" + did_you_mean("", key.str()),
             "Put it below its section's line, such as [api].");
      }
    }
  }

  void syntax_error(const toml::parse_error& error) {
    problem({ErrorKind::config, said("This is not valid TOML: {}.", without_long_words(error.description())),
             "Text stands in quotes, each key on a line of its own.",
             fmt::format("{}:{}", name_, error.source().begin.line)},
            true);
  }

 private:
  [[nodiscard]] std::string place(const toml::key& key, const std::string& shown) const {
    return fmt::format("{}:{}: {}", name_, key.source().begin.line, shown);
  }
  void problem(Error error, bool fatal, std::string of_key = {}) {
    loaded_.problems.push_back({std::move(error), fatal, std::move(of_key)});
  }
  void warn(std::string where, Text message, Text next) {
    problem({ErrorKind::config, std::move(message), std::move(next), std::move(where)}, false);
  }

  void refuse_secret(std::string_view section, const toml::key& key) {
    const std::string shown =
        section.empty() ? std::string(key.str()) : fmt::format("[{}] {}", section, key.str());
    problem({ErrorKind::config, "a token or password must not stand in the configuration.",
             secret_belongs(section), place(key, shown)},
            true);
  }

  void read_section(const toml::key& section, const toml::table& table) {
    const auto keys = config_keys();
    const bool known =
        std::any_of(keys.begin(), keys.end(), [&](const ConfigKey& k) { return k.section == section.str(); });
    if (!known)
      warn(place(section, fmt::format("[{}]", section.str())),
           said("is no section that is known{}", did_you_mean_section(section.str())), "It is ignored.");
    for (const auto& [key, node] : table) {
      const ConfigKey* found = find_config_key(section.str(), key.str());
      if (found != nullptr)
        read_value(*found, key, node);
      else if (names_a_secret(key.str()))
        refuse_secret(section.str(), key);
      else if (known)
        warn(place(key, fmt::format("[{}] {}", section.str(), key.str())),
             said("is not known{}", did_you_mean(section.str(), key.str())), "It is ignored.");
    }
  }

  void refuse_value(const ConfigKey& known, const toml::key& key, const Text& wrong,
                    const std::string& shown) {
    const std::string example =
        is_name_table(known) ? std::string(known.example) : fmt::format("{} = {}", known.key, known.example);
    problem(
        {ErrorKind::config, Text::joined(wrong, "."), said("For example: {}", example), place(key, shown)},
        true, shown);
  }

  void read_names(const ConfigKey& known, const toml::key& key, const toml::node& node) {
    const toml::table* table = node.as_table();
    if (table == nullptr)
      return refuse_value(known, key, said("must be a table of its own: {}", shown_name(known)),
                          shown_name(known));
    for (const auto& [name, text] : *table) {
      const std::string entry(name.str());
      const auto* const value = text.as_string();
      std::string wrong = value == nullptr
                              ? "must be text in quotes"
                              : assign(loaded_.config, known, NameTable{{entry, value->get()}}, folder_);
      const std::string shown = shown_name(known, shown_entry(entry));
      if (wrong.empty())
        loaded_.origins[shown_name(known, entry)] = fmt::format("{}:{}", name_, name.source().begin.line);
      else
        refuse_value(known, name, wrong, shown);
    }
  }

  void read_value(const ConfigKey& known, const toml::key& key, const toml::node& node) {
    if (is_name_table(known)) return read_names(known, key, node);
    const auto value = value_of(known, node);
    const std::string wrong =
        value ? assign(loaded_.config, known, *value, folder_) : std::string(must_be(known));
    if (wrong.empty())
      loaded_.origins[shown_name(known)] = fmt::format("{}:{}", name_, key.source().begin.line);
    else
      refuse_value(known, key, wrong, shown_name(known));
  }

  /// A name of a table of names is anything; what is shown of it is short and one line.
  static std::string shown_entry(std::string_view name) {
    constexpr std::size_t longest = 60;
    std::string shown(name.substr(0, longest));
    std::ranges::replace_if(shown, [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }, '?');
    return shown;
  }

  static std::optional<ConfigValue> value_of(const ConfigKey& key, const toml::node& node) {
    using enum ConfigField::Type;
    switch (key.field.type) {
      case number:
        if (node.is_number()) return node.value<double>();
        break;
      case whole_number:
        if (node.is_integer()) return node.value<std::int64_t>();
        break;
      case yes_or_no:
        if (node.is_boolean()) return node.value<bool>();
        break;
      case list:
        return list_of(node);
      case text:
      case file:
        if (node.is_string()) return node.value<std::string>();
        break;
      case names:  // one entry at a time
        break;
    }
    return std::nullopt;
  }

  static std::optional<ConfigValue> list_of(const toml::node& node) {
    const toml::array* array = node.as_array();
    if (array == nullptr) return std::nullopt;
    HostList list;
    for (const toml::node& element : *array) {
      if (!element.is_string()) return std::nullopt;
      list.push_back(element.value<std::string>().value_or(std::string()));
    }
    return ConfigValue(std::move(list));
  }

  const std::string& name_;
  std::filesystem::path folder_;
  LoadedConfig& loaded_;
};

}  // namespace

void read_toml(std::string_view text, const std::string& name, LoadedConfig& loaded) {
  const auto before = static_cast<std::ptrdiff_t>(loaded.problems.size());
  Reader reader(name, loaded);
  try {
    const toml::table root = toml::parse(text, name);
    reader.read(root);
  } catch (const toml::parse_error& error) {
    reader.syntax_error(error);
  }
  // toml++ keeps tables by name; people read files from the top.
  const auto line_of = [&](const ConfigProblem& p) {
    const std::string rest = p.error.place.substr(std::min(p.error.place.size(), name.size() + 1));
    return std::strtol(rest.c_str(), nullptr, 10);
  };
  std::stable_sort(loaded.problems.begin() + before, loaded.problems.end(),
                   [&](const ConfigProblem& a, const ConfigProblem& b) { return line_of(a) < line_of(b); });
}

}  // namespace hearth
