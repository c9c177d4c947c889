#include "app/hearthsim/options.h"

#include <QCommandLineParser>

namespace hearth {
namespace {

std::unexpected<Error> refuse(const QString& message) {
  return fail(ErrorKind::usage, message.toStdString(), "\"hearthsim --help\" lists the options.");
}

/// A whole number between `least` and `most`; `fallback` where the option is not given.
Expected<qint64> number(const QCommandLineParser& parser, const QString& option, qint64 least, qint64 most,
                        qint64 fallback) {
  if (!parser.isSet(option)) return fallback;
  bool ok = false;
  const qint64 value = parser.value(option).toLongLong(&ok);
  if (!ok || value < least || value > most)
    return refuse(
        QStringLiteral("--%1 takes a whole number from %2 to %3.").arg(option).arg(least).arg(most));
  return value;
}

/// A whole number with its unit, such as 5s, 10m or 1h; `fallback` where the option is not given.
Expected<DurationMs> duration(const QCommandLineParser& parser, const QString& option, DurationMs fallback) {
  if (!parser.isSet(option)) return fallback;
  const QString text = parser.value(option);
  const QString units = QStringLiteral("smh");
  constexpr DurationMs unit_ms[] = {second_ms, minute_ms, hour_ms};
  const qsizetype unit = text.isEmpty() ? -1 : units.indexOf(text.back());
  bool ok = false;
  const qint64 count = text.chopped(text.isEmpty() ? 0 : 1).toLongLong(&ok);
  constexpr DurationMs longest = 365 * day_ms;
  if (unit < 0 || !ok || count < 1 || count > longest / unit_ms[unit])
    return refuse(QStringLiteral("--%1 takes a time up to a year, such as 5s, 10m or 1h.").arg(option));
  return count * unit_ms[unit];
}

QString scenario_list() {
  QStringList names;
  for (const demo::ScenarioName& entry : demo::scenario_names)
    names.append(QString::fromUtf8(entry.name.data(), static_cast<qsizetype>(entry.name.size())));
  return names.join(QStringLiteral(", "));
}

}  // namespace

Expected<SimOptions> read_options(const QStringList& arguments) {
  QCommandLineParser parser;
  parser.setApplicationDescription(
      QStringLiteral("The demo home: a simulated house as real services on loopback, sign-in included, for "
                     "trying and testing "
                     "Hearthboard."));
  const auto valued = [](const char* name, const char* what, const QString& help) {
    return QCommandLineOption(QString::fromLatin1(name), help, QString::fromLatin1(what));
  };
  const QString help = QStringLiteral("help");
  const QString version = QStringLiteral("version");
  parser.addOptions({
      valued("scenario", "name", QStringLiteral("One of %1.").arg(scenario_list())),
      valued("seed", "number", QStringLiteral("Another number is another house (1).")),
      valued("port", "number", QStringLiteral("Port on 127.0.0.1; 0 for any that is free (0).")),
      valued("days", "number", QStringLiteral("Days of history, at least (90).")),
      valued("scopes", "list",
             QStringLiteral("Scopes of the token, and those a sign-in can get, separated by commas (all).")),
      valued("token-lifetime", "time",
             QStringLiteral("How long the tokens of a sign-in are good: 5s, 10m, 1h (1h).")),
      valued("export-store", "file",
             QStringLiteral("First write a history as if Hearthboard had recorded it.")),
      valued("raw-hours", "number", QStringLiteral("Hours of that history with every reading (24).")),
      {QStringLiteral("exit"), QStringLiteral("End when the history is written.")},
      {QStringLiteral("with-parent"), QStringLiteral("End when the process that started this one ends.")},
      {help, QStringLiteral("Show this text.")},
      {version, QStringLiteral("Show the version.")},
  });
  if (!parser.parse(arguments)) return refuse(parser.errorText() + QLatin1Char('.'));
  if (!parser.positionalArguments().isEmpty())
    return refuse(QStringLiteral("\"%1\" is not an option.").arg(parser.positionalArguments().constFirst()));

  SimOptions options;
  if (parser.isSet(help)) options.text = parser.helpText();
  if (parser.isSet(version)) options.text = QStringLiteral("hearthsim " HEARTHBOARD_VERSION "\n");
  if (parser.isSet(QStringLiteral("scenario"))) {
    const QString name = parser.value(QStringLiteral("scenario"));
    const auto scenario = demo::find_scenario(name.toStdString());
    if (!scenario)
      return refuse(QStringLiteral("\"%1\" is not a scenario; there are %2.").arg(name, scenario_list()));
    options.server.scenario = *scenario;
  }
  const auto seed = number(parser, QStringLiteral("seed"), 0, INT64_MAX, 1);
  const auto port = number(parser, QStringLiteral("port"), 0, 65535, 0);
  const auto days = number(parser, QStringLiteral("days"), 1, 3660, 90);
  const auto raw_hours = number(parser, QStringLiteral("raw-hours"), 0, 3660 * 24, 24);
  for (const auto* value : {&seed, &port, &days, &raw_hours})
    if (!*value) return std::unexpected(value->error());
  options.server.seed = static_cast<std::uint64_t>(*seed);
  options.server.port = static_cast<quint16>(*port);
  options.server.days = static_cast<int>(*days);
  options.store = {parser.value(QStringLiteral("export-store")).toStdString(), static_cast<int>(*days),
                   static_cast<int>(*raw_hours)};
  const auto lifetime = duration(parser, QStringLiteral("token-lifetime"), hour_ms);
  if (!lifetime) return std::unexpected(lifetime.error());
  options.server.identity.token_lifetime = *lifetime;
  options.exit = parser.isSet(QStringLiteral("exit"));
  if (options.exit && options.store.path.empty())
    return refuse(QStringLiteral("--exit needs --export-store."));
  if (parser.isSet(QStringLiteral("scopes"))) {
    const QStringList scopes =
        parser.value(QStringLiteral("scopes")).split(QLatin1Char(','), Qt::SkipEmptyParts);
    options.server.scopes = QSet<QString>(scopes.begin(), scopes.end());
    options.server.identity.scopes = options.server.scopes;
  }
  return options;
}

}  // namespace hearth
