#include "core/engine/store_session.h"

#include "core/telemetry/jump_watch.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <string>
#include <thread>

namespace hearth {
namespace {

constexpr DurationMs flush_every = minute_ms;
/// By the clock's pace; of real time at least a second.
constexpr std::chrono::duration<double> closing_patience = std::chrono::seconds(20);

/// A disk that says nothing for so long does not answer.
DurationMs disk_patience(const Clock& clock) {
  return std::max<DurationMs>(30 * second_ms, static_cast<DurationMs>(3 * second_ms * clock.speed()));
}

Error unwritten(const HistoryStore& store, const StoreState& state, const Text& why) {
  return {ErrorKind::storage, said("{} readings could not be written.", state.stats.unflushed), why,
          store.path().string()};
}

/// What a thread of its own closes.
struct Closing {
  std::shared_ptr<HistoryStore> store;
  std::unique_ptr<StoreReader> reader;  // asks the store
  std::optional<Error> lost;
  std::promise<void> done;
};

void write_and_close(Closing& closing) {
  closing.reader.reset();
  const auto written = closing.store->flush();
  const StoreState state = closing.store->state();
  if (!written && state.paused && state.stats.unflushed > 0)
    closing.lost = unwritten(*closing.store, state, state.paused->message);
  closing.store.reset();
  closing.done.set_value();
}

}  // namespace

StoreSession::StoreSession(const Clock& clock, const Clock& machine, QObject* parent)
    : QObject(parent), clock_(clock), machine_(machine), flush_timer_(clock, this) {
  connect(&flush_timer_, &ClockTimer::timeout, this, [this] { store_->request_flush(); });
}

Expected<void> StoreSession::open(HistoryStore::Options options) {
  options.told = [this] { QMetaObject::invokeMethod(this, &StoreSession::on_state, Qt::QueuedConnection); };
  auto opened_store = HistoryStore::open(std::move(options), clock_);
  if (!opened_store) return std::unexpected(opened_store.error());
  store_ = std::move(*opened_store);
  reader_ = std::make_unique<StoreReader>(*this);
  heard_at_ = steady_time(machine_);
  flush_timer_.start_repeating(flush_every);
  reader_->ask(
      [store = store_.get()] {
        store->wait_until_open();
        return what_is_known(*store);
      },
      [this](const Known& known) {
        Q_EMIT opened(known);
        on_state();
      });
  return {};
}

void StoreSession::look() {
  if (!store_) return;
  store_->request_look();
  if (steady_time(machine_) - heard_at_ > disk_patience(machine_))
    Q_EMIT disk_trouble(Error{ErrorKind::storage, "The disk with the history does not answer.",
                              "What is measured is kept in memory. Check the disk.",
                              store_->path().string()});
}

void StoreSession::on_state() {
  if (!store_) return;
  heard_at_ = steady_time(machine_);
  Q_EMIT disk_trouble(std::nullopt);
  const StoreState state = store_->state();
  Q_EMIT state_changed(state);
  if (std::exchange(paused_, state.paused.has_value()) && !state.paused) Q_EMIT resumed();
}

/// What hangs in a disk cannot be ended: then the store and its threads, and this with them, are left as they
/// are to the end of the program.
StoreSession::Closed StoreSession::close() {
  flush_timer_.stop();
  if (!store_) return {};
  reader_->let_go();
  const auto closing = std::make_shared<Closing>();
  closing->store = std::move(store_);
  closing->reader = std::move(reader_);
  // It may yet be closed while it is asked what it holds.
  const std::weak_ptr<HistoryStore> watched = closing->store;
  auto done = closing->done.get_future();
  std::thread writing([closing] { write_and_close(*closing); });
  const auto patience = closing_patience / std::max(1.0, machine_.speed());
  if (done.wait_for(std::max<std::chrono::duration<double>>(patience, std::chrono::seconds(1))) ==
      std::future_status::ready) {
    writing.join();
    return {.lost = std::move(closing->lost), .hangs = false};
  }
  writing.detach();
  Closed closed{.lost = std::nullopt, .hangs = true};
  if (const auto store = watched.lock())
    if (const StoreState state = store->state(); state.stats.unflushed > 0)
      closed.lost = unwritten(*store, state, "The disk with the history does not answer.");
  return closed;
}

}  // namespace hearth
