#pragma once

#include "core/engine/api/history.h"
#include "core/engine/api/live.h"
#include "core/engine/api/status.h"
#include "core/net/clock_timer.h"
#include "core/telemetry/clock.h"
#include "ui/format/format.h"

#include <QTimer>

namespace hearth {

/// Tells the view models when to look at the services again: after live readings and once a second for ages,
/// but never more than once in a real second, and never losing the last reading. GUI thread.
class RefreshThrottle : public QObject {
  Q_OBJECT
 public:
  RefreshThrottle(const LiveService& live, const StatusService& status, const Clock& clock,
                  QObject* parent = nullptr);
  /// Something is new: tells `due` at once, or as soon as the last one is a second old.
  void ask();
  /// Until this is called every ask is answered at once: the first picture comes in pieces, and must not
  /// wait.
  void calm_down() { hurried_ = false; }

 Q_SIGNALS:
  void due(hearth::TimeMs now);

 private:
  const Clock& clock_;
  ClockTimer seconds_;
  QTimer rest_;
  bool asked_ = false;
  bool hurried_ = true;
};

/// What every view model is given: the services, and how this home writes numbers and times.
struct PageContext {
  HistoryService& history;
  LiveService& live;
  StatusService& status;
  const Clock& clock;
  const Format& format;
  RefreshThrottle& throttle;
};

}  // namespace hearth
