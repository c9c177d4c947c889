#include "core/telemetry/error.h"

#include <gtest/gtest.h>

#include <vector>

namespace hearth {
namespace {

using Args = std::vector<std::string>;

TEST(Text, IsItsEnglishAndKnowsItsTemplateAndArguments) {
  struct Row {
    Text text;
    std::string english, id;
    Args args;
  };
  const std::string dynamic = "From elsewhere {}.";
  const std::vector<Row> rows = {
      {{}, "", "", {}},
      {"Stopped.", "Stopped.", "Stopped.", {}},
      {dynamic, "From elsewhere {}.", "From elsewhere {}.", {}},
      {said("Nothing."), "Nothing.", "Nothing.", {}},
      {said("There are {} places already.", 256),
       "There are 256 places already.",
       "There are {} places already.",
       {"256"}},
      {said("{:g} {} cannot be.", -0.5, std::string("kW")),
       "-0.5 kW cannot be.",
       "{:g} {} cannot be.",
       {"-0.5", "kW"}},
      {said("{{{}}} and {:>3}", "a", 1), "{a} and   1", "{{{}}} and {:>3}", {"a", "  1"}},
      {said("It says: {}", Text("A {} of its own.")),
       "It says: A {} of its own.",
       "It says: {}",
       {"A {} of its own."}},
      {Text("{} refuses.", {"h:1"}), "h:1 refuses.", "{} refuses.", {"h:1"}},
      {Text::joined(said("{}: ", "Rooms"), said("{} came", 2)),
       "Rooms: 2 came",
       "{}: {} came",
       {"Rooms", "2"}},
      {Text::joined(said("{} is bad.", "x"), " Set {a}."),
       "x is bad. Set {a}.",
       "{} is bad. Set {{a}}.",
       {"x"}},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(row.text, row.english);
    EXPECT_EQ(row.text.id(), row.id);
    EXPECT_EQ(row.text.args(), row.args);
    if (!row.args.empty()) {
      EXPECT_EQ(count_places(row.text.id()), row.args.size()) << row.id;
      EXPECT_EQ(filled(row.text.id(), row.args), row.english);
    }
  }
}

TEST(Text, AnotherLanguageMayHaveAnotherOrder) {
  const Text text = said("{} does not let {} in.", "broker:1883", "anna");
  EXPECT_EQ(filled("{1} släpps inte in av {0}.", text.args()), "anna släpps inte in av broker:1883.");
  EXPECT_EQ(filled("{} släpper inte in {}.", text.args()), "broker:1883 släpper inte in anna.");
  // A translation that is wrong is seen to be, and ends nothing.
  EXPECT_EQ(filled("{} {} {} {7} {", text.args()), "broker:1883 anna {} {7} {");
}

TEST(Text, WhatIsSaidAnewHasAnotherId) {
  Error error = fail(ErrorKind::retry, said("{} is busy.", "h")).error();
  const Error same = error;
  EXPECT_EQ(error, same);
  error.message = "Stopped.";
  EXPECT_EQ(error.message.id(), "Stopped.");
  EXPECT_TRUE(error.message.args().empty());
  EXPECT_NE(error, same);
}

}  // namespace
}  // namespace hearth
