#pragma once

#include "core/net/call_schedule.h"
#include "core/net/clock_timer.h"
#include "core/source/homelab_api/client.h"
#include "core/source/homelab_api/service_state.h"
#include "core/source/registry.h"

#include <list>
#include <memory>
#include <vector>

namespace hearth {

/// homelab-api and spotprice-api as a source: the newest values by polling, and what of history they have.
class HomelabApiSource final : public Source {
  Q_OBJECT
 public:
  explicit HomelabApiSource(const SourceContext& context);
  ~HomelabApiSource() override;
  static QCoro::Task<QJsonObject> examine(ExamineContext context, std::stop_token stop);

  [[nodiscard]] const Offers& offers() const override;
  [[nodiscard]] bool gives(Dataset dataset) const override;
  void start(bool follow, StandsBy stands_by) override;
  void stop() override;
  void cut() override { http_.reset(); }
  void ask_again() override;
  void retry() override;
  void network_changed() override;
  void leave() override;
  [[nodiscard]] bool has_history() const override { return true; }
  /// Hourly energy of any time, and the readings of each place of the climate for a year back.
  QCoro::Task<HistoryOffers> history_offers(std::vector<GroupKey> known) override;
  QCoro::Task<HistoryPart> fetch(HistoryWindow window, HistorySink& sink, std::stop_token stop) override;

 private:
  using Outcome = std::optional<Error>;

  /// A request made again and again.
  struct Poll {
    CallState call;
    CallRank rank = CallRank::live;
    DurationMs every = 0;
    QCoro::Task<Outcome> (HomelabApiSource::*ask)() = nullptr;
    bool may_stand_by = false;  ///< it says the newest of its dataset, which another source may give
  };
  /// What is behind one address: calls that fail and come back together.
  struct Service {
    CallSchedule schedule;
    std::vector<Poll> polls;  ///< by their number in the schedule; not changed after the start
  };

  static void add_poll(Service& service, Poll poll, TimeMs now);
  [[nodiscard]] std::vector<const Poll*> polls() const;
  /// Makes the calls that are due, and waits for the next.
  void make_due_calls();
  void wait_for_next();
  QCoro::Task<> run(Service& service, CallSchedule::Id id);
  QCoro::Task<> find_places(std::vector<std::string>& places, HistoryOffers& found);
  QCoro::Task<HistoryPart> fetch_hours(TimeRange range);
  QCoro::Task<HistoryPart> fetch_temperatures(std::string place, TimeRange range, std::stop_token stop);
  [[nodiscard]] bool ends_history(const Error& error);
  QCoro::Task<Outcome> ask_energy_latest();
  QCoro::Task<Outcome> ask_hourly_total();
  QCoro::Task<Outcome> ask_heatpump();
  QCoro::Task<Outcome> ask_temperatures();
  QCoro::Task<Outcome> ask_prices();
  void on_answer(Poll& poll, const Outcome& outcome);
  void judge_by_history(const Error& error);
  void judge();
  void note_data(Dataset dataset);
  void note_newest(Dataset dataset, const std::vector<Reading>& readings);
  void ingest(Dataset dataset, const Decoded<std::vector<Reading>>& decoded);
  void count_refused(const Refusals& refusals);

  const Clock& clock_;
  QUrl base_;
  QUrl prices_;
  std::unique_ptr<HttpClient> http_;
  HomelabApi api_;
  std::list<Service> services_;  ///< not changed after the start
  ClockTimer timer_;
  bool was_connected_ = false;
};

}  // namespace hearth
