#include "core/source/homelab_api/examine.h"

#include "core/aggregate/moment.h"
#include "core/config/plain_http.h"
#include "core/net/web_words.h"
#include "core/source/homelab_api/find_home.h"
#include "core/telemetry/age.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace hearth::homelab_api {
namespace {

constexpr std::string_view about_services = "services";
/// The service gives whole hours, the newest of them late.
constexpr int examined_hours = 6;
constexpr int examined_room_hours = 3;
/// What is younger is new, however often it should come.
constexpr DurationMs never_old = 5 * minute_ms;
constexpr std::size_t most_silent_rooms = 3;

struct ExaminedCall {
  std::string_view id;
  Dataset dataset;
  std::string_view subject;
};
constexpr ExaminedCall energy_now{"energy/latest", Dataset::energy, "Energy"};
constexpr ExaminedCall energy_hour{"energy/hourly-total", Dataset::energy, "Energy of this hour"};
constexpr ExaminedCall energy_hours{"energy/history", Dataset::energy, "Energy by the hour"};
constexpr ExaminedCall heatpump_now{"heatpump/latest", Dataset::heatpump, "Heat pump"};
constexpr ExaminedCall rooms_now{"temperature/all-latest", Dataset::climate, "Rooms"};
constexpr ExaminedCall room_history{"temperature/history", Dataset::climate, "History of a room"};
constexpr ExaminedCall prices_now{"spotprice/latest", Dataset::price, "Prices"};

struct DatasetWords {
  Dataset dataset;
  std::string_view subject;
  std::string_view scope;
  std::string_view silent_mend;
};
constexpr std::array all_dataset_words = {
    DatasetWords{Dataset::energy, "Energy", "read:energy",
                 "See whether the meter sends, and whether the services take it in."},
    DatasetWords{Dataset::heatpump, "Heat pump", "read:heatpump",
                 "See whether the heat pump's interface sends, and whether the services take it in."},
    DatasetWords{Dataset::climate, "Rooms", "read:temperature",
                 "See whether the sensors send: their batteries, and their network."},
    DatasetWords{Dataset::price, "Prices", "read:spotprice",
                 "See in the price service's log whether it gets them."},
};

const DatasetWords& words_of(Dataset dataset) {
  return all_dataset_words.at(static_cast<std::size_t>(dataset));
}

/// What came of one call: an error, or checks.
struct CallOutcome {
  const ExaminedCall* call = nullptr;
  std::optional<Error> error;
  std::vector<Check> checks;
};

Check call_check(const ExaminedCall& call, Verdict verdict, const Text& what, Text mend = {}) {
  return {about_services,
          verdict,
          Text::joined(said("{}: ", call.subject), what),
          std::move(mend),
          ErrorKind::internal,
          dataset_name(call.dataset),
          call.id};
}

/// How old its newest value may be without anybody wondering.
DurationMs wonder_after(Dataset dataset) {
  return std::max(never_old, channels_of(dataset).front().stale);
}

Check age_check(const ExaminedCall& call, const Text& what, DurationMs age) {
  if (age < -minute_ms)
    return call_check(call, Verdict::warning,
                      Text::joined(what, "the newest reading is of after now, by this machine's clock."),
                      "Compare the clocks of this machine and of what measures.");
  if (age <= wonder_after(call.dataset))
    return call_check(call, Verdict::good,
                      Text::joined(what, said("the newest reading is {} old.", age_text(age))));
  return call_check(call, Verdict::warning,
                    Text::joined(what, said("nothing has come for {}.", age_text(age))),
                    words_of(call.dataset).silent_mend);
}

Check empty_check(const ExaminedCall& call) {
  return call_check(call, Verdict::warning, "the service answers, but has no readings.",
                    words_of(call.dataset).silent_mend);
}

bool is_nothing(const Readings& readings) {
  return readings.empty();
}
bool is_nothing(const std::vector<EnergyHour>& hours) {
  return hours.empty();
}
bool is_nothing(const std::optional<HourlyTotal>& total) {
  return !total;
}
bool is_nothing(const PriceList& list) {
  return list.prices.empty();
}

std::string first_text(const Refusals& refused) {
  return refused.first.empty() ? "." : ", the first: " + to_text(refused.first.front());
}

/// The outcome of an answer; what it holds is judged by `judge`, what was left out of it is told beside.
template <class T, class Judge>
CallOutcome outcome_of(const ExaminedCall& call, const Expected<Decoded<T>>& answer, Judge judge) {
  CallOutcome outcome{&call, std::nullopt, {}};
  if (!answer) {
    outcome.error = answer.error();
    return outcome;
  }
  const Refusals& refused = answer->refused;
  if (refused.count > 0 && is_nothing(answer->value)) {
    outcome.error = Error{ErrorKind::bad_data, said("Nothing of the answer is right{}", first_text(refused)),
                          "Is this the address of the home's API?", std::string(call.id)};
    return outcome;
  }
  outcome.checks = judge(answer->value);
  if (refused.count > 0)
    outcome.checks.push_back(
        call_check(call, Verdict::warning,
                   said("{} of what came was left out as wrong{}", refused.count, first_text(refused)),
                   "The service's own data are wrong there."));
  return outcome;
}

std::vector<Check> judge_newest(const ExaminedCall& call, const Readings& readings, TimeMs now) {
  if (readings.empty()) return {empty_check(call)};
  return {age_check(call, "", now - readings.back().time)};
}

std::vector<Check> judge_rooms(const Readings& readings, TimeMs now) {
  if (readings.empty()) return {empty_check(rooms_now)};
  const DurationMs limit = wonder_after(Dataset::climate);
  TimeMs newest = readings.front().time;
  std::vector<std::string> silent;
  for (const Reading& reading : readings) {
    newest = std::max(newest, reading.time);
    if (now - reading.time > limit)
      silent.push_back(fmt::format("\"{}\" for {}", reading.group.entity, age_text(now - reading.time)));
  }
  const Text count =
      readings.size() == 1 ? said("{} place, ", readings.size()) : said("{} places, ", readings.size());
  std::vector<Check> checks{age_check(rooms_now, count, now - newest)};
  if (silent.empty() || silent.size() == readings.size()) return checks;
  const std::size_t more = silent.size() - std::min(silent.size(), most_silent_rooms);
  silent.resize(silent.size() - more);
  checks.push_back(call_check(rooms_now, Verdict::warning,
                              said("nothing has come from {}{}.", fmt::join(silent, ", "),
                                   more > 0 ? said(" and {} more", more) : ""),
                              words_of(Dataset::climate).silent_mend));
  return checks;
}

std::vector<Check> judge_total(const std::optional<HourlyTotal>& total) {
  if (!total) return {call_check(energy_hour, Verdict::note, "the service knows nothing of it yet.")};
  return {call_check(energy_hour, Verdict::good, said("{:.2f} kWh so far.", total->energy_wh / 1000))};
}

std::vector<Check> judge_hours(const std::vector<EnergyHour>& hours) {
  if (hours.empty())
    return {call_check(energy_hours, Verdict::note,
                       said("the service has none of the last {} hours: nothing was measured, or it keeps "
                            "no sums.",
                            examined_hours))};
  return {call_check(energy_hours, Verdict::good,
                     said("{} of the last {} hours.", hours.size(), examined_hours))};
}

std::vector<Check> judge_room_history(const std::string& room, const Readings& readings) {
  return {call_check(
      room_history, readings.empty() ? Verdict::note : Verdict::good,
      said("{} {} of \"{}\" in the last {} hours.", readings.empty() ? "no" : std::to_string(readings.size()),
           readings.size() == 1 ? "reading" : "readings", room, examined_room_hours))};
}

std::vector<Check> judge_prices(const PriceList& list, TimeMs now, const std::string& zone) {
  const Text mend = words_of(Dataset::price).silent_mend;
  if (list.prices.empty())
    return {call_check(prices_now, Verdict::warning, "the service answers, but has no prices.", mend)};
  const TimeMs end = list.prices.back().time + list.period;
  const std::string until = local_time_text(end, zone).substr(0, std::string_view("2026-11-20 14:00").size());
  if (end <= now)
    return {call_check(prices_now, Verdict::warning, said("the last one ended at {}.", until), mend)};
  return {call_check(prices_now, Verdict::good,
                     said("{} of {} in {}, up to {}.", list.prices.size(), list.area, list.currency, until))};
}

/// All calls, at once as the programs ask them; nothing where `stop` was triggered.
QCoro::Task<std::vector<CallOutcome>> ask_all(HomelabApi& api, const Clock& clock, std::string zone,
                                              std::stop_token stop) {
  std::vector<CallOutcome> all;
  const TimeMs this_hour = floor_to(clock.now(), hour_ms);
  auto asking_energy = api.energy_latest();
  auto asking_hour = api.hourly_total();
  auto asking_hours = api.energy_history({this_hour - examined_hours * hour_ms, this_hour});
  auto asking_heatpump = api.heatpump_latest();
  auto asking_rooms = api.temperature_all_latest();
  auto asking_prices = api.prices_latest();

  const auto rooms = co_await asking_rooms;
  if (stop.stop_requested()) co_return all;
  std::string room;
  if (rooms && !rooms->value.empty()) room = rooms->value.front().group.entity;
  const bool ask_history = rooms && !rooms->value.empty();
  std::optional<HomelabApi::Answer<Readings>> asking_history;
  if (ask_history) asking_history.emplace(api.temperature_history(room, examined_room_hours));

  const auto energy = co_await asking_energy;
  if (stop.stop_requested()) co_return all;
  const TimeMs now = clock.now();
  all.push_back(
      outcome_of(energy_now, energy, [&](const Readings& r) { return judge_newest(energy_now, r, now); }));
  const auto hour = co_await asking_hour;
  if (stop.stop_requested()) co_return all;
  all.push_back(outcome_of(energy_hour, hour, judge_total));
  const auto hours = co_await asking_hours;
  if (stop.stop_requested()) co_return all;
  all.push_back(outcome_of(energy_hours, hours, judge_hours));
  const auto heatpump = co_await asking_heatpump;
  if (stop.stop_requested()) co_return all;
  all.push_back(outcome_of(heatpump_now, heatpump,
                           [&](const Readings& r) { return judge_newest(heatpump_now, r, now); }));
  all.push_back(outcome_of(rooms_now, rooms, [&](const Readings& r) { return judge_rooms(r, now); }));
  if (asking_history) {
    const auto history = co_await *asking_history;
    if (stop.stop_requested()) co_return all;
    all.push_back(
        outcome_of(room_history, history, [&](const Readings& r) { return judge_room_history(room, r); }));
  }
  const auto prices = co_await asking_prices;
  if (stop.stop_requested()) co_return all;
  all.push_back(
      outcome_of(prices_now, prices, [&](const PriceList& list) { return judge_prices(list, now, zone); }));
  co_return all;
}

Text scope_mend(std::string_view scope, const Examination& wish) {
  if (wish.scopes.empty()) return said("Use an access token that has the scope {}.", scope);
  const bool asked = fmt::format(" {} ", wish.scopes).contains(fmt::format(" {} ", scope));
  return asked ? said(
                     "Ask who runs the provider to give {} to this account, then sign in anew: "
                     "hearthctl login",
                     scope)
               : said("Add {} to [identity] scopes, then sign in anew: hearthctl login", scope);
}

Text token_mend(const Examination& wish) {
  return Text::joined(
      wish.scopes.empty() ? "Hand over a valid one." : "Sign in anew: hearthctl login",
      " A service that was started before its provider refuses everybody until it is started again.");
}

/// What failed by itself, while the service as such is there.
Check trouble_check(const ExaminedCall& call, const Error& error, const Examination& wish) {
  const DatasetWords& words = words_of(call.dataset);
  Check check = call_check(call, Verdict::warning, error.message, error.next);
  check.kind = error.kind;
  const auto say = [&](const Text& what, Text mend) {
    check.what = Text::joined(said("{}: ", call.subject), what);
    check.mend = std::move(mend);
  };
  switch (error.kind) {
    case ErrorKind::not_permitted:
      say(said("this account may not read it (403): the scope {} is missing.", words.scope),
          scope_mend(words.scope, wish));
      break;
    case ErrorKind::sign_in:
      check.verdict = Verdict::failure;
      say("the access token is not taken (401).", token_mend(wish));
      break;
    case ErrorKind::not_found:
      if (call.dataset == Dataset::heatpump) {
        check.verdict = Verdict::note;
        say("there is none, or it has sent nothing yet (404).", {});
      } else if (call.dataset == Dataset::price) {
        say("there is no price service at this address (404).",
            "Set [api] spotprice_url, where it has an address of its own.");
      } else {
        say("the service has no such call (404).", "Is it an old one?");
      }
      break;
    case ErrorKind::retry:
      say(error.message,
          call.dataset == Dataset::energy
              ? "So it answers while it has no energy readings at all; else look at the service's log."
              : "Look at the service's log.");
      break;
    case ErrorKind::bad_data:
      check.verdict = Verdict::failure;
      say(Text::joined(error.message, said(" ({})", error.place)), error.next);
      break;
    case ErrorKind::config:
      check.verdict = Verdict::failure;
      break;
    default:
      break;
  }
  return check;
}

bool same_trouble(const CallOutcome& a, const CallOutcome& b) {
  return a.error && b.error && a.error->kind == b.error->kind && a.error->message == b.error->message;
}

/// The checks of outcomes, in which the trouble of all calls of a dataset is told once.
std::vector<Check> checks_of(const std::vector<CallOutcome>& outcomes, const Examination& wish) {
  std::vector<Check> checks;
  for (const CallOutcome& outcome : outcomes) {
    checks.insert(checks.end(), outcome.checks.begin(), outcome.checks.end());
    if (!outcome.error) continue;
    const Dataset dataset = outcome.call->dataset;
    const auto of_it = [&](const CallOutcome& o) { return o.call->dataset == dataset; };
    const bool alike = std::ranges::all_of(
        outcomes, [&](const CallOutcome& o) { return !of_it(o) || same_trouble(o, outcome); });
    if (alike && &outcome != &*std::ranges::find_if(outcomes, of_it)) continue;
    const ExaminedCall whole{{}, dataset, words_of(dataset).subject};
    const bool one = std::ranges::count_if(outcomes, of_it) == 1;
    checks.push_back(trouble_check(alike && !one ? whole : *outcome.call, *outcome.error, wish));
  }
  return checks;
}

/// Whether the service has said something of its own; a token that all refuse may be refused by another one.
bool is_there(const std::vector<CallOutcome>& outcomes) {
  return std::ranges::any_of(
      outcomes, [](const CallOutcome& o) { return !o.error || o.error->kind == ErrorKind::not_permitted; });
}

bool all_are(const std::vector<CallOutcome>& outcomes, ErrorKind kind) {
  return std::ranges::all_of(outcomes,
                             [&](const CallOutcome& o) { return o.error && o.error->kind == kind; });
}

Check report_check(const HomeReport& report) {
  return {about_services, report.verdict == HomeReport::Verdict::none ? Verdict::failure : Verdict::good,
          report.sentence.toStdString(), report.next.toStdString(), report.kind};
}

/// Of a service of which no call brought an answer of its own.
std::vector<Check> checks_of_none(const std::vector<CallOutcome>& outcomes, const HomeReport& report,
                                  const Examination& wish) {
  if (report.verdict == HomeReport::Verdict::none) return {report_check(report)};
  if (all_are(outcomes, ErrorKind::sign_in))
    return {{about_services, Verdict::failure, "The services do not take the access token (401).",
             token_mend(wish), ErrorKind::sign_in}};
  if (all_are(outcomes, ErrorKind::config))
    return {{about_services, Verdict::failure,
             said("{} sends those who bring an access token to its sign-in page, too.",
                  host_text(wish.base_url).toStdString()),
             "Have the gateway before the services let calls to /api/v1 through that bring one.",
             ErrorKind::config}};
  return checks_of(outcomes, wish);
}

/// Where nothing at all can be read, what is a warning beside other readings has failed.
void harden(std::vector<Check>& checks) {
  for (Check& check : checks)
    if (check.verdict == Verdict::warning) check.verdict = Verdict::failure;
}

/// Nothing where all may be asked.
std::vector<Check> plain_checks(const Examination& wish) {
  std::vector<Check> checks;
  for (const QUrl* url : {&wish.base_url, &wish.spotprice_url}) {
    const auto problem = plain_http_problem(public_part(*url).toStdString(), wish.plain_hosts);
    if (problem && checks.empty()) checks.push_back(failed(about_services, *problem));
  }
  return checks;
}

/// Of prices that have an address of their own; nothing where they have none.
QCoro::Task<std::vector<Check>> price_service_checks(std::vector<CallOutcome> prices, Examination wish,
                                                     std::stop_token stop) {
  std::vector<Check> checks = checks_of(prices, wish);
  // Where nobody is heard there, a stranger learns why.
  if (!all_are(prices, ErrorKind::offline) && !all_are(prices, ErrorKind::config)) co_return checks;
  if (prices.empty()) co_return checks;
  auto looking = find_home(wish.spotprice_url, stop);
  const auto report = co_await looking;
  if (report && report->verdict == HomeReport::Verdict::none) {
    checks.clear();
    checks.push_back(report_check(*report));
    checks.back().dataset = dataset_name(Dataset::price);
  }
  co_return checks;
}

}  // namespace

