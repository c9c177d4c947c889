#include "core/net/call_schedule.h"

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

/// What was asked anew by hand, so to speak, comes within this.
constexpr DurationMs hurried_spread = second_ms;

}  // namespace

Breaker::Breaker(const BreakerPolicy& policy, const Random& random)
    : policy_(policy), retry_(policy.probe, random) {}

void Breaker::failed(ErrorKind kind, std::optional<DurationMs> retry_after, TimeMs now) {
  const bool reached = kind != ErrorKind::offline;
  const auto& last = reached ? last_good_one_ : last_answer_;
  const DurationMs patience = reached ? policy_.erring_after : policy_.unreachable_after;
  if (reached) last_answer_ = now;
  // A clock that was set back says nothing.
  const bool lately = last && now >= *last && now - *last < patience;
  if (!open_ && lately && !retry_after) return;
  open_ = true;
  probe_due_ = retry_.failed(kind, retry_after, now);
}

std::optional<DurationMs> Breaker::answered(TimeMs now) {
  last_answer_ = now;
  last_good_one_ = now;
  if (!std::exchange(open_, false)) return std::nullopt;
  const auto share = static_cast<DurationMs>(static_cast<double>(retry_.window()) * policy_.spread);
  retry_.succeeded(now);
  return std::max(policy_.least_spread, share);
}

void Breaker::hurry(TimeMs at) noexcept {
  if (!open_) return;
  postpone(at);
  retry_.restart();
}

CallSchedule::CallSchedule(Random random, const BreakerPolicy& policy)
    : random_(std::move(random)), breaker_(policy, random_) {}

CallSchedule::Id CallSchedule::add(CallRank rank, DurationMs every, TimeMs first, const RetryPolicy& retry) {
  calls_.push_back({.rank = rank,
                    .every = every,
                    .phase = Phase(every, random_()),
                    .retry = Retry(retry, random_),
                    .due = first});
  return calls_.size() - 1;
}

bool CallSchedule::precedes(Id a, Id b) const {
  return std::pair(calls_[a].rank, a) < std::pair(calls_[b].rank, b);
}

/// Each call in its turn: one may fail by itself.
std::optional<CallSchedule::Id> CallSchedule::choose_probe() const {
  std::optional<Id> first;
  std::optional<Id> following;
  for (Id id = 0; id < calls_.size(); ++id) {
    if (!first || precedes(id, *first)) first = id;
    if (probe_ && precedes(*probe_, id) && (!following || precedes(id, *following))) following = id;
  }
  return following ? following : first;
}

std::optional<TimeMs> CallSchedule::due(Id id) const {
  const Call& call = calls_[id];
  if (call.under_way) return std::nullopt;
  if (!breaker_.is_open()) return call.due;
  return id == probe_ ? std::optional(breaker_.probe_due()) : std::nullopt;
}

std::optional<TimeMs> CallSchedule::next() const {
  std::optional<TimeMs> soonest;
  for (Id id = 0; id < calls_.size(); ++id)
    if (const auto when = due(id); when && (!soonest || *when < *soonest)) soonest = when;
  return soonest;
}

void CallSchedule::follow_clock(TimeMs now) {
  const TimeMs latest = std::exchange(latest_, now);
  if (now >= latest) return;
  for (Call& call : calls_) call.due -= latest - now;
  if (breaker_.is_open()) breaker_.postpone(breaker_.probe_due() - (latest - now));
}

std::optional<CallSchedule::Id> CallSchedule::take(TimeMs now) {
  follow_clock(now);
  std::optional<Id> urgent;
  for (Id id = 0; id < calls_.size(); ++id) {
    const auto when = due(id);
    if (when && *when <= now && (!urgent || precedes(id, *urgent))) urgent = id;
  }
  if (urgent) calls_[*urgent].under_way = true;
  return urgent;
}

void CallSchedule::succeeded(Id id, TimeMs now) {
  follow_clock(now);
  Call& call = calls_.at(id);
  call.under_way = call.failing = call.refused = false;
  call.retry.succeeded(now);
  call.due = call.phase.next(now);
  answered(now);
}

void CallSchedule::failed(Id id, ErrorKind kind, std::optional<DurationMs> retry_after, TimeMs now) {
  follow_clock(now);
  Call& call = calls_.at(id);
  if (kind == ErrorKind::cancelled) return skipped(id, now);
  call.under_way = false;
  call.failing = kind == ErrorKind::offline || kind == ErrorKind::retry;
  call.refused = !call.failing;
  // An answer that will not do is not asked for more often than a good one.
  call.due = call.retry.failed(kind, retry_after, now, call.refused ? call.phase.next(now) : now);
  if (!call.failing) return answered(now);
  // What was under way when the breaker opened, and fails as well, is no news.
  if (breaker_.is_open() && id != probe_ && !retry_after) return;
  breaker_.failed(kind, retry_after, now);
  if (breaker_.is_open()) probe_ = choose_probe();
}

void CallSchedule::skipped(Id id, TimeMs now) {
  follow_clock(now);
  Call& call = calls_.at(id);
  call.under_way = call.failing = call.refused = false;
  call.due = call.phase.next(now);
  // Another one asks whether the service is back.
  if (!breaker_.is_open() || id != probe_) return;
  probe_ = choose_probe();
  breaker_.postpone(now + second_ms);
}

void CallSchedule::answered(TimeMs now) {
  const auto spread = breaker_.answered(now);
  if (!spread) return;
  std::vector<Id> away;
  for (Id id = 0; id < calls_.size(); ++id)
    if (!calls_[id].under_way && (calls_[id].failing || calls_[id].due <= now)) away.push_back(id);
  bring_back(std::move(away), *spread, now);
}

void CallSchedule::bring_back(std::vector<Id> calls, DurationMs spread, TimeMs now) {
  std::ranges::sort(calls, [this](Id a, Id b) { return precedes(a, b); });
  const double part =
      static_cast<double>(spread) / static_cast<double>(std::max<std::size_t>(1, calls.size()));
  double begin = 0;
  for (const Id id : calls) {
    Call& call = calls_[id];
    call.retry.restart();
    call.due = std::max(now + static_cast<DurationMs>(begin + random_() * part), call.retry.not_before());
    begin += part;
  }
}

void CallSchedule::ask(std::vector<Id> calls, TimeMs now) {
  follow_clock(now);
  bring_back(std::move(calls), hurried_spread, now);
  breaker_.hurry(now + static_cast<DurationMs>(random_() * static_cast<double>(hurried_spread)));
}

void CallSchedule::ask_all(TimeMs now) {
  std::vector<Id> all;
  for (Id id = 0; id < calls_.size(); ++id)
    if (!calls_[id].under_way) all.push_back(id);
  ask(std::move(all), now);
}

void CallSchedule::ask_failed(TimeMs now) {
  std::vector<Id> failing;
  for (Id id = 0; id < calls_.size(); ++id)
    if (!calls_[id].under_way && (calls_[id].failing || calls_[id].refused)) failing.push_back(id);
  ask(std::move(failing), now);
}

}  // namespace hearth
