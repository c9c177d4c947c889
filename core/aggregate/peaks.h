#pragma once

#include "core/telemetry/series.h"

#include <string>
#include <vector>

namespace hearth {

/// Which hours a power tariff bills: the mean of the month's `count` highest.
struct PeakRule {
  std::size_t count = 3;
  bool one_a_day = true;  ///< at most one of each local day
};

/// A local clock hour and the mean power in it.
struct PowerPeak {
  TimeRange hour;  ///< shorter than an hour only where the zone's offset changes within it
  double watts = no_value;
  bool estimated = false;   ///< part of its energy was spread over a gap
  DurationMs known = 0;     ///< how much of the hour readings, or a service's mean, speak for
  DurationMs averaged = 0;  ///< the part of that which is a service's mean
};

/// The highest hours of the local month that `within` lies in, highest first; of equal ones the earlier.
/// From buckets no longer than an hour, each within one local hour: a counter's energy over the hour's
/// length (an hour that has not ended counts as if nothing more came), or a gauge's mean over what is known.
/// Hours without a value are left out. Errors: config (unknown time zone).
Expected<std::vector<PowerPeak>> month_peaks(const Buckets& power, TimeMs within, const PeakRule& rule,
                                             const std::string& time_zone);

/// What such a tariff bills: the mean of the peaks, in W; `no_value` without any.
double billed_power(const std::vector<PowerPeak>& peaks) noexcept;

}  // namespace hearth
