#include "core/source/homelab_api/service_state.h"

#include "core/engine/home_state.h"

#include <gtest/gtest.h>

#include <ostream>

namespace hearth {
namespace {

using State = ConnectionState;

constexpr TimeMs now = 1768498800000;

CallState call(Dataset dataset, DurationMs ago, std::optional<ErrorKind> kind = {}) {
  CallState made{"call", dataset, now - ago, {}};
  if (kind) made.error = Error{*kind, "What went wrong.", "Mend it.", "place"};
  return made;
}

CallState idle(std::optional<ErrorKind> kind = {}) {
  CallState made = call(Dataset::energy, 0, kind);
  made.idle = true;
  return made;
}

struct Service {
  const char* name;
  std::vector<CallState> calls;
  bool was_connected;
  State state;
  const char* message = "";
  friend std::ostream& operator<<(std::ostream& out, const Service& s) { return out << s.name; }
};
class ServiceStateTest : public testing::TestWithParam<Service> {};

TEST_P(ServiceStateTest, FollowsFromAllCallsTogether) {
  const Service& row = GetParam();
  std::vector<CallState> calls = row.calls;
  // In whatever order they come.
  for (int order = 0; order < 2; ++order, std::reverse(calls.begin(), calls.end())) {
    const ServiceState judged =
        judge_service(calls, row.was_connected, now, QUrl(QStringLiteral("http://home.example:8080")));
    EXPECT_EQ(judged.state, row.state);
    EXPECT_EQ(judged.error.value_or(Error()).message, row.message);
    EXPECT_EQ(judged.error.has_value(), *row.message != '\0');
  }
}

constexpr auto energy = Dataset::energy;
constexpr auto heatpump = Dataset::heatpump;
constexpr auto price = Dataset::price;
const CallState not_yet{"call", Dataset::climate, {}, {}};
const char* const wrong = "What went wrong.";

INSTANTIATE_TEST_SUITE_P(
    All, ServiceStateTest,
    testing::Values(Service{"NothingAsked", {not_yet}, false, State::connecting},
                    Service{"FirstFailureOthersToCome",
                            {call(energy, 0, ErrorKind::retry), not_yet},
                            false,
                            State::connecting},
                    Service{"Well", {call(energy, 0), call(heatpump, 5000)}, false, State::connected},
                    Service{"OneHasTrouble",
                            {call(energy, 0, ErrorKind::retry), call(heatpump, 5000)},
                            true,
                            State::connected},
                    Service{"OneTimesOut",
                            {call(energy, 0, ErrorKind::offline), call(heatpump, 5000)},
                            true,
                            State::connected},
                    Service{"OneIsGarbage",
                            {call(energy, 0, ErrorKind::bad_data), call(heatpump, 5000)},
                            true,
                            State::connected},
                    Service{"OldSuccessNewSilence",
                            {call(price, 10 * minute_ms), call(heatpump, 0, ErrorKind::offline)},
                            true,
                            State::reconnecting,
                            wrong},
                    Service{"OldSuccessOthersNotThere",
                            {call(price, 10 * minute_ms), call(heatpump, 0, ErrorKind::not_found)},
                            true,
                            State::connected},
                    Service{"NeverReached",
                            {call(energy, 0, ErrorKind::offline), call(price, 0, ErrorKind::offline)},
                            false,
                            State::failed,
                            wrong},
                    Service{"AllNotThere",
                            {call(energy, 0, ErrorKind::not_found), call(price, 0, ErrorKind::not_found)},
                            false,
                            State::failed,
                            "home.example:8080 is a web server, but has no home at this address (404)."},
                    Service{
                        "AllForbidden",
                        {call(energy, 0, ErrorKind::not_permitted), call(price, 0, ErrorKind::not_permitted)},
                        false,
                        State::connected},
                    Service{"ForbiddenAndNotThere",
                            {call(energy, 0, ErrorKind::not_permitted), call(price, 0, ErrorKind::not_found)},
                            false,
                            State::connected},
                    Service{"AllGarbage",
                            {call(energy, 0, ErrorKind::bad_data), call(price, 0, ErrorKind::bad_data)},
                            true,
                            State::reconnecting,
                            wrong},
                    Service{"GarbageAndNotThere",
                            {call(energy, 0, ErrorKind::bad_data), call(price, 0, ErrorKind::not_found)},
                            false,
                            State::failed,
                            wrong},
                    Service{"Elsewhere",
                            {call(energy, 0, ErrorKind::config), call(price, 0, ErrorKind::config)},
                            false,
                            State::failed,
                            wrong},
                    Service{"TheFailedOneIsNotMadeAnyMore",
                            {idle(ErrorKind::offline), call(price, 0, ErrorKind::retry)},
                            true,
                            State::reconnecting,
                            wrong},
                    Service{"TheAnsweredOneIsNotMadeAnyMore",
                            {idle(), call(price, 0, ErrorKind::offline)},
                            false,
                            State::failed,
                            wrong},
                    Service{"AllHaveTrouble",
                            {call(energy, 0, ErrorKind::retry), call(price, 0, ErrorKind::retry)},
                            true,
                            State::reconnecting,
                            wrong},
                    Service{"NobodySignedIn",
                            {call(energy, 0, ErrorKind::sign_in), call(price, 0, ErrorKind::sign_in)},
                            true,
                            State::refused,
                            wrong}),
    testing::PrintToStringParamName());

// ---- what the sources come to together

using Kind = HomeState::Kind;

Connection source(const char* name, State state, DataStates data, DurationMs since = hour_ms) {
  return {.name = QString::fromLatin1(name),
          .state = state,
          .since = now - since,
          .last_heard = now,
          .detail = {},
          .data = std::move(data)};
}
DataState newest(DurationMs ago) {
  return {.permission = Permission::granted, .newest = now - ago};
}
const DataState silent{};
const DataState denied{.permission = Permission::denied};
const DataStates all_come = {{Dataset::energy, newest(1000)},
                             {Dataset::heatpump, newest(20'000)},
                             {Dataset::climate, newest(2 * hour_ms)},
                             {Dataset::price, newest(-20 * hour_ms)}};
DataStates all_but(Dataset dataset, const DataState& state) {
  DataStates data = all_come;
  data[dataset] = state;
  return data;
}

struct HomeRow {
  const char* name;
  std::vector<Connection> connections;
  std::map<Dataset, TimeMs> stored;
  Kind kind;
  std::vector<Dataset> missing = {};
  friend std::ostream& operator<<(std::ostream& out, const HomeRow& h) { return out << h.name; }
};
class HomeStateTest : public testing::TestWithParam<HomeRow> {};

TEST_P(HomeStateTest, IsWhatComes) {
  Status status;
  status.connections = GetParam().connections;
  status.newest = GetParam().stored;
  const HomeState home = home_state(status, now);
  EXPECT_EQ(home.kind, GetParam().kind);
  EXPECT_EQ(home.missing, GetParam().missing);
}

const Connection live_well = source("Live", State::connected, {{Dataset::energy, newest(1000)}});
const Connection live_lost = source("Live", State::reconnecting, {{Dataset::energy, newest(hour_ms)}});
const Connection live_dead = source("Live", State::connected, {{Dataset::energy, silent}});
const Connection api_well = source("API", State::connected, all_come);
Connection lagging() {
  Connection c = source("Database", State::connected, all_but(Dataset::energy, newest(4 * minute_ms)));
  c.behind = 4 * minute_ms;
  return c;
}

INSTANTIATE_TEST_SUITE_P(
    All, HomeStateTest,
    testing::Values(
        HomeRow{"NotSetUp", {}, {}, Kind::off},
        HomeRow{"AllOff", {source("API", State::off, all_come)}, {}, Kind::off},
        HomeRow{"AllWell", {api_well, live_well}, {}, Kind::live},
        HomeRow{"FirstSeconds", {source("API", State::connecting, {})}, {}, Kind::connecting},
        HomeRow{"FirstAnswersToCome",
                {source("API", State::connected, {{Dataset::energy, silent}}, 3 * second_ms)},
                {{Dataset::energy, now - day_ms}},
                Kind::connecting},
        HomeRow{"AllLost", {source("API", State::reconnecting, all_come), live_lost}, {}, Kind::lost},
        HomeRow{"OneLostOneConnecting",
                {source("API", State::failed, {}), source("Database", State::connecting, {})},
                {},
                Kind::connecting},
        HomeRow{"TheStreamIsLostButEnergyComes", {api_well, live_lost}, {}, Kind::live},
        HomeRow{"TheStreamIsDeadButEnergyComes", {api_well, live_dead}, {}, Kind::live},
        HomeRow{"OnlyTheStream", {live_well}, {{Dataset::climate, now - hour_ms}}, Kind::live},
        HomeRow{"OnlyTheStreamAndItIsDead", {live_dead}, {}, Kind::quiet},
        HomeRow{"OnlyTheDatabase", {source("Database", State::connected, all_come)}, {}, Kind::live},
        HomeRow{"ADatabaseThatLags", {lagging()}, {}, Kind::live},
        HomeRow{"OnlyTheDatabaseComesOfTwo",
                {source("API", State::failed, {}), source("Database", State::connected, all_come)},
                {},
                Kind::live},
        HomeRow{"TheBrokerIsDead",
                {source("API", State::connected,
                        {{Dataset::energy, newest(hour_ms)},
                         {Dataset::heatpump, newest(hour_ms)},
                         {Dataset::climate, newest(4 * hour_ms)},
                         {Dataset::price, newest(-hour_ms)}}),
                 live_dead},
                {},
                Kind::quiet,
                {Dataset::energy, Dataset::heatpump, Dataset::climate}},
        HomeRow{"NoHeatPumpAnyMore",
                {source("API", State::connected, all_but(Dataset::heatpump, newest(6 * minute_ms)))},
                {},
                Kind::partly,
                {Dataset::heatpump}},
        HomeRow{"NoHeatPumpSinceTheStart",
                {source("API", State::connected, all_but(Dataset::heatpump, silent))},
                {{Dataset::heatpump, now - 2 * day_ms}},
                Kind::partly,
                {Dataset::heatpump}},
        HomeRow{"NeverAHeatPump",
                {source("API", State::connected, all_but(Dataset::heatpump, silent))},
                {},
                Kind::live},
        HomeRow{"AHeatPumpOfLastYear",
                {source("API", State::connected, all_but(Dataset::heatpump, silent))},
                {{Dataset::heatpump, now - 300 * day_ms}},
                Kind::live},
        HomeRow{"NoPrices",
                {source("API", State::connected, all_but(Dataset::price, newest(2 * hour_ms)))},
                {},
                Kind::partly,
                {Dataset::price}},
        HomeRow{"OnlyPrices",
                {source("API", State::connected, {{Dataset::price, newest(-hour_ms)}})},
                {},
                Kind::live},
        HomeRow{"QuietSensors",
                {source("API", State::connected, all_but(Dataset::climate, newest(179 * minute_ms)))},
                {},
                Kind::live},
        HomeRow{"SensorsThatAreTooQuiet",
                {source("API", State::connected, all_but(Dataset::climate, newest(181 * minute_ms)))},
                {},
                Kind::partly,
                {Dataset::climate}},
        HomeRow{"NotAllowedOneThing",
                {source("API", State::connected, all_but(Dataset::climate, denied))},
                {{Dataset::climate, now - hour_ms}},
                Kind::live},
        HomeRow{"AllowedNothing",
                {source("API", State::connected,
                        {{Dataset::energy, denied},
                         {Dataset::heatpump, denied},
                         {Dataset::climate, denied},
                         {Dataset::price, denied}})},
                {{Dataset::energy, now - hour_ms}},
                Kind::closed},
        HomeRow{"DeniedByTheServicesGivenByTheDatabase",
                {source("API", State::connected, all_but(Dataset::energy, denied)),
                 source("Database", State::connected, {{Dataset::energy, newest(2000)}})},
                {},
                Kind::live},
        HomeRow{
            "NothingEver", {source("API", State::connected, {{Dataset::energy, silent}})}, {}, Kind::quiet}),
    testing::PrintToStringParamName());

}  // namespace
}  // namespace hearth
