#include "app/shared/command_line.h"

#include "app/shared/near_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace hearth {
namespace {

constexpr std::size_t longest_quoted = 40;

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

std::string whole_name(const ProgramRule& program, const CommandRule* command) {
  std::string name(program.name);
  if (command != nullptr && !command->name.empty()) (name += ' ') += command->name;
  return name;
}

/// How errors call it: "export takes no option …".
std::string_view short_name(const ProgramRule& program, const CommandRule* command) {
  return command == nullptr || command->name.empty() ? program.name : command->name;
}

/// The error of a word that is none of `known`, which names those it may be meant for.
std::unexpected<Error> mistyped(const std::string& where, const std::string& word,
                                std::span<const std::string_view> known, Text message) {
  auto error = misused(where, {}, std::move(message));
  if (const std::string near = near_names(word, known); !near.empty())
    error.error().next = said("Perhaps {} is meant. {}", near, error.error().next);
  return error;
}

const OptionRule* find_option(std::span<const OptionRule> rules, std::string_view name) {
  const auto found = std::ranges::find(rules, name, &OptionRule::name);
  return found == rules.end() ? nullptr : &*found;
}

std::vector<std::string_view> names_of(std::span<const OptionRule> rules) {
  std::vector<std::string_view> names;
  for (const OptionRule& rule : rules) names.push_back(rule.name);
  return names;
}

class Parser {
 public:
  Parser(const ProgramRule& program, std::span<const std::string> arguments)
      : program_(program), left_(arguments) {
    // A program without commands has one rule for all.
    if (program.commands.size() == 1 && program.commands.front()->name.empty())
      line_.command = program.commands.front();
  }

  Expected<CommandLine> parse() {
    while (!left_.empty()) {
      const std::string argument = left_.front();
      left_ = left_.subspan(1);
      auto taken = take(argument);
      if (!taken) return std::unexpected(taken.error());
    }
    if (line_.has("--help") || line_.has("--version") || line_.command == nullptr) return std::move(line_);
    if (auto fits = check_operands(); !fits) return std::unexpected(fits.error());
    return std::move(line_);
  }

 private:
  Expected<void> take(const std::string& argument) {
    if (argument == "--" && !only_operands_) {
      only_operands_ = true;
      return {};
    }
    if (!only_operands_ && argument.starts_with('-') && argument != "-") return take_option(argument);
    if (line_.command == nullptr) return take_command(argument);
    line_.operands.push_back(argument);
    return {};
  }

  Expected<void> take_command(const std::string& word) {
    if (word == "help") {
      line_.options.emplace("--help", "");
      return {};
    }
    std::vector<std::string_view> names = {"help"};
    for (const CommandRule* rule : program_.commands) {
      if (rule->name == word) line_.command = rule;
      names.push_back(rule->name);
    }
    if (line_.command == nullptr)
      return mistyped(std::string(program_.name), word, names,
                      said("There is no command \"{}\".", word.substr(0, longest_quoted)));
    // What stood before the command must be something that it takes.
    for (const auto& [name, value] : line_.options)
      if (name != "--version" && find_option(line_.command->options, name) == nullptr)
        return no_such_option(name);
    return {};
  }

  std::unexpected<Error> no_such_option(const std::string& name) const {
    const auto& rules = line_.command == nullptr ? program_.common : line_.command->options;
    const std::string shown = name.substr(0, longest_quoted);
    const bool belongs_to_command =
        line_.command == nullptr && std::ranges::any_of(program_.commands, [&](const CommandRule* rule) {
          return find_option(rule->options, name) != nullptr;
        });
    if (belongs_to_command)
      return misused(whole_name(program_, nullptr), {},
                     said("{} stands behind the command that it is for.", shown));
    return mistyped(whole_name(program_, line_.command), name, names_of(rules),
                    said("{} takes no option {}.", short_name(program_, line_.command), shown));
  }

