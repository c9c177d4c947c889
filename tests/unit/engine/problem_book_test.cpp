#include "core/engine/problem_book.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

using Problems = ProblemBook::Problems;
using Topic = ProblemTopic;

struct ProblemBookTest : testing::Test {
  Moment at(TimeMs seconds) { return {1'000'000 + seconds * second_ms, seconds * second_ms}; }
  static Error error(std::string message) { return {ErrorKind::offline, std::move(message), "Mend it.", {}}; }
  [[nodiscard]] std::vector<std::string> listed() const {
    std::vector<std::string> all;
    for (const Problem& problem : book.standing()) all.push_back(problem.message);
    return all;
  }

  std::vector<std::string> log;
  ProblemBook book{[this](ProblemBook::Told told, const std::string& text) {
    log.push_back((told == ProblemBook::Told::begins ? "+ " : "- ") + text);
  }};
};

using Texts = std::vector<std::string>;

TEST_F(ProblemBookTest, BeginsAndEndsAndIsLoggedOnceForEach) {
  EXPECT_TRUE(book.set(Topic::sources, {{"api", error("No way.")}}, at(0)));
  for (int i = 1; i < 50; ++i) EXPECT_FALSE(book.set(Topic::sources, {{"api", error("No way.")}}, at(i)));
  EXPECT_EQ(listed(), Texts{"No way."});
  EXPECT_EQ(book.standing()[0].since, at(0).wall);
  EXPECT_TRUE(book.has(Topic::sources));
  EXPECT_TRUE(book.set(Topic::sources, {}, at(50)));
  EXPECT_TRUE(listed().empty()) << "what is over is not listed";
  EXPECT_FALSE(book.has(Topic::sources));
  book.pass(at(79));
  EXPECT_EQ(log, Texts{"+ No way. Mend it."});
  book.pass(at(80));
  book.pass(at(81));
  EXPECT_EQ(log, (Texts{"+ No way. Mend it.", "- No way."}));
  book.set(Topic::sources, {{"api", error("No way.")}}, at(90));
  EXPECT_EQ(log.size(), 3U) << "it has come anew";
  EXPECT_EQ(book.standing()[0].since, at(90).wall);
}

TEST_F(ProblemBookTest, WhatFlapsIsOneProblem) {
  for (int i = 0; i < 58; ++i) {
    book.set(Topic::sources, {{"live", error("Hung up.")}}, at(10 * i));
    book.pass(at(10 * i + 1));
    book.set(Topic::sources, {}, at(10 * i + 2));
    book.pass(at(10 * i + 9));
  }
  EXPECT_EQ(log.size(), 1U);
  book.pass(at(10 * 58 + 30));
  EXPECT_EQ(log, (Texts{"+ Hung up. Mend it.", "- Hung up."}));
}

TEST_F(ProblemBookTest, ANewTextOfTheSameProblemIsLoggedOnceAndKeepsItsBeginning) {
  for (int i = 0; i < 20; ++i)
    book.set(Topic::sources, {{"api", error(i % 2 == 0 ? "Refused." : "Silent.")}}, at(i));
  EXPECT_EQ(log, (Texts{"+ Refused. Mend it.", "+ Silent. Mend it."}));
  ASSERT_EQ(book.standing().size(), 1U);
  EXPECT_EQ(book.standing()[0].since, at(0).wall);
  EXPECT_EQ(listed(), Texts{"Silent."});
}

TEST_F(ProblemBookTest, TopicsAndPartsEndByThemselves) {
  book.set(Topic::disk, {{"a", error("Disk.")}}, at(0));
  book.set(Topic::sources, {{"a", error("One.")}}, at(1), "one");
  book.set(Topic::sources, {{"b", error("Two.")}}, at(2), "two");
  EXPECT_EQ(listed(), (Texts{"Disk.", "One.", "Two."})) << "the newest last";
  EXPECT_TRUE(book.set(Topic::sources, {}, at(3), "one"));
  EXPECT_FALSE(book.set(Topic::sources, {}, at(3), "three"));
  EXPECT_EQ(listed(), (Texts{"Disk.", "Two."}));
}

TEST_F(ProblemBookTest, WhatIsOnlyLoggedIsNotListedUntilItMatters) {
  const Problems problem{{"a", error("No meter.")}};
  EXPECT_FALSE(book.set(Topic::sources, problem, at(0), "logged", ProblemBook::Show::logged));
  EXPECT_TRUE(listed().empty());
  EXPECT_EQ(log.size(), 1U);
  EXPECT_TRUE(book.set(Topic::sources, problem, at(1), "listed"));
  book.set(Topic::sources, {}, at(1), "logged", ProblemBook::Show::logged);
  EXPECT_EQ(listed(), Texts{"No meter."});
  EXPECT_EQ(log.size(), 1U) << "nothing new has happened";
}

TEST_F(ProblemBookTest, WhatHappenedEndsByItselfUnlessItHappensAgain) {
  book.happened(Topic::places, "places", error("Too many."), at(0), minute_ms);
  book.set(Topic::places, {}, at(1));
  EXPECT_EQ(listed(), Texts{"Too many."}) << "nobody names what has happened a second time";
  book.happened(Topic::places, "places", error("Too many."), at(50), minute_ms);
  EXPECT_FALSE(book.pass(at(109)));
  EXPECT_EQ(listed().size(), 1U);
  EXPECT_TRUE(book.pass(at(110)));
  EXPECT_TRUE(listed().empty());
  book.pass(at(140));
  EXPECT_EQ(log, (Texts{"+ Too many. Mend it.", "- Too many."}));
}

TEST_F(ProblemBookTest, IsBounded) {
  for (int i = 0; i < 1000; ++i)
    book.happened(Topic::readings, std::to_string(i), error(std::to_string(i)), at(i), day_ms);
  EXPECT_LE(log.size(), 200U);
  EXPECT_EQ(book.standing().size(), 20U);
  for (int i = 0; i < 1000; ++i) book.set(Topic::disk, {{"disk", error(std::to_string(i))}}, at(i));
  EXPECT_LE(log.size(), 220U);
}

}  // namespace
}  // namespace hearth
