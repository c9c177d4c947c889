#include "core/net/retry_policy.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hearth {
namespace {

double share_of(double random) noexcept {
  return std::isfinite(random) ? std::clamp(random, 0.0, 1.0) : 0;
}

DurationMs scaled(DurationMs time, double by) noexcept {
  return static_cast<DurationMs>(std::llround(static_cast<double>(time) * by));
}

}  // namespace

Retry::Retry(const RetryPolicy& policy, Random random) : policy_(policy), random_(std::move(random)) {}

TimeMs Retry::failed(ErrorKind kind, std::optional<DurationMs> retry_after, TimeMs now, TimeMs earliest) {
  follow_clock(now);
  const bool refused = is_refusal(kind);
  if (!failing_ || is_settled(now)) {
    refused_ = refused;
    begin(now);
  } else if (refused != std::exchange(refused_, refused)) {
    // The window it is in may be minutes long, or as short as befits an outage.
    const DurationMs reached = std::min(width_, longest());
    begin(now);
    width_ = reached;
  } else {
    const bool hung = now - slot() > policy_.hung_after;
    next_window();
    if (hung) {
      // Also where it passed windows over: they grow with the time since the loss.
      skip_to(now + 1);
      start_ = now - scaled(width_ - std::min(policy_.first, width_), share_);
    }
  }
  up_since_.reset();
  if (retry_after)
    not_before_ = std::max(not_before_, now + std::clamp<DurationMs>(*retry_after, 0, longest_retry_after));
  skip_to(std::max({now + 1, not_before_, earliest}));
  return slot();
}

void Retry::succeeded(TimeMs now) {
  follow_clock(now);
  up_since_ = now;
  not_before_ = long_ago;
  if (policy_.settled_after <= 0) failing_ = false;
}

void Retry::restart() noexcept {
  failing_ = false;
}

bool Retry::in_trouble(TimeMs now) const noexcept {
  return failing_ && !is_settled(now);
}

bool Retry::is_settled(TimeMs now) const noexcept {
  return up_since_ && now - *up_since_ >= policy_.settled_after;
}

void Retry::begin(TimeMs now) {
  failing_ = true;
  share_ = share_of(random_());
  start_ = now;
  width_ = policy_.first;
}

void Retry::follow_clock(TimeMs now) noexcept {
  if (const TimeMs latest = std::exchange(latest_, now); now < latest) {
    const DurationMs back = latest - now;
    start_ -= back;
    if (up_since_) *up_since_ -= back;
    if (not_before_ != long_ago) not_before_ -= back;
  }
}

TimeMs Retry::slot() const noexcept {
  return start_ + scaled(width_, share_);
}

DurationMs Retry::longest() const noexcept {
  return refused_ ? policy_.longest_refused : policy_.longest;
}

void Retry::next_window() noexcept {
  start_ += width_;
  width_ = std::min(scaled(width_, refused_ ? policy_.refused_growth : policy_.growth), longest());
}

void Retry::skip_to(TimeMs earliest) noexcept {
  while (slot() < earliest) {
    // A clock may be years ahead at once.
    if (width_ >= longest()) start_ += (earliest - slot() - 1) / width_ * width_;
    next_window();
  }
}

Phase::Phase(DurationMs period, double share) noexcept
    : period_(std::max<DurationMs>(1, period)), offset_(scaled(period_, share_of(share)) % period_) {}

TimeMs Phase::next(TimeMs now) const noexcept {
  return ceil_to(now + std::max<DurationMs>(1, period_ / 4) - offset_, period_) + offset_;
}

}  // namespace hearth
