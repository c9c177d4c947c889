#pragma once

#include "core/config/config.h"
#include "core/engine/api/history.h"
#include "core/engine/api/sync_faults.h"
#include "core/engine/history_sinks.h"
#include "core/source/history_plan.h"
#include "core/source/source.h"

#include <QObject>
#include <QStringList>

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <vector>

namespace hearth {

class StoreReader;

/// What somebody looks at.
struct HistoryWish {
  TimeRange range;
  std::vector<GroupKey> groups;
  DurationMs resolution = quarter_ms;  ///< how far apart rows may be to be drawn
  friend bool operator==(const HistoryWish&, const HistoryWish&) = default;
};
HistoryWish wish_of(const HistoryRequest& request);

/// Fetches the past that the store lacks: of all that the sources offer, the best for each stretch, newest
/// first, one window at a time, and what a page looks at before the rest. Each answer is in the store, with
/// the coverage that it gave, before the next window is asked for: a run that is cut short goes on where it
/// stopped. Lives on the engine's worker thread.
class HistoryFetch : public QObject {
  Q_OBJECT
 public:
  /// `sources`: the best for the newest values first. All must outlive it.
  HistoryFetch(const Config& config, const Clock& clock, HistoryStore& store, StoreReader& reader,
               const std::vector<Source*>& sources, QObject* parent = nullptr);
  ~HistoryFetch() override;

  [[nodiscard]] bool has_history() const { return !sources_.empty(); }
  [[nodiscard]] bool is_under_way() const { return running_; }
  /// Fetches what is missing of the last `hours`, after a run that is under way; an answer that was not final
  /// counts as known for `ask_again_after`. With `tell`, `synced` follows.
  void sync(int hours, DurationMs ask_again_after, bool tell);
  /// Fetches what is missing of what somebody looks at, at once.
  void want(const HistoryWish& looked_at);
  /// Why nothing may be seen of a group in this range; nothing where another program writes the store.
  [[nodiscard]] std::vector<AbsentRange> absence(const GroupKey& group, TimeRange range) const;
  /// Which meter is followed, as an `epoch_number`: where there are rows of two, it is the one.
  void prefer_meter(std::uint32_t meter) { meter_ = meter; }
  /// Begins nothing more, and ends the window that is asked for; `ended` follows when it has.
  void stop();

 Q_SIGNALS:
  /// What is being fetched, nothing at the end, and how much of it is done, 0 to 100.
  void syncing(const QStringList& what, int percent);
  /// The sentence says the same as the faults, for people.
  void synced(bool complete, const QString& sentence, const hearth::SyncFaults& faults);
  /// Rows of these groups were put into the store, or its cache.
  void stored(const std::vector<hearth::GroupKey>& groups);
  /// What was being fetched of a dataset is not any more, whatever came of it.
  void looked_up(hearth::Dataset dataset);
  void ended();

 private:
  /// How one source did in a run.
  struct Outcome {
    int asked = 0;
    int answered = 0;
    std::vector<Error> forbidden;      ///< what did not come though the rest did, with its dataset in `place`
    std::optional<Error> error;        ///< the first thing that went wrong
    bool gave_up = false;              ///< the rest was not asked for
    std::map<GroupKey, int> failures;  ///< one after the other
    bool details_cannot_be_kept = false;  ///< the cache takes none, for now

    void note(const Error& error_of_call);
    [[nodiscard]] bool may_ask(const HistoryWindow& window, bool detail) const;
  };
  struct Wanted {
    HistoryWish wish;
    std::map<GroupKey, std::vector<TimeRange>> details;  ///< past days of which finer data is wanted
  };
  struct Wished {
    std::uint64_t wish = 0;
    HistoryWindow window;
    std::vector<GroupKey> details = {};  ///< of which details of past days are fetched into the cache
  };
  struct Order {
    int hours = 0;
    DurationMs ask_again_after = 0;
    bool tell = false;
  };
  struct Run {
    Order order;
    TimeMs began = 0;
    std::uint64_t wishes_before = 0;  ///< windows of wishes that had been fetched by then
    std::deque<HistoryWindow> windows = {};
    std::size_t planned = 0;
    std::size_t done = 0;
    std::map<int, Outcome> outcomes = {};  ///< by source
    std::set<Dataset> datasets = {};       ///< of what was fetched
    std::set<int> left_out = {};           ///< sources that gave up, and were planned without since
  };

  QCoro::Task<> work();
  QCoro::Task<> ask_offers(std::map<int, Outcome>& outcomes);
  QCoro::Task<> follow_order(Order order);
  QCoro::Task<> fetch_next(Run& run);
  /// At most one window of a wish.
  QCoro::Task<> fetch_wish();
  QCoro::Task<> fetch(HistoryWindow window, std::vector<GroupKey> details, Outcome& outcome);
  void plan(Run& run);
  /// Plans without those who gave up since; whether there is anything to fetch.
  bool plan_again(Run& run);
  void take_wish(Wanted wanted);
  void plan_wishes();
  void plan_details(const Wanted& wanted, std::deque<Wished>& into) const;
  /// Whether a wish has had this fetched lately: whatever came of it, it is not asked for again so soon.
  [[nodiscard]] bool was_fetched(const Wished& wished) const;
  void end_wish_of(Dataset dataset);
  [[nodiscard]] TimeMs readings_from() const;
  [[nodiscard]] std::vector<HistoryWindow> plan(TimeRange range, const std::vector<GroupKey>& groups,
                                                DurationMs ask_again_after,
                                                const std::set<int>& without) const;
  void keep(const HistoryWindow& window, const HistoryPart& part, TimeMs asked_at, Outcome& outcome);
  void conclude(const Run& run);
  void show(const HistoryWindow& window, std::size_t done, std::size_t planned);
  [[nodiscard]] bool is_stopping() const { return stop_.stop_requested(); }

  const Config& config_;
  const Clock& clock_;
  HistoryStore& store_;
  StoreReader& reader_;
  std::vector<Source*> sources_;  ///< those with a past, the one with the most of it first
  std::atomic<std::uint32_t> meter_{0};
  std::vector<HistoryOffer> offers_;      ///< of those that answered when they were last asked
  std::vector<HistoryOffer> last_known_;  ///< and of those that did before
  std::optional<TimeMs> offers_asked_;
  std::deque<Order> orders_;
  bool follows_order_ = false;
  std::deque<Wanted> wishes_;  ///< not planned yet
  std::deque<Wished> wished_;
  std::uint64_t last_wish_ = 0;
  std::map<int, Outcome> of_wishes_;  ///< by source, since the last run
  struct Fetched {
    HistoryWindow window;
    bool detail = false;
    TimeMs asked_at = 0;
  };
  std::deque<Fetched> fetched_;           ///< for wishes, lately
  std::uint64_t wishes_fetched_ = 0;      ///< windows, in all
  std::size_t wishes_done_ = 0;           ///< of those that are shown as one progress
  std::optional<HistoryWindow> current_;  ///< asked for now
  bool current_is_detail_ = false;
  const std::deque<HistoryWindow>* waiting_ = nullptr;  ///< the windows of the run
  std::stop_source stop_;
  bool running_ = false;
};

}  // namespace hearth
