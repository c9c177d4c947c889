#include "core/source/homelab_api/decode.h"

#include "core/source/json.h"

#include <algorithm>

namespace hearth::homelab_api {
namespace {

namespace od = json::od;

constexpr TimeMs year_2000 = 946684800000;

TimeRange up_to_now(TimeMs now) {
  return {year_2000, now + 10 * minute_ms + 1};
}

std::unexpected<Error> refuse(std::string message, std::string place = {}) {
  return fail(ErrorKind::bad_data, std::move(message), {}, std::move(place));
}

/// Where the readings of one kind of answer have their time and their entity.
struct Shape {
  Dataset dataset;
  std::string_view time_member;
  std::string_view entity_member;  ///< empty for the meter
  std::string entity;              ///< of elements that name none
  bool needs_entity = false;
};

Expected<void> take_member(Reading& reading, bool& has_time, const Shape& shape, TimeRange allowed,
                           std::string_view key, od::value value) {
  if (key == shape.time_member) {
    const auto time = json::time(value, allowed);
    if (!time) return std::unexpected(time.error());
    reading.time = *time;
    has_time = true;
  } else if (!shape.entity_member.empty() && key == shape.entity_member) {
    auto entity = json::name(value);
    if (!entity) return std::unexpected(entity.error());
    if (!entity->empty()) reading.group.entity = std::move(*entity);
  } else if (const auto channel = find_wire(shape.dataset, key)) {
    const auto number = json::channel_value(value, *channel);
    if (!number) return std::unexpected(number.error());
    json::set_sample(reading, *channel, *number);
  }
  return {};
}

Expected<Reading> decode_reading(od::value element, const Shape& shape, TimeMs now) {
  Reading reading{.group = {shape.dataset, shape.entity}, .time = 0, .epoch = {}, .samples = {}};
  bool has_time = false;
  const auto taken = json::each_member(element, [&](std::string_view key, od::value value) {
    return take_member(reading, has_time, shape, up_to_now(now), key, value);
  });
  if (!taken) return std::unexpected(taken.error());
  if (!has_time) return refuse("There is no time.", std::string(shape.time_member));
  if (shape.needs_entity && reading.group.entity.empty())
    return refuse("There is no name.", std::string(shape.entity_member));
  return reading;
}

void add_if_any_value(Readings& readings, Reading reading) {
  if (!reading.samples.empty()) readings.push_back(std::move(reading));
}

/// Ascending by time; of equal ones the last that came is kept.
template <class T, class Key>
void sort_and_keep_last(std::vector<T>& rows, Key key) {
  std::stable_sort(rows.begin(), rows.end(), [&](const T& a, const T& b) { return key(a) < key(b); });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i + 1 < rows.size() && key(rows[i]) == key(rows[i + 1])) continue;
    if (kept != i) rows[kept] = std::move(rows[i]);
    ++kept;
  }
  rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(kept), rows.end());
}

void tidy(Readings& readings) {
  sort_and_keep_last(readings,
                     [](const Reading& r) { return std::pair(r.time, std::string_view(r.group.entity)); });
}

