#pragma once

#include "core/demo/answers.h"

#include <QJsonArray>
#include <QJsonObject>

/// One function a call of the services; `answer` has seen to the token, its scope and the method.
namespace hearth::demo {

HttpAnswer user_info(const Call& call);
HttpAnswer energy_latest(const Call& call);
HttpAnswer energy_hourly_total(const Call& call);
HttpAnswer energy_history(const Call& call);
HttpAnswer energy_daily(const Call& call);
HttpAnswer energy_monthly(const Call& call);
HttpAnswer energy_yearly(const Call& call);
HttpAnswer heat_pump_latest(const Call& call);
HttpAnswer heat_pump_daily(const Call& call);
HttpAnswer temperature_latest(const Call& call);
HttpAnswer temperature_all_latest(const Call& call);
HttpAnswer temperature_history(const Call& call);
HttpAnswer spotprice_today(const Call& call);
HttpAnswer spotprice_tomorrow(const Call& call);
HttpAnswer spotprice_latest(const Call& call);

// What they share.
HttpAnswer json_answer(const QJsonObject& object);
HttpAnswer json_answer(const QJsonArray& array);

/// A time as the database gives it: microseconds, most of them the delay of the meter's message.
QString database_time(TimeMs time);
QString json_time(TimeMs time);
/// `from` (needed) and `to` (now, where absent); nothing where one is missing or malformed.
std::optional<TimeRange> asked_range(const Call& call);

}  // namespace hearth::demo
