#include "core/engine/clock_watch.h"

#include <cstdlib>

namespace hearth {
namespace {

constexpr int look_every_ms = 2000;
/// A correction that differs by less is kept: stamps tell the time by the second.
constexpr DurationMs coarse = 10 * second_ms;

}  // namespace

ClockWatch::ClockWatch(const Clock& machine, QObject* parent)
    : QObject(parent),
      machine_(machine),
      clock_(machine),
      judge_(clock_tolerance(machine)),
      jump_watch_(machine),
      timer_(this) {
  connect(&timer_, &QTimer::timeout, this, &ClockWatch::look);
  jump_listener_ =
      machine_.on_jump([this] { QMetaObject::invokeMethod(this, &ClockWatch::look, Qt::QueuedConnection); });
}

ClockWatch::~ClockWatch() {
  machine_.forget_jumps(jump_listener_);
}

Moment ClockWatch::moment() const {
  return {machine_.now(), steady_time(machine_)};
}

void ClockWatch::start() {
  running_ = true;
  timer_.start(look_every_ms);
}

void ClockWatch::stop() {
  running_ = false;
  timer_.stop();
}

void ClockWatch::tell_problems(Moment at) {
  const auto problems = judge_.problems(at);
  troubled_ = !problems.empty();
  Q_EMIT problems_changed(problems);
}

void ClockWatch::look() {
  if (!running_) return;
  const Moment at = moment();
  judge_.synchronised(machine_.is_synchronised());
  OwnClock own = judge_.own(at);
  using State = OwnClock::State;
  if (own.state == State::wrong && own_.state == State::wrong && std::llabs(own.by - own_.by) < coarse)
    own.by = own_.by;
  const bool set = jump_watch_.look().has_value();
  const bool moved = own.offset() != own_.offset();
  const bool news = (own.state == State::behind) != (own_.state == State::behind);
  own_ = own;
  clock_.set_offset(own.offset());
  Q_EMIT looked({.now = clock_.now(),
                 .offset = own.offset(),
                 .is_known = own.state != State::behind,
                 .tolerance = judge_.tolerance()});
  tell_problems(at);
  if (!set && !moved && !news) return;
  // Timers that were set by the old clock.
  machine_.say_jumped();
  Q_EMIT corrected();
}

void ClockWatch::on_dated(TimeMs date) {
  judge_.dated(date + second_ms / 2, moment());
  look();
}

void ClockWatch::on_newest_row(Dataset dataset, TimeMs time) {
  judge_.heard({dataset, {}}, Provenance::replica, time, moment());
  look();
}

void ClockWatch::on_readings(std::span<const Reading> readings, Provenance provenance) {
  const Moment at = moment();
  if (provenance != Provenance::api_history)
    for (const Reading& reading : readings) judge_.heard(reading.group, provenance, reading.time, at);
  look();
}

StampVerdict ClockWatch::judge(const Reading& reading, Provenance provenance) {
  if (reading.group.dataset == Dataset::price) return {};
  const Moment at = moment();
  const StampVerdict verdict = judge_.judge(reading.time, at);
  judge_.note(reading.group, provenance, verdict, at);
  if (!verdict.taken || troubled_) tell_problems(at);
  return verdict;
}

}  // namespace hearth
