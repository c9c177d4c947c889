// Refreshing for as long as one likes on a standby that cancels a query every few seconds.
#include "tests/postgres/process.h"
#include "tests/replica/replica_fixture.h"

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace hearth::replica {
namespace {

/// Four seconds, or as long as HEARTHBOARD_REPLICA_SOAK_SECONDS says.
std::chrono::seconds soak_time() {
  const char* given = std::getenv("HEARTHBOARD_REPLICA_SOAK_SECONDS");
  return std::chrono::seconds(given == nullptr ? 4 : std::atoi(given));
}

TEST(ReplicaSoak, NoRefreshFailsOnAStandbyThatCancels) {
  ManualClock clock(noon);
  test::PostgresServer primary({.settings = {"autovacuum = off"}});
  // What may be dropped stands in each block beside what is read, so that replay meets the readers.
  test::fill_energy(primary, {.start = midnight, .seconds = 12 * 3600});
  const auto standby =
      test::make_standby(primary, {"max_standby_streaming_delay = 0", "hot_standby_feedback = off"});
  ASSERT_TRUE(test::wait_until_replayed(*standby, primary));

  std::jthread trouble([&primary](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    for (int i = 0; !stop.stop_requested(); ++i) {
      changed.wait_for(lock, stop, std::chrono::seconds(2), [] { return false; });
      primary.sql(
          fmt::format("UPDATE energy_consumption SET wifi_rssi = {0} WHERE time >= '{1}' AND time < '{2}'",
                      i % 100, format_rfc3339(noon - hour_ms), format_rfc3339(noon)));
      primary.sql("VACUUM energy_consumption");
    }
  });

  auto options = options_for(standby->dsn(test::Role::reader));
  options.retry_pause = 200;
  Replica replica(options, clock);
  const auto end = clock.monotonic() + soak_time();
  std::uint64_t refreshes = 0;
  std::uint64_t failed = 0;
  // On a busy machine the readers may well slip through for a while.
  const auto patience = end + std::chrono::minutes(1);
  const auto goes_on = [&] { return clock.monotonic() < (replica.traffic().retries == 0 ? patience : end); };
  for (; goes_on(); ++refreshes) {
    std::uint64_t rows = 0;
    const auto sink = [&](const GroupKey&, Rows&& part) -> Expected<void> {
      rows += part.size();
      return {};
    };
    const auto read = replica.read_rows(Dataset::energy, {noon - 4 * hour_ms, noon}, {}, sink);
    if (!read) ++failed;
    EXPECT_TRUE(read.has_value()) << to_text(read.error());
    EXPECT_EQ(rows, 4 * 3600U);
    const auto reduced =
        replica.read_rollups({channel("energy.power_total")}, {midnight, noon}, quarter_ms, 0, {});
    if (!reduced) ++failed;
    EXPECT_TRUE(reduced.has_value()) << to_text(reduced.error());
  }
  trouble.request_stop();
  trouble.join();
  const std::string cancelled = standby->value(
      "SELECT confl_snapshot + confl_lock + confl_bufferpin + confl_deadlock FROM pg_stat_database_conflicts "
      "WHERE datname = 'telemetry'");
  fmt::print("{} refreshes, {} failed; the standby cancelled {} queries, {} transactions were tried again\n",
             2 * refreshes, failed, cancelled, replica.traffic().retries);
  EXPECT_EQ(failed, 0U);
  // The server's own count comes late.
  EXPECT_GT(replica.traffic().retries, 0U)
      << "the standby had no reason to cancel anything: this proved nothing";
}

}  // namespace
}  // namespace hearth::replica
