#include "app/hearthctl/output.h"
#include "app/hearthctl/session.h"
#include "app/shared/program.h"

#include <fmt/format.h>

#include <algorithm>

namespace hearth {
namespace {

void finish_with(Session& session, const std::string& output) {
  const auto written = write_output(output);
  if (!written) return session.finish(written.error());
  session.finish(exit_ok);
}

void check(Session& session, const std::string& file) {
  const LoadedConfig loaded = load_config(file);
  for (const ConfigProblem& problem : loaded.problems)
    fmt::print(stderr, "{}{}\n", problem.fatal ? "" : "warning: ", to_text(problem.error));
  if (!loaded.usable()) return session.finish(exit_config);
  if (loaded.file.empty() && !loaded.config.is_set_up())
    return session.finish({ErrorKind::config,
                           "There is no configuration yet.",
                           fmt::format("Write {}; \"hearthctl config sample\" prints one to begin with.",
                                       user_config_file().string()),
                           {}});
  std::string said = loaded.file.empty() ? "The environment" : loaded.file.string();
  said += loaded.problems.empty() ? " is good.\n" : " can be used.\n";
  if (!loaded.config.is_set_up()) said += "No home is set yet: neither [api] base_url nor [replica] dsn.\n";
  finish_with(session, said);
}

void run(Session& session) {
  const auto& words = session.line().operands;
  const std::string what = words.empty() ? "check" : words.front();
  const std::string file = words.size() > 1 ? words[1] : session.line().value("--config");
  if (what == "check") return check(session, file);
  if (words.size() > 1 || (what != "path" && what != "sample"))
    return session.finish({ErrorKind::usage, "It must be check, path or sample.",
                           "\"hearthctl config --help\" tells what each does.", "config"});
  if (what == "sample") return finish_with(session, sample_config());
  const LoadedConfig loaded = load_config(file);
  finish_with(session, (loaded.file.empty() ? user_config_file() : loaded.file).string() + "\n");
}

}  // namespace

const Command& config_command() {
  static const Command command{
      .rule = {"config",
               "Checks the configuration, says where it is, or prints a sample of every key.",
               "check [FILE] | path | sample",
               2,
               {{"--config", Argument::required, "FILE", "look at this one"},
                {"--help", Argument::none, {}, "show this"}}},
      .needs_home = false,
      .run = run};
  return command;
}

}  // namespace hearth
