#pragma once

#include "core/identity/token_source.h"
#include "core/net/http_client.h"
#include "core/source/homelab_api/decode.h"
#include "core/telemetry/clock.h"

#include <QCoroTask>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>

namespace hearth {

/// The calls of homelab-api and spotprice-api. Lives on one thread, with its HttpClient and TokenSource.
///
/// Each call asks the token source for a token, and does as `TokenAttempts` says where it is refused. Errors
/// are HttpClient's and bad_data with the place in the answer; a call that is under way when this object or
/// the HttpClient is destroyed answers `cancelled` inside the destructor: return at once then.
class HomelabApi {
 public:
  template <class T>
  using Answer = QCoro::Task<Expected<Decoded<T>>>;
  using Readings = homelab_api::Readings;

  /// `http`, `tokens` and `clock` must outlive this. The URLs may have a path of their own and a trailing
  /// slash.
  HomelabApi(HttpClient& http, TokenSource& tokens, const Clock& clock, const QUrl& base_url,
             const QUrl& spotprice_url);
  ~HomelabApi();
  HomelabApi(const HomelabApi&) = delete;
  HomelabApi& operator=(const HomelabApi&) = delete;

  /// `dated` is told what time it is by the service's clock (its `Date`) with each good answer.
  void on_date(std::function<void(TimeMs)> dated);
  /// How long a call may take, in real time; from the next one on.
  void wait_at_most(std::chrono::milliseconds patience);

  Answer<Readings> energy_latest();
  /// The hours that begin in `range`. The newest one or two may be missing, and an empty answer may only mean
  /// that the service keeps no aggregates.
  Answer<std::vector<EnergyHour>> energy_history(TimeRange range);
  Answer<std::optional<homelab_api::HourlyTotal>> hourly_total();
  /// not_found where there is no heat pump.
  Answer<Readings> heatpump_latest(const std::string& device = {});
  /// No reading for a location that the service does not know.
  Answer<Readings> temperature_latest(const std::string& location);
  Answer<Readings> temperature_all_latest();
  Answer<Readings> temperature_history(const std::string& location, int hours);

  Answer<homelab_api::PriceList> prices_today();
  /// An empty list until tomorrow's prices are published.
  Answer<homelab_api::PriceList> prices_tomorrow();
  Answer<homelab_api::PriceList> prices_latest();

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace hearth
