#include "tests/replica/facts.h"

#include <gmock/gmock.h>

namespace hearth::replica {
namespace {

using testing::Contains;
using testing::HasSubstr;
using Weight = Finding::Weight;

/// What is found after `change`; one thing at most.
template <class Change>
Finding found_after(Change change) {
  Capabilities c = good_server();
  change(c);
  const auto found = findings(c);
  EXPECT_EQ(found.size(), 1U);
  return found.empty() ? Finding{} : found.front();
}

TEST(Findings, AGoodServerHasNone) {
  EXPECT_TRUE(findings(good_server()).empty());
}

TEST(Findings, SayWhatToMend) {
  const auto writes = found_after([](Capabilities& c) { c.tables["spot_prices"].may_write = true; });
  EXPECT_EQ(writes.weight, Weight::warning);
  EXPECT_EQ(writes.mend, "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON spot_prices FROM reader;");
  const auto grant = found_after([](Capabilities& c) { c.tables["heatpump_status"].may_read = false; });
  EXPECT_EQ(grant.weight, Weight::failure);
  EXPECT_EQ(grant.mend, "GRANT SELECT ON heatpump_status TO reader;");
  EXPECT_EQ(grant.kind, ErrorKind::not_permitted);
  const auto index = found_after([](Capabilities& c) { c.tables["energy_consumption"].indexed = false; });
  EXPECT_EQ(index.weight, Weight::warning);
  EXPECT_THAT(index.mend, HasSubstr("CREATE INDEX ON energy_consumption (time DESC);"));
}

TEST(Findings, SayWhatIsMissing) {
  const auto table = found_after([](Capabilities& c) { c.tables["heatpump_status"].is_there = false; });
  EXPECT_EQ(table.weight, Weight::note);
  EXPECT_THAT(table.what, HasSubstr("no table heatpump_status"));
  const auto column =
      found_after([](Capabilities& c) { c.tables["heatpump_status"].columns.erase("integral"); });
  EXPECT_EQ(column.weight, Weight::note);
  EXPECT_THAT(column.what, HasSubstr("lacks integral"));
  const auto time =
      found_after([](Capabilities& c) { c.tables["spot_prices"].columns["time"] = timestamp_oid; });
  EXPECT_EQ(time.weight, Weight::failure);
  const auto entity =
      found_after([](Capabilities& c) { c.tables["temperature_sensors"].columns.erase("location"); });
  EXPECT_EQ(entity.weight, Weight::failure);
  const auto serial =
      found_after([](Capabilities& c) { c.tables["energy_consumption"].columns.erase("device_serial"); });
  EXPECT_EQ(serial.weight, Weight::note);
  const auto hours = found_after([](Capabilities& c) { c.tables["energy_hourly"].is_there = false; });
  EXPECT_EQ(hours.weight, Weight::note);
  const auto buckets = found_after([](Capabilities& c) { c.time_bucket = c.date_bin = false; });
  EXPECT_EQ(buckets.weight, Weight::failure);
}

TEST(Findings, JudgeTheServer) {
  EXPECT_EQ(found_after([](Capabilities& c) { c.server_version = 140011; }).weight, Weight::warning);
  const auto open = found_after([](Capabilities& c) { c.encrypted = false; });
  EXPECT_EQ(open.weight, Weight::failure);
  EXPECT_EQ(open.kind, ErrorKind::config);
  Capabilities here = good_server();
  here.encrypted = false;
  for (const char* host : {"localhost:5432", "127.0.0.1:6432", "/var/run/postgresql:5432", "::1:5432"}) {
    here.host = host;
    EXPECT_TRUE(findings(here).empty()) << host;
  }
  const auto lag = found_after([](Capabilities& c) { c.lag = 61'000; });
  EXPECT_EQ(lag.weight, Weight::warning);
  EXPECT_THAT(lag.what, HasSubstr("61 s behind"));
  Capabilities close = good_server();
  close.lag = minute_ms;
  EXPECT_TRUE(findings(close).empty());
}

TEST(Findings, TheWorstIsFirst) {
  Capabilities c = good_server();
  c.tables["heatpump_status"].is_there = false;
  c.server_version = 130000;
  c.encrypted = false;
  std::vector<Weight> weights;
  for (const Finding& finding : findings(c)) weights.push_back(finding.weight);
  EXPECT_EQ(weights, (std::vector{Weight::failure, Weight::warning, Weight::note}));
}

}  // namespace
}  // namespace hearth::replica
