#include "core/demo/house/weather.h"

#include "core/demo/house/random.h"

#include <algorithm>
#include <numbers>

namespace hearth::demo {
namespace {

constexpr double day_s = 86400;
constexpr double turn = 2 * std::numbers::pi;

namespace weather_stream {
enum : std::uint64_t { weeks = 100, days, hours, clouds, wet, windy, air };
}

}  // namespace

double season_at(std::int64_t time_s) {
  return -std::cos(turn * (static_cast<double>(time_s) / day_s - 19) / 365.2425);
}

double saturation(double celsius) {
  return 6.11 * std::exp(17.27 * celsius / (celsius + 237.3));
}

Weather weather_at(std::uint64_t seed, Scenario scenario, std::int64_t time_s) {
  const auto t = static_cast<double>(time_s);
  const bool deep_cold = scenario == Scenario::winter_peak;
  const double season = deep_cold ? -1 : season_at(time_s);
  const double summer = (season + 1) / 2;
  const double hour = std::fmod(t / 3600 + 1, 24);
  const double day_curve = std::cos(turn * (hour - 15) / 24);
  const double cloud = (smooth_noise(seed, weather_stream::clouds, t, 0.6 * day_s) + 1) / 2;

  Weather w;
  const double noise = 4.0 * smooth_noise(seed, weather_stream::weeks, t, 11 * day_s) +
                       5.5 * smooth_noise(seed, weather_stream::days, t, 2.7 * day_s) +
                       1.5 * smooth_noise(seed, weather_stream::hours, t, 0.3 * day_s);
  const double day_swing = (1.2 + 4.2 * summer) * (1 - 0.5 * cloud) * day_curve;
  w.temperature = deep_cold ? -18.5 + 0.35 * noise + day_swing
                            : 7.0 + 9.5 * season + (1.6 - 0.95 * summer) * noise + day_swing;
  // The height of the sun, as a share: long and high in summer, a few hours low above the horizon in winter.
  const double height = 0.55 * std::cos(turn * (hour - 12.3) / 24) + 0.42 * season;
  w.sun = std::clamp(height, 0.0, 1.0) * (1 - 0.75 * cloud);
  w.humidity = std::clamp(82 - 14 * summer - 9 * day_curve * summer +
                              12 * smooth_noise(seed, weather_stream::wet, t, 0.5 * day_s),
                          30.0, 99.0);
  w.vapour = w.humidity / 100 * saturation(w.temperature);
  w.wind = std::max(0.2, 4 + 3.2 * smooth_noise(seed, weather_stream::windy, t, 0.7 * day_s) +
                             1.2 * smooth_noise(seed, weather_stream::windy + 50, t, 900));
  w.pressure = 1012 + 19 * smooth_noise(seed, weather_stream::air, t, 3.1 * day_s);
  return w;
}

}  // namespace hearth::demo
