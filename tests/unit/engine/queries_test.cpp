// Questions of pages: who is answered, and who is not.
#include "core/engine/queries.h"

#include "tests/unit/engine/engine_rooms_fixture.h"

#include <future>

namespace hearth {
namespace {

using test::wait_until;

class QueriesTest : public test::EngineRoomsTest {
 protected:
  static HistoryRequest last_hour() {
    return {.range = {evening - hour_ms, evening + second_ms},
            .keys = {{channel("energy.power_total"), {}}},
            .buckets = {}};
  }
  /// Until it is destroyed the store's reader answers nobody.
  struct Held {
    explicit Held(StoreSession& store) {
      store.ask([gate = gate.get_future().share()](const HistoryStore&) { return gate.wait(), 0; },
                [](int) {});
    }
    ~Held() { gate.set_value(); }
    std::promise<void> gate;
  };
};

TEST_F(QueriesTest, AnAnswerGoesToWhoAskedAndToNobodyElse) {
  open();
  recorder.on_readings({power(evening - minute_ms, 700)}, Provenance::live);
  QObject page;
  QObject other;
  std::vector<std::size_t> answers;
  history.request(last_hour(), &page, [&](const HistoryAnswerPtr& answer) {
    EXPECT_FALSE(answer->error);
    answers.push_back(answer->series.at(0).size());
  });
  HistoryRequest nothing = last_hour();
  nothing.keys.clear();
  history.request(nothing, &other,
                  [&](const HistoryAnswerPtr& answer) { answers.push_back(100 + answer->series.size()); });
  ASSERT_TRUE(wait_until([&] { return answers.size() == 2; }));
  EXPECT_EQ(answers, (std::vector<std::size_t>{1, 100}));
}

TEST_F(QueriesTest, WhoHasGoneIsNotAnswered) {
  open();
  auto page = std::make_unique<QObject>();
  bool answered = false;
  {
    const Held held(store);
    history.request(last_hour(), page.get(), [&](const HistoryAnswerPtr&) { answered = true; });
    page.reset();
  }
  settle();
  EXPECT_FALSE(answered);
}

TEST_F(QueriesTest, WhatIsCancelledIsNotAnsweredNotEvenWhenTheAnswerIsOnItsWay) {
  open();
  QObject page;
  int answered = 0;
  const auto count = [&](const HistoryAnswerPtr&) { ++answered; };
  {
    const Held held(store);
    const quint64 first = history.request(last_hour(), &page, count);
    history.request(last_hour(), &page, count);
    history.cancel(first);
    history.cancel(first);
  }
  settle();
  EXPECT_EQ(answered, 1);
  const quint64 late = history.request(last_hour(), &page, count);
  auto answer = std::make_shared<HistoryAnswer>();
  history.cancel(late);
  history.on_answer(late, answer);
  EXPECT_EQ(answered, 1);
}

TEST_F(QueriesTest, WhoIsAnsweredMayAskAgain) {
  open();
  QObject page;
  int answered = 0;
  HistoryService::Answered again = [&](const HistoryAnswerPtr&) {
    if (++answered < 3) history.request(last_hour(), &page, again);
  };
  history.request(last_hour(), &page, again);
  EXPECT_TRUE(wait_until([&] { return answered == 3; }));
}

TEST_F(QueriesTest, SaysWhatIsAskedBeforeItIsAnsweredAndNothingThatIsCancelled) {
  open();
  std::vector<TimeRange> asked;
  QObject::connect(&queries, &Queries::asked, [&](const HistoryRequest& r) { asked.push_back(r.range); });
  QObject page;
  bool answered = false;
  history.request(last_hour(), &page, [&](const HistoryAnswerPtr&) { answered = true; });
  EXPECT_EQ(asked, std::vector{last_hour().range});
  EXPECT_FALSE(answered);
  std::stop_source cancelled;
  cancelled.request_stop();
  queries.on_request(7, last_hour(), cancelled.get_token());
  EXPECT_EQ(asked.size(), 1U);
}

TEST_F(QueriesTest, WithoutAStoreTheAnswerSaysSo) {
  QObject page;
  HistoryAnswerPtr answer;
  history.request(last_hour(), &page, [&](const HistoryAnswerPtr& given) { answer = given; });
  ASSERT_TRUE(wait_until([&] { return answer != nullptr; }));
  ASSERT_TRUE(answer->error.has_value());
  EXPECT_EQ(answer->error->kind, ErrorKind::storage);
}

}  // namespace
}  // namespace hearth
