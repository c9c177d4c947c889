#pragma once

#include "core/aggregate/cost.h"
#include "core/telemetry/reading.h"
#include "core/telemetry/time.h"

#include <QObject>
#include <QString>

#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace hearth {

struct LiveValue {
  double value = no_value;
  TimeMs time = 0;        ///< when the reading was taken, as this machine's clock counts
  bool age_known = true;  ///< false: the clock cannot tell how old it is; it is not to be shown as now
  int decimals = 9;       ///< no reading of the day before shows more, in the stored unit; 9: not known
};
using LiveValues = std::map<SeriesKey, LiveValue>;
using LiveValuesPtr = std::shared_ptr<const LiveValues>;

/// Energy and money of the local day. Where not all of the day, or of the hour, is known, the sums are those
/// of the time since which nothing is missing.
struct EnergySummary {
  std::optional<double> today_kwh;
  TimeMs today_since = 0;          ///< 0: all of the day so far is known
  std::optional<double> hour_kwh;  ///< this clock hour (UTC)
  TimeMs hour_since = 0;           ///< 0: all of the hour so far is known
  /// What the energy of `today_kwh` costs, less what export earned, without fixed fees; nothing where none of
  /// it has a price.
  std::optional<double> energy_cost;
  double unpriced_kwh = 0;          ///< the energy that has no price, and is not in the cost
  std::optional<double> fixed_fee;  ///< the part of the monthly fee that falls on the day so far; 0: none
  QString currency;                 ///< of the cost and of `price_now`; empty where unknown
  std::optional<double> price_now;  ///< what the next kWh costs the user, with fee and VAT
  std::vector<PricePeriod> prices;  ///< today's and, once published, tomorrow's, with fee and VAT
  bool estimated = false;           ///< part of today's energy was spread over a gap
  bool doubtful = false;            ///< the meter said something today that was left out
  bool settling = false;            ///< the meter's last readings are odd; the next ones will tell
  TimeMs as_of = 0;                 ///< when it was summed up; 0: not yet
  TimeMs measured_to = 0;           ///< up to when energy is known; 0 where none is
};

/// What is now. Lives on the thread that made the engine.
class LiveService : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;
  /// Newest value of every series, stored ones included.
  [[nodiscard]] const LiveValues& values() const { return values_; }
  [[nodiscard]] const EnergySummary& energy() const { return energy_; }

  /// For whoever knows, on this thread.
  void set_values(const LiveValuesPtr& changed) {
    for (const auto& [key, value] : *changed) values_[key] = value;
    Q_EMIT updated(changed);
  }
  void set_energy(EnergySummary energy) {
    energy_ = std::move(energy);
    Q_EMIT energy_updated();
  }

 Q_SIGNALS:
  /// `changed` holds the series whose newest value is new.
  void updated(hearth::LiveValuesPtr changed);
  void energy_updated();

 protected:
  LiveValues values_;
  EnergySummary energy_;
};

}  // namespace hearth
