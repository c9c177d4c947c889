#pragma once

#include "app/shared/command_line.h"
#include "app/shared/demo_home.h"
#include "app/shared/signals.h"
#include "core/config/config.h"
#include "core/telemetry/clock.h"

#include <QObject>

#include <filesystem>
#include <memory>
#include <optional>

namespace hearth {

class Session;

struct Command {
  CommandRule rule;
  bool needs_home = true;       ///< false: it wants neither a configuration read for it nor the demo home
  bool needs_services = false;  ///< it talks to the network: services or a replica must be set
  bool judges_configuration = false;   ///< it tells itself what is wrong with it, and goes on with the rest
  bool runs_on = false;                ///< it goes on until it is told to end, and ends well then
  std::string_view refuses_demo = {};  ///< why it cannot work on a demo home; empty where it can
  /// Called once the home is known; calls `Session::finish`, at once or later.
  void (*run)(Session& session) = nullptr;
};

/// One run of a command: finds the home (the configured one, or the demo home), runs the command, ends the
/// program. Lives on the main thread, within the event loop.
class Session : public QObject {
  Q_OBJECT
 public:
  Session(const Command& command, CommandLine line, const Clock& clock);

  void start();
  /// Ends the program with this exit code; the first one counts.
  void finish(int code);
  /// Says the error and ends with its code. That nobody reads the output any more is no error, and said to
  /// nobody.
  void finish(const Error& error);
  /// Writes the text to standard output, and ends well where that could be done.
  void finish_with(const std::string& output);

  /// Says what went wrong while the work ended; the program ends with its code then.
  void end_badly(const Error& error);
  /// Ends the work; the code to end the program with, after `code` was asked for.
  int end(int code);

  [[nodiscard]] const CommandLine& line() const noexcept { return line_; }
  [[nodiscard]] const Clock& clock() const noexcept { return clock_; }
  [[nodiscard]] const Config& config() const noexcept { return config_; }
  [[nodiscard]] const std::filesystem::path& config_file() const noexcept { return config_file_; }
  /// What is wrong with the configuration.
  [[nodiscard]] const std::vector<ConfigProblem>& problems() const noexcept { return problems_; }
  [[nodiscard]] bool is_demo() const noexcept { return demo_ != nullptr; }
  [[nodiscard]] bool finished() const noexcept { return finished_; }
  /// Keeps what a command works with until the program ends; gone before the demo home is.
  void keep(std::unique_ptr<QObject> work) { work_ = std::move(work); }

 private:
  void use_demo_home();
  void use_configuration();
  void run();

  const Command& command_;
  CommandLine line_;
  const Clock& clock_;
  EndSignals signals_;
  Config config_;
  std::filesystem::path config_file_;
  std::vector<ConfigProblem> problems_;
  bool finished_ = false;
  std::optional<int> ended_badly_;
  std::unique_ptr<DemoHome> demo_;
  std::unique_ptr<QObject> work_;
};

/// What commands of all kinds take; these may stand before the command as well.
namespace common_option {
inline constexpr OptionRule demo{"--demo", Argument::optional, "SCENARIO",
                                 "work on a simulated home instead of yours"};
inline constexpr OptionRule config{"--config", Argument::required, "FILE", "read this configuration"};
inline constexpr OptionRule json{"--json", Argument::none, {}, "JSON, for programs to read"};
inline constexpr OptionRule quiet{
    "--quiet", Argument::none, {}, "errors and warnings alone, beside the result"};
inline constexpr OptionRule help{"--help", Argument::none, {}, "show this"};
}  // namespace common_option

/// A command's own options, and those that every command takes.
std::vector<OptionRule> with_common_options(std::vector<OptionRule> own);
/// All commands of hearthctl.
std::span<const Command* const> all_commands();
/// Their table.
const ProgramRule& hearthctl_rule();

const Command& sync_command();
const Command& export_command();
const Command& watch_command();
const Command& record_command();
const Command& status_command();
const Command& config_command();
const Command& login_command();
const Command& logout_command();
const Command& store_command();
const Command& secret_command();
const Command& replica_command();
const Command& doctor_command();
const Command& completion_command();

}  // namespace hearth