Expected<Decoded<Readings>> decode_one(std::string_view body, const Shape& shape, TimeMs now) {
  Decoded<Readings> decoded;
  const auto read = json::with_root_element(body, decoded.refused, [&](od::value root) -> Expected<void> {
    auto reading = decode_reading(root, shape, now);
    if (!reading) return std::unexpected(reading.error());
    add_if_any_value(decoded.value, std::move(*reading));
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
  const auto read = json::with_root(body, [&](od::value root) {
    return json::each_element(root, decoded.refused, [&](od::value element) -> Expected<void> {
      auto reading = decode_reading(element, shape, now);
      if (!reading) return std::unexpected(reading.error());
      add_if_any_value(decoded.value, std::move(*reading));
      return {};
    });
  });
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

Expected<EnergyHour> decode_hour(od::value element, TimeMs now) {
  EnergyHour hour;
  std::optional<TimeMs> start;
  const auto kilo = [](double& out, od::value value) -> Expected<void> {
    const auto number = json::number(value);
    if (!number) return std::unexpected(number.error());
    out = *number * 1000;
    return {};
  };
  const auto taken = json::each_member(element, [&](std::string_view key, od::value value) -> Expected<void> {
    if (key == "hour_start") {
      const auto time = json::time(value, up_to_now(now));
      if (!time) return std::unexpected(time.error());
      if (floor_to(*time, hour_ms) != *time) return refuse("Not the beginning of an hour.");
      start = *time;
      return {};
    }
    if (key == "total_energy_kwh") return kilo(hour.energy_wh, value);
    if (key == "avg_power_total_kw") return kilo(hour.power_total_w, value);
    if (key == "avg_power_l1_kw") return kilo(hour.power_l1_w, value);
    if (key == "avg_power_l2_kw") return kilo(hour.power_l2_w, value);
    if (key == "avg_power_l3_kw") return kilo(hour.power_l3_w, value);
    return {};
  });
  if (!taken) return std::unexpected(taken.error());
  if (!start) return refuse("There is no time.", "hour_start");
  if (hour.energy_wh < 0) return refuse("An hour cannot use less than nothing.", "total_energy_kwh");
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
  return HourlyTotal{*start, *as_of, kwh * 1000};
}

}  // namespace

Expected<Decoded<std::vector<EnergyHour>>> decode_energy_history(std::string_view body, TimeMs now) {
  Decoded<std::vector<EnergyHour>> decoded;
  const auto read = json::with_root(body, [&](od::value root) {
    return json::each_element(root, decoded.refused, [&](od::value element) -> Expected<void> {
      const auto hour = decode_hour(element, now);
      if (!hour) return std::unexpected(hour.error());
      if (says_anything(*hour)) decoded.value.push_back(*hour);
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
    decoded.value = *total;
    return {};
  });
  if (!read) return std::unexpected(read.error());
  return decoded;
}

namespace {

struct PricePoint {
  TimeMs time = 0;
  double price = no_value;
};

Expected<PricePoint> decode_price(od::value element, TimeMs now) {
  const TimeRange allowed{year_2000, now + 2 * day_ms + 1};
  std::optional<TimeMs> time;
  double price = no_value, hundredths = no_value;
  const auto taken = json::each_member(element, [&](std::string_view key, od::value value) -> Expected<void> {
    if (key == "time") {
      const auto found = json::time(value, allowed);
      if (!found) return std::unexpected(found.error());
      time = *found;
    } else if (key == "price_per_kwh" || key == "price_ore_per_kwh") {
      const auto found = json::number(value);
      if (!found) return std::unexpected(found.error());
      (key == "price_per_kwh" ? price : hundredths) = *found;
    }
    return {};
  });
  if (!taken) return std::unexpected(taken.error());
  if (!time) return refuse("There is no time.", "time");
  return PricePoint{*time, has_value(price) ? price : hundredths / 100};
}

/// The shortest step between prices, which is the period where none is missing; an hour for a price alone.
DurationMs price_period(const Readings& prices) {
  if (prices.empty()) return 0;
  DurationMs period = hour_ms;
  for (std::size_t i = 1; i < prices.size(); ++i)
    period = std::min(period, prices[i].time - prices[i - 1].time);
  return period;
}

/// Adds one day's object to a list. Errors: the object is broken; a day that names no area, or another one
/// than the list has, is refused as a whole.
Expected<void> add_day(Decoded<PriceList>& list, od::value day, TimeMs now) {
  std::string area, currency;
  std::vector<PricePoint> points;
  Refusals refused;
  const auto taken = json::each_member(day, [&](std::string_view key, od::value value) -> Expected<void> {
    if (key == "delivery_area" || key == "currency") {
      auto text = json::name(value);
      if (!text) return std::unexpected(text.error());
      (key == "currency" ? currency : area) = std::move(*text);
    } else if (key == "prices") {
      return json::each_element(value, refused, [&](od::value element) -> Expected<void> {
        const auto point = decode_price(element, now);
        if (!point) return std::unexpected(point.error());
        if (has_value(point->price)) points.push_back(*point);
        return {};
      });
    }
    return {};
  });
  if (!taken) return taken;
  if (area.empty()) return refuse("There is no price area.", "delivery_area");
  if (currency.empty()) return refuse("There is no currency.", "currency");
  PriceList& all = list.value;
  if (!all.area.empty() && (all.area != area || all.currency != currency))
    return refuse("The days are not of one area and currency.", "delivery_area");
  all.area = std::move(area);
  all.currency = std::move(currency);
  for (const PricePoint& p : points)
    all.prices.push_back({{Dataset::price, all.area}, p.time, {}, {{channel("price.spot"), p.price}}});
  list.refused.count += refused.count - refused.first.size();
  for (Error& why : refused.first) list.refused.add(json::at("prices", std::move(why)));
  return {};
}

Expected<Decoded<PriceList>> finish_prices(Decoded<PriceList> list) {
  if (list.value.area.empty()) return refuse("There are no prices in the answer.");
  tidy(list.value.prices);
  list.value.period = price_period(list.value.prices);
  return list;
}

}  // namespace

Expected<Decoded<PriceList>> decode_prices(std::string_view body, TimeMs now) {
  Decoded<PriceList> list;
  const auto read = json::with_root(body, [&](od::value root) { return add_day(list, root, now); });
  if (!read) return std::unexpected(read.error());
  return finish_prices(std::move(list));
}

Expected<Decoded<PriceList>> decode_prices_latest(std::string_view body, TimeMs now) {
  Decoded<PriceList> list;
  const auto read = json::with_root(body, [&](od::value root) {
    return json::each_member(root, [&](std::string_view key, od::value value) -> Expected<void> {
      if (key != "today" && key != "tomorrow") return {};
      bool null = false;
      if (value.is_null().get(null) == simdjson::SUCCESS && null) return {};
      return add_day(list, value, now);
    });
  });
  if (!read) return std::unexpected(read.error());
  return finish_prices(std::move(list));
}

Expected<UserInfo> decode_user_info(std::string_view body) {
  UserInfo user;
  const auto read = json::with_root(body, [&](od::value root) {
    return json::each_member(root, [&](std::string_view key, od::value value) -> Expected<void> {
      if (key == "username") {
        auto name = json::name(value);
        if (!name) return std::unexpected(name.error());
        user.username = std::move(*name);
      } else if (key == "expires_in") {
        const auto seconds = json::number(value);
        if (!seconds) return std::unexpected(seconds.error());
        user.expires_in_s = *seconds;
      }
      return {};
    });
  });
  if (!read) return std::unexpected(read.error());
  if (user.username.empty()) return refuse("There is no user.", "username");
  return user;
}

}  // namespace hearth::homelab_api
