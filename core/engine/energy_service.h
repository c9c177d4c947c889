#pragma once

#include "core/config/config.h"
#include "core/engine/clock_watch.h"
#include "core/engine/energy_summary.h"
#include "core/engine/history_contents.h"
#include "core/engine/live_publisher.h"
#include "core/engine/status_publisher.h"
#include "core/engine/store_session.h"
#include "core/net/clock_timer.h"

#include <QObject>

#include <atomic>
#include <map>
#include <optional>
#include <string>

namespace hearth {

/// Energy and money of the day, and the prices around now. Sums are made anew every ten seconds and whenever
/// what they are made of changed. Lives on the engine's worker thread.
class EnergyService : public QObject {
  Q_OBJECT
 public:
  struct Rooms {
    const ClockWatch& clocks;
    StoreSession& store;
    HistoryContents& contents;
    LivePublisher& live;
    StatusPublisher& status;
  };
  /// The service and the rooms must outlive this.
  EnergyService(Config config, LiveService& service, Rooms rooms, QObject* parent = nullptr);

  void start();
  void stop();
  /// What was missed is about to be fetched for the first time: until `on_syncing` says the end, a sum of a
  /// part of the day is none, for it would leap from one part to the next.
  void expect_first_sync(bool expected) { first_sync_ = expected; }
  void on_syncing(bool under_way);
  /// Whether a price is another than is known; it is known from now on.
  bool is_new_price(const std::string& area, TimeMs time, double price);
  /// Prices as the history has them, of the areas that it has.
  void read_prices();
  /// What the system says of the energy from the beginning of a UTC hour to the moment it was asked.
  void on_hour_total(TimeRange so_far, double energy_wh);
  /// Lets go of what is long past; to be called now and then.
  void forget_old_prices();
  /// Sums anew.
  void publish();

 private:
  void on_prices(const PricesByArea& found);
  void on_missed(const MissedEnergy& missed);
  void on_sums(EnergySummary summary, const PriceArea& area);
  void tell(EnergySummary summary);

  const Config config_;
  LiveService& service_;
  const Rooms rooms_;
  ClockTimer timer_;
  PricesByArea prices_;                      ///< of the days around now
  std::optional<MissedEnergy> hour_missed_;  ///< of the newest hour of which a total was given
  bool first_sync_ = false;
  std::atomic<int> asked_ = 0;  ///< how often; read by the store's reader
};

}  // namespace hearth
