#include "app/hearthctl/command_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace hearth {
namespace {

std::string shown_option(const OptionRule& option) {
  switch (option.argument) {
    case Argument::none:
      return std::string(option.name);
    case Argument::required:
      return fmt::format("{} {}", option.name, option.shown);
    case Argument::optional:
      return fmt::format("{}[={}]", option.name, option.shown);
  }
  return {};
}

}  // namespace

std::unexpected<Error> misused(std::string_view command, std::string_view option, std::string message) {
  return fail(ErrorKind::usage, std::move(message),
              fmt::format("\"hearthctl {} --help\" tells what it takes.", command), std::string(option));
}

std::string CommandLine::value(std::string_view option, std::string_view otherwise) const {
  const auto found = options.find(option);
  return found == options.end() || found->second.empty() ? std::string(otherwise) : found->second;
}

Expected<CommandLine> parse_command_line(const CommandRule& rule, std::span<const std::string> arguments) {
  CommandLine line;
  bool only_operands = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--" && !only_operands) {
      only_operands = true;
      continue;
    }
    if (only_operands || !argument.starts_with('-') || argument == "-") {
      line.operands.push_back(argument);
      continue;
    }
    const auto equals = argument.find('=');
    const std::string name = argument == "-h" ? "--help" : argument.substr(0, equals);
    const auto known = std::find_if(rule.options.begin(), rule.options.end(),
                                    [&](const OptionRule& option) { return option.name == name; });
    if (known == rule.options.end())
      return misused(rule.name, {}, fmt::format("{} takes no option {}.", rule.name, name.substr(0, 40)));
    std::string value = equals == std::string::npos ? std::string() : argument.substr(equals + 1);
    if (known->argument == Argument::none && equals != std::string::npos)
      return misused(rule.name, {}, fmt::format("{} takes no value.", name));
    if (known->argument == Argument::required && equals == std::string::npos && i + 1 < arguments.size())
      value = arguments[++i];
    if (known->argument == Argument::required && value.empty())
      return misused(rule.name, {}, fmt::format("{} needs {}.", name, known->shown));
    if (!line.options.emplace(name, std::move(value)).second)
      return misused(rule.name, {}, fmt::format("{} stands there twice.", name));
  }
  if (line.operands.size() > rule.most_operands)
    return misused(rule.name, {},
                   fmt::format("\"{}\" is one word too many for {}.",
                               line.operands[rule.most_operands].substr(0, 40), rule.name));
  return line;
}

Expected<int> whole_number(const CommandLine& line, std::string_view option, int otherwise) {
  if (!line.has(option)) return otherwise;
  const std::string text = line.value(option);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1)
    return fail(ErrorKind::usage,
                fmt::format("\"{}\" is not a whole number of at least 1.", text.substr(0, 40)), {},
                std::string(option));
  return number;
}

std::string help_text(const CommandRule& rule) {
  std::string text = fmt::format("Usage: hearthctl {}{}{} [option …]\n\n{}\n\n", rule.name,
                                 rule.operands.empty() ? "" : " ", rule.operands, rule.summary);
  for (const OptionRule& option : rule.options)
    text += fmt::format("  {:<36} {}\n", shown_option(option), option.help);
  if (!rule.notes.empty()) text += fmt::format("\n{}\n", rule.notes);
  return text;
}

std::string help_text(std::span<const CommandRule* const> commands) {
  std::string text =
      "Usage: hearthctl <command> [option …]\n\nReads and records a home's telemetry without a display.\n\n";
  for (const CommandRule* rule : commands) text += fmt::format("  {:<10} {}\n", rule->name, rule->summary);
  return text +
         "\n\"hearthctl <command> --help\" tells a command's options, \"hearthctl --version\" the version.\n";
}

}  // namespace hearth
