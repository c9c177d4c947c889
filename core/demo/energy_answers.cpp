#include "core/demo/answers_data.h"

#include <QJsonDocument>

#include <chrono>
#include <map>

namespace hearth::demo {
namespace {

double kilo(double value) {
  return value / 1000;
}

/// The aggregate is refreshed on the hour, up to an hour before: the newest one or two hours are missing.
TimeMs refreshed_until(TimeMs now) {
  return floor_to(now, hour_ms) - hour_ms;
}

/// A day as the service's view has it.
struct EnergyDay {
  TimeMs start = 0;
  std::int64_t first_wh = 0;
  std::int64_t last_wh = 0;
  std::int64_t count = 0;
};

std::vector<EnergyDay> days_of(const Call& call) {
  std::vector<EnergyDay> days;
  const TimeMs until = refreshed_until(call.now);
  for (const EnergyView& hour : call.home.hours()) {
    if (hour.start >= until) break;
    const TimeMs start = floor_to(hour.start, day_ms);
    if (days.empty() || days.back().start != start) days.push_back({start, hour.first_wh, 0, 0});
    days.back().last_wh = hour.last_wh;
    days.back().count += hour.count;
  }
  return days;
}

enum class Period { day, month, year };

TimeRange period_of(TimeMs time, Period period) {
  using namespace std::chrono;
  const sys_days day{days{floor_to(time, day_ms) / day_ms}};
  const auto ms = [](sys_days d) { return d.time_since_epoch().count() * day_ms; };
  const year_month_day date{day};
  if (period == Period::day) return {ms(day), ms(day + days{1})};
  if (period == Period::month) {
    const year_month month = date.year() / date.month();
    return {ms(month / 1), ms((month + months{1}) / 1)};
  }
  return {ms(date.year() / 1 / 1), ms((date.year() + years{1}) / 1 / 1)};
}

HttpAnswer summary(const Call& call, Period period, QLatin1String name) {
  const auto range = asked_range(call);
  if (!range) return {400, {}, {}};
  // Months and years are sums over the days' view.
  std::map<TimeMs, std::pair<std::int64_t, std::int64_t>> periods;
  for (const EnergyDay& day : days_of(call)) {
    const TimeMs start = period_of(day.start, period).from;
    if (!range->contains(start)) continue;
    periods[start].first += day.last_wh - day.first_wh;
    periods[start].second += day.count;
  }
  QJsonArray rows;
  for (const auto& [start, sum] : periods) {
    QJsonObject row;
    for (const QLatin1String other : {QLatin1String("day"), QLatin1String("month"), QLatin1String("year")}) {
      row.insert(other + QLatin1String("_start"), QJsonValue::Null);
      row.insert(other + QLatin1String("_end"), QJsonValue::Null);
    }
    row.insert(name + QLatin1String("_start"), json_time(start));
    row.insert(name + QLatin1String("_end"), json_time(period_of(start, period).to));
    row.insert(QStringLiteral("energy_consumption_kwh"), kilo(static_cast<double>(sum.first)));
    row.insert(QStringLiteral("measurement_count"), static_cast<qint64>(sum.second));
    rows.append(row);
  }
  return json_answer(rows);
}

}  // namespace

HttpAnswer energy_latest(const Call& call) {
  if (call.energy_missing) return {500, {}, {}};
  const Meter& m = call.home.meter();
  return json_answer(QJsonObject{
      {QStringLiteral("ts"), database_time(call.home.meter_time())},
      {QStringLiteral("consumption_total_w"), static_cast<qint64>(m.said_wh)},
      {QStringLiteral("consumption_total_actual_w"), m.total},
      {QStringLiteral("consumption_l1_actual_w"), m.power[0]},
      {QStringLiteral("consumption_l2_actual_w"), m.power[1]},
      {QStringLiteral("consumption_l3_actual_w"), m.power[2]},
  });
}

HttpAnswer energy_hourly_total(const Call& call) {
  if (call.energy_missing) return {500, {}, {}};
  const TimeMs hour = floor_to(call.now, hour_ms);
  const auto& hours = call.home.hours();
  const bool any = !hours.empty() && hours.back().start == hour;
  const double wh = any ? static_cast<double>(hours.back().last_wh - hours.back().first_wh) : 0;
  return json_answer(QJsonObject{
      {QStringLiteral("total_kwh"), kilo(wh)},
      {QStringLiteral("hour_start"), json_time(hour)},
      {QStringLiteral("current_time"), database_time(call.now)},
  });
}

HttpAnswer energy_history(const Call& call) {
  const auto range = asked_range(call);
  if (!range) return {400, {}, {}};
  QJsonArray rows;
  const TimeMs until = call.energy_missing ? 0 : refreshed_until(call.now);
  for (const EnergyView& hour : call.home.hours()) {
    if (!range->contains(hour.start) || hour.start >= until) continue;
    const auto mean = [&](std::size_t i) {
      return kilo(static_cast<double>(hour.power_sum[i]) / static_cast<double>(hour.count));
    };
    rows.append(QJsonObject{
        {QStringLiteral("hour_start"), json_time(hour.start)},
        {QStringLiteral("hour_end"), json_time(hour.start + hour_ms)},
        {QStringLiteral("total_energy_kwh"), kilo(static_cast<double>(hour.last_wh - hour.first_wh))},
        {QStringLiteral("avg_power_l1_kw"), mean(1)},
        {QStringLiteral("avg_power_l2_kw"), mean(2)},
        {QStringLiteral("avg_power_l3_kw"), mean(3)},
        {QStringLiteral("avg_power_total_kw"), mean(0)},
        {QStringLiteral("measurement_count"), static_cast<qint64>(hour.count)},
    });
  }
  return json_answer(rows);
}

HttpAnswer energy_daily(const Call& call) {
  return summary(call, Period::day, QLatin1String("day"));
}
HttpAnswer energy_monthly(const Call& call) {
  return summary(call, Period::month, QLatin1String("month"));
}
HttpAnswer energy_yearly(const Call& call) {
  return summary(call, Period::year, QLatin1String("year"));
}

QByteArray stream_message(const House& house, TimeMs sent) {
  const Reading reading = meter_reading(house);
  QJsonObject fields{{QStringLiteral("wifi_rssi"), -58 - static_cast<int>(house.time_s() / 7 % 5)}};
  for (const Sample& s : reading.samples) {
    const std::string_view name = info(s.channel).wire;
    fields.insert(QLatin1String(name.data(), static_cast<qsizetype>(name.size())), s.value);
  }
  const QString serial = QString::fromStdString(reading.epoch);
  const Meter& m = house.meter();
  const QString taken =
      json_time(reading.time).chopped(1) +
      QStringLiteral(".000%1Z").arg(house.time_s() * 7919 % 100'000, 5, 10, QLatin1Char('0'));
  const QJsonObject data{
      {QStringLiteral("ts"), taken},
      {QStringLiteral("tags"), QJsonObject{{QStringLiteral("device_serial"), serial},
                                           {QStringLiteral("meter_type"), QStringLiteral("AIDON_V2")}}},
      {QStringLiteral("fields"), fields},
      {QStringLiteral("saveeyeDeviceSerialNumber"), serial},
      {QStringLiteral("meterType"), QStringLiteral("AIDON_V2")},
      {QStringLiteral("activeActualConsumption"), QJsonObject{{QStringLiteral("total"), m.total},
                                                              {QStringLiteral("L1"), m.power[0]},
                                                              {QStringLiteral("L2"), m.power[1]},
                                                              {QStringLiteral("L3"), m.power[2]}}},
      {QStringLiteral("activeTotalConsumption"),
       QJsonObject{{QStringLiteral("total"), static_cast<qint64>(m.said_wh)}}},
  };
  return QJsonDocument(QJsonObject{
                           {QStringLiteral("type"), QStringLiteral("data")},
                           {QStringLiteral("stream"), QStringLiteral("energy")},
                           {QStringLiteral("timestamp"), database_time(sent)},
                           {QStringLiteral("data"), data},
                       })
      .toJson(QJsonDocument::Compact);
}

}  // namespace hearth::demo
