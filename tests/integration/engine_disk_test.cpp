#include "core/demo/home_server.h"
#include "core/source/energy_ws/config.h"
#include "core/source/homelab_api/config.h"
#include "core/store/lock_file.h"
#include "tests/integration/engine_fixture.h"
#include "tests/support/faulty_disk.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

namespace hearth {
namespace {

using test::wait_until;

constexpr TimeMs winter_noon = 1768478400000;  // 2026-01-15T12:00:00Z

/// A home whose minutes pass in a second, and a disk that is not what it should be.
class EngineDisk : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(folder_.isValid());
    config_.time_zone = "Europe/Stockholm";
    config_.history_path = folder_.filePath(QStringLiteral("disk/history.db")).toStdString();
    ASSERT_TRUE(server_.listen().has_value());
    config_.of<HomelabApiConfig>().base_url = server_.api_url().toString().toStdString();
    config_.of<EnergyWsConfig>().url = server_.live_url().toString().toStdString();
    config_.access_token = server_.token().toStdString();
  }
  std::unique_ptr<Engine> engine() {
    return Engine::start({.config = config_, .wait_for_disk = true}, *clock_);
  }
  /// That readings go on coming, by the stream and by polling.
  static void expect_life(Engine& running) {
    const auto newest = [&](ChannelIndex of) {
      TimeMs time = 0;
      for (const auto& [key, value] : running.live().values())
        if (key.channel == of) time = std::max(time, value.time);
      return time;
    };
    const std::array channels = {channel("energy.power_total"), channel("heatpump.supply_temp")};
    std::array<TimeMs, 2> before{};
    std::ranges::transform(channels, before.begin(), newest);
    EXPECT_TRUE(
        wait_until([&] { return newest(channels[0]) > before[0] && newest(channels[1]) > before[1]; }));
  }

  static HistoryRequest power_of(TimeRange range) {
    HistoryRequest request;
    request.range = range;
    request.keys = {{channel("energy.power_total"), ""}};
    return request;
  }
  static bool names_a_silent_disk(Engine& running) {
    const auto& problems = running.status().status().problems;
    return std::ranges::any_of(problems,
                               [](const Error& e) { return e.message.contains("does not answer"); });
  }

  std::unique_ptr<Clock> clock_ = make_scaled_clock(winter_noon, 60);
  QTemporaryDir folder_;
  demo::HomeServer server_{demo::HomeServerOptions{}, *clock_};
  Config config_;
};

TEST_F(EngineDisk, OneThatHangsStopsNeitherPollingNorLiveValues) {
  test::FaultyDisk disk;
  const auto running = engine();
  expect_life(*running);
  disk.hang();
  disk.wait_for_victim();
  const int asked = server_.requests();
  for (int i = 0; i < 3; ++i) expect_life(*running);
  EXPECT_GT(server_.requests(), asked);
  disk.go_on();
  EXPECT_TRUE(wait_until([&] { return running->status().status().store.unflushed < 100; }));
}

TEST_F(EngineDisk, OneThatHangsInReadingHoldsUpNothingButHistory) {
  test::FaultyDisk disk;
  const auto running = engine();
  expect_life(*running);
  ASSERT_TRUE(wait_until([&] { return running->status().status().records; }));
  disk.hang_in_all();
  HistoryAnswerPtr answer;
  QObject context;
  running->history().request(power_of({winter_noon - day_ms, winter_noon + day_ms}), &context,
                             [&](const HistoryAnswerPtr& given) { answer = given; });
  disk.wait_for_victim();
  const int asked = server_.requests();
  for (int i = 0; i < 3; ++i) expect_life(*running);
  EXPECT_GT(server_.requests(), asked);
  EXPECT_EQ(answer, nullptr);
  EXPECT_TRUE(wait_until([&] { return names_a_silent_disk(*running); })) << "it is said";
  disk.go_on();
  EXPECT_TRUE(wait_until([&] { return answer != nullptr && !answer->series.front().empty(); }));
  EXPECT_TRUE(wait_until([&] { return !names_a_silent_disk(*running); })) << "and passes";
}

TEST_F(EngineDisk, OneThatHangsAtStartIsNotWaitedFor) {
  test::FaultyDisk disk;
  disk.hang_in_all();
  const auto running = engine();
  disk.wait_for_victim();
  for (int i = 0; i < 3; ++i) expect_life(*running);
  EXPECT_FALSE(running->status().status().records);
  EXPECT_TRUE(wait_until([&] { return names_a_silent_disk(*running); }));
  disk.go_on();
  EXPECT_TRUE(wait_until([&] { return running->status().status().records; }));
  EXPECT_TRUE(wait_until([&] { return running->status().status().store.rows > 0; }));
  // What came meanwhile is in it.
  const HistoryAnswerPtr answer = test::ask(*running, power_of({winter_noon, winter_noon + day_ms}));
  ASSERT_FALSE(answer->series.empty());
  ASSERT_FALSE(answer->series.front().empty());
  EXPECT_FALSE(running->stop().has_value()) << "nothing was lost";
}

TEST_F(EngineDisk, OneThatHangsAtTheEndIsNotWaitedForForEver) {
  test::FaultyDisk disk;
  const auto running = engine();
  expect_life(*running);
  ASSERT_TRUE(wait_until([&] { return running->status().status().records; }));
  disk.hang_in_all();
  disk.wait_for_victim();
  expect_life(*running);
  const auto lost = running->stop();
  ASSERT_TRUE(lost.has_value());
  EXPECT_TRUE(lost->message.ends_with("readings could not be written.")) << lost->message;
  EXPECT_FALSE(lost->message.starts_with("0 "));
  EXPECT_EQ(lost->next, "The disk with the history does not answer.");
  EXPECT_EQ(lost->place, config_.history_path.string());
  disk.go_on();
  // What was left comes to its end by itself; the clock and the disk have to be there until then.
  LockFile lock(config_.history_path.string() + ".lock");
  EXPECT_TRUE(wait_until([&] { return lock.try_take("test"); }));
}

TEST_F(EngineDisk, OneThatIsNotThereIsWaitedFor) {
  const std::filesystem::path folder = config_.history_path.parent_path();
  std::ofstream(folder) << "in the way";
  const auto running = engine();
  expect_life(*running);
  const Status& status = running->status().status();
  EXPECT_TRUE(status.recording_paused.has_value());
  EXPECT_FALSE(status.records);
  ASSERT_FALSE(status.problems.empty());
  std::filesystem::remove(folder);
  EXPECT_TRUE(wait_until([&] { return status.records; }));
  EXPECT_FALSE(status.recording_paused.has_value());
  EXPECT_TRUE(status.problems.empty()) << "what has passed is no problem any more";
  EXPECT_FALSE(running->stop().has_value()) << "nothing was lost";
}

}  // namespace
}  // namespace hearth
