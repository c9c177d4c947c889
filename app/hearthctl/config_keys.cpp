#include "app/hearthctl/config_keys.h"

#include "app/hearthctl/json_text.h"
#include "app/hearthctl/output.h"
#include "app/hearthctl/session.h"
#include "app/shared/program.h"
#include "core/config/change_config.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

namespace hearth {
namespace {

/// What is said of a value that nobody set.
constexpr std::string_view by_default = "default";
constexpr std::string_view by_nobody = "not set";

std::string origin_of(const LoadedConfig& loaded, const ConfigKey& key) {
  const auto origin = loaded.origins.find(shown_name(key));
  if (origin != loaded.origins.end()) return origin->second;
  const std::string value = toml_text(loaded.config, key);
  if (value == "\"\"" || value == "[]") return std::string(by_nobody);
  return key.follows_from.empty() ? std::string(by_default)
                                  : fmt::format("follows from {}", key.follows_from);
}

/// One line of what is shown: a key, or one entry of a table of names.
struct ShownKey {
  std::string name;  ///< "api.base_url"
  ConfigValue value;
  std::string origin;
};

std::vector<ShownKey> shown_keys(const LoadedConfig& loaded, const NamedKey& named) {
  const ConfigKey& key = *named.key;
  const ConfigValue value = value_of(loaded.config, key);
  const auto* const table = std::get_if<NameTable>(&value);
  if (table == nullptr) return {{dotted_name(key), value, origin_of(loaded, key)}};
  std::vector<ShownKey> all;
  for (const auto& [entry, text] : *table)
    if (named.entry.empty() || named.entry == entry)
      all.push_back({dotted_name(key, entry), text, loaded.origins.at(shown_name(key, entry))});
  if (all.empty())
    all.push_back({named.entry.empty() ? dotted_name(key) : dotted_name(key, named.entry), value,
                   std::string(by_nobody)});
  return all;
}

QJsonValue json_of(const ConfigValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return json_text(*text);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return QJsonValue(static_cast<qint64>(*whole));
  if (const auto* number = std::get_if<double>(&value)) return QJsonValue(*number);
  if (const auto* flag = std::get_if<bool>(&value)) return QJsonValue(*flag);
  QJsonArray list;
  for (const std::string& text : std::get<HostList>(value)) list.append(json_text(text));
  return list;
}

std::string as_json(const std::vector<ShownKey>& keys) {
  QJsonArray all;
  for (const ShownKey& key : keys)
    all.append(QJsonObject{{QStringLiteral("key"), json_text(key.name)},
                           {QStringLiteral("value"),
                            key.origin == by_nobody ? QJsonValue(QJsonValue::Null) : json_of(key.value)},
                           {QStringLiteral("from"), json_text(key.origin)}});
  return QJsonDocument(all).toJson().toStdString();
}

std::string as_text(const std::vector<ShownKey>& keys) {
  std::string out;
  for (const ShownKey& key : keys)
    out += key.origin == by_nobody
               ? fmt::format("{} is not set\n", key.name)
               : fmt::format("{} = {}  # {}\n", key.name, toml_text(key.value), key.origin);
  return out;
}

void say_problems(const LoadedConfig& loaded) {
  for (const ConfigProblem& problem : loaded.problems)
    say((problem.fatal ? "" : "warning: ") + to_text(problem.error));
}

/// What is said of a change.
struct ChangeNames {
  std::string dotted, shown, value;
};

ChangeNames names_of(const ConfigChange& change) {
  const ConfigKey& key = *change.key;
  const auto* const table = std::get_if<NameTable>(&change.value);
  if (table == nullptr) return {dotted_name(key), shown_name(key), toml_text(change.value)};
  const auto& [entry, text] = *table->begin();
  return {dotted_name(key, entry), shown_name(key, entry), toml_text(ConfigValue(text))};
}

}  // namespace

void show_config(Session& session) {
  const auto& words = session.line().operands;
  if (words.size() > 2) return session.finish(misused("config", {}, "It is config show [KEY].").error());
  std::vector<NamedKey> wanted;
  if (words.size() == 2) {
    auto key = config_key_named(words[1]);
    if (!key) return session.finish(key.error());
    wanted.push_back(std::move(*key));
  } else {
    for (const ConfigKey& key : config_keys()) wanted.push_back({&key});
  }
  const LoadedConfig loaded = load_config(session.line().value("--config"));
  std::vector<ShownKey> keys;
  for (const NamedKey& key : wanted) std::ranges::move(shown_keys(loaded, key), std::back_inserter(keys));
  const bool json = session.line().has("--json");
  std::string out = json ? as_json(keys) : as_text(keys);
  if (!json && words.size() < 2 && !loaded.config.access_token.empty())
    out += "An access token is given in HEARTHBOARD_ACCESS_TOKEN.\n";
  say_problems(loaded);
  if (const auto written = write_output(out); !written) return session.finish(written.error());
  session.finish(loaded.usable() ? exit_ok : exit_config);
}

void set_config(Session& session) {
  const auto& words = session.line().operands;
  if (words.size() != 3) return session.finish(misused("config", {}, "It is config set KEY VALUE.").error());
  const auto change = config_change(words[1], words[2]);
  if (!change) return session.finish(change.error());
  std::filesystem::path file = session.line().value("--config");
  if (file.empty()) file = user_config_file();
  const ConfigChange changes[] = {*change};
  if (const auto changed = change_config(file, changes); !changed) return session.finish(changed.error());
  const LoadedConfig loaded = load_config(session.line().value("--config"));
  say_problems(loaded);
  const std::string variable = environment_name(*change->key);
  const auto [name, shown, value] = names_of(*change);
  if (const auto origin = loaded.origins.find(shown);
      origin != loaded.origins.end() && origin->second == variable)
    say(fmt::format("warning: {} is set and goes before it.", variable));
  session.finish_with(fmt::format("{} = {} stands in {}.\n", name, value, file.string()));
}

}  // namespace hearth
