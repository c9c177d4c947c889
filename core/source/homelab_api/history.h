#pragma once

#include "core/source/homelab_api/client.h"
#include "core/source/source.h"
#include "core/source/sync_planner.h"
#include "core/telemetry/clock.h"

#include <QCoroTask>
#include <QObject>
#include <QStringList>

namespace hearth {

/// Fetches from the REST API what history lacks: hourly energy, and the readings of each climate location.
/// However long the range, one answer at a time is in memory, and each is on the disk, with the coverage that
/// it gave, before the next is asked for: a run that is cut short goes on where it stopped. Lives on the
/// engine's worker thread, and must outlive the runs it has begun.
class HistorySync : public QObject {
  Q_OBJECT
 public:
  /// All must outlive it.
  HistorySync(HomelabApi& api, HistoryStore& store, const Clock& clock, QObject* parent = nullptr);

  /// One run at a time. `ask_again_after` is how long an answer that was not final counts as known.
  QCoro::Task<SyncOutcome> run(int hours, DurationMs ask_again_after);
  /// A run under way ends after the request it waits for.
  void stop() { stopping_ = true; }

  /// Puts an error of a call about `what` where it belongs: what this account may not read, or the service
  /// has trouble with, is left out; all else is the run's.
  static void note(const Error& error, std::string_view what, SyncOutcome& outcome);
  /// Where nothing came, the trouble with a part is that with the whole.
  static void conclude(SyncOutcome& outcome);

 Q_SIGNALS:
  void readings(const std::vector<hearth::Reading>& readings, hearth::Provenance provenance);
  void energy_hours(const std::vector<hearth::EnergyHour>& hours);
  void refused(const hearth::Refusals& refusals);
  /// What is asked for next, and how much of the run is done, 0 to 100.
  void progress(const QString& what, int percent);

 private:
  QCoro::Task<> fetch_energy(SyncRequest request, SyncOutcome& outcome);
  QCoro::Task<> fetch_climate(SyncRequest request, SyncOutcome& outcome);
  QCoro::Task<> find_locations(SyncOutcome& outcome);
  std::vector<SyncRequest> plan(int hours, DurationMs ask_again_after) const;
  void keep(const SyncRequest& request, Provenance provenance, std::optional<TimeRange> data, TimeMs asked_at,
            DurationMs settle_after, SyncOutcome& outcome);
  static void leave_out(const Error& error, std::string_view what, SyncOutcome& outcome);

  HomelabApi& api_;
  HistoryStore& store_;
  const Clock& clock_;
  bool stopping_ = false;
  std::vector<std::string> locations_;
};

}  // namespace hearth