  Expected<void> take_option(const std::string& argument) {
    const auto equals = argument.find('=');
    const std::string name = argument == "-h" ? "--help" : argument.substr(0, equals);
    const OptionRule* known = line_.command == nullptr ? nullptr : find_option(line_.command->options, name);
    // What is common to all is known before the command is; --version is nobody's own.
    if (known == nullptr && (line_.command == nullptr || name == "--version"))
      known = find_option(program_.common, name);
    if (known == nullptr) return no_such_option(name);
    const std::string where = whole_name(program_, line_.command);
    const bool apart = equals == std::string::npos;
    std::string value = apart ? std::string() : argument.substr(equals + 1);
    if (known->argument == Argument::none && !apart)
      return misused(where, {}, said("{} takes no value.", name));
    if (known->argument == Argument::required && apart && !left_.empty()) {
      value = left_.front();
      left_ = left_.subspan(1);
    }
    if (known->argument == Argument::required && value.empty())
      return misused(where, {}, said("{} needs {}.", name, known->shown));
    if (!line_.options.emplace(name, std::move(value)).second)
      return misused(where, {}, said("{} stands there twice.", name));
    return {};
  }

  Expected<void> check_operands() const {
    const CommandRule& rule = *line_.command;
    const std::string where = whole_name(program_, &rule);
    const auto& operands = line_.operands;
    if (operands.size() < rule.least_operands)
      return misused(where, {},
                     rule.words.empty() ? said("{} needs {}.", short_name(program_, &rule), rule.operands)
                                        : said("It must be {}.", any_of_text(rule.words)));
    if (!operands.empty() && !rule.words.empty() &&
        std::ranges::find(rule.words, operands.front()) == rule.words.end())
      return mistyped(where, operands.front(), rule.words,
                      said("There is no \"{} {}\": it must be {}.", where,
                           operands.front().substr(0, longest_quoted), any_of_text(rule.words)));
    if (operands.size() > rule.most_operands)
      return misused(
          where, {},
          said("\"{}\" is one word too many for {}.", operands[rule.most_operands].substr(0, longest_quoted),
               short_name(program_, &rule)));
    return {};
  }

  const ProgramRule& program_;
  std::span<const std::string> left_;
  bool only_operands_ = false;
  CommandLine line_;
};

}  // namespace

std::string any_of_text(std::span<const std::string_view> words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

std::unexpected<Error> misused(std::string_view command, std::string_view option, Text message) {
  return fail(ErrorKind::usage, std::move(message), said("\"{} --help\" tells what it takes.", command),
              std::string(option));
}

std::string CommandLine::value(std::string_view option, std::string_view otherwise) const {
  const auto found = options.find(option);
  return found == options.end() || found->second.empty() ? std::string(otherwise) : found->second;
}

Expected<CommandLine> parse_command_line(const ProgramRule& program, std::span<const std::string> arguments) {
  return Parser(program, arguments).parse();
}

Expected<int> whole_number(const CommandLine& line, std::string_view option, int otherwise) {
  if (!line.has(option)) return otherwise;
  const std::string text = line.value(option);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1)
    return fail(ErrorKind::usage,
                said("\"{}\" is not a whole number of at least 1.", text.substr(0, longest_quoted)), {},
                std::string(option));
  return number;
}

std::string help_text(const ProgramRule& program, const CommandRule* command) {
  const std::string name = whole_name(program, command);
  std::string text;
  if (command == nullptr) {
    text = fmt::format("Usage: {} <command> [option …]\n\n{}\n\n", name, program.summary);
    for (const CommandRule* rule : program.commands)
      text += fmt::format("  {:<10} {}\n", rule->name, rule->summary);
    text += "\nBefore or behind a command that takes them:\n\n";
  } else {
    text = fmt::format("Usage: {}{}{} [option …]\n\n{}\n\n", name, command->operands.empty() ? "" : " ",
                       command->operands, command->summary);
  }
  for (const OptionRule& option : command == nullptr ? program.common : command->options)
    text += fmt::format("  {:<36} {}\n", shown_option(option), option.help);
  if (command == nullptr)
    return text + fmt::format("\n\"{} help <command>\" tells a command's options.\n", name);
  if (!command->notes.empty()) text += fmt::format("\n{}\n", command->notes);
  return text;
}

}  // namespace hearth
