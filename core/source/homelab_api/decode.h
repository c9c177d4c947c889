#pragma once

#include "core/source/decoded.h"
#include "core/store/history_store.h"
#include "core/telemetry/reading.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The answers of homelab-api and spotprice-api, read without trust. Pure functions, any thread.
///
/// A value that is wrong or outside its channel's plausible range is refused alone; an element that is wrong
/// (an impossible time, a name that is too long) as a whole. Both are counted, the others are kept. A body
/// that is no JSON, ends early or has the wrong shape is an error (bad_data) with its place. Members nobody
/// knows are ignored; a member that is null or absent has no value; a reading without any value is left out
/// without being counted. Times outside 2000-01-01 … `now` + 10 min (of
/// readings: 100 years, for who is wrong about the time is not for a decoder to say) are refused. Results
/// ascend by time; of two elements with the same entity and time the later in the answer is kept.
namespace hearth::homelab_api {

using Readings = std::vector<Reading>;

/// `energy/latest`: at most one reading of the meter.
Expected<Decoded<Readings>> decode_energy_latest(std::string_view body, TimeMs now);

/// `energy/history`: hours in UTC, kWh and kW turned into Wh and W. An hour that was not measured is left
/// out; one whose energy is negative or more than a home can use is refused.
Expected<Decoded<std::vector<EnergyHour>>> decode_energy_history(std::string_view body, TimeMs now);

struct HourlyTotal {
  TimeMs hour_start = 0;
  TimeMs as_of = 0;
  double energy_wh = 0;  ///< since `hour_start`
};
/// `energy/hourly-total`: nothing where it was refused, or where it is 0: the service says that too of an
/// hour without a reading.
Expected<Decoded<std::optional<HourlyTotal>>> decode_hourly_total(std::string_view body, TimeMs now);

/// `heatpump/latest`: at most one reading; its entity is `device_id`, empty where the service names none.
Expected<Decoded<Readings>> decode_heatpump_latest(std::string_view body, TimeMs now);

/// `temperature/latest` (none for `null`), `temperature/all-latest` and `temperature/history`. An element
/// without a location is about `asked_location`, and is refused where that is empty; "" is a location. So
/// are elements of further places than 256.
Expected<Decoded<Readings>> decode_temperature_latest(std::string_view body, TimeMs now,
                                                      const std::string& asked_location);
Expected<Decoded<Readings>> decode_temperatures(std::string_view body, TimeMs now,
                                                const std::string& asked_location = {});

struct PriceList {
  std::string area;
  std::string currency;   ///< as the service names it: "SEK"
  DurationMs period = 0;  ///< how long one price holds, read from the data; 0 where there are no prices
  Readings prices;        ///< entity is the area; currency per kWh, may be negative
};
/// `spotprice/today` and `…/tomorrow`. Prices may lie up to two days ahead.
Expected<Decoded<PriceList>> decode_prices(std::string_view body, TimeMs now);
/// `spotprice/latest`: today's and, once published, tomorrow's prices in one list. A day that is wrong, or
/// that does not fit to today, is refused alone, with its name as the place. Errors: there is no good day.
Expected<Decoded<PriceList>> decode_prices_latest(std::string_view body, TimeMs now);

}  // namespace hearth::homelab_api
