#pragma once

#include "core/engine/doors.h"
#include "core/engine/energy_summary.h"
#include "core/engine/engine.h"
#include "core/engine/live_bus.h"
#include "core/net/clock_timer.h"

#include <QObject>

#include <memory>
#include <mutex>
#include <set>

namespace hearth {

class Exporter;
class Sources;
class StickWatch;

/// Everything of the engine that waits for something: the store's queries, the sources, the summaries. Lives
/// on the engine's worker thread; all members but `cancel` are called there.
class Worker : public QObject {
  Q_OBJECT
 public:
  Worker(Engine::Options options, const Clock& clock);
  ~Worker() override;

  /// Opens the store and says what is known, then connects the sources.
  void start();
  /// Ends everything that is under way, writes the tail, and says `stopped`.
  void stop();

  void answer(quint64 id, const HistoryRequest& request);
  /// From any thread.
  void cancel(quint64 id);
  void test_connection(const QString& base_url);
  void sync(int hours);
  void sign_in(SignInMethod method);
  void cancel_sign_in();
  void sign_out();
  void export_history(const ExportOrder& order);
  void cancel_export();

 Q_SIGNALS:
  void answered(quint64 id, hearth::HistoryAnswerPtr answer);
  void history_changed(hearth::Dataset dataset);
  void groups_changed(std::vector<hearth::GroupKey> groups);
  void live_changed(hearth::LiveValuesPtr changed);
  void energy_changed(hearth::EnergySummary summary);
  void status_changed(hearth::Status status);
  void connection_tested(bool reachable, const QString& sentence);
  void synced(bool complete, const QString& sentence);
  void export_progress(double share);
  void export_exists(const QString& file);
  void export_done(const QString& file, quint64 rows);
  void export_failed(const hearth::Error& error);
  /// Before `stopped`: readings that could not be written, and are lost.
  void unwritten(const hearth::Error& error);
  void stopped();

 private:
  void open_store();
  void connect_sources();
  void record(const std::vector<Reading>& readings, Provenance provenance);
  /// Whether a polled answer says anything that is not known.
  bool is_news(const Reading& reading, Provenance provenance);
  void note_stored(const std::vector<GroupKey>& groups);
  void read_prices();
  void put_hours(const std::vector<EnergyHour>& hours);
  void take_hour_total(TimeRange so_far, double energy_wh);
  void set_connection(const Connection& connection);
  void add_problem(const Error& error);
  void learn_decimals();
  void say_live();
  void say_groups();
  void say_energy();
  void say_status();
  void check_store();
  void take_store_state();
  void watch_sticks();
  void finish_stop();

  Engine::Options options_;
  const Clock& clock_;
  std::unique_ptr<HistoryStore> store_;
  std::unique_ptr<Sources> sources_;
  std::unique_ptr<Exporter> exporter_;  ///< reads the store
  std::unique_ptr<StickWatch> stick_watch_;
  LiveBus bus_;
  Status status_;
  std::set<GroupKey> groups_;
  std::optional<MissedEnergy> hour_missed_;  ///< of the newest hour that the API gave a total of
  bool first_sync_ = false;                  ///< what was missed is being fetched for the first time
  std::map<std::string, std::map<TimeMs, double>> prices_;  ///< by area: the prices of the days around now
  std::vector<Error> store_problems_;                       ///< those of the store that are in the status
  bool live_scheduled_ = false;
  bool status_scheduled_ = false;
  ClockTimer flush_timer_;
  ClockTimer summary_timer_;
  ClockTimer check_timer_;
  std::mutex cancelled_mutex_;
  std::set<quint64> cancelled_;
};

}  // namespace hearth

Q_DECLARE_METATYPE(hearth::EnergySummary)
Q_DECLARE_METATYPE(hearth::Status)
