#include "core/source/homelab_api/decode_private.h"

#include <array>

namespace hearth::homelab_api {
namespace {

struct PricePoint {
  TimeMs time = 0;
  double price = no_value;
};

/// What one day's object says.
struct Day {
  std::string area, currency;
  std::vector<PricePoint> points;
  Refusals refused;
};

Expected<PricePoint> decode_price(od::value element, TimeMs now) {
  const TimeRange allowed{json::earliest_time, now + 2 * day_ms + 1};
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

Expected<void> take_prices(Day& day, od::value prices, TimeMs now) {
  Refusals refused;
  const auto taken = json::each_element(prices, refused, [&](od::value element, Refusals&) -> Expected<void> {
    const auto point = decode_price(element, now);
    if (!point) return std::unexpected(point.error());
    if (has_value(point->price)) day.points.push_back(*point);
    return {};
  });
  json::add_all(day.refused, "prices", std::move(refused));
  return taken;
}

/// Errors: no object, no list of prices where one belongs, a day that names no area or no currency.
Expected<Day> decode_day(od::value object, TimeMs now) {
  Day day;
  const auto taken = json::each_member(object, [&](std::string_view key, od::value value) -> Expected<void> {
    if (key == "prices") return take_prices(day, value, now);
    if (key != "delivery_area" && key != "currency") return {};
    auto code = json::name(value, json::longest_code);
    if (!code) return std::unexpected(code.error());
    (key == "currency" ? day.currency : day.area) = std::move(*code);
    return {};
  });
  if (!taken) return std::unexpected(taken.error());
  if (day.area.empty()) return refuse("There is no price area.", "delivery_area");
  if (day.currency.empty()) return refuse("There is no currency.", "currency");
  return day;
}

/// Errors: the list is of another area or currency, and stays as it is.
Expected<void> add_day(Decoded<PriceList>& list, std::string_view place, Day day) {
  PriceList& all = list.value;
  if (!all.area.empty() && all.area != day.area) return refuse("The area is not that of the day before.");
  if (!all.area.empty() && all.currency != day.currency)
    return refuse("The currency is not that of the day before.");
  all.area = std::move(day.area);
  all.currency = std::move(day.currency);
  for (const PricePoint& p : day.points)
    all.prices.push_back({{Dataset::price, all.area}, p.time, {}, {{channel("price.spot"), p.price}}});
  json::add_all(list.refused, place, std::move(day.refused));
  return {};
}

/// The shortest step between prices, which is the period where none is missing; an hour for a price alone.
DurationMs price_period(const Readings& prices) {
  if (prices.empty()) return 0;
  DurationMs period = hour_ms;
  for (std::size_t i = 1; i < prices.size(); ++i)
    period = std::min(period, prices[i].time - prices[i - 1].time);
  return period;
}

Expected<Decoded<PriceList>> finish_prices(Decoded<PriceList> list) {
  tidy(list.value.prices);
  list.value.period = price_period(list.value.prices);
  return list;
}

/// One of the two days of `latest`; nothing where it is null or absent.
struct Part {
  std::string_view name;
  std::optional<Expected<Day>> day = {};
};

}  // namespace

Expected<Decoded<PriceList>> decode_prices(std::string_view body, TimeMs now) {
  std::optional<Day> day;
  const auto read = json::with_root(body, [&](od::value root) -> Expected<void> {
    auto found = decode_day(root, now);
    if (!found) return std::unexpected(found.error());
    day = std::move(*found);
    return {};
  });
  if (!read) return std::unexpected(read.error());
  if (!day) return refuse("There are no prices in the answer.");
  Decoded<PriceList> list;
  if (auto added = add_day(list, "", std::move(*day)); !added) return std::unexpected(added.error());
  return finish_prices(std::move(list));
}

Expected<Decoded<PriceList>> decode_prices_latest(std::string_view body, TimeMs now) {
  // In this order whatever the answer's is: of two days that do not fit together, today's prices count.
  std::array parts = {Part{"today"}, Part{"tomorrow"}};
  const auto read = json::with_root(body, [&](od::value root) {
    return json::each_member(root, [&](std::string_view key, od::value value) -> Expected<void> {
      for (Part& part : parts)
        if (part.name == key && !json::is_null(value)) part.day = decode_day(value, now);
      return {};
    });
  });
  if (!read) return std::unexpected(read.error());
  Decoded<PriceList> list;
  for (Part& part : parts) {
    if (!part.day) continue;
    Expected<void> added;
    if (*part.day)
      added = add_day(list, part.name, std::move(**part.day));
    else
      added = std::unexpected(part.day->error());
    if (!added) list.refused.add({ErrorKind::bad_data, to_text(added.error()), {}, std::string(part.name)});
  }
  if (!list.value.area.empty()) return finish_prices(std::move(list));
  if (list.refused.count > 0) return std::unexpected(std::move(list.refused.first.front()));
  return refuse("There are no prices in the answer.");
}

}  // namespace hearth::homelab_api
