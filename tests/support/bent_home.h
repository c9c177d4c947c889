#pragma once

#include "core/telemetry/time.h"
#include "tests/support/loopback.h"

#include <string>
#include <utility>
#include <vector>

namespace hearth::test {

/// What a bent service answers to the paths that begin so.
struct Bend {
  QByteArray path;
  int status = 200;
  QByteArray body = {};
  QByteArray headers = "Content-Type: application/json\r\n";
};

/// A status: the request is taken, and never answered.
inline constexpr int silence = 0;

/// The services of a home, of which each answer can be bent. What is not bent is well, and four minutes old.
class BentHome {
 public:
  BentHome(TimeMs now, std::vector<Bend> bends)
      : now_(now), bends_(std::move(bends)), server_([this](const HttpRequest& request, QTcpSocket& socket) {
          const Bend given = answer_to(request.target);
          if (given.status == silence) return;
          answer(socket, given.status, QByteArray(given.body).replace("%1", host()),
                 QByteArray(given.headers).replace("%1", host()));
        }) {}

  [[nodiscard]] QUrl url() const { return server_.url(); }
  /// "127.0.0.1:4711".
  [[nodiscard]] QByteArray host() const { return url().authority().toLatin1(); }
  [[nodiscard]] const std::vector<HttpRequest>& requests() const { return server_.requests; }

 private:
  [[nodiscard]] Bend answer_to(const QByteArray& target) const {
    for (const Bend& bend : bends_)
      if (target.startsWith(bend.path)) return bend;
    const std::string fresh = format_rfc3339(now_ - 4 * minute_ms);
    const TimeMs hour = floor_to(now_, hour_ms);
    const QByteArray asked = target.split('?').first();
    if (asked == "/api/v1/energy/latest")
      return json(R"({"ts":")" + fresh +
                  R"(","consumption_total_w":1234567,"consumption_total_actual_w":500})");
    if (asked == "/api/v1/energy/hourly-total")
      return json(R"({"total_kwh":0.42,"hour_start":")" + format_rfc3339(hour) + R"(","current_time":")" +
                  format_rfc3339(now_) + R"("})");
    if (asked == "/api/v1/energy/history")
      return json("[" + hour_of(hour - 3 * hour_ms) + "," + hour_of(hour - 2 * hour_ms) + "]");
    if (asked == "/api/v1/heatpump/latest")
      return json(R"({"ts":")" + fresh + R"(","device_id":"pump","outdoor_temp":-3.5})");
    if (asked == "/api/v1/temperature/all-latest")
      return json("[" + place_of(fresh, "attic") + "," + place_of(fresh, "cellar") + "]");
    if (asked == "/api/v1/temperature/history") return json("[" + place_of(fresh, "attic") + "]");
    if (asked == "/api/v1/spotprice/latest") return json(R"({"today":)" + prices() + R"(,"tomorrow":null})");
    return {{}, 404, {}, {}};
  }
  static Bend json(const std::string& body) { return {{}, 200, QByteArray::fromStdString(body)}; }
  static std::string hour_of(TimeMs start) {
    return R"({"hour_start":")" + format_rfc3339(start) + R"(","hour_end":")" +
           format_rfc3339(start + hour_ms) + R"(","total_energy_kwh":0.5,"measurement_count":3600})";
  }
  static std::string place_of(const std::string& time, const char* location) {
    return R"({"time":")" + time + R"(","location":")" + location + R"(","temperature_c":21.5})";
  }
  [[nodiscard]] std::string prices() const {
    const TimeMs day = floor_to(now_, day_ms);
    std::string list;
    for (int i = 0; i < 24; ++i)
      list += std::string(i == 0 ? "" : ",") + R"({"time":")" + format_rfc3339(day + i * hour_ms) +
              R"(","price_per_kwh":0.5,"price_ore_per_kwh":50})";
    return R"({"delivery_area":"SE3","currency":"SEK","date":")" + format_rfc3339(day).substr(0, 10) +
           R"(","prices":[)" + list + "]}";
  }

  TimeMs now_;
  std::vector<Bend> bends_;
  HttpStub server_;
};

}  // namespace hearth::test
