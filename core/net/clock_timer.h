#pragma once

#include "core/telemetry/clock.h"

#include <QCoroTask>
#include <QObject>
#include <QTimer>

#include <stop_token>

namespace hearth {

/// A timer that runs on the program's `Clock`: at x60 a minute is over in a second, and a `ManualClock` fires
/// it when it is moved past the due time. A clock that is set back makes it wait
/// one more interval at most. Belongs to the thread it was made in; the clock must outlive it.
class ClockTimer : public QObject {
  Q_OBJECT
 public:
  explicit ClockTimer(const Clock& clock, QObject* parent = nullptr);
  ~ClockTimer() override;

  void start_repeating(DurationMs every);
  void start_once(DurationMs after);
  void stop();
  [[nodiscard]] bool active() const noexcept { return active_; }

 Q_SIGNALS:
  void timeout();

 private:
  void arm();
  void check();

  const Clock& clock_;
  QTimer timer_;
  int listener_ = 0;
  bool active_ = false;
  DurationMs every_ = 0;  ///< 0: once
  DurationMs wait_ = 0;   ///< the longest that is waited, whatever becomes of the clock
  TimeMs due_ = 0;
};

/// Waits until `time` has passed on the clock, in a thread with an event loop. False where `stop` was
/// triggered (in that thread) first: then it goes on inside that call. The clock must outlive it.
QCoro::Task<bool> wait_on_clock(const Clock& clock, DurationMs time, std::stop_token stop);

}  // namespace hearth
