#pragma once

#include "core/net/clock_timer.h"
#include "core/source/homelab_api/client.h"
#include "core/source/homelab_api/history.h"
#include "core/source/homelab_api/service_state.h"
#include "core/source/registry.h"

#include <list>
#include <memory>

namespace hearth {

/// homelab-api and spotprice-api as a source: the newest values by polling, and what of history they have.
class HomelabApiSource final : public Source {
  Q_OBJECT
 public:
  explicit HomelabApiSource(const SourceContext& context);
  ~HomelabApiSource() override;

  [[nodiscard]] const Offers& offers() const override;
  [[nodiscard]] const Connection& connection() const override { return connection_; }
  [[nodiscard]] bool gives(Dataset dataset) const override;
  void start(bool follow, StandsBy stands_by) override;
  void stop() override;
  void cut() override { http_.reset(); }
  [[nodiscard]] int under_way() const override { return under_way_; }
  void ask_again() override;
  void retry() override;
  void leave() override;
  [[nodiscard]] bool has_history() const override { return true; }
  QCoro::Task<SyncOutcome> catch_up(int hours, DurationMs ask_again_after) override;

 private:
  using Outcome = std::optional<Error>;

  /// A request made again and again: `every` while it succeeds, more and more seldom while it does not.
  struct Poll {
    CallState call;
    DurationMs every = 0;
    QCoro::Task<Outcome> (HomelabApiSource::*ask)() = nullptr;
    bool may_stand_by = false;  ///< it says the newest of its dataset, which another source may give
    std::unique_ptr<ClockTimer> timer = {};
    int failures = 0;
  };

  static DurationMs next_delay(const Poll& poll, const Outcome& outcome);
  void add_poll(Poll poll);
  QCoro::Task<> run(Poll& poll);
  QCoro::Task<SyncOutcome> fetch(int hours, DurationMs ask_again_after);
  QCoro::Task<Outcome> ask_energy_latest();
  QCoro::Task<Outcome> ask_hourly_total();
  QCoro::Task<Outcome> ask_heatpump();
  QCoro::Task<Outcome> ask_temperatures();
  QCoro::Task<Outcome> ask_prices();
  void on_answer(Poll& poll, const Outcome& outcome);
  void judge_by_history(const Outcome& outcome);
  void judge();
  void note_data(Dataset dataset);
  void note_newest(Dataset dataset, const std::vector<Reading>& readings);
  void ingest(Dataset dataset, const Decoded<std::vector<Reading>>& decoded);
  void count_refused(const Refusals& refusals);
  void one_less();

  const Clock& clock_;
  QUrl base_;
  std::unique_ptr<HttpClient> http_;
  HomelabApi api_;
  HistorySync history_;
  std::list<Poll> polls_;
  StandsBy stands_by_;
  Connection connection_;
  bool was_connected_ = false;
  int under_way_ = 0;
  bool stopping_ = false;
};

}  // namespace hearth
