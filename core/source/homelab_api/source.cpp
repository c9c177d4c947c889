// The services as a source. What is asked again and again is in source_polls.cpp, the past in
// source_history.cpp.
#include "core/source/homelab_api/source.h"

#include "core/net/random_share.h"
#include "core/source/homelab_api/config.h"

#include <utility>

namespace hearth {
namespace {

QUrl url_of(const std::string& text) {
  return QUrl(QString::fromStdString(text));
}

}  // namespace

HomelabApiSource::HomelabApiSource(const SourceContext& context)
    : Source(QStringLiteral("API")),
      clock_(context.clock),
      base_(url_of(context.config.of<HomelabApiConfig>().base_url)),
      prices_(url_of(context.config.of<HomelabApiConfig>().prices())),
      http_(std::make_unique<HttpClient>()),
      api_(*http_, context.tokens, context.clock, base_, prices_),
      timer_(context.clock) {
  http_->allow_plain(context.config.allow_plain_http);
  api_.on_date([this](TimeMs date) { Q_EMIT dated(date); });
  connect(&timer_, &ClockTimer::timeout, this, &HomelabApiSource::make_due_calls);
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
  using enum CallRank;
  const TimeMs now = clock_.now();
  Service& home = services_.emplace_back(CallSchedule(random_share));
  const bool together = base_.host() == prices_.host() && base_.port() == prices_.port();
  Service& prices = together ? home : services_.emplace_back(CallSchedule(random_share));
  add_poll(home, {{"energy", Dataset::energy}, live, 5 * second_ms, &Self::ask_energy_latest, true}, now);
  add_poll(home, {{"hourly total", Dataset::energy}, viewed, minute_ms, &Self::ask_hourly_total}, now);
  add_poll(home, {{"heat pump", Dataset::heatpump}, live, 5 * second_ms, &Self::ask_heatpump, true}, now);
  add_poll(home, {{"temperatures", Dataset::climate}, live, minute_ms, &Self::ask_temperatures, true}, now);
  add_poll(prices, {{"prices", Dataset::price}, viewed, 15 * minute_ms, &Self::ask_prices, true}, now);
  wait_for_next();
}

void HomelabApiSource::stop() {
  stopping_ = true;
  timer_.stop();
}

void HomelabApiSource::leave() {
  if (http_) http_->cancel_all();
}

void HomelabApiSource::ask_again() {
  for (Service& service : services_) service.schedule.ask_all(clock_.now());
  wait_for_next();
}

void HomelabApiSource::retry() {
  for (Service& service : services_) service.schedule.ask_failed(clock_.now());
  wait_for_next();
}

void HomelabApiSource::network_changed() {
  if (http_) http_->drop_connections();
  ask_again();
}

}  // namespace hearth
