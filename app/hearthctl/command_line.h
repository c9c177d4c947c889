#pragma once

#include "core/telemetry/error.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

enum class Argument { none, required, optional };

struct OptionRule {
  std::string_view name;  ///< "--every"
  Argument argument;
  std::string_view shown;  ///< what help calls the argument: "raw|5m|1h|1d"
  std::string_view help;
};

/// What a command takes, as data: parsing and help both read it.
struct CommandRule {
  std::string_view name;
  std::string_view summary;
  std::string_view operands;  ///< as help shows them: "check [FILE]"; empty where there are none
  std::size_t most_operands;
  std::vector<OptionRule> options;
  std::string_view notes = {};  ///< what else help tells, below the options
};

struct CommandLine {
  std::map<std::string, std::string, std::less<>> options;  ///< by name; empty where no value was given
  std::vector<std::string> operands;

  [[nodiscard]] bool has(std::string_view option) const { return options.contains(option); }
  [[nodiscard]] std::string value(std::string_view option, std::string_view otherwise = {}) const;
};

/// The error of a command line that `command` cannot take; `option` may be empty.
std::unexpected<Error> misused(std::string_view command, std::string_view option, std::string message);

/// Errors: usage.
Expected<CommandLine> parse_command_line(const CommandRule& rule, std::span<const std::string> arguments);

/// The option's value, a whole number of at least 1. Errors: usage, with the option in its place.
Expected<int> whole_number(const CommandLine& line, std::string_view option, int otherwise);

std::string help_text(const CommandRule& rule);
std::string help_text(std::span<const CommandRule* const> commands);

}  // namespace hearth
