// What follows a home, and what fetches its history: the sources together. The services' polls are in
// sources_polls.cpp.
#include "core/engine/sources_private.h"
#include "core/identity/identity.h"
#include "core/source/replica_password.h"

#include <utility>

namespace hearth {
namespace {

constexpr DurationMs sync_every = 15 * minute_ms;
/// Less, so that what the last run could not settle is asked for again by the next.
constexpr DurationMs sync_again_after = sync_every / 2;

}  // namespace

Sources::Private::Private(Sources* self, const Engine::Options& engine_options, const Clock& clock_used,
                          const Clock& machine, HistoryStore& history_store)
    : q(self),
      options(engine_options),
      clock(clock_used),
      tokens(make_token_source(options.config, machine)),
      http(std::make_unique<HttpClient>()),
      api(*http, *tokens, clock, QUrl(QString::fromStdString(options.config.api_base_url)),
          QUrl(QString::fromStdString(options.config.api_spotprice_url.empty()
                                          ? options.config.api_base_url
                                          : options.config.api_spotprice_url))),
      history(api, history_store, clock),
      sync_timer(clock),
      api_connection{.name = QStringLiteral("API"), .detail = {}},
      live_connection{.name = QStringLiteral("Live"), .detail = {}},
      store(history_store) {
  http->allow_plain(options.config.allow_plain_http);
  api.on_date([this](TimeMs date) { Q_EMIT q->dated(date); });
  QObject::connect(&history, &HistorySync::readings, q, &Sources::readings);
  QObject::connect(&history, &HistorySync::energy_hours, q, &Sources::energy_hours);
  QObject::connect(&history, &HistorySync::progress, q,
                   [this](const QString& what, int percent) { Q_EMIT q->syncing({what}, percent); });
  QObject::connect(&history, &HistorySync::refused, q,
                   [this](const Refusals& refusals) { count_refused(refusals); });
  QObject::connect(tokens.get(), &TokenSource::status_changed, q,
                   [this] { take_identity(tokens->status()); });
  QObject::connect(tokens.get(), &TokenSource::token_changed, q, [this] { ask_where_refused(); });
  QObject::connect(&sync_timer, &ClockTimer::timeout, q,
                   [this] { synchronise(options.history_hours, sync_again_after, false); });
}

Sources::Sources(const Engine::Options& options, const Clock& clock, const Clock& machine,
                 HistoryStore& store, QObject* parent)
    : QObject(parent), d_(std::make_unique<Private>(this, options, clock, machine, store)) {}

Sources::~Sources() = default;

void Sources::start() {
  Private& d = *d_;
  d.take_identity(d.tokens->status());
  if (!d.options.config.api_base_url.empty() && d.options.poll) {
    d.api_connection.state = ConnectionState::connecting;
    d.api_connection.since = d.clock.now();
    for (const Dataset dataset : all_datasets) d.api_connection.data[dataset];
    Q_EMIT connection_changed(d.api_connection);
    d.add_poll(QStringLiteral("energy"), Dataset::energy, 5 * second_ms,
               [this] { return d_->ask_energy_latest(); });
    d.polls.back().needless = [this] { return d_->is_streaming(); };
    d.add_poll(QStringLiteral("hourly total"), Dataset::energy, minute_ms,
               [this] { return d_->ask_hourly_total(); });
    d.add_poll(QStringLiteral("heat pump"), Dataset::heatpump, 5 * second_ms,
               [this] { return d_->ask_heatpump(); });
    d.add_poll(QStringLiteral("temperatures"), Dataset::climate, minute_ms,
               [this] { return d_->ask_temperatures(); });
    d.add_poll(QStringLiteral("prices"), Dataset::price, 15 * minute_ms, [this] { return d_->ask_prices(); });
  }
  if (!d.options.config.replica_dsn.empty()) d.start_replica();
  if (d.options.config.is_set_up() && d.options.poll && d.options.history_hours > 0) {
    d.synchronise(d.options.history_hours, sync_again_after, false);
    d.sync_timer.start_repeating(sync_every);
  }
  if (!d.options.config.live_url.empty() && d.options.poll) {
    d.stream = std::make_unique<EnergyStream>(QUrl(QString::fromStdString(d.options.config.live_url)),
                                              *d.tokens, d.clock);
    d.follow_stream();
    d.stream->start();
  }
}

void Sources::stop() {
  Private& d = *d_;
  d.stopping = true;
  d.sync_timer.stop();
  for (Poll& poll : d.polls) poll.timer->stop();
  d.history.stop();
  if (d.stream) d.stream->stop();
  if (d.replica) d.replica->stop();
  ++d.under_way;
  d.looking.request_stop();
  d.wind_down();
  d.one_less();
}

QCoro::Task<> Sources::Private::wind_down() {
  ++under_way;
  auto winding_down = tokens->wind_down();
  co_await winding_down;
  // Whatever waits for an answer is told `cancelled` and comes to its end right here.
  tokens->stop();
  http.reset();
  one_less();
}

void Sources::Private::take_identity(const IdentityStatus& identity) {
  Q_EMIT q->identity_changed(identity);
  const bool let_in = identity.state == SignInState::signed_in;
  const bool out = identity.state == SignInState::signed_out || identity.state == SignInState::needed ||
                   identity.state == SignInState::signing_in || identity.state == SignInState::unreachable;
  const bool leaves = identity.state == SignInState::signed_out && !signed_out;
  signed_out = identity.state == SignInState::signed_out || (signed_out && !let_in);
  // From the event loop: whoever waits for an answer may be the one that this is told by.
  if (leaves) QMetaObject::invokeMethod(q, [this] { end_for_sign_out(); }, Qt::QueuedConnection);
  if (let_in && !was_let_in) ask_where_refused();
  if (let_in || out) was_let_in = let_in;
}

/// Nothing that was asked for in somebody's name goes on when they have gone. What is shown grows stale by
/// itself, and the local history stays.
void Sources::Private::end_for_sign_out() {
  if (stopping || !signed_out) return;
  if (stream) stream->stop();
  http->cancel_all();
}

/// The live readings: how their service stands, and what comes.
void Sources::Private::follow_stream() {
  stream->allow_plain(options.config.allow_plain_http);
  live_connection.data[Dataset::energy];
  QObject::connect(stream.get(), &EnergyStream::heard, q, [this] {
    live_connection.last_heard = clock.now();
    Q_EMIT q->connection_changed(live_connection);
  });
  QObject::connect(stream.get(), &EnergyStream::reading, q, [this](const Reading& reading) {
    streamed = clock.now();
    DataState& data = live_connection.data[Dataset::energy];
    data.permission = Permission::granted;
    note_newest(data, {reading});
    Q_EMIT q->connection_changed(live_connection);
    Q_EMIT q->readings({reading}, Provenance::live);
  });
  QObject::connect(stream.get(), &EnergyStream::frames_refused, q,
                   [this](qulonglong count, const QString& why) {
                     Q_EMIT q->refused(count);
                     Q_EMIT q->refused_for(why.toStdString());
                   });
  QObject::connect(
      stream.get(), &EnergyStream::state_changed, q,
      [this](ConnectionState state, const QString& detail) { take_stream_state(state, detail); });
}

void Sources::Private::take_stream_state(ConnectionState state, const QString& detail) {
  if (state != live_connection.state) live_connection.since = clock.now();
  live_connection.state = state;
  live_connection.detail = detail;
  live_connection.next = stream->next_step();
  if (stream->is_forbidden()) live_connection.data[Dataset::energy].permission = Permission::denied;
  Q_EMIT q->connection_changed(live_connection);
}

void Sources::Private::ask_failed() {
  for (Poll& poll : polls)
    if (poll.failures > 0 && poll.timer->active()) poll.timer->start_once(0);
}

/// Whoever gave up for want of a token need not wait out its pause.
void Sources::Private::ask_where_refused() {
  if (stopping) return;
  ask_failed();
  if (stream && stream->state() == ConnectionState::off)
    stream->start();
  else if (stream)
    stream->reconnect();
  catch_up();
}

void Sources::Private::one_less() {
  --under_way;
  say_stopped();
}

void Sources::Private::say_stopped() {
  if (stopping && under_way == 0 && (!replica || replica->under_way() == 0)) Q_EMIT q->stopped();
}

void Sources::Private::connect_replica() {
  QObject::connect(replica.get(), &ReplicaLink::readings, q, &Sources::readings);
  QObject::connect(replica.get(), &ReplicaLink::stored, q, &Sources::stored);
  QObject::connect(replica.get(), &ReplicaLink::energy_hours, q, &Sources::energy_hours);
  QObject::connect(replica.get(), &ReplicaLink::newest_row, q, &Sources::newest_row);
  QObject::connect(replica.get(), &ReplicaLink::connection_changed, q, [this](const Connection& connection) {
    // Whoever is let in needs no password.
    if (connection.state == ConnectionState::connected) Q_EMIT q->password_wanted(std::nullopt);
    Q_EMIT q->connection_changed(connection);
  });
  QObject::connect(replica.get(), &ReplicaLink::currency, q, &Sources::currency);
  QObject::connect(replica.get(), &ReplicaLink::refused, q, &Sources::refused);
  QObject::connect(replica.get(), &ReplicaLink::progress, q,
                   [this](const QString& what, int percent) { Q_EMIT q->syncing({what}, percent); });
  QObject::connect(replica.get(), &ReplicaLink::not_permitted, q,
                   [this](const std::set<Dataset>& datasets) { deny(closed_in_replica, datasets); });
  QObject::connect(replica.get(), &ReplicaLink::regained, q, [this] { catch_up(); });
  QObject::connect(replica.get(), &ReplicaLink::ended, q, [this] { say_stopped(); });
}

/// What neither the services nor the database give is not permitted.
void Sources::Private::deny(std::set<Dataset>& of, const std::set<Dataset>& now) {
  of = now;
  std::set<Dataset> denied;
  const bool has_api = !options.config.api_base_url.empty();
  const bool has_replica = !options.config.replica_dsn.empty();
  for (const Dataset dataset : all_datasets)
    if ((!has_api || not_permitted.contains(dataset)) &&
        (!has_replica || closed_in_replica.contains(dataset)))
      denied.insert(dataset);
  Q_EMIT q->not_permitted(denied);
}

/// The live stream says the same as the latest energy, and sooner.
bool Sources::Private::is_streaming() const {
  return live_connection.state == ConnectionState::connected && streamed &&
         clock.now() - *streamed < 15 * second_ms;
}

QCoro::Task<> Sources::Private::start_replica() {
  ++under_way;
  auto looking_for_it = replica_password(options.config, looking.get_token());
  const auto password = co_await looking_for_it;
  if (!stopping) {
    // A role may be let in without one; where it is not, the server says so.
    Q_EMIT q->password_wanted(password ? std::nullopt : std::optional(password.error()));
    follow_replica(password ? password->text : std::string());
  }
  replica_begun.give(true);
  one_less();
}

void Sources::Private::follow_replica(const std::string& password) {
  replica::Replica::Options settings;
  settings.settings = {options.config.replica_dsn, password};
  settings.max_power_w = options.config.max_power_kw * 1000;
  settings.meter = options.config.meter;
  replica =
      std::make_unique<ReplicaLink>(std::move(settings), store, clock, options.config.raw_days * day_ms);
  replica->prefer_meter(meter);
  connect_replica();
  if (!options.poll) return;
  const bool alone = options.config.api_base_url.empty();
  replica->follow([this, alone](Dataset dataset) {
    if (dataset == Dataset::energy && is_streaming()) return false;
    return alone || api_connection.state != ConnectionState::connected || fails(dataset);
  });
}

TokenSource& Sources::tokens() {
  return *d_->tokens;
}

void Sources::sync(int hours) {
  d_->synchronise(hours, 0, true);
}

void Sources::prefer_meter(std::uint32_t meter) {
  d_->meter = meter;
  if (d_->replica) d_->replica->prefer_meter(meter);
}

void Sources::ask_again() {
  Private& d = *d_;
  if (d.stopping) return;
  for (Poll& poll : d.polls)
    if (poll.timer->active()) poll.timer->start_once(0);
  if (d.replica) d.replica->ask_again();
  if (!d.sync_timer.active()) return;
  if (d.synchronising)
    d.sync_again = true;
  else
    d.synchronise(d.options.history_hours, 0, false);
}

/// Fetches what an outage, or the want of a token, has kept from us.
void Sources::Private::catch_up() {
  if (sync_timer.active()) synchronise(options.history_hours, sync_again_after, false);
}

QCoro::Task<> Sources::Private::synchronise(int hours, DurationMs ask_again_after, bool tell) {
  if (synchronising) {
    if (tell) next_sync = hours;
    co_return;
  }
  if (stopping || !options.config.is_set_up()) {
    if (tell) Q_EMIT q->synced(false, Sources::tr("No service to fetch from is set up."), {});
    co_return;
  }
  synchronising = true;
  ++under_way;
  auto fetching = fetch_history(hours, ask_again_after);
  SyncOutcome outcome = co_await fetching;
  if (tell && !outcome.gave_up && !stopping && !options.config.api_base_url.empty()) {
    const Outcome prices = co_await ask_prices();
    if (!prices)
      ++outcome.answered;
    else if (prices->kind == ErrorKind::not_permitted)
      outcome.forbidden.push_back({prices->kind, prices->message, prices->next, "prices"});
    else if (!outcome.error)
      outcome.error = prices;
  }
  if (!outcome.error && !outcome.forbidden.empty() && outcome.answered == 0)
    outcome.error = Error{ErrorKind::not_permitted,
                          "This account may read nothing of this home.",
                          outcome.forbidden.front().next,
                          {}};
  synchronising = false;
  Q_EMIT q->syncing({}, 100);
  if (tell)
    Q_EMIT q->synced(!outcome.error,
                     outcome.error ? QString::fromStdString(to_text(*outcome.error))
                                   : Sources::tr("Up to date after %1 requests.").arg(outcome.asked),
                     {outcome.error, outcome.forbidden});
  const bool again = std::exchange(sync_again, false);
  if (const auto next = std::exchange(next_sync, std::nullopt))
    synchronise(*next, 0, true);
  else if (again)
    synchronise(options.history_hours, 0, false);
  one_less();
}

/// The database first, which has every reading; what it does not give, the services may.
QCoro::Task<SyncOutcome> Sources::Private::fetch_history(int hours, DurationMs ask_again_after) {
  SyncOutcome all;
  if (!options.config.replica_dsn.empty()) {
    const auto wait = replica_begun.wait();
    co_await wait;
  }
  if (stopping) {
    all.gave_up = true;
    co_return all;
  }
  if (replica) {
    auto reading = replica->sync(hours, ask_again_after);
    all = co_await reading;
    if (stopping || options.config.api_base_url.empty()) co_return all;
  }
  auto asking = history.run(hours, ask_again_after);
  const SyncOutcome rest = co_await asking;
  if (!stopping && rest.gave_up) heard_history(rest.error);
  all.asked += rest.asked;
  all.gave_up = rest.gave_up;
  // Where the services have given what the database could not, nothing is wrong with the history.
  all.answered = rest.answered + (replica && !all.error ? 1 : 0);
  all.error = rest.error;
  all.forbidden = rest.forbidden;
  co_return all;
}

}  // namespace hearth
