#include "app/hearthsim/options.h"

#include "app/shared/command_line.h"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <string>

namespace hearth {
namespace {

std::string scenario_list() {
  std::string names;
  for (const demo::ScenarioName& entry : demo::scenario_names) {
    if (!names.empty()) names += ", ";
    names += entry.name;
  }
  return names;
}

/// Made once, as the rule's texts are views.
const CommandRule& only_rule() {
  static const std::string scenarios = "one of " + scenario_list();
  static const CommandRule rule{
      {},
      "The demo home: a simulated house as real services on loopback, sign-in included, for trying and "
      "testing "
      "Hearthboard.",
      {},
      0,
      {
          {"--scenario", Argument::required, "NAME", scenarios},
          {"--seed", Argument::required, "NUMBER", "another number is another house (1)"},
          {"--port", Argument::required, "NUMBER", "port on 127.0.0.1; 0 for any that is free (0)"},
          {"--days", Argument::required, "NUMBER", "days of history, at least (90)"},
          {"--scopes", Argument::required, "LIST",
           "scopes of the token, and those a sign-in can get, separated by commas (all)"},
          {"--token-lifetime", Argument::required, "TIME",
           "how long the tokens of a sign-in are good: 5s, 10m, 1h (1h)"},
          {"--export-store", Argument::required, "FILE",
           "first write a history as if Hearthboard had recorded it"},
          {"--raw-hours", Argument::required, "NUMBER", "hours of that history with every reading (24)"},
          {"--exit", Argument::none, {}, "end when the history is written"},
          {"--with-parent", Argument::none, {}, "end when the process that started this one ends"},
          {"--help", Argument::none, {}, "show this"},
          {"--version", Argument::none, {}, "tell the version"},
      }};
  return rule;
}

const ProgramRule& program_rule() {
  static const ProgramRule rule{"hearthsim", {}, {&only_rule()}};
  return rule;
}

std::unexpected<Error> refuse(Text message) {
  return misused("hearthsim", {}, std::move(message));
}

/// The whole of `text` as a number.
std::optional<qint64> number_of(std::string_view text) {
  qint64 value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// A whole number between `least` and `most`; `fallback` where the option is not given.
Expected<qint64> number(const CommandLine& line, std::string_view option, qint64 least, qint64 most,
                        qint64 fallback) {
  if (!line.has(option)) return fallback;
  const auto value = number_of(line.value(option));
  if (!value || *value < least || *value > most)
    return refuse(said("{} takes a whole number from {} to {}.", option, least, most));
  return *value;
}

/// A whole number with its unit, such as 5s, 10m or 1h; `fallback` where the option is not given.
Expected<DurationMs> duration(const CommandLine& line, std::string_view option, DurationMs fallback) {
  if (!line.has(option)) return fallback;
  const std::string text = line.value(option);
  static const std::map<char, DurationMs> units = {{'s', second_ms}, {'m', minute_ms}, {'h', hour_ms}};
  const auto unit = units.find(text.back());
  const auto count = number_of(std::string_view(text).substr(0, text.size() - 1));
  constexpr DurationMs longest = 365 * day_ms;
  if (unit == units.end() || !count || *count < 1 || *count > longest / unit->second)
    return refuse(said("{} takes a time up to a year, such as 5s, 10m or 1h.", option));
  return *count * unit->second;
}

}  // namespace

Expected<SimOptions> read_options(const QStringList& arguments) {
  std::vector<std::string> texts;
  for (const QString& argument : arguments.sliced(1)) texts.push_back(argument.toStdString());
  const auto line = parse_command_line(program_rule(), texts);
  if (!line) return std::unexpected(line.error());

  SimOptions options;
  if (line->has("--help")) options.text = QString::fromStdString(help_text(program_rule(), &only_rule()));
  if (line->has("--version")) options.text = QStringLiteral("hearthsim " HEARTHBOARD_VERSION "\n");
  if (line->has("--scenario")) {
    const std::string name = line->value("--scenario");
    const auto scenario = demo::find_scenario(name);
    if (!scenario)
      return refuse(said("\"{}\" is not a scenario; there are {}.", name.substr(0, 60), scenario_list()));
    options.server.scenario = *scenario;
  }
  const auto seed = number(*line, "--seed", 0, INT64_MAX, 1);
  const auto port = number(*line, "--port", 0, 65535, 0);
  const auto days = number(*line, "--days", 1, 3660, 90);
  const auto raw_hours = number(*line, "--raw-hours", 0, 3660 * 24, 24);
  for (const auto* value : {&seed, &port, &days, &raw_hours})
    if (!*value) return std::unexpected(value->error());
  options.server.seed = static_cast<std::uint64_t>(*seed);
  options.server.port = static_cast<quint16>(*port);
  options.server.days = static_cast<int>(*days);
  options.store = {line->value("--export-store"), static_cast<int>(*days), static_cast<int>(*raw_hours)};
  const auto lifetime = duration(*line, "--token-lifetime", hour_ms);
  if (!lifetime) return std::unexpected(lifetime.error());
  options.server.identity.token_lifetime = *lifetime;
  options.exit = line->has("--exit");
  if (options.exit && options.store.path.empty()) return refuse("--exit needs --export-store.");
  if (line->has("--scopes")) {
    const QStringList scopes =
        QString::fromStdString(line->value("--scopes")).split(QLatin1Char(','), Qt::SkipEmptyParts);
    options.server.scopes = QSet<QString>(scopes.begin(), scopes.end());
    options.server.identity.scopes = options.server.scopes;
  }
  return options;
}

}  // namespace hearth