QCoro::Task<std::vector<Check>> examine(HomelabApi& api, const Clock& clock, Examination wish,
                                        std::stop_token stop) {
  std::vector<Check> checks = plain_checks(wish);
  if (!checks.empty()) co_return checks;

  auto asking = ask_all(api, clock, wish.time_zone, stop);
  std::vector<CallOutcome> outcomes = co_await asking;
  if (stop.stop_requested()) co_return checks;
  const bool read_any = std::ranges::any_of(outcomes, [](const CallOutcome& o) { return !o.error; });

  // Prices of their own address are a service of their own.
  std::vector<CallOutcome> prices;
  if (wish.spotprice_url != wish.base_url) {
    prices.push_back(std::move(outcomes.back()));
    outcomes.pop_back();
  }
  if (is_there(outcomes)) {
    checks.push_back(
        {about_services, Verdict::good, said("{} answers.", public_part(wish.base_url).toStdString())});
    std::ranges::move(checks_of(outcomes, wish), std::back_inserter(checks));
  } else {
    auto looking = find_home(wish.base_url, stop);
    const auto report = co_await looking;
    if (!report || stop.stop_requested()) co_return checks;
    checks = checks_of_none(outcomes, *report, wish);
  }
  auto looking = price_service_checks(prices, wish, stop);
  std::vector<Check> of_prices = co_await looking;
  if (stop.stop_requested()) co_return checks;
  std::ranges::move(of_prices, std::back_inserter(checks));
  if (!read_any) harden(checks);
  co_return checks;
}

QCoro::Task<std::vector<Check>> examine_as_stranger(QUrl base_url, std::stop_token stop) {
  std::vector<Check> checks;
  auto looking = find_home(base_url, stop);
  const auto report = co_await looking;
  if (!report || stop.stop_requested()) co_return checks;
  checks.push_back(report_check(*report));
  if (report->verdict != HomeReport::Verdict::none && checks.front().what.empty())
    checks.front().what = fmt::format("{} is a home.", host_text(base_url).toStdString());
  co_return checks;
}

}  // namespace hearth::homelab_api
