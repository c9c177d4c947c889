#include "core/demo/house/prices.h"

#include "core/demo/house/random.h"
#include "core/demo/house/stockholm.h"
#include "core/demo/house/weather.h"

#include <algorithm>
#include <cmath>

namespace hearth::demo {
namespace {

namespace prices_stream {
enum : std::uint64_t { week = 200, day, quarter };
}

/// A bump of one around `middle` o'clock.
double peak(double hour, double middle, double width) {
  const double away = (hour - middle) / width;
  return std::exp(-away * away);
}

}  // namespace

double price_at(std::uint64_t seed, Scenario scenario, TimeMs start, std::size_t area) {
  const TimeMs local = start + local_offset(start);
  const double hour = static_cast<double>(local - floor_to(local, day_ms)) / hour_ms;
  const std::int64_t second = start / second_ms;
  const auto t = static_cast<double>(second);
  const double summer = (season_at(second) + 1) / 2;
  const double level = 0.62 - 0.25 * summer + 0.25 * smooth_noise(seed, prices_stream::week, t, 4 * 86400) +
                       0.12 * smooth_noise(seed, prices_stream::day, t, 40000);
  const double shape = 1 + 0.55 * peak(hour, 8, 1.8) + 0.75 * peak(hour, 18.5, 2.3) -
                       0.40 * peak(hour, 3, 2.8) - (0.15 + 0.55 * summer) * peak(hour, 13, 2.2);
  double price = std::max(0.03, level) * std::max(0.02, shape) +
                 0.03 * (2 * unit(hash(seed, prices_stream::quarter, start / price_period_ms)) - 1);
  if (scenario == Scenario::winter_peak) price = 1.1 + 3.2 * price;
  if (scenario == Scenario::negative_price) price -= 0.95 * peak(hour, 13, 2.6) + 0.5 * peak(hour, 3, 2.5);
  // The south has fewer rivers.
  if (area > 0) price = 0.12 + 1.4 * price;
  return std::round(price * 1e5) / 1e5;
}

std::vector<Price> day_prices(std::uint64_t seed, Scenario scenario, TimeMs time, std::size_t area) {
  const TimeMs from = local_midnight(time);
  const TimeMs to = next_midnight(from);
  std::vector<Price> prices;
  for (TimeMs t = from; t < to; t += price_period_ms)
    prices.push_back({t, price_at(seed, scenario, t, area)});
  return prices;
}

TimeMs publishing_time(TimeMs time) {
  const TimeMs guess = local_midnight(time) + 13 * hour_ms;
  // On a day that is not 24 hours long, noon is an hour earlier or later after midnight.
  return guess + local_offset(local_midnight(time)) - local_offset(guess);
}

}  // namespace hearth::demo
