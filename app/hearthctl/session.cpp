#include "app/hearthctl/session.h"

#include "app/hearthctl/output.h"
#include "app/shared/program.h"
#include "core/aggregate/zone_data.h"
#include "core/config/source_config.h"

#include <QCoreApplication>

#include <fmt/format.h>

namespace hearth {

Session::Session(const Command& command, CommandLine line, const Clock& clock)
    : command_(command), line_(std::move(line)), clock_(clock) {
  connect(&signals_, &EndSignals::asked_to_end, this,
          [this](int signal) { finish(command_.runs_on ? exit_ok : 128 + signal); });
}

void Session::start() {
  if (!command_.needs_home)
    command_.run(*this);
  else if (line_.has("--demo") && !command_.refuses_demo.empty())
    finish({ErrorKind::usage, std::string(command_.refuses_demo), {}, "--demo"});
  else if (line_.has("--demo") && line_.has("--config"))
    finish({ErrorKind::usage, "--demo and --config name two homes; give one.",
            "The demo home has a configuration of its own.", std::string(command_.rule.name)});
  else if (line_.has("--demo"))
    use_demo_home();
  else
    use_configuration();
}

void Session::finish(int code) {
  if (finished_) return;
  finished_ = true;
  QCoreApplication::exit(code);
}

void Session::finish(const Error& error) {
  if (finished_) return;
  if (const int signal = EndSignals::received(); signal != 0)
    return finish(command_.runs_on ? exit_ok : 128 + signal);
  finish(error.kind == ErrorKind::cancelled ? exit_ok : report("hearthctl", error));
}

void Session::finish_with(const std::string& output) {
  if (const auto written = write_output(output); !written) return finish(written.error());
  finish(exit_ok);
}

void Session::end_badly(const Error& error) {
  ended_badly_ = report("hearthctl", error);
}

int Session::end(int code) {
  work_.reset();
  return ended_badly_.value_or(code);
}

void Session::use_demo_home() {
  if (const auto missing = zone_data_problem()) return finish(*missing);
  demo_ = std::make_unique<DemoHome>(clock_);
  auto progress = std::make_shared<ProgressLine>();
  progress->show("Building the demo home …");
  connect(demo_.get(), &DemoHome::ready, this, [this, progress](const DemoHomeFacts& facts) {
    progress->clear();
    config_ = demo_config(facts);
    run();
  });
  connect(demo_.get(), &DemoHome::failed, this, [this, progress](const Error& error) {
    progress->clear();
    finish(error);
  });
  demo_->start(QString::fromStdString(line_.value("--demo")));
}

void Session::use_configuration() {
  LoadedConfig loaded = load_config(line_.value("--config"));
  if (!command_.judges_configuration) {
    for (const ConfigProblem& problem : loaded.problems)
      say(fmt::format("{}{}", problem.fatal ? "" : "warning: ", to_text(problem.error)));
    if (!loaded.usable()) return finish(exit_config);
  }
  config_ = std::move(loaded.config);
  config_file_ = std::move(loaded.file);
  problems_ = std::move(loaded.problems);
  if (command_.needs_services && !config_.is_set_up()) {
    const auto file = config_file_.empty() ? user_config_file() : config_file_;
    return finish({ErrorKind::config,
                   "No home is set up yet.",
                   said("Set {} in {} (\"hearthctl config sample\" prints one to begin with), or try --demo.",
                        home_keys("or"), file.string()),
                   {}});
  }
  run();
}

void Session::run() {
  if (!finished_) command_.run(*this);
}

std::vector<OptionRule> with_common_options(std::vector<OptionRule> own) {
  using namespace common_option;
  own.insert(own.end(), {demo, config, quiet, help});
  return own;
}

}  // namespace hearth
