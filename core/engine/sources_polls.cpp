// What is asked of the REST services again and again, and what their answers say of the connection.
#include "core/engine/sources_private.h"
#include "core/net/backoff.h"

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

constexpr DurationMs lasting_trouble_limit = 10 * minute_ms;

DurationMs next_delay(const Poll& poll, const Outcome& outcome) {
  if (!outcome) return poll.every;
  // What a service refuses or does not have will hardly be there in a second.
  const auto longest = [kind = outcome->kind] {
    if (kind == ErrorKind::not_permitted || kind == ErrorKind::not_found) return lasting_trouble_limit;
    return kind == ErrorKind::sign_in ? longest_refusal_delay : longest_retry_delay;
  };
  const DurationMs limit = std::max(poll.every, longest());
  const DurationMs delay = std::max(poll.every, second_ms << std::min(poll.failures, 12));
  return std::min(delay, limit);
}

}  // namespace

void Sources::Private::add_poll(const QString& name, Dataset dataset, DurationMs every,
                                std::function<QCoro::Task<Outcome>()> ask) {
  Poll& poll = polls.emplace_back(Poll{{.name = name.toStdString(), .dataset = dataset},
                                       every,
                                       std::move(ask),
                                       std::make_unique<ClockTimer>(clock),
                                       {},
                                       0});
  QObject::connect(poll.timer.get(), &ClockTimer::timeout, q, [this, &poll] { run(poll); });
  poll.timer->start_once(0);
}

// Polls, the synchronisation and the connection test are counted in `under_way`: `stop` cancels the requests
// that they wait for, and `stopped` comes after the last has ended, so that nothing here is used after it is
// gone.
QCoro::Task<> Sources::Private::run(Poll& poll) {
  // What was not asked says nothing of the connection.
  if (poll.needless && poll.needless()) {
    if (!std::exchange(poll.call.idle, true)) {
      poll.failures = 0;
      note_data(poll.call.dataset);
      judge_api();
    }
    poll.timer->start_once(poll.every);
    co_return;
  }
  ++under_way;
  const Outcome outcome = co_await poll.ask();
  if (!stopping) {
    poll.failures = outcome ? poll.failures + 1 : 0;
    poll.timer->start_once(next_delay(poll, outcome));
    heard(poll, outcome);
  }
  one_less();
}

void Sources::Private::heard(Poll& poll, const Outcome& outcome) {
  // By a sign-out, which is told as such.
  if (outcome && outcome->kind == ErrorKind::cancelled) return;
  poll.call.idle = false;
  poll.call.asked = clock.now();
  poll.call.error = outcome;
  const bool answered =
      !outcome || (outcome->kind != ErrorKind::offline && outcome->kind != ErrorKind::config);
  if (answered) api_connection.last_heard = clock.now();
  note_data(poll.call.dataset);
  judge_api();
}

/// Where nothing is polled, the history alone tells how the services are.
void Sources::Private::heard_history(const Outcome& outcome) {
  if (!polls.empty() || !outcome || outcome->kind == ErrorKind::cancelled) return;
  api_connection.state =
      outcome->kind == ErrorKind::sign_in ? ConnectionState::refused : ConnectionState::failed;
  api_connection.since = clock.now();
  api_connection.detail = QString::fromStdString(outcome->message);
  api_connection.next = QString::fromStdString(outcome->next);
  Q_EMIT q->connection_changed(api_connection);
}

/// What the last answers to the calls about a dataset say of it. A passing failure says nothing of what may
/// be read.
void Sources::Private::note_data(Dataset dataset) {
  DataState& data = api_connection.data[dataset];
  data.error.reset();
  bool granted = false;
  bool denied = false;
  for (const Poll& poll : polls) {
    const CallState& call = poll.call;
    if (call.dataset != dataset || !call.asked || call.idle) continue;
    granted = granted || !call.error;
    denied = denied || (call.error && call.error->kind == ErrorKind::not_permitted);
    if (!data.error) data.error = call.error;
  }
  if (granted || denied) data.permission = denied ? Permission::denied : Permission::granted;
  std::set<Dataset> closed;
  for (const auto& [d, state] : api_connection.data)
    if (state.permission == Permission::denied) closed.insert(d);
  if (closed != not_permitted) deny(not_permitted, closed);
}

