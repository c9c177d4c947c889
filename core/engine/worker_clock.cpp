// What the recorder makes of clocks that are wrong, this machine's or a sender's.
#include "core/engine/scheduler.h"
#include "core/engine/worker.h"

#include <cstdlib>
#include <utility>

namespace hearth {
namespace {

/// A correction that differs by less is kept: stamps tell the time by the second.
constexpr DurationMs coarse = 10 * second_ms;

}  // namespace

Moment Worker::moment() const {
  return {machine_.now(), steady_time(machine_)};
}

bool Worker::judge(const Reading& reading, Provenance provenance, Moment at) {
  // Prices are known ahead; the store refuses those of the day after tomorrow.
  if (reading.group.dataset == Dataset::price) return true;
  const StampVerdict verdict = judge_.judge(reading.time, at);
  judge_.note(reading.group, provenance, verdict, at);
  if (!verdict.taken || problems_.has(Topic::clocks)) set_problems(Topic::clocks, judge_.problems(at));
  if (verdict.taken) return true;
  ++status_.refused_readings;
  const bool newest = provenance == Provenance::live || provenance == Provenance::polled;
  // The same answer again is no news of now.
  if (newest && std::exchange(refused_stamps_[reading.group], reading.time) != reading.time)
    bus_.take_by_arrival(reading);
  return false;
}

void Worker::look_at_clock() {
  if (!store_) return;
  const Moment at = moment();
  judge_.synchronised(machine_.is_synchronised());
  OwnClock own = judge_.own(at);
  using State = OwnClock::State;
  if (own.state == State::wrong && own_clock_.state == State::wrong &&
      std::llabs(own.by - own_clock_.by) < coarse)
    own.by = own_clock_.by;
  const bool set = jump_watch_.look().has_value();
  const bool corrected = own.offset() != own_clock_.offset();
  const bool news = (own.state == State::behind) != (own_clock_.state == State::behind);
  own_clock_ = own;
  clock_.set_offset(own.offset());
  bus_.set_time({.now = clock_.now(),
                 .offset = own.offset(),
                 .is_known = own.state != State::behind,
                 .tolerance = judge_.tolerance()});
  set_problems(Topic::clocks, judge_.problems(at));
  if (set || corrected || news) begin_anew();
}

void Worker::begin_anew() {
  // Timers that were set by the old clock.
  machine_.say_jumped();
  schedule_live();
  read_prices();
  say_energy();
  for (const Dataset dataset : all_datasets) Q_EMIT history_changed(dataset);
  if (scheduler_) scheduler_->ask_again();
}

}  // namespace hearth
