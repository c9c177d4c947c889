#include "ui/home.h"

namespace hearth {
namespace {

// A little under a second, so that readings that come every second are each shown.
constexpr int rest_ms = 900;

}  // namespace

Pulse::Pulse(const LiveDoor& live, const StatusDoor& status, const Clock& clock, QObject* parent)
    : QObject(parent), clock_(clock), seconds_(clock) {
  rest_.setSingleShot(true);
  connect(&rest_, &QTimer::timeout, this, [this] {
    if (asked_) ask();
  });
  connect(&seconds_, &ClockTimer::timeout, this, &Pulse::ask);
  connect(&live, &LiveDoor::updated, this, &Pulse::ask);
  connect(&live, &LiveDoor::energy_updated, this, &Pulse::ask);
  connect(&status, &StatusDoor::updated, this, &Pulse::ask);
  seconds_.start_repeating(second_ms);
}

void Pulse::ask() {
  asked_ = rest_.isActive();
  if (asked_) return;
  if (!hurried_) rest_.start(rest_ms);
  Q_EMIT beat(clock_.now());
}

}  // namespace hearth
