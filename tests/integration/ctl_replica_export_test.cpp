// hearthctl export --from-database: the rows of the tables, without a local history.
#include "tests/integration/ctl_replica_fixture.h"
#include "tests/postgres/fill.h"

namespace hearth {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::StartsWith;

constexpr TimeMs start = 1'768'442'400'000;  // 2026-01-15T02:00:00Z
using CtlReplicaExport = CtlReplicaTest;

std::ptrdiff_t lines_of(const std::string& text) {
  return std::ranges::count(text, '\n');
}

TEST_F(CtlReplicaExport, WritesEveryReadingInOrder) {
  const PostgresServer server;
  const FillCounts counts = fill_from_house(
      server, {.start = start, .length = 2 * hour_ms, .energy_step = 10 * second_ms, .out_of_order = 0.1});
  configure(server, Role::reader);
  const Ended energy = ctl("export --dataset energy --from-database");
  ASSERT_EQ(energy.code, 0) << energy.err;
  EXPECT_THAT(energy.out, StartsWith("time,energy.power_total [W],"));
  EXPECT_THAT(energy.out, HasSubstr("\r\n2026-01-15T02:00:10Z,"));
  EXPECT_EQ(lines_of(energy.out), counts.energy + 1);

  const Ended climate =
      ctl("export --dataset climate --columns climate.humidity,climate.temperature --from-database");
  ASSERT_EQ(climate.code, 0) << climate.err;
  EXPECT_THAT(climate.out, StartsWith("time,location,climate.humidity [%],climate.temperature [°C]\r\n"));
  EXPECT_EQ(lines_of(climate.out), counts.climate + 1);
  std::vector<std::string> rows;
  for (std::size_t at = climate.out.find('\n') + 1; at < climate.out.size();
       at = climate.out.find('\n', at) + 1)
    rows.push_back(climate.out.substr(at, climate.out.find('\r', at) - at));
  EXPECT_TRUE(std::ranges::is_sorted(rows, {}, [](const std::string& row) { return row.substr(0, 20); }));
}

TEST_F(CtlReplicaExport, LosesNoDayOfALongRange) {
  const PostgresServer server;
  const FillCounts counts =
      fill_from_house(server, {.start = start - 9 * day_ms, .length = 9 * day_ms, .energy_step = minute_ms});
  configure(server, Role::reader);
  for (const auto& [dataset, rows] :
       {std::pair{"energy", counts.energy}, std::pair{"climate", counts.climate},
        std::pair{"heatpump", counts.heat_pump}, std::pair{"price", counts.prices}}) {
    const Ended written = ctl(("export --from-database --dataset " + std::string(dataset)).c_str());
    ASSERT_EQ(written.code, 0) << written.err;
    EXPECT_EQ(lines_of(written.out), rows + 1) << dataset;
  }
}

TEST_F(CtlReplicaExport, AnEmptyTableIsAHeader) {
  const PostgresServer server;
  configure(server, Role::reader);
  const Ended none = ctl("export --dataset heatpump --from-database");
  EXPECT_EQ(none.code, 0) << none.err;
  EXPECT_EQ(lines_of(none.out), 1);
}

TEST_F(CtlReplicaExport, SaysWhatItCannotDo) {
  const PostgresServer server;
  configure(server, Role::reader);
  const Ended hours = ctl("export --dataset energy --every 1h --from-database");
  EXPECT_EQ(hours.code, 64);
  EXPECT_THAT(hours.err, HasSubstr("--every: From the database every reading is written"));
  EXPECT_EQ(ctl("export --dataset energy --fill null --from-database").code, 64);

  configure(server, Role::stranger);
  const Ended closed = ctl("export --dataset energy --from-database");
  EXPECT_EQ(closed.code, 77);
  EXPECT_THAT(closed.err, HasSubstr("GRANT SELECT ON energy_consumption TO hearth_stranger;"));
  runner.set("PGPASSWORD", std::string(wrong));
  const Ended refused = ctl("export --dataset energy --from-database --out there.csv");
  EXPECT_EQ(refused.code, 77);
  EXPECT_THAT(refused.err, HasSubstr("refuses the password"));

  runner.write("hearthboard.toml", "[api]\nbase_url = \"http://127.0.0.1:9\"\n");
  const Ended nowhere = ctl("export --dataset energy --from-database");
  EXPECT_EQ(nowhere.code, 78);
  EXPECT_THAT(nowhere.err, HasSubstr("Set [replica] dsn."));
}

}  // namespace
}  // namespace hearth
