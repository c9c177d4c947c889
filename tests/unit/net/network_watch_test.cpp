#include "core/net/network_watch.h"

#include "tests/support/loopback.h"

#include <QCoreApplication>
#include <QProcess>

#include <gtest/gtest.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace hearth {
namespace {

using namespace test;
using std::chrono::milliseconds;

/// A machine that sleeps when the test says so.
struct SleepyClock final : ManualClock {
  SleepyClock() : ManualClock(0) {}
  [[nodiscard]] std::chrono::nanoseconds since_boot() const override { return monotonic() + slept; }
  std::chrono::nanoseconds slept{0};
};

struct Watched {
  explicit Watched(std::set<std::string> first) : ways(std::move(first)) {
    QObject::connect(&watch, &NetworkWatch::changed, &watch, [this] { ++changes; });
  }
  SleepyClock clock;
  std::set<std::string> ways;
  int looks = 0;
  NetworkWatch watch{clock, {.calm = milliseconds(20), .look = milliseconds(5), .ways = [this] {
                               ++looks;
                               return ways;
                             }}};
  int changes = 0;
};

TEST(NetworkWatch, TellsOfASleepOnce) {
  Watched watched({"eth0 192.0.2.5"});
  watched.clock.slept = std::chrono::hours(8);
  ASSERT_TRUE(run_until([&] { return watched.changes > 0; }));
  watched.clock.slept += milliseconds(100);  // as two clocks differ that are read one after the other
  QTimer later;
  later.start(50);
  bool over = false;
  QObject::connect(&later, &QTimer::timeout, &later, [&] { over = true; });
  ASSERT_TRUE(run_until([&] { return over; }));
  EXPECT_EQ(watched.changes, 1);
}

TEST(NetworkWatch, LeavesOutWhatLeadsNowhere) {
  for (const std::string& way : network_ways()) {
    EXPECT_FALSE(way.starts_with("lo ")) << way;
    EXPECT_EQ(way.find(" fe80:"), std::string::npos) << way;
    EXPECT_EQ(way.find(" 127."), std::string::npos) << way;
  }
  EXPECT_EQ(network_ways(), network_ways());
}

constexpr const char* in_a_network_of_its_own = "HEARTHBOARD_TEST_NETWORK";

/// Switches the loopback interface, of which the kernel then tells.
void switch_loopback(bool on) {
  const int control = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request = {};
  std::string("lo").copy(request.ifr_name, IFNAMSIZ - 1);
  ASSERT_EQ(::ioctl(control, SIOCGIFFLAGS, &request), 0);
  request.ifr_flags = static_cast<short>(on ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP);
  ASSERT_EQ(::ioctl(control, SIOCSIFFLAGS, &request), 0);
  ::close(control);
}

/// In a network namespace: this machine's own interfaces are not the test's to switch.
TEST(NetworkWatch, HearsOfTheKernelsChanges) {
  if (!qEnvironmentVariableIsSet(in_a_network_of_its_own)) {
    if (QProcess::execute(QStringLiteral("unshare"), {QStringLiteral("-Urn"), QStringLiteral("true")}) != 0)
      GTEST_SKIP() << "There are no network namespaces here.";
    qputenv(in_a_network_of_its_own, "1");
    EXPECT_EQ(QProcess::execute(QStringLiteral("unshare"),
                                {QStringLiteral("-Urn"), QCoreApplication::applicationFilePath(),
                                 QStringLiteral("--gtest_filter=NetworkWatch.HearsOfTheKernelsChanges")}),
              0);
    qunsetenv(in_a_network_of_its_own);
    return;
  }
  EXPECT_TRUE(network_ways().empty());
  Watched watched({"eth0 192.0.2.5"});
  const auto wait_for_look = [&] {
    const int before = watched.looks;
    return run_until([&] { return watched.looks > before; });
  };
  // The kernel speaks, but nothing has changed.
  switch_loopback(true);
  ASSERT_TRUE(wait_for_look());
  EXPECT_EQ(watched.changes, 0);
  // The cable is pulled: nothing can be asked.
  watched.ways = {};
  switch_loopback(false);
  ASSERT_TRUE(wait_for_look());
  EXPECT_EQ(watched.changes, 0);
  // The same network again, in two steps that are one change.
  watched.ways = {"eth0 192.0.2.5"};
  switch_loopback(true);
  switch_loopback(false);
  ASSERT_TRUE(wait_for_look());
  EXPECT_EQ(watched.changes, 1);
  // One of two networks goes.
  for (const auto& ways :
       std::vector<std::set<std::string>>{{"eth0 192.0.2.5", "wlan0 192.0.2.6"}, {"wlan0 192.0.2.6"}}) {
    const int before = watched.changes;
    watched.ways = ways;
    switch_loopback(true);
    switch_loopback(false);
    ASSERT_TRUE(wait_for_look());
    EXPECT_EQ(watched.changes, before + 1);
  }
}

}  // namespace
}  // namespace hearth
