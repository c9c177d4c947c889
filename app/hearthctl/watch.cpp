#include "app/hearthctl/follow.h"
#include "app/hearthctl/output.h"
#include "app/hearthctl/session.h"
#include "app/shared/program.h"
#include "core/aggregate/moment.h"
#include "core/net/clock_timer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

/// How long prices wait for somebody to say what they are in.
constexpr DurationMs currency_patience = 5 * second_ms;

std::string json_line(const SeriesKey& key, const LiveValue& value, const std::string& currency) {
  const Channel& c = info(key.channel);
  std::string line = fmt::format(
      R"({{"time":"{}","channel":"{}","value":{},"unit":{})", format_rfc3339(value.time), c.id,
      has_value(value.value) ? number_text(value.value, std::min(c.stored_decimals, value.decimals)) : "null",
      json_string(unit_text(c, currency)));
  if (const auto name = entity_name(c.dataset); !name.empty() && !key.entity.empty())
    line += fmt::format(R"(,"{}":{})", name, json_string(key.entity));
  return line + "}\n";
}

/// For a person: "14:00:05  energy.power_total          1234.0 W".
std::string text_line(const SeriesKey& key, const LiveValue& value, const std::string& zone,
                      const std::string& currency) {
  const Channel& c = info(key.channel);
  const std::string name = key.entity.empty() ? std::string(c.id) : fmt::format("{} ({})", c.id, key.entity);
  return fmt::format(
      "{}  {:<44} {:>12} {}\n",
      local_time_text(value.time, zone).substr(std::string_view("2026-11-20 ").size()), name,
      has_value(value.value) ? number_text(value.value, std::min(c.stored_decimals, value.decimals)) : "-",
      unit_text(c, currency));
}

class Watch : public EngineRun {
 public:
  Watch(Session& session, int count, int seconds)
      : EngineRun(session, Store::throwaway, count > 0 || seconds > 0 ? SignedOut::ends : SignedOut::waits,
                  {.config = session.config(), .history_hours = 0, .name = "hearthctl watch"}),
        session_(session),
        left_(count),
        in_words_(output_is_terminal() && !session.line().has("--json")),
        end_(session.clock()),
        patience_(session.clock()) {
    connect(&engine().live(), &LiveService::updated, this, &Watch::take);
    connect(&engine().live(), &LiveService::energy_updated, this, [this] {
      if (!currency().empty()) write(std::exchange(prices_, {}));
    });
    connect(&patience_, &ClockTimer::timeout, this, [this] {
      waited_ = true;
      write(std::exchange(prices_, {}));
    });
    connect(&end_, &ClockTimer::timeout, this, [this] {
      if (any_) return session_.finish(exit_ok);
      session_.finish({ErrorKind::offline, "No reading came in this time.", "See \"hearthctl status\".", {}});
    });
    if (seconds > 0) end_.start_once(seconds * second_ms);
  }

 private:
  [[nodiscard]] std::string currency() {
    return session_.config().currency.empty() ? engine().live().energy().currency.toStdString()
                                              : session_.config().currency;
  }

  /// Prices come a moment before it is known what they are in.
  void take(const LiveValuesPtr& changed) {
    LiveValues now;
    for (const auto& [key, value] : *changed) {
      const bool waits = info(key.channel).dataset == Dataset::price && currency().empty() && !waited_;
      (waits ? prices_ : now).insert_or_assign(key, value);
    }
    if (!prices_.empty() && !patience_.active()) patience_.start_once(currency_patience);
    write(now);
  }

  void write(const LiveValues& values) {
    if (session_.finished() || values.empty()) return;
    std::string lines;
    bool enough = false;
    for (const auto& [key, value] : values) {
      lines += in_words_ ? text_line(key, value, session_.config().time_zone, currency())
                         : json_line(key, value, currency());
      any_ = true;
      if (left_ > 0) enough = --left_ == 0;
      if (enough) break;
    }
    const auto written = write_output(lines);
    if (!written) return session_.finish(written.error());
    if (enough) session_.finish(exit_ok);
  }

  Session& session_;
  int left_;
  bool in_words_;  ///< programs get JSON, as does a person who asks for it
  bool any_ = false;
  ClockTimer end_;
  LiveValues prices_;  ///< that wait for their currency
  ClockTimer patience_;
  bool waited_ = false;
};

void run_watch(Session& session) {
  const auto count = whole_number(session.line(), "--count", 0);
  if (!count) return session.finish(count.error());
  const auto seconds = whole_number(session.line(), "--seconds", 0);
  if (!seconds) return session.finish(seconds.error());
  session.keep(std::make_unique<Watch>(session, *count, *seconds));
}

}  // namespace

const Command& watch_command() {
  static const Command command{
      .rule = {"watch",
               "Prints live readings: in words on a terminal, else one JSON object a line.",
               {},
               0,
               with_common_options({{"--count", Argument::required, "N", "end after so many"},
                                    {"--seconds", Argument::required, "N", "end after so many seconds"},
                                    common_option::json})},
      .needs_services = true,
      .runs_on = true,
      .run = run_watch};
  return command;
}

}  // namespace hearth
