#include "core/engine/scheduler.h"

#include "core/source/registry.h"

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

constexpr DurationMs sync_every = 15 * minute_ms;
/// Less, so that what the last run could not settle is asked for again by the next.
constexpr DurationMs sync_again_after = sync_every / 2;

}  // namespace

Scheduler::Scheduler(const Engine::Options& options, const Clock& clock, const Clock& machine,
                     HistoryStore& store, StoreReader& reader, QObject* parent)
    : QObject(parent),
      options_(options),
      session_(options_.config, machine),
      sources_(make_sources({options_.config, clock, session_.tokens()})),
      history_(options_.config, clock, store, reader, sources()),
      sync_timer_(clock),
      network_(machine) {
  for (const auto& source : sources_) join(*source);
  connect(&session_, &SessionWatch::status_changed, this, &Scheduler::identity_changed);
  connect(&session_, &SessionWatch::entered, this, &Scheduler::retry);
  // Nothing that was asked for in somebody's name goes on when they have gone. What is shown grows stale by
  // itself, and the local history stays.
  connect(&session_, &SessionWatch::left, this, [this] {
    for (const auto& source : sources_) source->leave();
  });
  connect(&history_, &HistoryFetch::syncing, this, &Scheduler::syncing);
  connect(&history_, &HistoryFetch::synced, this, &Scheduler::synced);
  connect(&history_, &HistoryFetch::stored, this, &Scheduler::stored);
  connect(&history_, &HistoryFetch::looked_up, this, &Scheduler::looked_up);
  connect(&history_, &HistoryFetch::ended, this, &Scheduler::say_stopped);
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
  return history_.has_history();
}

void Scheduler::start() {
  session_.start();
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
  session_.stop();
  sync_timer_.stop();
  history_.stop();
  ++under_way_;
  for (const auto& source : sources_) source->stop();
  wind_down();
  one_less();
}

QCoro::Task<> Scheduler::wind_down() {
  ++under_way_;
  auto winding_down = tokens().wind_down();
  co_await winding_down;
  // Whatever waits for an answer is told `cancelled` and comes to its end right here.
  tokens().stop();
  for (const auto& source : sources_) source->cut();
  one_less();
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
  const bool ended = under_way_ == 0 && !history_.is_under_way() &&
                     std::ranges::all_of(sources_, [](const auto& s) { return s->under_way() == 0; });
  if (stopping_ && ended && !std::exchange(told_stopped_, true)) Q_EMIT stopped();
}

void Scheduler::sync(int hours) {
  history_.sync(hours, 0, true);
}

void Scheduler::want(const HistoryWish& wish) {
  if (sync_timer_.active()) history_.want(wish);
}

void Scheduler::ask_again() {
  if (stopping_) return;
  for (const auto& source : sources_) source->ask_again();
  if (sync_timer_.active()) history_.sync(options_.history_hours, 0, false);
}

/// Fetches what an outage, or the want of a token, has kept from us.
void Scheduler::catch_up() {
  if (sync_timer_.active()) history_.sync(options_.history_hours, sync_again_after, false);
}

}  // namespace hearth
