#include "core/engine/history_sync.h"

#include <algorithm>

namespace hearth {
namespace {

enum Source { energy_history, temperature_history };

// The view behind the hourly history is refreshed each hour, and lags by up to two.
constexpr DurationMs hours_settle_after = 3 * hour_ms;
constexpr DurationMs temperatures_settle_after = 10 * minute_ms;
constexpr DurationMs energy_window = 31 * day_ms;

}  // namespace

HistorySync::HistorySync(HomelabApi& api, HistoryStore& store, const Clock& clock, QObject* parent)
    : QObject(parent), api_(api), store_(store), clock_(clock) {}

std::vector<SyncRequest> HistorySync::plan(int hours, DurationMs ask_again_after) const {
  const TimeMs now = clock_.now();
  std::vector<SyncRequest> requests;
  const auto add = [&](Source source, const GroupKey& group, Provenance provenance, TimeRange wanted,
                       DurationMs window) {
    const std::vector offers{SourceOffer{source, group, provenance, wanted, 0, window}};
    const auto missing = plan_sync(group, wanted, store_.coverage(group), offers, now, ask_again_after);
    requests.insert(requests.end(), missing.begin(), missing.end());
  };
  // The service gives whole hours, and nothing of the current one.
  const TimeMs this_hour = floor_to(now, hour_ms);
  add(energy_history, {Dataset::energy, {}}, Provenance::api_hourly, {this_hour - hours * hour_ms, this_hour},
      energy_window);
  // `temperature/history` always reaches back from now, so a gap is asked for in one request.
  for (const std::string& location : locations_)
    add(temperature_history, {Dataset::climate, location}, Provenance::api_history,
        {now - hours * hour_ms, now}, hours * hour_ms);
  return requests;
}

QCoro::Task<SyncOutcome> HistorySync::run(int hours, DurationMs ask_again_after) {
  SyncOutcome outcome;
  stopping_ = false;
  co_await find_locations(outcome);
  const std::vector<SyncRequest> requests = plan(std::max(1, hours), ask_again_after);
  int done = 0;
  for (const SyncRequest& request : requests) {
    if (stopping_ || outcome.gave_up) break;
    Q_EMIT progress(QStringLiteral("%1 (%2 of %3)")
                        .arg(request.source == energy_history ? QStringLiteral("energy")
                                                              : QString::fromStdString(request.group.entity))
                        .arg(++done)
                        .arg(requests.size()));
    if (request.source == energy_history)
      co_await fetch_energy(request, outcome);
    else
      co_await fetch_climate(request, outcome);
  }
  co_return outcome;
}

QCoro::Task<> HistorySync::find_locations(SyncOutcome& outcome) {
  locations_.clear();
  for (const GroupKey& group : store_.groups())
    if (group.dataset == Dataset::climate) locations_.push_back(group.entity);
  const auto answer = co_await api_.temperature_all_latest();
  ++outcome.asked;
  if (!answer) {
    note(answer.error(), outcome);
    co_return;
  }
  Q_EMIT refused(answer->refused);
  Q_EMIT readings(answer->value, Provenance::polled);
  for (const Reading& reading : answer->value)
    if (std::ranges::find(locations_, reading.group.entity) == locations_.end())
      locations_.push_back(reading.group.entity);
}

QCoro::Task<> HistorySync::fetch_energy(SyncRequest request, SyncOutcome& outcome) {
  const TimeRange hours{floor_to(request.range.from, hour_ms), ceil_to(request.range.to, hour_ms)};
  const TimeMs asked_at = clock_.now();
  const auto answer = co_await api_.energy_history(hours);
  ++outcome.asked;
  if (!answer) {
    note(answer.error(), outcome);
    co_return;
  }
  Q_EMIT refused(answer->refused);
  std::optional<TimeRange> data;
  if (!answer->value.empty()) {
    data = {answer->value.front().start, answer->value.back().start + hour_ms};
    Q_EMIT energy_hours(answer->value);
  }
  keep_coverage(request, Provenance::api_hourly, data, asked_at, hours_settle_after, outcome);
}

QCoro::Task<> HistorySync::fetch_climate(SyncRequest request, SyncOutcome& outcome) {
  const TimeMs asked_at = clock_.now();
  const int hours = static_cast<int>((asked_at - request.range.from + hour_ms - 1) / hour_ms);
  const auto answer = co_await api_.temperature_history(request.group.entity, std::max(1, hours));
  ++outcome.asked;
  if (!answer) {
    note(answer.error(), outcome);
    co_return;
  }
  Q_EMIT refused(answer->refused);
  std::optional<TimeRange> data;
  if (!answer->value.empty()) {
    data = {answer->value.front().time, answer->value.back().time + 1};
    Q_EMIT readings(answer->value, Provenance::api_history);
  }
  keep_coverage(request, Provenance::api_history, data, asked_at, temperatures_settle_after, outcome);
}

void HistorySync::keep_coverage(const SyncRequest& request, Provenance provenance,
                                std::optional<TimeRange> data, TimeMs asked_at, DurationMs settle_after,
                                SyncOutcome& outcome) {
  for (const Coverage& part :
       answered_coverage(request, provenance, data, store_.coverage(request.group), asked_at, settle_after)) {
    if (const auto kept = store_.add_coverage(part); !kept) note(kept.error(), outcome);
  }
}

void HistorySync::note(const Error& error, SyncOutcome& outcome) {
  if (!outcome.error) outcome.error = error;
  outcome.gave_up = outcome.gave_up || error.kind == ErrorKind::offline || error.kind == ErrorKind::sign_in ||
                    error.kind == ErrorKind::cancelled;
}

}  // namespace hearth
