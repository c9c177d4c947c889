#include "ui/models/page_context.h"

namespace hearth {
namespace {

// A little under a second, so that readings that come every second are each shown.
constexpr int rest_ms = 900;

}  // namespace

RefreshThrottle::RefreshThrottle(const LiveService& live, const StatusService& status, const Clock& clock,
                                 QObject* parent)
    : QObject(parent), clock_(clock), seconds_(clock) {
  rest_.setSingleShot(true);
  connect(&rest_, &QTimer::timeout, this, [this] {
    if (asked_) ask();
  });
  connect(&seconds_, &ClockTimer::timeout, this, &RefreshThrottle::ask);
  connect(&live, &LiveService::updated, this, &RefreshThrottle::ask);
  connect(&live, &LiveService::energy_updated, this, &RefreshThrottle::ask);
  connect(&status, &StatusService::updated, this, &RefreshThrottle::ask);
  seconds_.start_repeating(second_ms);
}

void RefreshThrottle::ask() {
  asked_ = rest_.isActive();
  if (asked_) return;
  if (!hurried_) rest_.start(rest_ms);
  Q_EMIT due(clock_.now());
}

}  // namespace hearth
