#pragma once

#include "core/engine/api/sync_faults.h"
#include "core/engine/engine.h"
#include "core/identity/token_source.h"
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
/// fetched and from whom, and what becomes of it when somebody signs in or out. Knows no system by name.
/// Lives on the engine's worker thread.
class Scheduler : public QObject {
  Q_OBJECT
 public:
  /// `clock` says what time it is, as far as is known, `machine` what this machine's clock says, which a
  /// sign-in goes by.
  Scheduler(const Engine::Options& options, const Clock& clock, const Clock& machine, HistoryStore& store,
            QObject* parent = nullptr);
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
  /// Asks for everything anew, at once: the clock was set, so that nobody knows what was asked when.
  void ask_again();
  /// Which meter is followed, as an `epoch_number`.
  void prefer_meter(std::uint32_t meter);
  [[nodiscard]] TokenSource& tokens();

 Q_SIGNALS:
  void identity_changed(const hearth::IdentityStatus& identity);
  /// What no source that can be asked may give to this account.
  void not_permitted(const std::set<hearth::Dataset>& datasets);
  /// What is being fetched, nothing at the end, and how much of it is done, 0 to 100.
  void syncing(const QStringList& what, int percent);
  void synced(bool complete, const QString& sentence, const hearth::SyncFaults& faults);
  void stopped();

 private:
  void join(Source& source);
  [[nodiscard]] bool better_gives(const Source& than, Dataset dataset) const;
  void note_permissions();
  void take_identity(const IdentityStatus& identity);
  void end_for_sign_out();
  void retry();
  void catch_up();
  QCoro::Task<> synchronise(int hours, DurationMs ask_again_after, bool tell);
  QCoro::Task<SyncOutcome> fetch_history(int hours, DurationMs ask_again_after);
  QCoro::Task<> wind_down();
  void one_less();
  void say_stopped();

  Engine::Options options_;
  std::unique_ptr<TokenSource> tokens_;
  std::vector<std::unique_ptr<Source>> sources_;
  ClockTimer sync_timer_;
  NetworkWatch network_;
  std::set<Dataset> not_permitted_;
  bool was_let_in_ = true;
  bool signed_out_ = false;
  int under_way_ = 0;
  bool stopping_ = false;
  bool told_stopped_ = false;
  bool synchronising_ = false;
  bool sync_again_ = false;       ///< everything, after the fetch that is under way
  std::optional<int> next_sync_;  ///< hours asked for while a fetch was under way
};

}  // namespace hearth
