#pragma once

#include "core/engine/doors.h"
#include "core/engine/history_sync.h"
#include "core/engine/replica_thread.h"
#include "core/net/clock_timer.h"

#include <QCoroTask>
#include <QObject>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <set>

namespace hearth {

/// The read replica as a source of this home: follows the newest rows, fetches what history lacks straight
/// into the store, and says how the database is doing. Lives on the engine's worker thread; the database is
/// asked, and rows are written, on a thread of its own.
class ReplicaLink : public QObject {
  Q_OBJECT
 public:
  /// All must outlive it. `seconds_kept` is how far back readings are fetched one by one: what is older comes
  /// reduced.
  ReplicaLink(replica::Replica::Options options, HistoryStore& store, const Clock& clock,
              DurationMs seconds_kept, QObject* parent = nullptr);
  ~ReplicaLink() override;

  /// Asks for new rows every few seconds, a little irregularly, of the datasets that `wanted` names at that
  /// moment.
  void follow(std::function<bool(Dataset)> wanted);
  /// Whose rows stay where two meters take turns, as an `epoch_number`.
  void prefer_meter(std::uint32_t meter) { meter_ = meter; }
  /// Asks for the newest rows at once: the clock was set.
  void ask_again();
  /// Fetches what is missing of the last `hours`: readings, from before they are kept here quarters of an
  /// hour, and from before the database keeps them hours of energy. One run at a time.
  QCoro::Task<SyncOutcome> sync(int hours, DurationMs ask_again_after);
  /// Ends what is under way; a coroutine that is waited for ends with `cancelled` soon.
  void stop();
  /// How many coroutines have not ended; destroy this only when it is 0.
  [[nodiscard]] int under_way() const { return under_way_; }

 Q_SIGNALS:
  void readings(const std::vector<hearth::Reading>& readings, hearth::Provenance provenance);
  /// Rows of these groups were written into the store.
  void stored(const std::vector<hearth::GroupKey>& groups);
  void energy_hours(const std::vector<hearth::EnergyHour>& hours);
  /// The time of the newest row that the database has of a dataset, before what is missing is fetched.
  void newest_row(hearth::Dataset dataset, hearth::TimeMs time);
  void connection_changed(const hearth::Connection& connection);
  /// What of the database this role may not read.
  void not_permitted(const std::set<hearth::Dataset>& datasets);
  void refused(quint64 count);
  void currency(const QString& area, const QString& currency);
  void progress(const QString& what, int percent);
  /// The database answers again after it did not.
  void regained();
  /// A coroutine has come to its end.
  void ended();

 private:
  using Due = std::vector<std::pair<Dataset, TimeRange>>;
  struct News;
  struct Facts;
  struct Window;
  struct Brought;

  template <class T>
  QCoro::Task<T> ask(std::function<T(replica::Replica&, const std::stop_token&)> job, bool urgent);
  QCoro::Task<> follow_once();
  [[nodiscard]] Due due(TimeMs now);
  static News news_of(replica::Replica& replica, const Due& due, bool asks_lag, const std::stop_token& stop);
  void pace(const Due& asked, const News& news);
  void take(const Due& asked, News news);
  [[nodiscard]] std::vector<Window> plan(const Facts& facts, int hours, DurationMs ask_again_after) const;
  // Called on the database's thread.
  Brought bring_rows(replica::Replica& replica, const Window& window, const std::stop_token& stop);
  Brought bring_quarters(replica::Replica& replica, const Window& window, const std::stop_token& stop);
  static Brought bring_hours(replica::Replica& replica, const Window& window, const std::stop_token& stop);
  /// Whether it could be read, and kept.
  QCoro::Task<bool> fetch(Window window, Facts facts, SyncOutcome& outcome);
  void keep(const Window& window, const Facts& facts, const Brought& brought, TimeMs asked_at,
            SyncOutcome& outcome);
  void heard(const std::optional<Error>& error);
  void note_data(const News& news);
  void note_newest(Dataset dataset, TimeMs time);
  void take_facts(const replica::Capabilities& found);

  HistoryStore& store_;
  std::atomic<std::uint32_t> meter_{0};
  const Clock& clock_;
  DurationMs seconds_kept_;
  ReplicaThread thread_;
  ClockTimer timer_;
  std::function<bool(Dataset)> wanted_;
  std::map<Dataset, TimeMs> next_;                 ///< when a dataset is asked for its newest rows
  std::map<Dataset, TimeMs> newest_;               ///< of the rows that have been followed
  std::map<Dataset, int> trouble_;                 ///< how often in a row a dataset could not be followed
  std::map<GroupKey, std::set<TimeMs>> followed_;  ///< the rows that may come again
  Connection connection_;
  TimeMs next_lag_ = 0;  ///< when a standby is asked again how far it is behind
  std::optional<std::set<Dataset>> not_permitted_;
  bool following_ = false;
  bool stopping_ = false;
  int failures_ = 0;
  int under_way_ = 0;
};

}  // namespace hearth
