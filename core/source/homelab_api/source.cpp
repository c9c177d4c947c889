// The services as a source. What is asked again and again is in source_polls.cpp.
#include "core/source/homelab_api/source.h"

#include <utility>

namespace hearth {
namespace {

QUrl url_of(const std::string& text) {
  return QUrl(QString::fromStdString(text));
}

}  // namespace

HomelabApiSource::HomelabApiSource(const SourceContext& context)
    : clock_(context.clock),
      base_(url_of(context.config.api_base_url)),
      http_(std::make_unique<HttpClient>()),
      api_(*http_, context.tokens, context.clock, base_,
           context.config.api_spotprice_url.empty() ? base_ : url_of(context.config.api_spotprice_url)),
      history_(api_, context.store, context.clock),
      connection_{.name = QStringLiteral("API"), .detail = {}} {
  http_->allow_plain(context.config.allow_plain_http);
  api_.on_date([this](TimeMs date) { Q_EMIT dated(date); });
  connect(&history_, &HistorySync::readings, this, &Source::readings);
  connect(&history_, &HistorySync::energy_hours, this, &Source::energy_hours);
  connect(&history_, &HistorySync::progress, this, &Source::progress);
  connect(&history_, &HistorySync::refused, this, &HomelabApiSource::count_refused);
}

HomelabApiSource::~HomelabApiSource() = default;

const Offers& HomelabApiSource::offers() const {
  static const Offers all = {{Dataset::energy, Way::polled},
                             {Dataset::heatpump, Way::polled},
                             {Dataset::climate, Way::polled},
                             {Dataset::price, Way::polled}};
  return all;
}

void HomelabApiSource::start(bool follow, StandsBy stands_by) {
  stands_by_ = std::move(stands_by);
  if (!follow) return;
  connection_.state = ConnectionState::connecting;
  connection_.since = clock_.now();
  for (const auto& [dataset, way] : offers()) connection_.data[dataset];
  Q_EMIT connection_changed(connection_);
  using Self = HomelabApiSource;
  add_poll({{"energy", Dataset::energy}, 5 * second_ms, &Self::ask_energy_latest, true});
  add_poll({{"hourly total", Dataset::energy}, minute_ms, &Self::ask_hourly_total});
  add_poll({{"heat pump", Dataset::heatpump}, 5 * second_ms, &Self::ask_heatpump, true});
  add_poll({{"temperatures", Dataset::climate}, minute_ms, &Self::ask_temperatures, true});
  add_poll({{"prices", Dataset::price}, 15 * minute_ms, &Self::ask_prices, true});
}

void HomelabApiSource::stop() {
  stopping_ = true;
  for (Poll& poll : polls_) poll.timer->stop();
  history_.stop();
}

void HomelabApiSource::leave() {
  if (http_) http_->cancel_all();
}

void HomelabApiSource::ask_again() {
  for (Poll& poll : polls_)
    if (poll.timer->active()) poll.timer->start_once(0);
}

void HomelabApiSource::retry() {
  for (Poll& poll : polls_)
    if (poll.failures > 0 && poll.timer->active()) poll.timer->start_once(0);
}

QCoro::Task<SyncOutcome> HomelabApiSource::catch_up(int hours, DurationMs ask_again_after) {
  ++under_way_;
  auto fetching = fetch(hours, ask_again_after);
  SyncOutcome outcome = co_await fetching;
  one_less();
  co_return outcome;
}

QCoro::Task<SyncOutcome> HomelabApiSource::fetch(int hours, DurationMs ask_again_after) {
  auto asking = history_.run(hours, ask_again_after);
  SyncOutcome outcome = co_await asking;
  if (stopping_) co_return outcome;
  if (outcome.gave_up) judge_by_history(outcome.error);
  // Where they are polled they come anyway.
  if (outcome.gave_up || !polls_.empty()) co_return outcome;
  auto asking_prices = ask_prices();
  const Outcome prices = co_await asking_prices;
  if (!prices)
    ++outcome.answered;
  else
    HistorySync::note(*prices, "prices", outcome);
  HistorySync::conclude(outcome);
  co_return outcome;
}

/// Where nothing is polled, the history alone tells how the services are.
void HomelabApiSource::judge_by_history(const Outcome& outcome) {
  if (!polls_.empty() || !outcome || outcome->kind == ErrorKind::cancelled) return;
  connection_.state =
      outcome->kind == ErrorKind::sign_in ? ConnectionState::refused : ConnectionState::failed;
  connection_.since = clock_.now();
  connection_.detail = QString::fromStdString(outcome->message);
  connection_.next = QString::fromStdString(outcome->next);
  Q_EMIT connection_changed(connection_);
}

void HomelabApiSource::one_less() {
  --under_way_;
  Q_EMIT ended();
}

}  // namespace hearth
