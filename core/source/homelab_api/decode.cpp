#include "core/source/homelab_api/decode.h"

#include "core/source/homelab_api/decode_private.h"

#include <fmt/format.h>

#include <array>
#include <set>

namespace hearth::homelab_api {
namespace {

/// A home has some ten; each is a series of its own in the history, for good.
constexpr std::size_t most_places = 256;

/// Of readings: wide, because it is this machine's clock that may be wrong; whether a time ahead is taken is
/// the engine's to say.
TimeRange any_time(TimeMs now) {
  return {json::earliest_time, now + json::farthest_ahead};
}

TimeRange up_to_now(TimeMs now) {
  return {json::earliest_time, now + 10 * minute_ms + 1};
}

/// Where the readings of one kind of answer have their time and their entity.
struct Shape {
  Dataset dataset;
  std::string_view time_member;
  std::string_view entity_member;  ///< empty for the meter
  std::string entity;              ///< of elements that name none
  bool needs_entity = false;
};

/// A reading as it is being read.
struct Draft {
  Reading reading;
  bool has_time = false;
  bool has_entity = false;  ///< also where its name is ""
};

Expected<void> take_entity(Draft& draft, od::value value) {
  if (json::is_null(value)) return {};
  auto entity = json::name(value);
  if (!entity) return std::unexpected(entity.error());
  draft.reading.group.entity = std::move(*entity);
  draft.has_entity = true;
  return {};
}

/// A value that is wrong or cannot be is counted in `refused` and costs no more than itself.
Expected<void> take_member(Draft& draft, Refusals& refused, const Shape& shape, TimeRange allowed,
                           std::string_view key, od::value value) {
  if (key == shape.time_member) {
    const auto time = json::time(value, allowed);
    if (!time) return std::unexpected(time.error());
    draft.reading.time = *time;
    draft.has_time = true;
  } else if (!shape.entity_member.empty() && key == shape.entity_member) {
    return take_entity(draft, value);
  } else if (const auto channel = find_wire(shape.dataset, key)) {
    if (const auto number = json::channel_value(value, *channel))
      json::set_sample(draft.reading, *channel, *number);
    else
      refused.add(json::at(key, number.error()));
  }
  return {};
}

Expected<Reading> decode_reading(od::value element, const Shape& shape, TimeMs now, Refusals& refused) {
  Draft draft;
  draft.reading.group = {shape.dataset, shape.entity};
  const auto taken = json::each_member(element, [&](std::string_view key, od::value value) {
    return take_member(draft, refused, shape, any_time(now), key, value);
  });
  if (!taken) return std::unexpected(taken.error());
  if (!draft.has_time) return refuse("There is no time.", std::string(shape.time_member));
  if (shape.needs_entity && !draft.has_entity && shape.entity.empty())
    return refuse("There is no name.", std::string(shape.entity_member));
  return std::move(draft.reading);
}

void add_if_any_value(Readings& readings, Reading reading) {
  if (!reading.samples.empty()) readings.push_back(std::move(reading));
}

Expected<Decoded<Readings>> decode_one(std::string_view body, const Shape& shape, TimeMs now) {
  Decoded<Readings> decoded;
  const auto read = json::with_root_element(body, decoded.refused, [&](od::value root) -> Expected<void> {
    Refusals within;
    auto reading = decode_reading(root, shape, now, within);
    if (!reading) return std::unexpected(reading.error());
    add_if_any_value(decoded.value, std::move(*reading));
    json::add_all(decoded.refused, "", std::move(within));
    return {};
  });
  if (!read) return std::unexpected(read.error());
  return decoded;
}

/// JSON `null` and white space around it.
bool is_null_body(std::string_view body) {
  const auto first = body.find_first_not_of(" \t\r\n");
  const auto last = body.find_last_not_of(" \t\r\n");
  return first != std::string_view::npos && body.substr(first, last - first + 1) == "null";
}

Expected<Decoded<Readings>> decode_many(std::string_view body, const Shape& shape, TimeMs now) {
  Decoded<Readings> decoded;
  std::set<std::string> places;
  const auto take = [&](od::value element, Refusals& within) -> Expected<void> {
    auto reading = decode_reading(element, shape, now, within);
    if (!reading) return std::unexpected(reading.error());
    if (places.size() >= most_places && !places.contains(reading->group.entity))
      return refuse(said("There are more than {} places.", most_places), std::string(shape.entity_member));
    if (!reading->samples.empty()) places.insert(reading->group.entity);
    add_if_any_value(decoded.value, std::move(*reading));
    return {};
  };
  const auto read =
      json::with_root(body, [&](od::value root) { return json::each_element(root, decoded.refused, take); });
  if (!read) return std::unexpected(read.error());
  tidy(decoded.value);
  return decoded;
}

Shape climate_shape(const std::string& asked_location) {
  return {Dataset::climate, "time", "location", asked_location, true};
}

}  // namespace

Expected<Decoded<Readings>> decode_energy_latest(std::string_view body, TimeMs now) {
  return decode_one(body, {Dataset::energy, "ts", "", "", false}, now);
}

Expected<Decoded<Readings>> decode_heatpump_latest(std::string_view body, TimeMs now) {
  return decode_one(body, {Dataset::heatpump, "ts", "device_id", "", false}, now);
}

Expected<Decoded<Readings>> decode_temperature_latest(std::string_view body, TimeMs now,
                                                      const std::string& asked_location) {
  if (is_null_body(body)) return Decoded<Readings>{};
  return decode_one(body, climate_shape(asked_location), now);
}

Expected<Decoded<Readings>> decode_temperatures(std::string_view body, TimeMs now,
                                                const std::string& asked_location) {
  return decode_many(body, climate_shape(asked_location), now);
}

namespace {

/// `kilo` times a thousand, inside `allowed`.
Expected<double> thousandfold(od::value kilo, ValueRange allowed) {
  auto number = json::number(kilo);
  if (!number) return number;
  *number *= 1000;
  if (!has_value(*number) || allowed.contains(*number)) return number;
  return refuse(*number < 0 && allowed.low == 0 ? "An hour cannot use less than nothing."
                                                : "It is more than a home can use.");
}

constexpr ValueRange home_energy(DurationMs width) {
  return {0, most_energy_wh(width)};
}

struct HourMember {
  std::string_view name;
  double EnergyHour::* member;
  ValueRange allowed;
};
/// A home that exports has a mean below nothing where its service takes the one from the other.
constexpr ValueRange home_power{-most_power_w, most_power_w};
constexpr std::array hour_members = {
    HourMember{"total_energy_kwh", &EnergyHour::energy_wh, home_energy(hour_ms)},
    HourMember{"avg_power_total_kw", &EnergyHour::power_total_w, home_power},
    HourMember{"avg_power_l1_kw", &EnergyHour::power_l1_w, home_power},
    HourMember{"avg_power_l2_kw", &EnergyHour::power_l2_w, home_power},
    HourMember{"avg_power_l3_kw", &EnergyHour::power_l3_w, home_power},
};

/// An hour, or nothing where it was not measured. One whose energy cannot be is no datum: what its meter
/// says of the powers is not believed either. A power that cannot be is noted in `within`.
Expected<std::optional<EnergyHour>> decode_hour(od::value element, TimeMs now, Refusals& within) {
  EnergyHour hour;
  std::optional<TimeMs> start;
  std::optional<Error> trouble;
  bool measured = true;
  const auto taken = json::each_member(element, [&](std::string_view key, od::value value) -> Expected<void> {
    if (key == "hour_start") {
      const auto time = json::time(value, up_to_now(now));
      if (!time) return std::unexpected(time.error());
      if (floor_to(*time, hour_ms) != *time) return refuse("Not the beginning of an hour.");
      start = *time;
    } else if (key == "measurement_count") {
      const auto count = json::number(value);
      measured = !count || !(*count <= 0);
    }
    for (const HourMember& m : hour_members) {
      if (m.name != key) continue;
      const auto number = thousandfold(value, m.allowed);
      if (number)
        hour.*m.member = *number;
      else if (m.member == &EnergyHour::energy_wh)
        trouble = json::at(key, number.error());
      else
        within.add(json::at(key, number.error()));
    }
    return {};
  });
  if (!taken) return std::unexpected(taken.error());
  if (!start) return refuse("There is no time.", "hour_start");
  if (!measured) {
    within = {};
    return std::nullopt;
  }
  if (trouble) return std::unexpected(std::move(*trouble));
  hour.start = *start;
  return hour;
}

bool says_anything(const EnergyHour& hour) {
  return has_value(hour.energy_wh) || has_value(hour.power_total_w) || has_value(hour.power_l1_w) ||
         has_value(hour.power_l2_w) || has_value(hour.power_l3_w);
}

Expected<HourlyTotal> decode_total(od::value root, TimeMs now) {
  double kwh = no_value;
  std::optional<TimeMs> start, as_of;
  const auto taken = json::each_member(root, [&](std::string_view key, od::value value) -> Expected<void> {
    if (key == "total_kwh") {
      const auto number = json::number(value);
      if (!number) return std::unexpected(number.error());
      kwh = *number;
    } else if (key == "hour_start" || key == "current_time") {
      const auto time = json::time(value, up_to_now(now));
      if (!time) return std::unexpected(time.error());
      (key == "hour_start" ? start : as_of) = *time;
    }
    return {};
  });
  if (!taken) return std::unexpected(taken.error());
  if (!has_value(kwh)) return refuse("There is no energy.", "total_kwh");
  if (kwh < 0) return refuse("An hour cannot use less than nothing.", "total_kwh");
  if (!start) return refuse("There is no time.", "hour_start");
  if (!as_of) return refuse("There is no time.", "current_time");
  if (*as_of < *start || *as_of > *start + hour_ms)
    return refuse("The time is outside its hour.", "current_time");
  // A meter counts in steps, so that the first moments may bring more than they used.
  if (kwh * 1000 > most_energy_wh(std::max(*as_of - *start, minute_ms)))
    return refuse("It is more than a home can use.", "total_kwh");
  return HourlyTotal{*start, *as_of, kwh * 1000};
}

}  // namespace

Expected<Decoded<std::vector<EnergyHour>>> decode_energy_history(std::string_view body, TimeMs now) {
  Decoded<std::vector<EnergyHour>> decoded;
  const auto read = json::with_root(body, [&](od::value root) {
    return json::each_element(root, decoded.refused,
                              [&](od::value element, Refusals& within) -> Expected<void> {
                                const auto hour = decode_hour(element, now, within);
                                if (!hour) return std::unexpected(hour.error());
                                if (*hour && says_anything(**hour)) decoded.value.push_back(**hour);
                                return {};
                              });
  });
  if (!read) return std::unexpected(read.error());
  sort_and_keep_last(decoded.value, [](const EnergyHour& h) { return h.start; });
  return decoded;
}

Expected<Decoded<std::optional<HourlyTotal>>> decode_hourly_total(std::string_view body, TimeMs now) {
  Decoded<std::optional<HourlyTotal>> decoded;
  const auto read = json::with_root_element(body, decoded.refused, [&](od::value root) -> Expected<void> {
    const auto total = decode_total(root, now);
    if (!total) return std::unexpected(total.error());
    // The service says 0 also of an hour in which it has no reading.
    if (total->energy_wh > 0) decoded.value = *total;
    return {};
  });
  if (!read) return std::unexpected(read.error());
  return decoded;
}

}  // namespace hearth::homelab_api
