// What is asked of the REST services again and again, and what their answers say of the connection.
#include "core/engine/sources_private.h"
#include "core/net/backoff.h"

#include <QLoggingCategory>

#include <algorithm>
#include <utility>

Q_LOGGING_CATEGORY(log_sources, "hearth.sources", QtInfoMsg)

namespace hearth {
namespace {

constexpr DurationMs lasting_trouble_limit = 10 * minute_ms;
/// So long an answer tells that the services are well; most are asked for more often.
constexpr DurationMs answer_counts = 90 * second_ms;

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
  Poll& poll = polls.emplace_back(
      Poll{name, dataset, every, std::move(ask), std::make_unique<ClockTimer>(clock), {}, 0});
  QObject::connect(poll.timer.get(), &ClockTimer::timeout, q, [this, &poll] { run(poll); });
  poll.timer->start_once(0);
}

// Polls, the synchronisation and the connection test are counted in `under_way`: `stop` cancels the requests
// that they wait for, and `stopped` comes after the last has ended, so that nothing here is used after it is
// gone.
QCoro::Task<> Sources::Private::run(Poll& poll) {
  // What was not asked says nothing of the connection.
  if (poll.needless && poll.needless()) {
    poll.timer->start_once(poll.every);
    co_return;
  }
  ++under_way;
  const Outcome outcome = co_await poll.ask();
  if (!stopping) {
    poll.failures = outcome ? poll.failures + 1 : 0;
    poll.asked = clock.now();
    heard(poll.name, poll.dataset, outcome);
    poll.timer->start_once(next_delay(poll, outcome));
  }
  one_less();
}

void Sources::Private::heard(const QString& what, std::optional<Dataset> dataset, const Outcome& outcome) {
  // By a sign-out, which is told as such.
  if (outcome && outcome->kind == ErrorKind::cancelled) return;
  const bool answered = !outcome || outcome->kind == ErrorKind::not_found ||
                        outcome->kind == ErrorKind::not_permitted || outcome->kind == ErrorKind::bad_data;
  // One call that fails says nothing of the services where the others are answered: a home without energy
  // data has 500 for that for ever.
  const bool fails_alone = outcome && outcome->kind == ErrorKind::retry && dataset && others_answer(*dataset);
  if (fails_alone) return;
  if (answered) {
    api_connection.last_heard = clock.now();
    set_api(ConnectionState::connected, {});
  } else if (outcome->kind == ErrorKind::sign_in) {
    set_api(ConnectionState::refused, QString::fromStdString(outcome->message));
  } else {
    set_api(api_connection.last_heard == 0 ? ConnectionState::failed : ConnectionState::reconnecting,
            QString::fromStdString(outcome->message));
  }
  const bool refused = outcome && outcome->kind == ErrorKind::not_permitted;
  // A passing failure says nothing of what may be read.
  if (dataset && answered) {
    std::set<Dataset> now = not_permitted;
    if (refused ? now.insert(*dataset).second : now.erase(*dataset) > 0) deny(not_permitted, now);
  }
  if (outcome && (refused || outcome->kind == ErrorKind::bad_data || outcome->kind == ErrorKind::config)) {
    Error said = *outcome;
    if (said.place.empty()) said.place = what.toStdString();
    Q_EMIT q->problem(said);
  }
}

/// Whether the services answer calls about something else, or that is not known yet.
bool Sources::Private::others_answer(Dataset dataset) const {
  return std::ranges::any_of(polls, [&](const Poll& p) {
    if (p.dataset == dataset) return false;
    return !p.asked || (p.failures == 0 && clock.now() - *p.asked < answer_counts);
  });
}

void Sources::Private::set_api(ConnectionState state, const QString& detail) {
  const bool regained =
      state == ConnectionState::connected && api_connection.state == ConnectionState::reconnecting;
  const bool same = api_connection.state == state && api_connection.detail == detail;
  if (!same) api_connection.since = clock.now();
  api_connection.state = state;
  api_connection.detail = detail;
  if (!same) Q_EMIT q->connection_changed(api_connection);
  // What the outage kept from us is fetched as soon as it is over.
  if (regained) catch_up();
}

void Sources::Private::take(const Decoded<std::vector<Reading>>& decoded) {
  count_refused(decoded.refused);
  if (!decoded.value.empty()) Q_EMIT q->readings(decoded.value, Provenance::polled);
}

void Sources::Private::count_refused(const Refusals& refusals) {
  if (refusals.count == 0) return;
  Q_EMIT q->refused(refusals.count);
  const QString why =
      refusals.first.empty() ? QString() : QString::fromStdString(to_text(refusals.first.front()));
  if (const auto times = refusal_limiter.count(refusals.count))
    qCWarning(log_sources).noquote() << *times << "reading(s) refused, the last because of" << why;
}

/// Whether the services answer, but not with this.
bool Sources::Private::fails(Dataset dataset) const {
  return std::ranges::any_of(polls, [=](const Poll& p) { return p.dataset == dataset && p.failures > 0; });
}

QCoro::Task<Outcome> Sources::Private::ask_energy_latest() {
  const auto answer = co_await api.energy_latest();
  if (!answer) co_return answer.error();
  take(*answer);
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
  take(*answer);
  co_return std::nullopt;
}

QCoro::Task<Outcome> Sources::Private::ask_temperatures() {
  const auto answer = co_await api.temperature_all_latest();
  if (!answer) co_return answer.error();
  take(*answer);
  co_return std::nullopt;
}

QCoro::Task<Outcome> Sources::Private::ask_prices() {
  const auto answer = co_await api.prices_latest();
  if (!answer) co_return answer.error();
  count_refused(answer->refused);
  if (!answer->value.currency.empty())
    Q_EMIT q->currency(QString::fromStdString(answer->value.area),
                       QString::fromStdString(answer->value.currency));
  if (!answer->value.prices.empty()) Q_EMIT q->readings(answer->value.prices, Provenance::polled);
  co_return std::nullopt;
}

}  // namespace hearth
