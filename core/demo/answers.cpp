#include "core/demo/answers.h"

#include "core/demo/answers_data.h"

namespace hearth::demo {
namespace {

struct Route {
  const char* path;
  const char* scope;  ///< empty: any token will do
  HttpAnswer (*give)(const Call&);
};

constexpr Route routes[] = {
    {"/api/v1/user/info", "", user_info},
    {"/api/v1/energy/latest", "read:energy", energy_latest},
    {"/api/v1/energy/hourly-total", "read:energy", energy_hourly_total},
    {"/api/v1/energy/history", "read:energy", energy_history},
    {"/api/v1/energy/daily-summary", "read:energy", energy_daily},
    {"/api/v1/energy/monthly-summary", "read:energy", energy_monthly},
    {"/api/v1/energy/yearly-summary", "read:energy", energy_yearly},
    {"/api/v1/heatpump/latest", "read:heatpump", heat_pump_latest},
    {"/api/v1/heatpump/daily-summary", "read:heatpump", heat_pump_daily},
    {"/api/v1/temperature/latest", "read:temperature", temperature_latest},
    {"/api/v1/temperature/all-latest", "read:temperature", temperature_all_latest},
    {"/api/v1/temperature/history", "read:temperature", temperature_history},
    {"/api/v1/spotprice/today", "read:spotprice", spotprice_today},
    {"/api/v1/spotprice/tomorrow", "read:spotprice", spotprice_tomorrow},
    {"/api/v1/spotprice/latest", "read:spotprice", spotprice_latest},
};

}  // namespace

HttpAnswer answer(const Call& call) {
  const HttpRequest& request = call.request;
  if (request.method.isEmpty()) return {400, {}, {}};
  if (request.path == QLatin1String("/health") && request.method == "GET") return {200, "OK", "text/plain"};
  if (request.path.startsWith(QLatin1String("/api/v1/")) && !call.access) return {401, {}, {}};
  for (const Route& route : routes) {
    if (request.path != QLatin1String(route.path)) continue;
    if (request.method != "GET") return {405, {}, {}};
    const QLatin1String scope(route.scope);
    if (!scope.isEmpty() && !call.access->scopes.contains(scope)) return {403, {}, {}};
    return route.give(call);
  }
  return {404, {}, {}};
}

}  // namespace hearth::demo
