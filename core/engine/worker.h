#pragma once

#include "core/engine/clock_judge.h"
#include "core/engine/doors.h"
#include "core/engine/energy_summary.h"
#include "core/engine/engine.h"
#include "core/engine/live_bus.h"
#include "core/engine/meter_choice.h"
#include "core/engine/problem_book.h"
#include "core/net/clock_timer.h"
#include "core/store/place_limit.h"
#include "core/telemetry/corrected_clock.h"
#include "core/telemetry/jump_watch.h"

#include <QCoroTask>
#include <QObject>
#include <QTimer>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>

namespace hearth {

class Exporter;
class Scheduler;
class Source;
class RemovableDriveWatch;
class StoreReader;
struct Known;
struct PriceArea;

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
  void test_home(const QUrl& address);
  void test_provider(const QString& address);
  void cancel_test();
  void change_configuration(const std::filesystem::path& file, const std::vector<ConfigChange>& changes);
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
  void home_tested(const hearth::HomeReport& report);
  void provider_tested(const hearth::ProviderReport& report);
  void configuration_changed(std::optional<hearth::Error> error);
  void synced(bool complete, const QString& sentence, const hearth::SyncFaults& faults);
  void export_progress(double share);
  void export_exists(const QString& file);
  void export_done(const QString& file, quint64 rows);
  void export_failed(const hearth::Error& error);
  /// Before `stopped`: readings that could not be written, and are lost.
  void unwritten(const hearth::Error& error);
  /// Before `stopped`: a disk hangs, and what waits for it uses this for ever.
  void left_hanging();
  void stopped();

 private:
  void open_store();
  void take_known(const Known& known);
  void take_newest(const std::vector<Latest>& newest);
  void connect_sources();
  void listen_to(Source& source);
  void record(const std::vector<Reading>& readings, Provenance provenance);
  /// What came without a time from before this program listened: shown as old, where nothing else is known.
  void remember(const std::vector<Reading>& readings);
  [[nodiscard]] Moment moment() const;
  /// Whether a reading's time is good; one that is stamped ahead is shown as it came.
  bool judge(const Reading& reading, Provenance provenance, Moment at);
  /// Whether there is room for this place.
  bool admits(const GroupKey& group);
  /// Whether a meter's reading is one of the home's meter.
  bool is_of_meter(const Reading& reading, Provenance provenance);
  void note_newest(Dataset dataset, TimeMs time);
  void find_meter();
  /// Compares this machine's clock with all that was heard, and says what follows from it.
  void look_at_clock();
  /// The clock was set, or is known better than before: nothing that was asked by the old one counts.
  void begin_anew();
  using Topic = ProblemTopic;
  /// What is refused again and again is one problem, that ends when nothing is for so long.
  static constexpr DurationMs refusals_last = 10 * minute_ms;
  using Problems = ProblemBook::Problems;
  /// Names the problems of a topic, which end when they are no longer among them.
  void set_problems(Topic topic, const Problems& now);
  /// Names what is wrong with the sources, and what of their data does not come.
  void judge_sources();
  void note_refusals(const std::string& why);
  /// What is over is a problem no more.
  void look_at_problems();
  void take_problems(bool changed);
  /// Whether a polled answer says anything that is not known.
  bool is_news(const Reading& reading, Provenance provenance);
  void note_stored(const std::vector<GroupKey>& groups);
  void read_prices();
  void put_hours(const std::vector<EnergyHour>& hours);
  void take_hour_total(TimeRange so_far, double energy_wh);
  void set_connection(const Connection& connection);
  void learn_decimals();
  void schedule_live();
  void say_live();
  void say_groups();
  void say_energy();
  void take_energy(EnergySummary summary, const PriceArea& area);
  /// Soon.
  void say_status();
  /// Within a second: what changes with every answer.
  void say_status_calmly();
  void check_store();
  void take_store_state();
  void watch_removable_drives();
  void finish_stop();
  void close_store();
  void say_unwritten(Error error, const std::string& path);
  QCoro::Task<> run_home_test(QUrl address, std::stop_token stop);
  QCoro::Task<> run_provider_test(QString address, std::stop_token stop);

  Engine::Options options_;
  const Clock& machine_;  ///< which may be wrong
  CorrectedClock clock_;  ///< what time it is, as far as is known
  ClockJudge judge_;
  std::optional<MeterChoice> meters_;  ///< once the store is open
  std::string noted_meter_;
  PlaceLimit places_;
  JumpWatch jump_watch_;
  OwnClock own_clock_;
  std::map<GroupKey, TimeMs> refused_stamps_;  ///< of polled readings that were shown as they came
  ProblemBook problems_;
  QTimer calm_;  ///< real time: it is the GUI thread that is spared
  std::unique_ptr<HistoryStore> store_;
  std::unique_ptr<StoreReader> reader_;  ///< asks the store; there where it is
  DurationMs looked_at_ = 0;             ///< when the store last said something; steady
  std::atomic<int> energy_asked_ = 0;    ///< how often
  std::unique_ptr<Scheduler> scheduler_;
  std::unique_ptr<Exporter> exporter_;  ///< reads the store
  std::unique_ptr<RemovableDriveWatch> removable_drive_watch_;
  LiveBus bus_;
  Status status_;
  std::set<GroupKey> groups_;
  std::optional<MissedEnergy> hour_missed_;  ///< of the newest hour that the API gave a total of
  bool first_sync_ = false;                  ///< what was missed is being fetched for the first time
  std::map<std::string, std::map<TimeMs, double>> prices_;  ///< by area: the prices of the days around now
  std::stop_source testing_;                                ///< of an address
  bool live_scheduled_ = false;
  bool status_scheduled_ = false;
  ClockTimer flush_timer_;
  ClockTimer summary_timer_;
  ClockTimer check_timer_;
  int jump_listener_ = 0;
  QTimer clock_timer_;  ///< real time: it is the clock that it looks at
  std::mutex cancelled_mutex_;
  std::set<quint64> cancelled_;
};

}  // namespace hearth

Q_DECLARE_METATYPE(hearth::EnergySummary)
Q_DECLARE_METATYPE(hearth::Status)
