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

namespace hearth {
namespace {

std::string dotted_name(const ConfigKey& key) {
  return fmt::format("{}.{}", key.section, key.key);
}

/// What is said of a value that nobody set.
constexpr std::string_view by_default = "default";
constexpr std::string_view by_address = "follows from api.base_url";
constexpr std::string_view by_nobody = "not set";

std::string origin_of(const LoadedConfig& loaded, const ConfigKey& key) {
  const auto origin = loaded.origins.find(shown_name(key));
  if (origin != loaded.origins.end()) return origin->second;
  const std::string value = toml_text(loaded.config, key);
  if (value == "\"\"" || value == "[]") return std::string(by_nobody);
  return std::string(shown_name(key) == "[live] url" ? by_address : by_default);
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

std::string as_json(const LoadedConfig& loaded, std::span<const ConfigKey> keys) {
  QJsonArray all;
  for (const ConfigKey& key : keys) {
    const std::string origin = origin_of(loaded, key);
    all.append(
        QJsonObject{{QStringLiteral("key"), json_text(dotted_name(key))},
                    {QStringLiteral("value"), origin == by_nobody ? QJsonValue(QJsonValue::Null)
                                                                  : json_of(value_of(loaded.config, key))},
                    {QStringLiteral("from"), json_text(origin)}});
  }
  return QJsonDocument(all).toJson().toStdString();
}

std::string as_text(const LoadedConfig& loaded, std::span<const ConfigKey> keys) {
  std::string out;
  for (const ConfigKey& key : keys) {
    const std::string origin = origin_of(loaded, key);
    out += origin == by_nobody
               ? fmt::format("{} is not set\n", dotted_name(key))
               : fmt::format("{} = {}  # {}\n", dotted_name(key), toml_text(loaded.config, key), origin);
  }
  return out;
}

void say_problems(const LoadedConfig& loaded) {
  for (const ConfigProblem& problem : loaded.problems)
    say((problem.fatal ? "" : "warning: ") + to_text(problem.error));
}

}  // namespace

void show_config(Session& session) {
  const auto& words = session.line().operands;
  if (words.size() > 2) return session.finish(misused("config", {}, "It is config show [KEY].").error());
  std::span<const ConfigKey> keys = config_keys();
  if (words.size() == 2) {
    const auto key = config_key_named(words[1]);
    if (!key) return session.finish(key.error());
    keys = std::span(*key, 1);
  }
  const LoadedConfig loaded = load_config(session.line().value("--config"));
  const bool json = session.line().has("--json");
  std::string out = json ? as_json(loaded, keys) : as_text(loaded, keys);
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
  if (const auto origin = loaded.origins.find(shown_name(*change->key));
      origin != loaded.origins.end() && origin->second == variable)
    say(fmt::format("warning: {} is set and goes before it.", variable));
  session.finish_with(fmt::format("{} = {} stands in {}.\n", dotted_name(*change->key),
                                  toml_text(change->value), file.string()));
}

}  // namespace hearth
