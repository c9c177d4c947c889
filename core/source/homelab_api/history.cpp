#include "core/source/homelab_api/history.h"

#include <algorithm>

namespace hearth {
namespace {

enum Call { energy_history, temperature_history };

// The view behind the hourly history is refreshed each hour, and lags by up to two.
constexpr DurationMs hours_settle_after = 3 * hour_ms;
constexpr DurationMs temperatures_settle_after = 10 * minute_ms;
constexpr DurationMs energy_window = 31 * day_ms;
// `temperature/history` has no pages: it always gives all from some hour until now. A year of a sensor that
// reports every five minutes is some 25 MB.
constexpr int most_climate_hours = 366 * 24;
constexpr int least_climate_hours = 31 * 24;

}  // namespace

HistorySync::HistorySync(HomelabApi& api, HistoryStore& store, const Clock& clock, QObject* parent)
    : QObject(parent), api_(api), store_(store), clock_(clock) {}

std::vector<SyncRequest> HistorySync::plan(int hours, DurationMs ask_again_after) const {
  const TimeMs now = clock_.now();
  // The service gives whole hours, and nothing of the current one.
  const TimeMs this_hour = floor_to(now, hour_ms);
  const GroupKey meter{Dataset::energy, {}};
  const TimeRange energy{this_hour - hours * hour_ms, this_hour};
  const SourceOffer hourly{energy_history, meter, Provenance::api_hourly, energy, 0, energy_window};
  std::vector<SyncRequest> requests =
      plan_sync(meter, energy, store_.coverage(meter), {&hourly, 1}, now, ask_again_after);
  // Whatever is missing, one request that reaches back to its beginning brings all of it.
  const TimeRange climate{now - std::min(hours, most_climate_hours) * hour_ms, now};
  for (const std::string& location : locations_) {
    const GroupKey group{Dataset::climate, location};
    const SourceOffer offer{temperature_history, group, Provenance::api_history, climate, 0,
                            climate.length()};
    const auto missing = plan_sync(group, climate, store_.coverage(group), {&offer, 1}, now, ask_again_after);
    if (!missing.empty()) requests.push_back({temperature_history, group, {missing.back().range.from, now}});
  }
  return requests;
}

QCoro::Task<SyncOutcome> HistorySync::run(int hours, DurationMs ask_again_after) {
  SyncOutcome outcome;
  stopping_ = false;
  co_await find_locations(outcome);
  const std::vector<SyncRequest> requests = plan(std::max(1, hours), ask_again_after);
  std::size_t done = 0;
  for (const SyncRequest& request : requests) {
    // A store that cannot be written would only be written to in vain.
    if (stopping_ || outcome.gave_up || (outcome.error && outcome.error->kind == ErrorKind::storage)) break;
    Q_EMIT progress(request.source == energy_history ? QStringLiteral("energy")
                                                     : QString::fromStdString(request.group.entity),
                    static_cast<int>(100 * done++ / requests.size()));
    if (request.source == energy_history)
      co_await fetch_energy(request, outcome);
    else
      co_await fetch_climate(request, outcome);
  }
  conclude(outcome);
  co_return outcome;
}

void HistorySync::conclude(SyncOutcome& outcome) {
  const auto trouble = std::ranges::find(outcome.forbidden, ErrorKind::retry, &Error::kind);
  if (!outcome.error && outcome.answered == 0 && trouble != outcome.forbidden.end()) outcome.error = *trouble;
}

QCoro::Task<> HistorySync::find_locations(SyncOutcome& outcome) {
  locations_.clear();
  for (const GroupKey& group : store_.groups())
    if (group.dataset == Dataset::climate) locations_.push_back(group.entity);
  const auto answer = co_await api_.temperature_all_latest();
  ++outcome.asked;
  if (!answer) {
    note(answer.error(), "climate", outcome);
    co_return;
  }
  ++outcome.answered;
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
    note(answer.error(), "energy", outcome);
    co_return;
  }
  ++outcome.answered;
  Q_EMIT refused(answer->refused);
  std::optional<TimeRange> data;
  if (!answer->value.empty()) {
    data = {answer->value.front().start, answer->value.back().start + hour_ms};
    Q_EMIT energy_hours(answer->value);
  }
  keep(request, Provenance::api_hourly, data, asked_at, hours_settle_after, outcome);
}

QCoro::Task<> HistorySync::fetch_climate(SyncRequest request, SyncOutcome& outcome) {
  const TimeMs asked_at = clock_.now();
  int hours = std::max(1, static_cast<int>((asked_at - request.range.from + hour_ms - 1) / hour_ms));
  auto answer = co_await api_.temperature_history(request.group.entity, hours);
  ++outcome.asked;
  // A body that is too large is refused; a shorter one of a busy sensor will do.
  while (!answer && answer.error().kind == ErrorKind::bad_data && hours > least_climate_hours && !stopping_) {
    hours = std::max(hours / 2, least_climate_hours);
    request.range.from = asked_at - hours * hour_ms;
    answer = co_await api_.temperature_history(request.group.entity, hours);
    ++outcome.asked;
  }
  if (!answer) {
    note(answer.error(), "climate", outcome);
    co_return;
  }
  ++outcome.answered;
  Q_EMIT refused(answer->refused);
  std::optional<TimeRange> data;
  if (!answer->value.empty()) {
    // The call gives all there is since an hour: before the first reading there is none.
    data = {std::min(request.range.from, answer->value.front().time), answer->value.back().time + 1};
    Q_EMIT readings(answer->value, Provenance::api_history);
  }
  keep(request, Provenance::api_history, data, asked_at, temperatures_settle_after, outcome);
}

void HistorySync::keep(const SyncRequest& request, Provenance provenance, std::optional<TimeRange> data,
                       TimeMs asked_at, DurationMs settle_after, SyncOutcome& outcome) {
  for (const Coverage& part :
       answered_coverage(request, provenance, data, store_.coverage(request.group), asked_at, settle_after)) {
    if (const auto kept = store_.add_coverage(part); !kept) note(kept.error(), "history", outcome);
  }
  if (!store_.is_writer()) return;
  store_.request_flush();
  if (const auto paused = store_.state().paused) note(*paused, "history", outcome);
}

void HistorySync::leave_out(const Error& error, std::string_view what, SyncOutcome& outcome) {
  // Once for all that is of a kind, such as the sensors of a house.
  if (std::ranges::find(outcome.forbidden, what, &Error::place) == outcome.forbidden.end())
    outcome.forbidden.push_back({error.kind, error.message, error.next, std::string(what)});
}

void HistorySync::note(const Error& error, std::string_view what, SyncOutcome& outcome) {
  // A store that may not be written is no matter of scopes.
  const bool of_a_call = what != "history";
  // A home without energy data has an error for that for ever.
  if (of_a_call && (error.kind == ErrorKind::not_permitted || error.kind == ErrorKind::retry))
    return leave_out(error, what, outcome);
  if (!outcome.error) outcome.error = error;
  outcome.gave_up = outcome.gave_up || error.kind == ErrorKind::offline || error.kind == ErrorKind::sign_in ||
                    error.kind == ErrorKind::cancelled;
}

}  // namespace hearth
