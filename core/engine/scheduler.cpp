#include "core/engine/scheduler.h"

#include "core/identity/identity.h"
#include "core/source/registry.h"

#include <algorithm>
#include <ranges>
#include <utility>

namespace hearth {
namespace {

constexpr DurationMs sync_every = 15 * minute_ms;
/// Less, so that what the last run could not settle is asked for again by the next.
constexpr DurationMs sync_again_after = sync_every / 2;

}  // namespace

Scheduler::Scheduler(const Engine::Options& options, const Clock& clock, const Clock& machine,
                     HistoryStore& store, QObject* parent)
    : QObject(parent),
      options_(options),
      tokens_(make_token_source(options_.config, machine)),
      sync_timer_(clock),
      network_(machine) {
  const SourceContext context{options_.config, clock, *tokens_, store};
  for (const SourceRow& row : source_registry())
    if (row.is_set_up(options_.config)) sources_.push_back(row.make(context));
  for (const auto& source : sources_) join(*source);
  connect(tokens_.get(), &TokenSource::status_changed, this, [this] { take_identity(tokens_->status()); });
  connect(tokens_.get(), &TokenSource::token_changed, this, &Scheduler::retry);
  connect(&network_, &NetworkWatch::changed, this, [this] {
    if (stopping_) return;
    for (const auto& source : sources_) source->network_changed();
    catch_up();
  });
  connect(&sync_timer_, &ClockTimer::timeout, this, &Scheduler::catch_up);
}

Scheduler::~Scheduler() = default;

void Scheduler::join(Source& source) {
  connect(&source, &Source::connection_changed, this, &Scheduler::note_permissions);
  connect(&source, &Source::progress, this,
          [this](const QString& what, int percent) { Q_EMIT syncing({what}, percent); });
  connect(&source, &Source::regained, this, &Scheduler::catch_up);
  connect(&source, &Source::ended, this, &Scheduler::say_stopped);
}

std::vector<Source*> Scheduler::sources() const {
  std::vector<Source*> all;
  all.reserve(sources_.size());
  for (const auto& source : sources_) all.push_back(source.get());
  return all;
}

bool Scheduler::has_history() const {
  return std::ranges::any_of(sources_, [](const auto& source) { return source->has_history(); });
}

void Scheduler::start() {
  take_identity(tokens_->status());
  for (const auto& source : sources_)
    source->start(options_.poll,
                  [this, self = source.get()](Dataset dataset) { return better_gives(*self, dataset); });
  if (!options_.poll || options_.history_hours <= 0 || sources_.empty()) return;
  sync_timer_.start_repeating(sync_every);
  catch_up();
}

/// Whether a source that is better than this one gives the newest values of a dataset at this moment.
bool Scheduler::better_gives(const Source& than, Dataset dataset) const {
  for (const auto& source : sources_) {
    if (source.get() == &than) return false;
    if (source->offers().contains(dataset) && source->gives(dataset)) return true;
  }
  return false;
}

void Scheduler::stop() {
  stopping_ = true;
  sync_timer_.stop();
  ++under_way_;
  for (const auto& source : sources_) source->stop();
  wind_down();
  one_less();
}

QCoro::Task<> Scheduler::wind_down() {
  ++under_way_;
  auto winding_down = tokens_->wind_down();
  co_await winding_down;
  // Whatever waits for an answer is told `cancelled` and comes to its end right here.
  tokens_->stop();
  for (const auto& source : sources_) source->cut();
  one_less();
}

void Scheduler::take_identity(const IdentityStatus& identity) {
  Q_EMIT identity_changed(identity);
  const bool let_in = identity.state == SignInState::signed_in;
  const bool out = identity.state == SignInState::signed_out || identity.state == SignInState::needed ||
                   identity.state == SignInState::signing_in || identity.state == SignInState::unreachable;
  const bool leaves = identity.state == SignInState::signed_out && !signed_out_;
  signed_out_ = identity.state == SignInState::signed_out || (signed_out_ && !let_in);
  // From the event loop: whoever waits for an answer may be the one that this is told by.
  if (leaves) QMetaObject::invokeMethod(this, &Scheduler::end_for_sign_out, Qt::QueuedConnection);
  if (let_in && !was_let_in_) retry();
  if (let_in || out) was_let_in_ = let_in;
}

/// Nothing that was asked for in somebody's name goes on when they have gone. What is shown grows stale by
/// itself, and the local history stays.
void Scheduler::end_for_sign_out() {
  if (stopping_ || !signed_out_) return;
  for (const auto& source : sources_) source->leave();
}

/// Whoever gave up for want of a token need not wait out its pause.
void Scheduler::retry() {
  if (stopping_) return;
  for (const auto& source : sources_) source->retry();
  catch_up();
}

/// Of what can be asked for only: who pushes says nothing of what this account may read.
void Scheduler::note_permissions() {
  std::set<Dataset> offered;
  std::set<Dataset> open;
  for (const auto& source : sources_)
    for (const auto& [dataset, data] : source->connection().data) {
      const auto way = source->offers().find(dataset);
      if (way == source->offers().end() || way->second != Way::polled) continue;
      offered.insert(dataset);
      if (data.permission != Permission::denied) open.insert(dataset);
    }
  std::set<Dataset> denied;
  std::ranges::set_difference(offered, open, std::inserter(denied, denied.end()));
  if (denied == not_permitted_) return;
  not_permitted_ = denied;
  Q_EMIT not_permitted(denied);
}

void Scheduler::one_less() {
  --under_way_;
  say_stopped();
}

void Scheduler::say_stopped() {
  const bool ended =
      under_way_ == 0 && std::ranges::all_of(sources_, [](const auto& s) { return s->under_way() == 0; });
  if (stopping_ && ended && !std::exchange(told_stopped_, true)) Q_EMIT stopped();
}

TokenSource& Scheduler::tokens() {
  return *tokens_;
}

void Scheduler::sync(int hours) {
  synchronise(hours, 0, true);
}

void Scheduler::prefer_meter(std::uint32_t meter) {
  for (const auto& source : sources_) source->prefer_meter(meter);
}

void Scheduler::ask_again() {
  if (stopping_) return;
  for (const auto& source : sources_) source->ask_again();
  if (!sync_timer_.active()) return;
  if (synchronising_)
    sync_again_ = true;
  else
    synchronise(options_.history_hours, 0, false);
}

/// Fetches what an outage, or the want of a token, has kept from us.
void Scheduler::catch_up() {
  if (sync_timer_.active()) synchronise(options_.history_hours, sync_again_after, false);
}

QCoro::Task<> Scheduler::synchronise(int hours, DurationMs ask_again_after, bool tell) {
  if (synchronising_) {
    if (tell) next_sync_ = hours;
    co_return;
  }
  if (stopping_ || !has_history()) {
    if (tell) Q_EMIT synced(false, tr("No service to fetch from is set up."), {});
    co_return;
  }
  synchronising_ = true;
  ++under_way_;
  auto fetching = fetch_history(hours, ask_again_after);
  SyncOutcome outcome = co_await fetching;
  if (!outcome.error && !outcome.forbidden.empty() && outcome.answered == 0)
    outcome.error = Error{ErrorKind::not_permitted,
                          "This account may read nothing of this home.",
                          outcome.forbidden.front().next,
                          {}};
  synchronising_ = false;
  Q_EMIT syncing({}, 100);
  if (tell)
    Q_EMIT synced(!outcome.error,
                  outcome.error ? QString::fromStdString(to_text(*outcome.error))
                                : tr("Up to date after %1 requests.").arg(outcome.asked),
                  {outcome.error, outcome.forbidden});
  const bool again = std::exchange(sync_again_, false);
  if (const auto next = std::exchange(next_sync_, std::nullopt))
    synchronise(*next, 0, true);
  else if (again)
    synchronise(options_.history_hours, 0, false);
  one_less();
}

/// The one with the most of the past first, which comes last among those that are followed; what it does not
/// give, the others may.
QCoro::Task<SyncOutcome> Scheduler::fetch_history(int hours, DurationMs ask_again_after) {
  SyncOutcome all;
  for (const auto& source : std::views::reverse(sources_)) {
    if (!source->has_history()) continue;
    auto asking = source->catch_up(hours, ask_again_after);
    SyncOutcome one = co_await asking;
    all.asked += one.asked;
    all.gave_up = one.gave_up;
    // Where the next has given what this one could not, nothing is wrong with the history.
    all.answered = one.answered + (all.asked > one.asked && !all.error ? 1 : 0);
    all.error = one.error;
    all.forbidden = one.forbidden;
    if (stopping_) break;
  }
  co_return all;
}

}  // namespace hearth
