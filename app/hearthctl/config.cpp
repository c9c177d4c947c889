#include "app/hearthctl/config_keys.h"
#include "app/hearthctl/json_text.h"
#include "app/hearthctl/output.h"
#include "app/hearthctl/session.h"
#include "app/shared/program.h"
#include "core/config/source_config.h"
#include "core/identity/secret_places.h"
#include "core/net/log.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <fmt/format.h>

#include <algorithm>

namespace hearth {
namespace {

std::string as_json(const LoadedConfig& loaded) {
  QJsonArray problems;
  for (const ConfigProblem& problem : loaded.problems) {
    QJsonObject told{{QStringLiteral("place"), json_text(problem.error.place)},
                     {QStringLiteral("message"), json_text(problem.error.message)},
                     {QStringLiteral("next"), json_text(problem.error.next)},
                     {QStringLiteral("fatal"), problem.fatal}};
    add_identity(told, problem.error.message);
    problems.append(told);
  }
  const QJsonObject all{{QStringLiteral("file"), json_text(loaded.file.string())},
                        {QStringLiteral("usable"), loaded.usable()},
                        {QStringLiteral("home_is_set"), loaded.config.is_set_up()},
                        {QStringLiteral("problems"), problems}};
  return QJsonDocument(all).toJson(QJsonDocument::Indented).toStdString();
}

void check_config(Session& session, const std::string& file) {
  const LoadedConfig loaded = load_config(file);
  if (session.line().has("--json")) {
    if (const auto written = write_output(as_json(loaded)); !written) return session.finish(written.error());
    return session.finish(loaded.usable() ? exit_ok : exit_config);
  }
  for (const ConfigProblem& problem : loaded.problems)
    fmt::print(stderr, "{}{}\n", problem.fatal ? "" : "warning: ", redact(to_text(problem.error)));
  if (!loaded.usable()) return session.finish(exit_config);
  const std::vector<Error> places = secret_place_problems(loaded.config);
  for (const Error& problem : places) fmt::print(stderr, "warning: {}\n", redact(to_text(problem)));
  if (loaded.file.empty() && !loaded.config.is_set_up())
    return session.finish(
        {ErrorKind::config,
         "There is no configuration yet.",
         said("Write {}; \"hearthctl config sample\" prints one to begin with.", user_config_file().string()),
         {}});
  std::string said = loaded.files.empty() ? "The environment" : loaded.file.string();
  if (loaded.files.size() > 1) said += " over " + loaded.files.back().string();
  said += loaded.problems.empty() && places.empty() ? " is good.\n" : " can be used.\n";
  if (!loaded.config.is_set_up()) said += fmt::format("No home is set yet: neither {}.\n", home_keys("nor"));
  session.finish_with(said);
}

void run_config(Session& session) {
  const auto& words = session.line().operands;
  const std::string what = words.empty() ? "check" : words.front();
  const std::string file = words.size() > 1 ? words[1] : session.line().value("--config");
  if (what == "show") return show_config(session);
  if (what == "set") return set_config(session);
  if (what == "check" && words.size() <= 2) return check_config(session, file);
  if (words.size() > 1 || session.line().has("--json"))
    return session.finish(
        {ErrorKind::usage,
         what == "check" ? "check takes one file." : said("{} takes neither a file nor --json.", what),
         "\"hearthctl config --help\" tells what each does.", "config"});
  if (what == "sample") return session.finish_with(sample_config());
  const LoadedConfig loaded = load_config(file);
  session.finish_with((loaded.file.empty() ? user_config_file() : loaded.file).string() + "\n");
}

}  // namespace

const Command& config_command() {
  static const Command command{
      .rule = {"config",
               "Checks the configuration, shows or sets its keys, says where it is, or prints a sample of "
               "every key.",
               "check [FILE] | show [KEY] | set KEY VALUE | path | sample",
               3,
               {common_option::config, common_option::json, common_option::quiet, common_option::help},
               {},
               {"check", "show", "set", "path", "sample"}},
      .needs_home = false,
      .run = run_config};
  return command;
}

}  // namespace hearth
