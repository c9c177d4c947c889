// What the programs take in memory, as they are shipped, whatever a service says to them.
#include "tests/hostile/hostile_server.h"
#include "tests/integration/program_run.h"
#include "tests/support/wait.h"

#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <fstream>
#include <tuple>

namespace hearth {
namespace {

using namespace test;

/// The most that a process has had in memory so far, in KiB; 0 where that cannot be told.
long peak_memory_kib(qint64 pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
  return 0;
}

struct Pair {
  Hostility http;
  Hostility live;
  friend std::ostream& operator<<(std::ostream& out, const Pair& pair) { return out << pair.http.name; }
};

/// Each hostility of the one kind beside one of the other.
std::vector<Pair> pairs() {
  std::vector<Pair> all;
  const auto& http = http_hostilities();
  const auto& live = live_hostilities();
  for (std::size_t i = 0; i < http.size(); ++i)
    if (http[i].name != "Silence") all.push_back({http[i], live[i % live.size()]});
  return all;
}

/// One that runs for as long as it is let, and fetches all that there is.
struct Lasting {
  const char* name;
  const char* arguments;
  friend std::ostream& operator<<(std::ostream& out, const Lasting& lasting) { return out << lasting.name; }
};

constexpr std::array lasting_programs = {
    Lasting{"hearthctl", "record"},
#ifdef HEARTHBOARD_HAS_UI
    // Idle, before a home that answers, it takes 65 MB, 48 of its own: Qt Quick, drawn by the processor.
    Lasting{"hearthboard", ""},
#endif
};

class HostilePrograms : public testing::TestWithParam<std::tuple<Lasting, Pair>> {};

TEST_P(HostilePrograms, StaySmall) {
  const auto& [asked, hostile] = GetParam();
  const HostileServer api(hostile.http);
  const HostileServer live(hostile.live);
  ProgramRunner runner;
  runner.unset("HEARTHBOARD_CLOCK");
  runner.set("QT_QPA_PLATFORM", "offscreen");
  runner.set("QT_QUICK_BACKEND", "software");
  runner.set("HEARTHBOARD_ACCESS_TOKEN", "t");
  runner.write("hearthboard.toml", "[api]\nbase_url = \"" + api.url("http", {}).toString().toStdString() +
                                       "\"\n[live]\nurl = \"" +
                                       live.url("ws", QStringLiteral("/ws/energy")).toString().toStdString() +
                                       "\"\n[history]\npath = \"history.db\"\n");
  const auto recorder = runner.launch(asked.name, words(asked.arguments));
  // Five polls and the history are asked for at once; all have hung up when they have taken what they take.
  EXPECT_TRUE(wait_until([&] {
    return recorder->ended() ||
           (api.connections() >= 6 && api.open() == 0 && live.connections() > 0 && live.open() == 0);
  })) << api.connections()
      << ' ' << api.open() << ' ' << live.connections() << ' ' << live.open();
  const long peak = peak_memory_kib(recorder->pid());
  EXPECT_GT(peak, 0);
  EXPECT_LT(peak, 150 * 1024);
  EXPECT_EQ(recorder->end(SIGTERM).code, 0) << recorder->err();
}

INSTANTIATE_TEST_SUITE_P(Each, HostilePrograms,
                         testing::Combine(testing::ValuesIn(lasting_programs), testing::ValuesIn(pairs())),
                         [](const auto& each) {
                           const Pair& pair = std::get<Pair>(each.param);
                           return std::get<Lasting>(each.param).name + pair.http.name + "And" +
                                  pair.live.name;
                         });

}  // namespace
}  // namespace hearth