void Sources::Private::judge_api() {
  std::vector<CallState> calls;
  for (const Poll& poll : polls) calls.push_back(poll.call);
  const ServiceState now = judge_service(calls, api_was_connected, clock.now(),
                                         QUrl(QString::fromStdString(options.config.api_base_url)));
  const ConnectionState before = std::exchange(api_connection.state, now.state);
  if (now.state != before) api_connection.since = clock.now();
  api_connection.detail = now.error ? QString::fromStdString(now.error->message) : QString();
  api_connection.next = now.error ? QString::fromStdString(now.error->next) : QString();
  const bool connected = now.state == ConnectionState::connected;
  api_was_connected = api_was_connected || connected;
  Q_EMIT q->connection_changed(api_connection);
  // What the outage kept from us is fetched as soon as it is over.
  if (!connected || (before != ConnectionState::reconnecting && before != ConnectionState::failed)) return;
  ask_failed();
  catch_up();
}

/// No reading is newer than now, whatever its sender's clock says; prices are known ahead.
void Sources::Private::note_newest(DataState& data, const std::vector<Reading>& readings) const {
  for (const Reading& reading : readings) {
    const bool ahead = reading.group.dataset == Dataset::price;
    data.newest = std::max(data.newest, ahead ? reading.time : std::min(reading.time, clock.now()));
  }
}

void Sources::Private::take(Dataset dataset, const Decoded<std::vector<Reading>>& decoded) {
  count_refused(decoded.refused);
  note_newest(api_connection.data[dataset], decoded.value);
  if (!decoded.value.empty()) Q_EMIT q->readings(decoded.value, Provenance::polled);
}

void Sources::Private::count_refused(const Refusals& refusals) {
  if (refusals.count == 0) return;
  Q_EMIT q->refused(refusals.count);
  if (!refusals.first.empty()) Q_EMIT q->refused_for(to_text(refusals.first.front()));
}

/// Whether the services answer, but not with this.
bool Sources::Private::fails(Dataset dataset) const {
  return std::ranges::any_of(polls,
                             [=](const Poll& p) { return p.call.dataset == dataset && p.failures > 0; });
}

QCoro::Task<Outcome> Sources::Private::ask_energy_latest() {
  const auto answer = co_await api.energy_latest();
  if (!answer) co_return answer.error();
  take(Dataset::energy, *answer);
  co_return std::nullopt;
}

QCoro::Task<Outcome> Sources::Private::ask_hourly_total() {
  const auto answer = co_await api.hourly_total();
  if (!answer) co_return answer.error();
  count_refused(answer->refused);
  if (const auto& total = answer->value)
    Q_EMIT q->hour_total({total->hour_start, total->as_of}, total->energy_wh);
  co_return std::nullopt;
}

QCoro::Task<Outcome> Sources::Private::ask_heatpump() {
  const auto answer = co_await api.heatpump_latest();
  if (!answer) co_return answer.error();
  take(Dataset::heatpump, *answer);
  co_return std::nullopt;
}

QCoro::Task<Outcome> Sources::Private::ask_temperatures() {
  const auto answer = co_await api.temperature_all_latest();
  if (!answer) co_return answer.error();
  take(Dataset::climate, *answer);
  co_return std::nullopt;
}

QCoro::Task<Outcome> Sources::Private::ask_prices() {
  const auto answer = co_await api.prices_latest();
  if (!answer) co_return answer.error();
  count_refused(answer->refused);
  if (!answer->value.currency.empty())
    Q_EMIT q->currency(QString::fromStdString(answer->value.area),
                       QString::fromStdString(answer->value.currency));
  note_newest(api_connection.data[Dataset::price], answer->value.prices);
  if (!answer->value.prices.empty()) Q_EMIT q->readings(answer->value.prices, Provenance::polled);
  co_return std::nullopt;
}

}  // namespace hearth
