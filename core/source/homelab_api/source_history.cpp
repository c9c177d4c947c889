// What the REST services know of the past.
#include "core/source/homelab_api/source.h"

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

// The view behind the hourly history is refreshed each hour, and lags by up to two.
constexpr DurationMs hours_settle_after = 3 * hour_ms;
constexpr DurationMs temperatures_settle_after = 10 * minute_ms;
constexpr DurationMs hours_window = 31 * day_ms;
// `temperature/history` has no pages: it always gives all from some hour until now. A year of a sensor that
// reports every five minutes is some 25 MB.
constexpr int most_climate_hours = 366 * 24;
constexpr int least_climate_hours = 31 * 24;

/// What this account may not read, or the service has trouble with, is said of the dataset.
Error about(std::string_view what, Error error) {
  if (error.kind == ErrorKind::not_permitted || error.kind == ErrorKind::retry) error.place = what;
  return error;
}

}  // namespace

/// Whether nothing else can be had either.
bool HomelabApiSource::ends_history(const Error& error) {
  const bool ends = error.kind == ErrorKind::offline || error.kind == ErrorKind::sign_in ||
                    error.kind == ErrorKind::cancelled;
  if (ends && !stopping_) judge_by_history(error);
  return ends;
}

QCoro::Task<HistoryOffers> HomelabApiSource::history_offers(std::vector<GroupKey> known) {
  begin_one();
  HistoryOffers found;
  std::vector<std::string> places;
  for (const GroupKey& group : known)
    if (group.dataset == Dataset::climate) places.push_back(group.entity);
  auto finding = find_places(places, found);
  co_await finding;
  // Where prices are polled they come anyway.
  if (!found.ended && services_.empty() && !stopping_) {
    auto asking = ask_prices();
    const Outcome prices = co_await asking;
    ++found.asked;
    if (prices)
      found.errors.push_back(about("prices", *prices));
    else
      ++found.answered;
  }
  const TimeMs now = clock_.now();
  // The service gives whole hours, and nothing of the current one.
  found.offers.push_back({.dataset = Dataset::energy,
                          .entity = std::string(),
                          .provenance = Provenance::api_hourly,
                          .resolution = hour_ms,
                          .reach = {earliest_history, floor_to(now, hour_ms)},
                          .largest_window = hours_window,
                          .settle_after = hours_settle_after});
  const TimeRange a_year{now - most_climate_hours * hour_ms, now};
  for (const std::string& place : places)
    found.offers.push_back({.dataset = Dataset::climate,
                            .entity = place,
                            .provenance = Provenance::api_history,
                            .reach = a_year,
                            .largest_window = a_year.length(),
                            .settle_after = temperatures_settle_after,
                            .until_now = true});
  end_one();
  co_return found;
}

/// Adds the places that the service knows to those that are known already.
QCoro::Task<> HomelabApiSource::find_places(std::vector<std::string>& places, HistoryOffers& found) {
  const auto answer = co_await api_.temperature_all_latest();
  ++found.asked;
  if (!answer) {
    if (ends_history(answer.error())) found.ended = answer.error();
    found.errors.push_back(about("climate", answer.error()));
    co_return;
  }
  ++found.answered;
  count_refused(answer->refused);
  Q_EMIT readings(answer->value, Provenance::polled);
  for (const Reading& reading : answer->value)
    if (std::ranges::find(places, reading.group.entity) == places.end())
      places.push_back(reading.group.entity);
}

QCoro::Task<HistoryPart> HomelabApiSource::fetch(HistoryWindow window, HistorySink& /*sink*/,
                                                 std::stop_token stop) {
  begin_one();
  HistoryPart part;
  if (window.offer.dataset == Dataset::energy) {
    auto asking = fetch_hours(window.range);
    part = co_await asking;
  } else {
    auto asking = fetch_temperatures(window.offer.entity.value_or(std::string()), window.range, stop);
    part = co_await asking;
  }
  if (part.error) part.ends_all = ends_history(*part.error);
  end_one();
  co_return part;
}

QCoro::Task<HistoryPart> HomelabApiSource::fetch_hours(TimeRange range) {
  HistoryPart part{.asked = 1, .range = range};
  const TimeRange hours{floor_to(range.from, hour_ms), ceil_to(range.to, hour_ms)};
  const auto answer = co_await api_.energy_history(hours);
  if (!answer) {
    part.error = about("energy", answer.error());
    co_return part;
  }
  count_refused(answer->refused);
  if (answer->value.empty()) co_return part;
  part.data = {answer->value.front().start, answer->value.back().start + hour_ms};
  part.groups.push_back({Dataset::energy, {}});
  Q_EMIT energy_hours(answer->value);
  co_return part;
}

QCoro::Task<HistoryPart> HomelabApiSource::fetch_temperatures(std::string place, TimeRange range,
                                                              std::stop_token stop) {
  HistoryPart part{.range = range};
  int hours = std::max(1, static_cast<int>((clock_.now() - range.from + hour_ms - 1) / hour_ms));
  TimeMs asked_at = clock_.now();
  auto answer = co_await api_.temperature_history(place, hours);
  ++part.asked;
  // A body that is too large is refused; a shorter one of a busy sensor will do.
  while (!answer && answer.error().kind == ErrorKind::bad_data && hours > least_climate_hours && !stopping_ &&
         !stop.stop_requested()) {
    hours = std::max(hours / 2, least_climate_hours);
    asked_at = clock_.now();
    part.range.from = std::max(range.from, asked_at - hours * hour_ms);
    answer = co_await api_.temperature_history(place, hours);
    ++part.asked;
  }
  if (!answer) {
    part.error = about("climate", answer.error());
    co_return part;
  }
  count_refused(answer->refused);
  if (answer->value.empty()) co_return part;
  // The call gives all there is since an hour: before the first reading there is none.
  part.data = {std::min(part.range.from, answer->value.front().time), answer->value.back().time + 1};
  part.groups.push_back({Dataset::climate, place});
  Q_EMIT readings(answer->value, Provenance::api_history);
  co_return part;
}

/// Where nothing is polled, the history alone tells how the services are.
void HomelabApiSource::judge_by_history(const Error& error) {
  if (!services_.empty() || error.kind == ErrorKind::cancelled) return;
  connection_.state = error.kind == ErrorKind::sign_in ? ConnectionState::refused : ConnectionState::failed;
  connection_.since = clock_.now();
  connection_.detail = QString::fromStdString(error.message);
  connection_.next = QString::fromStdString(error.next);
  Q_EMIT connection_changed(connection_);
}

}  // namespace hearth
