#pragma once

#include "core/telemetry/error.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The command line of all programs, as data: parsing, help and completions read the same table.
namespace hearth {

enum class Argument { none, required, optional };

struct OptionRule {
  std::string_view name;  ///< "--every"
  Argument argument;
  std::string_view shown;  ///< what help calls the argument: "raw|5m|1h|1d", whose words are completed
  std::string_view help;
};

struct CommandRule {
  std::string_view name;  ///< empty for the one rule of a program without commands
  std::string_view summary;
  std::string_view operands;  ///< as help shows them: "check [FILE]"; empty where there are none
  std::size_t most_operands;
  std::vector<OptionRule> options;
  std::string_view notes = {};               ///< what else help tells, below the options
  std::vector<std::string_view> words = {};  ///< what the first operand must be one of; empty: anything
  std::size_t least_operands = 0;
  std::vector<std::string_view> next_words = {};  ///< what completions offer for the operands after it
};

struct ProgramRule {
  std::string_view name;  ///< "hearthctl"
  std::string_view summary;
  std::vector<const CommandRule*> commands;
  std::vector<OptionRule> common = {};  ///< these may stand before the command too, where it takes them
};

struct CommandLine {
  const CommandRule* command = nullptr;                     ///< null where none is named
  std::map<std::string, std::string, std::less<>> options;  ///< by name; empty where no value was given
  std::vector<std::string> operands;

  [[nodiscard]] bool has(std::string_view option) const { return options.contains(option); }
  [[nodiscard]] std::string value(std::string_view option, std::string_view otherwise = {}) const;
};

/// The error of a command line that `command` ("hearthctl sync") cannot take; `option` may be empty.
std::unexpected<Error> misused(std::string_view command, std::string_view option, Text message);

/// Reads the arguments, without the program's name. "help COMMAND" is read as "COMMAND --help". What a
/// command needs is asked for neither with --help nor with --version. Errors: usage, with what may be meant
/// where something is mistyped.
Expected<CommandLine> parse_command_line(const ProgramRule& program, std::span<const std::string> arguments);

/// The option's value, a whole number of at least 1. Errors: usage, with the option in its place.
Expected<int> whole_number(const CommandLine& line, std::string_view option, int otherwise);

/// "check, path or sample".
std::string any_of_text(std::span<const std::string_view> words);

/// The help of the command, or of the whole program where it is null.
std::string help_text(const ProgramRule& program, const CommandRule* command);

}  // namespace hearth
