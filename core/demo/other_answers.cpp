#include "core/demo/answers_data.h"
#include "core/demo/house/prices.h"
#include "core/demo/house/stockholm.h"

#include <QJsonDocument>

#include <algorithm>
#include <cmath>

namespace hearth::demo {
namespace {

QJsonValue number(double value) {
  return has_value(value) ? QJsonValue(value) : QJsonValue();
}

QJsonObject latest_of(const SimulatedHome& home, std::size_t sensor) {
  const Sensor& s = home.house().sensors()[sensor];
  return {
      {QStringLiteral("time"), database_time(s.last().time)},
      {QStringLiteral("location"), QString::fromStdString(s.location())},
      {QStringLiteral("temperature_c"), number(s.last().temperature)},
      {QStringLiteral("humidity"), number(s.last().humidity)},
      {QStringLiteral("battery_percent"), number(s.last().battery)},
  };
}

/// The number of the sensor in this place, or that of sensors.
std::size_t sensor_at(const SimulatedHome& home, const QString& location) {
  const auto& sensors = home.house().sensors();
  const std::string name = location.toStdString();
  return static_cast<std::size_t>(std::ranges::find(sensors, name, &Sensor::location) - sensors.begin());
}

QString trend_of(double change) {
  if (change > 5) return QStringLiteral("rising");
  if (change < -5) return QStringLiteral("falling");
  return QStringLiteral("stable");
}

QJsonObject price_point(const Price& price) {
  return {{QStringLiteral("time"), json_time(price.start)},
          {QStringLiteral("price_ore_per_kwh"), std::round(price.per_kwh * 1e5) / 1e3}};
}

QJsonObject price_day(const Call& call, TimeMs time) {
  const HouseOptions& o = call.home.house().options();
  // One service has one area; the scenario stands for a home that has asked two of them.
  const std::size_t area = static_cast<std::size_t>(call.turn) % area_count(o.scenario);
  const std::vector<Price> prices = day_prices(o.seed, o.scenario, time, area);
  QJsonArray rows;
  for (const Price& price : prices) {
    QJsonObject row = price_point(price);
    row.insert(QStringLiteral("price_per_kwh"), price.per_kwh);
    rows.append(row);
  }
  const auto [low, high] = std::ranges::minmax_element(prices, {}, &Price::per_kwh);
  return {
      {QStringLiteral("delivery_area"), QLatin1String(price_areas[area])},
      {QStringLiteral("currency"), QLatin1String(price_currency)},
      {QStringLiteral("date"), QString::fromStdString(local_date(time))},
      {QStringLiteral("source_updated_at"), json_time(publishing_time(local_midnight(time) - hour_ms))},
      {QStringLiteral("min"), price_point(*low)},
      {QStringLiteral("max"), price_point(*high)},
      {QStringLiteral("prices"), rows},
  };
}

std::optional<QJsonObject> tomorrow(const Call& call) {
  if (call.now < publishing_time(call.now)) return std::nullopt;
  return price_day(call, next_midnight(local_midnight(call.now)));
}

}  // namespace

HttpAnswer json_answer(const QJsonObject& object) {
  return {200, QJsonDocument(object).toJson(QJsonDocument::Compact)};
}
HttpAnswer json_answer(const QJsonArray& array) {
  return {200, QJsonDocument(array).toJson(QJsonDocument::Compact)};
}

QString json_time(TimeMs time) {
  return QString::fromStdString(format_rfc3339(time));
}

QString database_time(TimeMs time) {
  const TimeMs ms = time - floor_to(time, second_ms);
  const TimeMs micros = ms * 1000 + time / second_ms * 7919 % 1000;
  return QStringLiteral("%1.%2Z").arg(json_time(time - ms).chopped(1)).arg(micros, 6, 10, QLatin1Char('0'));
}

std::optional<TimeRange> asked_range(const Call& call) {
  const auto& query = call.request.query;
  const auto from = parse_rfc3339(query.value(QStringLiteral("from")).toStdString());
  if (!from) return std::nullopt;
  TimeRange range{*from, call.now};
  if (query.contains(QStringLiteral("to"))) {
    const auto to = parse_rfc3339(query.value(QStringLiteral("to")).toStdString());
    if (!to) return std::nullopt;
    range.to = *to;
  }
  return range;
}

HttpAnswer user_info(const Call& call) {
  return json_answer(QJsonObject{
      {QStringLiteral("token"), QString::fromLatin1(call.token)},
      {QStringLiteral("username"), QStringLiteral("demo")},
      {QStringLiteral("email"), QStringLiteral("demo@example.org")},
      {QStringLiteral("expires_in"), qint64{(call.access->expires - call.now) / second_ms}},
  });
}

HttpAnswer heat_pump_latest(const Call& call) {
  const auto& query = call.request.query;
  // Who names none gets the newest, which is now the one and now the other.
  const bool two = call.home.house().has_second_heat_pump();
  const QString first = QLatin1String(heat_pump_device);
  const QString second = QLatin1String(second_heat_pump_device);
  const QString device = query.value(QStringLiteral("device_id"), two && call.turn % 2 == 1 ? second : first);
  if (!call.home.house().has_heat_pump() || (device != first && !(two && device == second)))
    return {404, {}, {}};
  const HeatPumpValues& values = device == first ? call.home.heat_pump() : call.home.second_heat_pump();
  QJsonObject object{
      {QStringLiteral("ts"), database_time(call.home.heat_pump_time())},
      {QStringLiteral("device_id"), device},
      {QStringLiteral("integral_trend"), trend_of(call.home.integral_change())},
  };
  // The service leaves these out; they come by stream and replica only.
  constexpr std::string_view unsaid[] = {"heatpump.indoor_temp",        "heatpump.flow_pump_speed",
                                         "heatpump.runtime_compressor", "heatpump.runtime_hotwater",
                                         "heatpump.runtime_aux_3kw",    "heatpump.runtime_aux_6kw"};
  std::size_t i = 0;
  for (const Channel& c : channels_of(Dataset::heatpump)) {
    const double value = values[i++];
    if (std::ranges::find(unsaid, c.id) != std::end(unsaid)) continue;
    const QLatin1String name(c.wire.data(), static_cast<qsizetype>(c.wire.size()));
    object.insert(name, c.kind == Kind::state ? QJsonValue(value != 0) : QJsonValue(value));
  }
  return json_answer(object);
}

HttpAnswer heat_pump_daily(const Call& call) {
  const auto range = asked_range(call);
  if (!range) return {400, {}, {}};
  const QString device = QLatin1String(heat_pump_device);
  QJsonArray rows;
  if (call.request.query.value(QStringLiteral("device_id"), device) != device) return json_answer(rows);
  for (const HeatPumpDay& day : call.home.heat_pump_days()) {
    if (!range->contains(day.start)) continue;
    QJsonObject row{{QStringLiteral("day"), json_time(day.start)}};
    std::size_t i = 0;
    for (const Channel& c : channels_of(Dataset::heatpump)) {
      const QString wire = QString::fromLatin1(c.wire.data(), static_cast<qsizetype>(c.wire.size()));
      if (c.kind == Kind::counter)
        row.insert(QStringLiteral("daily_%1_increase").arg(wire), day.last[i] - day.first[i]);
      else if (c.quantity == Quantity::temperature && c.id != "heatpump.indoor_temp")
        row.insert(QStringLiteral("avg_%1").arg(wire), day.sum[i] / static_cast<double>(day.count));
      ++i;
    }
    rows.append(row);
  }
  return json_answer(rows);
}

HttpAnswer temperature_latest(const Call& call) {
  const auto& query = call.request.query;
  if (!query.contains(QStringLiteral("location"))) return {400, {}, {}};
  const std::size_t sensor = sensor_at(call.home, query.value(QStringLiteral("location")));
  const auto& sensors = call.home.house().sensors();
  if (sensor == sensors.size() || sensors[sensor].last().time == 0) return {200, "null"};
  return json_answer(latest_of(call.home, sensor));
}

HttpAnswer temperature_all_latest(const Call& call) {
  QJsonArray rows;
  for (std::size_t i = 0; i < call.home.house().sensors().size(); ++i)
    if (call.home.house().sensors()[i].last().time != 0) rows.append(latest_of(call.home, i));
  return json_answer(rows);
}

HttpAnswer temperature_history(const Call& call) {
  const auto& query = call.request.query;
  bool ok = query.contains(QStringLiteral("location"));
  const int hours =
      query.contains(QStringLiteral("hours")) && ok ? query.value(QStringLiteral("hours")).toInt(&ok) : 24;
  if (!ok) return {400, {}, {}};
  QJsonArray rows;
  const std::size_t number_of = sensor_at(call.home, query.value(QStringLiteral("location")));
  const auto& sensors = call.home.house().sensors();
  if (number_of == sensors.size()) return json_answer(rows);
  const Sensor& sensor = sensors[number_of];
  for (const SensorReport& r : call.home.reports(number_of)) {
    if (r.time < call.now - hours * hour_ms) continue;
    rows.append(QJsonObject{
        {QStringLiteral("time"), database_time(r.time)},
        {QStringLiteral("device_id"), QString::fromStdString(sensor.device())},
        {QStringLiteral("mac_address"), QString::fromStdString(sensor.mac())},
        {QStringLiteral("location"), QString::fromStdString(sensor.location())},
        {QStringLiteral("temperature_c"), number(r.temperature)},
        {QStringLiteral("temperature_f"), number(std::round(r.temperature * 18 + 320) / 10)},
        {QStringLiteral("humidity"), number(r.humidity)},
        {QStringLiteral("wifi_rssi"), number(r.rssi)},
        {QStringLiteral("battery_voltage"), number(r.battery_voltage)},
        {QStringLiteral("battery_percent"), number(r.battery)},
    });
  }
  return json_answer(rows);
}

HttpAnswer spotprice_today(const Call& call) {
  return json_answer(price_day(call, call.now));
}

HttpAnswer spotprice_tomorrow(const Call& call) {
  const auto day = tomorrow(call);
  return day ? json_answer(*day) : HttpAnswer{204, {}, {}};
}

HttpAnswer spotprice_latest(const Call& call) {
  QJsonObject object{{QStringLiteral("today"), price_day(call, call.now)}};
  if (const auto day = tomorrow(call)) object.insert(QStringLiteral("tomorrow"), *day);
  return json_answer(object);
}

}  // namespace hearth::demo
