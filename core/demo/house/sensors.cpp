#include "core/demo/house/sensors.h"

#include "core/demo/house/random.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace hearth::demo {
namespace {

namespace sensors_stream {
enum : std::uint64_t { room = 400, damp = 420, radio = 440, cell = 460 };
}

struct Place {
  const char* location;
  double offset;  // °C against the house's mean
  double wander;  // °C, with doors and people
  double sunny;   // °C in full sun
  double damp;    // % more humid than the house
};

constexpr std::array places = std::to_array<Place>({
    {"living_room", 0.3, 0.5, 0.7, 0},
    {"kitchen", 0.1, 0.4, 0.3, 2},
    {"bedroom", -1.3, 0.5, 0.2, 4},
    {"bathroom", 0.7, 0.4, 0, 8},
    {"office", -0.1, 0.6, 0.5, -1},
    {"outdoor", 0, 0, 0, 0},
});
constexpr int outdoor = 5;
constexpr std::size_t many_sensors = 60;

/// 64 bytes, 65, 22 characters of three bytes each, some 200, and what a label may stumble over.
const std::array long_names = std::to_array<std::string>({
    "the living room on the upper floor, by the window to the garden!",
    "the kitchen on the ground floor, above the old wood-burning stove",
    "二階の南側にある子供部屋の窓際に置いた温度計です",
    "bedroom of the guests who come for midsummer and stay until the crayfish, behind the second door on the "
    "left "
    "after the stairs that creak, on the shelf with the books nobody has read since grandmother moved to "
    "town",
    "غرفة المكتب في الطابق العلوي",
    "outdoor",
});

/// What the sensor of this number measures: those beyond the six are rooms as well.
const Place& place_of(int number) {
  const auto n = static_cast<std::size_t>(number);
  return places[n < places.size() ? n : n % outdoor];
}

/// Rounded to so many steps in one.
double rounded(double value, double per_unit) {
  return std::round(value * per_unit) / per_unit;
}

}  // namespace

Sensor::Sensor(std::uint64_t seed, int number, std::string location)
    : seed_(seed), number_(number), location_(std::move(location)) {
  const std::uint64_t id = hash(seed, sensors_stream::cell, number) & 0xffffffU;
  device_ = fmt::format("shellyhtg3-54320445{:06x}", id);
  mac_ = fmt::format("54320445{:06X}", id);
}

double Sensor::temperature(double t, const Indoors& indoors, const Weather& weather) const {
  const Place& place = place_of(number_);
  if (number_ == outdoor) return weather.temperature;
  double warm = indoors.temperature + place.offset +
                place.wander *
                    smooth_noise(seed_, sensors_stream::room + static_cast<std::uint64_t>(number_), t, 1500) +
                place.sunny * weather.sun;
  if (number_ == 1) warm += indoors.cooking_heat;
  if (number_ == 3) warm += 0.8 * indoors.steam;
  return warm;
}

double Sensor::humidity(double t, double temperature, const Indoors& indoors, const Weather& weather) const {
  if (number_ == outdoor) return weather.humidity;
  const Place& place = place_of(number_);
  // Outdoor air, warmed up, with what people, plants and pots add to it.
  double value =
      80 * weather.vapour / saturation(temperature) + 15 + place.damp +
      2.5 * smooth_noise(seed_, sensors_stream::damp + static_cast<std::uint64_t>(number_), t, 9000);
  if (number_ == 3) value += 28 * indoors.steam;
  if (number_ == 1) value += 4 * indoors.cooking_heat;
  return std::clamp(value, 12.0, 96.0);
}

bool Sensor::look(std::int64_t time_s, const Indoors& indoors, const Weather& weather) {
  const TimeMs time = time_s * second_ms;
  if (time >= dies_at_) return false;
  const auto t = static_cast<double>(time_s);
  const double warm = temperature(t, indoors, weather);
  const double moist = humidity(t, warm, indoors, weather);
  const bool first = last_.time == 0;
  if (!first && time - last_.time < hour_ms && std::fabs(warm - last_.temperature) < 0.2 &&
      std::fabs(moist - last_.humidity) < 2)
    return false;

  last_.time = time;
  last_.temperature = rounded(warm, 10);
  last_.humidity = rounded(moist, 10);
  // A set of cells lasts about a year and a half; each sensor got its own at another time.
  const double age = std::fmod(t / 86400 + 90.0 * number_, 540) / 540;
  last_.battery = std::round(100 - 92 * age);
  last_.battery_voltage = rounded(5.15 + 0.011 * last_.battery, 100);
  last_.rssi = std::round(
      -52 - 5 * number_ +
      4 * smooth_noise(seed_, sensors_stream::radio + static_cast<std::uint64_t>(number_), t, 3600));
  if (number_ == outdoor) {
    last_.wind = rounded(weather.wind, 10);
    last_.pressure = rounded(weather.pressure, 10);
  }
  return true;
}

std::vector<Sensor> make_sensors(std::uint64_t seed, Scenario scenario) {
  std::vector<Sensor> sensors;
  const std::size_t count = scenario == Scenario::barebones       ? 1
                            : scenario == Scenario::sixty_sensors ? many_sensors
                                                                  : places.size();
  sensors.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::string location = i < places.size() ? places[i].location : fmt::format("room_{:02}", i + 1);
    if (scenario == Scenario::long_names) location = long_names[i];
    sensors.emplace_back(seed, static_cast<int>(i), std::move(location));
  }
  return sensors;
}

}  // namespace hearth::demo
