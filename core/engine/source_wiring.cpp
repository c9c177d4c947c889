#include "core/engine/source_wiring.h"

#include "core/engine/price_area.h"
#include "core/source/registry.h"

#include <utility>

namespace hearth {

SourceWiring::SourceWiring(Engine::Options options, Rooms rooms, QObject* parent)
    : QObject(parent), options_(std::move(options)), rooms_(rooms) {
  connect(&rooms_.recorder, &Recorder::meter_changed, this, &SourceWiring::prefer_meter);
}

void SourceWiring::announce() {
  for (const SourceRow& row : source_registry())
    if (options_.connect && options_.poll && row.config.is_set_up(options_.config))
      rooms_.status.on_connection({.name = QString::fromUtf8(row.name),
                                   .state = ConnectionState::connecting,
                                   .since = rooms_.clocks.clock().now(),
                                   .detail = {}});
}

void SourceWiring::connect_sources() {
  HistoryStore* const store = rooms_.store.store();
  if (scheduler_ || store == nullptr) return;
  scheduler_ = std::make_unique<Scheduler>(options_, rooms_.clocks.clock(), rooms_.clocks.machine(), *store,
                                           rooms_.store.reader());
  for (Source* source : scheduler_->sources()) connect_source(*source);
  connect_scheduler();
  rooms_.energy.expect_first_sync(options_.poll && options_.history_hours > 0 && scheduler_->has_history());
  if (const auto meter = rooms_.recorder.meter()) scheduler_->prefer_meter(*meter);
  scheduler_->start();
}

/// All that a source tells, to the room whom it concerns.
void SourceWiring::connect_source(Source& source) {
  Recorder* const recorder = &rooms_.recorder;
  ClockWatch* const clocks = &rooms_.clocks;
  StatusPublisher* const status = &rooms_.status;
  connect(&source, &Source::readings, recorder, &Recorder::on_readings);
  connect(&source, &Source::remembered, recorder, &Recorder::on_remembered);
  connect(&source, &Source::energy_hours, recorder, &Recorder::on_energy_hours);
  connect(&source, &Source::hour_total, &rooms_.energy, &EnergyService::on_hour_total);
  connect(&source, &Source::dated, clocks, &ClockWatch::on_dated);
  connect(&source, &Source::newest_row, clocks, &ClockWatch::on_newest_row);
  connect(&source, &Source::connection_changed, status, &StatusPublisher::on_connection);
  connect(&source, &Source::refused, status, &StatusPublisher::on_refused);
  connect(&source, &Source::refused_for, status, &StatusPublisher::on_refused_for);
  connect(&source, &Source::problem_changed, status,
          [status](const std::string& key, const std::optional<Error>& problem) {
            status->set_problems(
                ProblemTopic::sources,
                problem ? StatusPublisher::Problems{{key, *problem}} : StatusPublisher::Problems(), key);
          });
  connect(&source, &Source::currency, this, [this](const QString& area, const QString& currency) {
    if (options_.config.currency.empty())
      keep_currency(*rooms_.store.store(), area.toStdString(), currency.toStdString());
  });
}

void SourceWiring::connect_scheduler() {
  StatusPublisher* const status = &rooms_.status;
  connect(scheduler_.get(), &Scheduler::stored, &rooms_.recorder, &Recorder::on_stored);
  connect(scheduler_.get(), &Scheduler::looked_up, &rooms_.recorder, &Recorder::on_looked_up);
  connect(scheduler_.get(), &Scheduler::identity_changed, status, &StatusPublisher::on_identity);
  connect(scheduler_.get(), &Scheduler::not_permitted, status, &StatusPublisher::on_not_permitted);
  connect(scheduler_.get(), &Scheduler::syncing, this, [this](const QStringList& what, int percent) {
    rooms_.status.on_syncing(what, percent);
    rooms_.energy.on_syncing(!what.isEmpty());
  });
  connect(scheduler_.get(), &Scheduler::synced, this,
          [this](bool complete, const QString& sentence, const SyncFaults& faults) {
            on_synced({complete, sentence, faults});
          });
  connect(scheduler_.get(), &Scheduler::stopped, this, &SourceWiring::stopped, Qt::QueuedConnection);
}

bool SourceWiring::stop() {
  if (!scheduler_) return false;
  scheduler_->stop();
  return true;
}

void SourceWiring::sync(int hours, Reply<SyncEnd> reply) {
  connect_sources();
  if (!scheduler_ || !options_.connect)
    return reply({.complete = false, .sentence = tr("There is nowhere to fetch from."), .faults = {}});
  wanted_.push_back({hours, std::move(reply)});
  if (wanted_.size() == 1) scheduler_->sync(hours);
}

void SourceWiring::on_synced(const SyncEnd& end) {
  rooms_.energy.publish();
  const Reply<SyncEnd> reply = wanted_.front().reply;
  wanted_.pop_front();
  // Whoever hears of the end knows what led to it, the new sums too.
  rooms_.store.ask([](const HistoryStore&) { return 0; },
                   [this, reply, end](int) {
                     rooms_.status.publish_now();
                     reply(end);
                   });
  if (!wanted_.empty()) scheduler_->sync(wanted_.front().hours);
}

void SourceWiring::sign_in(SignInMethod method) {
  connect_sources();
  if (scheduler_) scheduler_->tokens().sign_in(method);
}

void SourceWiring::cancel_sign_in() {
  if (scheduler_) scheduler_->tokens().cancel_sign_in();
}

void SourceWiring::sign_out() {
  connect_sources();
  if (scheduler_) scheduler_->tokens().sign_out();
}

void SourceWiring::ask_again() {
  if (scheduler_) scheduler_->ask_again();
}

void SourceWiring::want(const HistoryWish& wish) {
  if (scheduler_) scheduler_->want(wish);
}

std::vector<AbsentRange> SourceWiring::absence(const GroupKey& group, TimeRange range) const {
  return scheduler_ ? scheduler_->absence(group, range) : std::vector<AbsentRange>();
}

void SourceWiring::prefer_meter(std::uint32_t meter) {
  if (scheduler_) scheduler_->prefer_meter(meter);
}

}  // namespace hearth
