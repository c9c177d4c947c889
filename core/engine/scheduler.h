#pragma once

#include "core/engine/api/sync_faults.h"
#include "core/engine/engine.h"
#include "core/engine/history_fetch.h"
#include "core/engine/session_watch.h"
#include "core/net/clock_timer.h"
#include "core/net/network_watch.h"
#include "core/source/source.h"

#include <QObject>

#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace hearth {

/// The sources of one home, as the registry has them: who is followed for what, when what history lacks is
/// fetched, and what becomes of it when somebody signs in or out. Knows no system by name. Lives on the
/// engine's worker thread.
class Scheduler : public QObject {
  Q_OBJECT
 public:
  /// `clock` says what time it is, as far as is known, `machine` what this machine's clock says, which a
  /// sign-in goes by.
  Scheduler(const Engine::Options& options, const Clock& clock, const Clock& machine, HistoryStore& store,
            StoreReader& reader, QObject* parent = nullptr);
  ~Scheduler() override;

  /// The best first. What they give is told by their own signals.
  [[nodiscard]] std::vector<Source*> sources() const;
  /// Whether any of them has a past that can be asked for.
  [[nodiscard]] bool has_history() const;
  /// Follows the newest values, and fetches what history lacks.
  void start();
  /// Ends every request that is under way; `stopped` follows when the last has ended.
  void stop();
  /// Fetches what is missing of the last `hours`, after a fetch that is under way, and says `synced`.
  void sync(int hours);
  /// Fetches what is missing of what somebody looks at, where readings are followed.
  void want(const HistoryWish& wish);
  /// Why nothing may be seen of a group in this range.
  [[nodiscard]] std::vector<AbsentRange> absence(const GroupKey& group, TimeRange range) const {
    return history_.absence(group, range);
  }
  /// Asks for everything anew, at once: the clock was set, so that nobody knows what was asked when.
  void ask_again();
  /// Which meter is followed, as an `epoch_number`.
  void prefer_meter(std::uint32_t meter) { history_.prefer_meter(meter); }
  [[nodiscard]] TokenSource& tokens() { return session_.tokens(); }

 Q_SIGNALS:
  void identity_changed(const hearth::IdentityStatus& identity);
  /// What no source that can be asked may give to this account.
  void not_permitted(const std::set<hearth::Dataset>& datasets);
  /// What is being fetched, nothing at the end, and how much of it is done, 0 to 100.
  void syncing(const QStringList& what, int percent);
  void synced(bool complete, const QString& sentence, const hearth::SyncFaults& faults);
  /// Rows of these groups were put into the store, past everything else.
  void stored(const std::vector<hearth::GroupKey>& groups);
  /// What was being fetched of a dataset is not any more, whatever came of it.
  void looked_up(hearth::Dataset dataset);
  void stopped();

 private:
  void join(Source& source);
  [[nodiscard]] bool better_gives(const Source& than, Dataset dataset) const;
  void note_permissions();
  void retry();
  void catch_up();
  QCoro::Task<> wind_down();
  void one_less();
  void say_stopped();

  Engine::Options options_;
  SessionWatch session_;
  std::vector<std::unique_ptr<Source>> sources_;
  HistoryFetch history_;
  ClockTimer sync_timer_;
  NetworkWatch network_;
  std::set<Dataset> not_permitted_;
  int under_way_ = 0;
  bool stopping_ = false;
  bool told_stopped_ = false;
};

}  // namespace hearth
