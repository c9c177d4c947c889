// What is asked of the REST services again and again, and what their answers say of the connection.
#include "core/source/homelab_api/source.h"

#include <algorithm>
#include <utility>

namespace hearth {
void HomelabApiSource::add_poll(Service& service, Poll poll, TimeMs now) {
  service.schedule.add(poll.rank, poll.every, now);
  service.polls.push_back(std::move(poll));
}

std::vector<const HomelabApiSource::Poll*> HomelabApiSource::polls() const {
  std::vector<const Poll*> all;
  for (const Service& service : services_)
    for (const Poll& poll : service.polls) all.push_back(&poll);
  return all;
}

void HomelabApiSource::wait_for_next() {
  if (stopping_) return;
  std::optional<TimeMs> soonest;
  for (const Service& service : services_)
    if (const auto next = service.schedule.next(); next && *next < soonest.value_or(*next + 1))
      soonest = next;
  if (soonest)
    timer_.start_once(std::max<DurationMs>(0, *soonest - clock_.now()));
  else
    timer_.stop();
}

void HomelabApiSource::make_due_calls() {
  for (Service& service : services_)
    while (const auto due = service.schedule.take(clock_.now())) run(service, *due);
  wait_for_next();
}

// Polls and the history are counted (`under_way`): `cut` ends the requests that they wait for, and nothing
// here is used after the last has ended.
QCoro::Task<> HomelabApiSource::run(Service& service, CallSchedule::Id id) {
  Poll& poll = service.polls[id];
  // What was not asked says nothing of the connection.
  if (poll.may_stand_by && stands_by(poll.call.dataset)) {
    service.schedule.skipped(id, clock_.now());
    if (!std::exchange(poll.call.idle, true)) {
      note_data(poll.call.dataset);
      judge();
    }
    co_return;
  }
  begin_one();
  const Outcome outcome = co_await (this->*poll.ask)();
  if (!stopping_) {
    if (outcome)
      service.schedule.failed(id, outcome->kind, outcome->retry_after, clock_.now());
    else
      service.schedule.succeeded(id, clock_.now());
    on_answer(poll, outcome);
    wait_for_next();
  }
  end_one();
}

void HomelabApiSource::on_answer(Poll& poll, const Outcome& outcome) {
  // By a sign-out, which is told as such.
  if (outcome && outcome->kind == ErrorKind::cancelled) return;
  poll.call.idle = false;
  poll.call.asked = clock_.now();
  poll.call.error = outcome;
  const bool answered =
      !outcome || (outcome->kind != ErrorKind::offline && outcome->kind != ErrorKind::config);
  if (answered) connection_.last_heard = clock_.now();
  note_data(poll.call.dataset);
  judge();
}

/// What the last answers to the calls about a dataset say of it. A passing failure says nothing of what may
/// be read.
void HomelabApiSource::note_data(Dataset dataset) {
  DataState& data = connection_.data[dataset];
  data.error.reset();
  bool granted = false;
  bool denied = false;
  for (const Poll* poll : polls()) {
    const CallState& call = poll->call;
    if (call.dataset != dataset || !call.asked || call.idle) continue;
    granted = granted || !call.error;
    denied = denied || (call.error && call.error->kind == ErrorKind::not_permitted);
    if (!data.error) data.error = call.error;
  }
  if (granted || denied) data.permission = denied ? Permission::denied : Permission::granted;
}

void HomelabApiSource::judge() {
  std::vector<CallState> calls;
  for (const Poll* poll : polls()) calls.push_back(poll->call);
  const ServiceState now = judge_service(calls, was_connected_, clock_.now(), base_);
  const ConnectionState before = std::exchange(connection_.state, now.state);
  if (now.state != before) connection_.since = clock_.now();
  connection_.detail = now.error ? QString::fromStdString(now.error->message) : QString();
  connection_.next = now.error ? QString::fromStdString(now.error->next) : QString();
  const bool connected = now.state == ConnectionState::connected;
  was_connected_ = was_connected_ || connected;
  Q_EMIT connection_changed(connection_);
  // What the outage kept from us is fetched as soon as it is over.
  if (!connected || (before != ConnectionState::reconnecting && before != ConnectionState::failed)) return;
  Q_EMIT regained();
}

/// No reading is newer than now, whatever its sender's clock says; prices are known ahead.
void HomelabApiSource::note_newest(Dataset dataset, const std::vector<Reading>& readings) {
  DataState& data = connection_.data[dataset];
  for (const Reading& reading : readings) {
    const bool ahead = reading.group.dataset == Dataset::price;
    data.newest = std::max(data.newest, ahead ? reading.time : std::min(reading.time, clock_.now()));
  }
}

void HomelabApiSource::ingest(Dataset dataset, const Decoded<std::vector<Reading>>& decoded) {
  count_refused(decoded.refused);
  note_newest(dataset, decoded.value);
  if (!decoded.value.empty()) Q_EMIT readings(decoded.value, Provenance::polled);
}

void HomelabApiSource::count_refused(const Refusals& refusals) {
  if (refusals.count == 0) return;
  Q_EMIT refused(refusals.count);
  if (!refusals.first.empty()) Q_EMIT refused_for(to_text(refusals.first.front()));
}

bool HomelabApiSource::gives(Dataset dataset) const {
  // Whether the services answer, but not with this.
  return connection_.state == ConnectionState::connected && std::ranges::none_of(polls(), [=](const Poll* p) {
           return p->call.dataset == dataset && p->call.error && !p->call.idle;
         });
}

QCoro::Task<HomelabApiSource::Outcome> HomelabApiSource::ask_energy_latest() {
  const auto answer = co_await api_.energy_latest();
  if (!answer) co_return answer.error();
  ingest(Dataset::energy, *answer);
  co_return std::nullopt;
}

QCoro::Task<HomelabApiSource::Outcome> HomelabApiSource::ask_hourly_total() {
  const auto answer = co_await api_.hourly_total();
  if (!answer) co_return answer.error();
  count_refused(answer->refused);
  if (const auto& total = answer->value)
    Q_EMIT hour_total({total->hour_start, total->as_of}, total->energy_wh);
  co_return std::nullopt;
}

QCoro::Task<HomelabApiSource::Outcome> HomelabApiSource::ask_heatpump() {
  const auto answer = co_await api_.heatpump_latest();
  if (!answer) co_return answer.error();
  ingest(Dataset::heatpump, *answer);
  co_return std::nullopt;
}

QCoro::Task<HomelabApiSource::Outcome> HomelabApiSource::ask_temperatures() {
  const auto answer = co_await api_.temperature_all_latest();
  if (!answer) co_return answer.error();
  ingest(Dataset::climate, *answer);
  co_return std::nullopt;
}

QCoro::Task<HomelabApiSource::Outcome> HomelabApiSource::ask_prices() {
  const auto answer = co_await api_.prices_latest();
  if (!answer) co_return answer.error();
  count_refused(answer->refused);
  if (!answer->value.currency.empty())
    Q_EMIT currency(QString::fromStdString(answer->value.area),
                    QString::fromStdString(answer->value.currency));
  note_newest(Dataset::price, answer->value.prices);
  if (!answer->value.prices.empty()) Q_EMIT readings(answer->value.prices, Provenance::polled);
  co_return std::nullopt;
}

}  // namespace hearth
