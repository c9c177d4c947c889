#pragma once

#include "core/engine/clock_judge.h"
#include "core/engine/live_cache.h"
#include "core/telemetry/corrected_clock.h"
#include "core/telemetry/jump_watch.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <span>
#include <string>

namespace hearth {

/// Whose clock is wrong, this machine's or a sender's: hears what time others say it is, and keeps the clock
/// that the engine goes by right. Lives on the engine's worker thread.
class ClockWatch : public QObject {
  Q_OBJECT
 public:
  /// `machine`, which may be wrong, must outlive this.
  explicit ClockWatch(const Clock& machine, QObject* parent = nullptr);
  ~ClockWatch() override;

  /// What time it is, as far as is known.
  [[nodiscard]] const CorrectedClock& clock() const { return clock_; }
  [[nodiscard]] const Clock& machine() const { return machine_; }
  [[nodiscard]] Moment moment() const;
  /// This machine's clock is behind, and nobody has said by how much.
  [[nodiscard]] bool is_behind() const { return own_.state == OwnClock::State::behind; }

  /// Looks every two seconds, and whenever the clock jumps, until `stop`.
  void start();
  void stop();
  /// Compares this machine's clock with all that was heard, and says what follows from it.
  void look();

  /// The newest reading that was stored before this program ran.
  void on_stored(TimeMs newest) { judge_.stored(newest); }
  /// A service's `Date`, in whole seconds.
  void on_dated(TimeMs date);
  /// The newest row of a database.
  void on_newest_row(Dataset dataset, TimeMs time);
  /// Readings that came; those that are asked for of the past say nothing of now. Before `judge`.
  void on_readings(std::span<const Reading> readings, Provenance provenance);
  /// Whether a reading's time is good. Prices are known ahead; the store refuses those of the day after
  /// tomorrow.
  StampVerdict judge(const Reading& reading, Provenance provenance);

 Q_SIGNALS:
  void looked(const hearth::LiveTime& time);
  /// All that is wrong with clocks now.
  void problems_changed(const std::map<std::string, hearth::Error>& problems);
  /// The clock was set, or is known better than before: nothing that was asked by the old one counts.
  void corrected();

 private:
  void tell_problems(Moment at);

  const Clock& machine_;
  CorrectedClock clock_;
  ClockJudge judge_;
  JumpWatch jump_watch_;
  OwnClock own_;
  QTimer timer_;  ///< real time: it is the clock that it looks at
  int jump_listener_ = 0;
  bool running_ = false;
  bool troubled_ = false;  ///< there were problems when they were last told
};

}  // namespace hearth
