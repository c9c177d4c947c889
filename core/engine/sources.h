#pragma once

#include "core/engine/doors.h"
#include "core/engine/engine.h"
#include "core/net/clock_timer.h"

#include <QObject>

#include <memory>
#include <vector>

namespace hearth {

/// The sources of one home: its REST services, its live stream and its read replica, followed for as long as
/// the engine runs. Lives on the engine's worker thread.
class Sources : public QObject {
  Q_OBJECT
 public:
  /// `clock` says what time it is, as far as is known, `machine` what this machine's clock says, which a
  /// sign-in goes by.
  Sources(const Engine::Options& options, const Clock& clock, const Clock& machine, HistoryStore& store,
          QObject* parent = nullptr);
  ~Sources() override;

  /// Follows the newest values, and fetches what history lacks.
  void start();
  /// Ends every request that is under way; `stopped` follows when the last has ended.
  void stop();
  /// Fetches what is missing of the last `hours`, after a fetch that is under way, and says `synced`.
  void sync(int hours);
  /// Asks for everything anew, at once: the clock was set, so that nobody knows what was asked when.
  void ask_again();
  /// Which meter is followed, as an `epoch_number`: where the database has rows of two, it is the one.
  void prefer_meter(std::uint32_t meter);
  [[nodiscard]] TokenSource& tokens();

 Q_SIGNALS:
  void readings(const std::vector<hearth::Reading>& readings, hearth::Provenance provenance);
  /// Rows of these groups were written into the store.
  void stored(const std::vector<hearth::GroupKey>& groups);
  void energy_hours(const std::vector<hearth::EnergyHour>& hours);
  /// What the API says of the energy from the beginning of a UTC hour to the moment it was asked; above 0.
  void hour_total(hearth::TimeRange so_far, double energy_wh);
  /// What the prices of an area are in.
  void currency(const QString& area, const QString& currency);
  /// The time of the newest row that the database has of a dataset.
  void newest_row(hearth::Dataset dataset, hearth::TimeMs time);
  /// What time it is by a service's clock.
  void dated(hearth::TimeMs date);
  /// With each answer of its service, too.
  void connection_changed(const hearth::Connection& connection);
  void identity_changed(const hearth::IdentityStatus& identity);
  void not_permitted(const std::set<hearth::Dataset>& datasets);
  void refused(quint64 count);
  /// What is being fetched, nothing at the end, and how much of it is done, 0 to 100.
  void syncing(const QStringList& what, int percent);
  /// Why the newest readings that were refused were.
  void refused_for(const std::string& why);
  /// Why there is no password for the database; nothing where there is one.
  void password_wanted(const std::optional<hearth::Error>& error);
  void synced(bool complete, const QString& sentence, const hearth::SyncFaults& faults);
  void stopped();

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace hearth
