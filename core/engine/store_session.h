#pragma once

#include "core/engine/store_questions.h"
#include "core/engine/store_reader.h"
#include "core/net/clock_timer.h"
#include "core/store/history_store.h"

#include <QObject>

#include <memory>
#include <optional>
#include <utility>

namespace hearth {

/// The local history while the engine runs: opened, asked on a thread of its own, flushed, looked at, and
/// closed. Lives on the engine's worker thread, which no disk keeps waiting before `close`.
class StoreSession : public QObject {
  Q_OBJECT
 public:
  /// `clock` is what time it is, as far as is known, `machine` what this machine's clock says; both must
  /// outlive this.
  StoreSession(const Clock& clock, const Clock& machine, QObject* parent = nullptr);

  /// `opened` follows once it can be read. Errors: storage, of which there is no store then.
  Expected<void> open(HistoryStore::Options options);
  /// Null where it could not be opened, and after `close`.
  [[nodiscard]] HistoryStore* store() const { return store_.get(); }
  /// Runs `question(store)` on the reader's thread, then `take(answer)` on this one, unless it was closed by
  /// then. Only where there is a store.
  template <class Question, class Take>
  void ask(Question question, Take take) {
    reader_->ask([store = store_.get(), question = std::move(question)] { return question(*store); },
                 std::move(take));
  }
  /// What asks the store; only where there is one.
  [[nodiscard]] StoreReader& reader() { return *reader_; }
  /// Looks whether the disk answers; to be called every few seconds.
  void look();

  struct Closed {
    std::optional<Error> lost;  ///< readings that could not be written
    bool hangs = false;         ///< a disk does not answer, and what waits for it uses this for ever
  };
  /// Writes what is left, and waits for that, but not for ever.
  Closed close();

 Q_SIGNALS:
  /// What was known when it was opened.
  void opened(const hearth::Known& known);
  void state_changed(const hearth::StoreState& state);
  /// It could not be written, and can be again: what is on the disk may not have been seen before.
  void resumed();
  /// The disk says nothing; nothing where it does.
  void disk_trouble(const std::optional<hearth::Error>& error);

 private:
  void on_state();

  const Clock& clock_;
  const Clock& machine_;
  std::unique_ptr<HistoryStore> store_;
  std::unique_ptr<StoreReader> reader_;  ///< asks the store; there where it is
  ClockTimer flush_timer_;
  DurationMs heard_at_ = 0;  ///< when the store last said something; steady
  bool paused_ = false;
};

}  // namespace hearth
