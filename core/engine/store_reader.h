#pragma once

#include <QMetaObject>
#include <QObject>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>

namespace hearth {

/// The thread on which the store is asked, one question after the other in the order they come, so that a
/// slow disk stops nobody else. Made, called and destroyed on the owner's thread.
class StoreReader {
 public:
  /// The owner must outlive it.
  explicit StoreReader(QObject& owner);
  StoreReader(const StoreReader&) = delete;
  StoreReader& operator=(const StoreReader&) = delete;
  /// Waits for the question that is being answered; those that wait are not asked.
  ~StoreReader();

  /// No answer is taken any more. From here on it may be destroyed on another thread.
  void let_go() { alive_.reset(); }

  /// Runs `question()` on the reader's thread, then `take(answer)` on the owner's, unless the reader has gone
  /// by then.
  template <class Question, class Take>
  void ask(Question question, Take take) {
    post([this, question = std::move(question), take = std::move(take), alive = std::weak_ptr<char>(alive_)] {
      // What is handed over with an event must be copyable; an answer need not be.
      auto answer = std::make_shared<std::invoke_result_t<Question>>(question());
      QMetaObject::invokeMethod(
          &owner_,
          [take, answer, alive] {
            if (!alive.expired()) take(std::move(*answer));
          },
          Qt::QueuedConnection);
    });
  }

 private:
  void post(std::function<void()> job);
  void run(const std::stop_token& stop);

  QObject& owner_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();  ///< let go of on the owner's thread
  std::mutex mutex_;
  std::condition_variable_any posted_;
  std::deque<std::function<void()>> jobs_;
  std::jthread thread_;
};

}  // namespace hearth
