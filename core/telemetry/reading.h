#pragma once

#include "core/telemetry/channel.h"

#include <cmath>
#include <compare>
#include <limits>
#include <string>
#include <vector>

namespace hearth {

/// "No value": a null, an absent member. Compare with `has_value`.
inline constexpr double no_value = std::numeric_limits<double>::quiet_NaN();
inline bool has_value(double v) noexcept {
  return !std::isnan(v);
}

/// What a dataset's readings are about: the heat pump's device, the climate sensor's location, the price
/// area; empty for the meter. Readings of one group share their times, and are stored together.
struct GroupKey {
  Dataset dataset = Dataset::energy;
  std::string entity;
  friend auto operator<=>(const GroupKey&, const GroupKey&) = default;
};

struct SeriesKey {
  ChannelIndex channel = 0;
  std::string entity;
  [[nodiscard]] GroupKey group() const { return {info(channel).dataset, entity}; }
  friend auto operator<=>(const SeriesKey&, const SeriesKey&) = default;
};

struct Sample {
  ChannelIndex channel = 0;
  double value = no_value;  ///< in the channel's stored unit
};

/// What one source said about one entity at one moment.
struct Reading {
  GroupKey group;
  TimeMs time = 0;
  std::string epoch;  ///< the meter's serial where known: a change marks a swap, also to a higher reading
  std::vector<Sample> samples;

  [[nodiscard]] double value(ChannelIndex channel) const noexcept {
    for (const Sample& s : samples)
      if (s.channel == channel) return s.value;
    return no_value;
  }
};

/// Where stored data came from. Later in the list replaces earlier for the same time.
enum class Provenance : std::uint8_t {
  api_hourly,   ///< a service's energy in an hour: the REST API's, or the database's aggregate
  api_history,  ///< readings from a REST history call
  polled,       ///< `latest` answers, recorded
  live,         ///< the live stream, recorded
  replica,      ///< rows of the read replica
  imported,     ///< a file
};
std::string_view provenance_name(Provenance provenance) noexcept;

}  // namespace hearth
