// Completions for shells, from the table that the command line itself is read by.
#include "app/hearthctl/output.h"
#include "app/hearthctl/session.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {
namespace {

/// The words that an option's argument can be; empty where it is free.
std::vector<std::string_view> choices(const OptionRule& option) {
  std::vector<std::string_view> words;
  std::string_view left = option.shown;
  if (left.find('|') == std::string_view::npos) return words;
  while (!left.empty()) {
    const std::size_t end = std::min(left.find('|'), left.size());
    words.push_back(left.substr(0, end));
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  std::erase_if(words, [](std::string_view word) { return word == "FILE" || word == "-"; });
  return words;
}

bool takes_file(const OptionRule& option) {
  return option.shown.find("FILE") != std::string_view::npos;
}

/// What may stand behind the command, besides options.
std::vector<std::string_view> operand_words(const CommandRule& command) {
  std::vector<std::string_view> words = command.words;
  words.insert(words.end(), command.next_words.begin(), command.next_words.end());
  return words;
}

std::vector<std::string_view> option_names(std::span<const OptionRule> options) {
  std::vector<std::string_view> names;
  for (const OptionRule& option : options) names.push_back(option.name);
  return names;
}

std::vector<std::string_view> command_names(const ProgramRule& program) {
  std::vector<std::string_view> names;
  names.reserve(program.commands.size());
  for (const CommandRule* command : program.commands) names.push_back(command->name);
  return names;
}

/// What follows an option whose argument stands apart, as branches of the shell's `case`; `files` completes
/// files.
std::string value_branches(std::span<const OptionRule> options, std::string_view files) {
  std::string text;
  for (const OptionRule& option : options)
    if (option.argument == Argument::required)
      text += fmt::format("        {}) {} ;;\n", option.name,
                          takes_file(option) ? std::string(files)
                                             : fmt::format("offers='{}'", fmt::join(choices(option), " ")));
  return text;
}

/// The part that bash and zsh read alike: `offers` for the command, or of the option before the cursor.
std::string word_cases(const ProgramRule& program, std::string_view files) {
  std::string text = fmt::format(
      "  case $command in\n"
      "    '')\n      offers='help {} {}'\n      case $prev in\n{}      esac\n      ;;\n",
      fmt::join(command_names(program), " "), fmt::join(option_names(program.common), " "),
      value_branches(program.common, files));
  for (const CommandRule* command : program.commands)
    text +=
        fmt::format("    {})\n      offers='{}{}{}'\n      case $prev in\n{}      esac\n      ;;\n",
                    command->name, fmt::join(operand_words(*command), " "), command->words.empty() ? "" : " ",
                    fmt::join(option_names(command->options), " "), value_branches(command->options, files));
  return text + "  esac\n";
}

/// Whether a file may stand behind it.
bool takes_operand_file(const CommandRule& command) {
  return command.operands.find("FILE") != std::string_view::npos;
}

std::string bash_text(const ProgramRule& program) {
  return fmt::format(R"(# Completion of {0} for bash.
_{0}() {{
  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD - 1]}} command='' offers='' i
  # Bash cuts "--format=csv" at the sign.
  if [[ $cur == = ]]; then cur=''; elif [[ $prev == = ]]; then prev=${{COMP_WORDS[COMP_CWORD - 2]}}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${{COMP_WORDS[i]}} in
      {1}) command=${{COMP_WORDS[i]}}; break ;;
    esac
  done
{2}  mapfile -t COMPREPLY < <(compgen -W "$offers" -- "$cur")
}}
complete -o default -F _{0} {0}
)",
                     program.name, fmt::join(command_names(program), " | "),
                     word_cases(program, R"(mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return)"));
}

std::string zsh_text(const ProgramRule& program) {
  std::vector<std::string_view> with_files;
  for (const CommandRule* command : program.commands)
    if (takes_operand_file(*command)) with_files.push_back(command->name);
  return fmt::format(R"(#compdef {0}
# Completion of {0} for zsh.
_{0}() {{
  local prev=${{words[CURRENT - 1]}} command='' word
  if [[ ${{words[CURRENT]}} == --*=* ]]; then prev=${{words[CURRENT]%%=*}}; compset -P '*='; fi
  for word in ${{words[2, CURRENT - 1]}}; do
    case $word in
      {1}) command=$word; break ;;
    esac
  done
  local offers=''
{2}  if [[ -n $offers ]]; then compadd -- ${{=offers}}; fi
  case $command in
    {3}) [[ $prev == -* ]] || _files ;;
  esac
}}
if [[ $funcstack[1] == _{0} ]]; then _{0} "$@"; else compdef _{0} {0}; fi
)",
                     program.name, fmt::join(command_names(program), " | "),
                     word_cases(program, "_files; return"), fmt::join(with_files, " | "));
}

/// Between single quotes for fish.
std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string fish_option(std::string_view program, const std::string& condition, const OptionRule& option) {
  std::string text = fmt::format("complete -c {} -n {} -l {} -d {}", program, fish_quoted(condition),
                                 option.name.substr(2), fish_quoted(option.help));
  if (option.argument == Argument::required) {
    const auto words = choices(option);
    if (takes_file(option))
      text += " -r -F";
    else
      text += words.empty() ? std::string(" -x") : fmt::format(" -x -a '{}'", fmt::join(words, " "));
  }
  return text + '\n';
}

std::string fish_text(const ProgramRule& program) {
  const std::string names = fmt::format("{}", fmt::join(command_names(program), " "));
  std::string text = fmt::format("# Completion of {} for fish.\n", program.name);
  const std::string none = "not __fish_seen_subcommand_from " + names;
  for (const CommandRule* command : program.commands)
    text += fmt::format("complete -c {} -f -n {} -a {} -d {}\n", program.name, fish_quoted(none),
                        command->name, fish_quoted(command->summary));
  text += fmt::format("complete -c {} -f -n {} -a help -d 'Tells what a command does.'\n", program.name,
                      fish_quoted(none));
  for (const OptionRule& option : program.common) text += fish_option(program.name, none, option);
  for (const CommandRule* command : program.commands) {
    const std::string seen = fmt::format("__fish_seen_subcommand_from {}", command->name);
    if (!takes_operand_file(*command))
      text += fmt::format("complete -c {} -f -n {}\n", program.name, fish_quoted(seen));
    if (!command->words.empty())
      text += fmt::format("complete -c {} -n {} -a '{}'\n", program.name, fish_quoted(seen),
                          fmt::join(operand_words(*command), " "));
    for (const OptionRule& option : command->options) text += fish_option(program.name, seen, option);
  }
  return text;
}

struct Shell {
  std::string_view name;
  std::string (*text)(const ProgramRule& program);
};
constexpr std::array shells = {Shell{"bash", bash_text}, Shell{"zsh", zsh_text}, Shell{"fish", fish_text}};

void run_completion(Session& session) {
  // The table lets no other word through.
  const auto* const shell = std::ranges::find(shells, session.line().operands.front(), &Shell::name);
  session.finish_with(shell->text(hearthctl_rule()));
}

}  // namespace

const Command& completion_command() {
  static const Command command{
      .rule = {"completion",
               "Prints what a shell needs to complete this command line.",
               "bash | zsh | fish",
               1,
               {common_option::help},
               "Installed with the programs; else: source <(hearthctl completion bash)",
               {"bash", "zsh", "fish"},
               1},
      .needs_home = false,
      .run = run_completion};
  return command;
}

}  // namespace hearth
