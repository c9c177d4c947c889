#pragma once

#include "core/net/clock_timer.h"
#include "core/net/one_shot.h"
#include "core/net/random_share.h"
#include "core/net/retry_policy.h"
#include "core/source/registry.h"
#include "core/source/replica/replica_thread.h"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <stop_token>

namespace hearth {

/// The read replica as a source: follows the newest rows, a little irregularly, and has a past of readings;
/// of the meter also of minutes and quarters of an hour that the server makes, and from before its readings
/// begin of hours of energy. The database is asked, and a sink is given its rows, on a thread of its own.
class ReplicaSource final : public Source {
  Q_OBJECT
 public:
  explicit ReplicaSource(const SourceContext& context);
  ~ReplicaSource() override;
  static QCoro::Task<QJsonObject> examine(ExamineContext context, std::stop_token stop);

  [[nodiscard]] const Offers& offers() const override;
  [[nodiscard]] bool gives(Dataset dataset) const override;
  void start(bool follow, StandsBy stands_by) override;
  void stop() override;
  void ask_again() override;
  void retry() override;
  [[nodiscard]] bool has_history() const override { return true; }
  /// Waits for the password to be found first.
  QCoro::Task<HistoryOffers> history_offers(std::vector<GroupKey> known) override;
  QCoro::Task<HistoryPart> fetch(HistoryWindow window, HistorySink& sink, std::stop_token stop) override;

 private:
  using Due = std::vector<std::pair<Dataset, TimeRange>>;
  struct News;
  struct Facts;
  struct Brought;

  QCoro::Task<> begin();
  template <class T>
  QCoro::Task<T> ask(std::function<T(replica::Replica&, const std::stop_token&)> job, bool urgent,
                     std::stop_token stop = {});
  QCoro::Task<> follow_once();
  [[nodiscard]] Due due(TimeMs now);
  static News news_of(replica::Replica& replica, const Due& due, bool asks_lag, const std::stop_token& stop);
  void pace(const Due& asked, const News& news);
  void ingest(const Due& asked, News news);
  /// Called on the database's thread.
  static Facts facts_of(replica::Replica& replica, const std::stop_token& stop);
  [[nodiscard]] std::vector<HistoryOffer> offers_of(const Facts& facts) const;
  // Called on the database's thread.
  static Brought bring_rows(replica::Replica& replica, const HistoryWindow& window, HistorySink& to,
                            const std::stop_token& stop);
  static Brought bring_reduced(replica::Replica& replica, const HistoryWindow& window, HistorySink& to,
                               const std::stop_token& stop);
  static Brought bring_hours(replica::Replica& replica, const HistoryWindow& window,
                             const std::stop_token& stop);
  void on_answer(const std::optional<Error>& error);
  void note_data(const News& news);
  void note_newest(Dataset dataset, TimeMs time);
  void take_facts(const replica::Capabilities& found);

  const Config& config_;
  const Clock& clock_;
  std::unique_ptr<ReplicaThread> thread_;  ///< once the password is looked up
  OneShot<bool> begun_;                    ///< or will not be; a run waits for it
  std::stop_source looking_;               ///< for the password
  bool follows_ = false;
  ClockTimer timer_;
  std::map<Dataset, TimeMs> next_;                 ///< when a dataset is asked for its newest rows
  std::map<Dataset, TimeMs> newest_;               ///< of the rows that have been followed
  std::map<Dataset, Retry> trouble_;               ///< of what could not be followed by itself
  std::map<GroupKey, std::set<TimeMs>> followed_;  ///< the rows that may come again
  TimeMs next_lag_ = 0;                            ///< when a standby is asked again how far it is behind
  bool following_ = false;
  Retry retry_{call_retry, random_share};  ///< of the database as a whole
};

}  // namespace hearth
