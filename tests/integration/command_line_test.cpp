#include "app/shared/command_line.h"

#include "tests/integration/program_run.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

const CommandRule& sync_rule() {
  static const CommandRule rule{"sync",
                                "Fetches.",
                                {},
                                0,
                                {{"--hours", Argument::required, "N", "how far back"},
                                 {"--demo", Argument::optional, "SCENARIO", "another home"},
                                 {"--quiet", Argument::none, {}, "say less"},
                                 {"--help", Argument::none, {}, "show this"}}};
  return rule;
}

const CommandRule& store_rule() {
  static const CommandRule rule{
      "store",
      "Keeps.",
      "check | backup FILE",
      2,
      {{"--config", Argument::required, "FILE", "read this"}, {"--help", Argument::none, {}, "show this"}},
      {},
      {"check", "backup"},
      1};
  return rule;
}

const ProgramRule& program() {
  static const ProgramRule rule{"prog",
                                "Does.",
                                {&sync_rule(), &store_rule()},
                                {{"--config", Argument::required, "FILE", "read this"},
                                 {"--demo", Argument::optional, "SCENARIO", "another home"},
                                 {"--quiet", Argument::none, {}, "say less"},
                                 {"--help", Argument::none, {}, "show this"},
                                 {"--version", Argument::none, {}, "tell the version"}}};
  return rule;
}

Expected<CommandLine> parse(const char* text) {
  std::vector<std::string> arguments;
  for (const QString& word : words(text)) arguments.push_back(word.toStdString());
  return parse_command_line(program(), arguments);
}

TEST(CommandLine, TakesCommonOptionsBeforeAndBehindTheCommand) {
  for (const char* text : {"--quiet --demo=solar sync --hours 3", "sync --hours 3 --quiet --demo=solar",
                           "--demo=solar sync --quiet --hours=3"}) {
    const auto line = parse(text);
    ASSERT_TRUE(line.has_value()) << line.error().message;
    EXPECT_EQ(line->command, &sync_rule());
    EXPECT_TRUE(line->has("--quiet")) << text;
    EXPECT_EQ(line->value("--demo"), "solar") << text;
    EXPECT_EQ(line->value("--hours"), "3") << text;
  }
  const auto named = parse("--config file.toml store backup to");
  ASSERT_TRUE(named.has_value());
  EXPECT_EQ(named->value("--config"), "file.toml");
  EXPECT_EQ(named->operands, (std::vector<std::string>{"backup", "to"}));
}

TEST(CommandLine, HelpIsAskedForInEveryPlace) {
  for (const char* text : {"help store", "--help store", "store --help", "store -h", "help --quiet sync"}) {
    const auto line = parse(text);
    ASSERT_TRUE(line.has_value()) << text << line.error().message;
    EXPECT_TRUE(line->has("--help")) << text;
    EXPECT_NE(line->command, nullptr) << text;
  }
  for (const char* text : {"help", "--help", "-h"}) {
    const auto line = parse(text);
    ASSERT_TRUE(line.has_value()) << text;
    EXPECT_EQ(line->command, nullptr) << text;
  }
  for (const char* text : {"--version", "sync --version", "--version store"})
    EXPECT_TRUE(parse(text).has_value() && parse(text)->has("--version")) << text;
}

TEST(CommandLine, HelpNamesAllOfTheTable) {
  const std::string all = help_text(program(), nullptr);
  for (const CommandRule* rule : program().commands) {
    EXPECT_TRUE(has(all, rule->name));
    const std::string own = help_text(program(), rule);
    for (const OptionRule& option : rule->options) {
      EXPECT_TRUE(has(own, option.name)) << option.name;
      EXPECT_TRUE(has(own, option.help)) << option.name;
    }
  }
}

TEST(CommandLine, SaysWhatMayBeMeant) {
  struct Case {
    const char* text;
    const char* says;
  };
  for (const Case& c :
       {Case{"snyc", "Perhaps sync is meant."}, Case{"stor check", "Perhaps store is meant."},
        Case{"help snyc", "Perhaps sync is meant."}, Case{"hepl", "Perhaps help is meant."},
        Case{"sync --hour 3", "Perhaps --hours is meant."}, Case{"--quite sync", "Perhaps --quiet is meant."},
        Case{"store chekc", "Perhaps check is meant."}, Case{"--hours 3 sync", "behind the command"},
        Case{"--quiet store check", "store takes no option --quiet"}, Case{"--config", "--config needs FILE"},
        Case{"sync --hours", "--hours needs N"}, Case{"store", "It must be check or backup."},
        Case{"sync now", "\"now\" is one word too many"}, Case{"--quiet sync --quiet", "stands there twice"},
        Case{"sync --quiet=1", "takes no value"}}) {
    const auto line = parse(c.text);
    ASSERT_FALSE(line.has_value()) << c.text;
    EXPECT_EQ(line.error().kind, ErrorKind::usage);
    EXPECT_TRUE(has(to_text(line.error()), c.says)) << c.text << ": " << to_text(line.error());
  }
  // What is like nothing is not guessed at.
  EXPECT_FALSE(has(to_text(parse("frobnicate").error()), "Perhaps"));
}

}  // namespace
}  // namespace hearth
