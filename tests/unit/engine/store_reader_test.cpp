#include "core/engine/store_reader.h"

#include "tests/support/wait.h"

#include <QCoreApplication>
#include <QThread>

#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <vector>

namespace hearth {
namespace {

TEST(StoreReader, AsksInOrderOnItsOwnThreadAndAnswersOnTheOwners) {
  QObject owner;
  StoreReader reader(owner);
  std::vector<int> answers;
  for (int i = 0; i < 3; ++i)
    reader.ask([i] { return std::pair(i, QThread::currentThread()); },
               [&](const std::pair<int, QThread*>& answer) {
                 EXPECT_NE(answer.second, QThread::currentThread());
                 EXPECT_EQ(owner.thread(), QThread::currentThread());
                 answers.push_back(answer.first);
               });
  ASSERT_TRUE(test::wait_until([&] { return answers.size() == 3; }));
  EXPECT_EQ(answers, (std::vector{0, 1, 2}));
}

TEST(StoreReader, NothingIsTakenAfterItHasGone) {
  QObject owner;
  std::optional<StoreReader> reader(std::in_place, owner);
  std::promise<void> asked;
  bool taken = false;
  reader->ask(
      [&] {
        asked.set_value();
        return 0;
      },
      [&](int) { taken = true; });
  asked.get_future().wait();
  // It waits for the answer, which is on its way to the owner then.
  reader.reset();
  QCoreApplication::sendPostedEvents(&owner);
  EXPECT_FALSE(taken);
}

}  // namespace
}  // namespace hearth
