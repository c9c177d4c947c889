// What hearthctl doctor finds, at real servers.
#include "tests/integration/ctl_replica_fixture.h"

#include <QTcpServer>

#include <csignal>

namespace hearth {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::Not;

using CtlDoctor = CtlReplicaTest;

constexpr const char* readings =
    "insert into energy_consumption (time, device_serial, active_power_total) values "
    "('2026-01-14T07:00:00Z', 'meter', 400), ('2026-01-15T06:30:00Z', 'meter', 500);"
    "insert into heatpump_status (time, device_id) values ('2026-01-10T00:00:00Z', 'pump');"
    "insert into spot_prices values ('2026-01-15T22:00:00Z', 'SE3', 'SEK', 1000, 1, null, null);";

/// The lines of a report with this verdict.
int count_of(const std::string& report, const std::string& verdict) {
  int lines = 0;
  for (auto at = ("\n" + report).find("\n" + verdict); at != std::string::npos;
       at = ("\n" + report).find("\n" + verdict, at + 1))
    ++lines;
  return lines;
}

TEST_F(CtlDoctor, ATidyReplicaIsTidy) {
  const PostgresServer server({.timescale = true});
  server.sql(readings);
  configure(server, Role::reader);
  const Ended ended = ctl("doctor");
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.err, "");
  const std::string at = "127.0.0.1:" + std::to_string(server.port());
  for (const std::string& line :
       {"ok       configuration  " + runner.path("hearthboard.toml") + " is good.\n",
        std::string("ok       replica        The password is that of PGPASSWORD or the service file.\n"),
        "ok       replica        Connected to " + at +
            " as hearth_reader, database telemetry, without TLS, on this machine: PostgreSQL ",
        std::string(", a primary.\n"), std::string("The database sums up with time_bucket.\n"),
        std::string("energy_consumption reaches from 2026-01-14T07:00:00Z to 2026-01-15T06:30:00Z; the "
                    "newest is 30 min old.\n"),
        std::string("warning  replica        heatpump_status reaches from 2026-01-10T00:00:00Z to "
                    "2026-01-10T00:00:00Z; nothing has come for 5 days. Mend: See what writes the table.\n"),
        std::string("note     replica        temperature_sensors has no readings.\n"),
        std::string("spot_prices reaches from 2026-01-15T22:00:00Z to 2026-01-15T22:00:00Z, ahead of now.\n"),
        std::string("energy_hourly gives hourly energy.\n"),
        std::string("note     history        " + runner.path(".local/share/hearthboard/history.db") +
                    " is not there: nothing has been recorded yet.\n")})
    EXPECT_THAT(ended.out, HasSubstr(line));
  EXPECT_EQ(count_of(ended.out, "FAILED"), 0) << ended.out;
  EXPECT_EQ(count_of(ended.out, "warning"), 1) << ended.out;
}

TEST_F(CtlDoctor, MachinesReadTheSame) {
  const PostgresServer server;
  server.sql(readings);
  configure(server, Role::reader);
  const QJsonObject replica = examined(0)[QStringLiteral("replica")].toObject();
  EXPECT_EQ(replica[QStringLiteral("role")].toString(), QStringLiteral("hearth_reader"));
  EXPECT_EQ(replica[QStringLiteral("database")].toString(), QStringLiteral("telemetry"));
  EXPECT_EQ(replica[QStringLiteral("standby")], QJsonValue(false));
  EXPECT_EQ(replica[QStringLiteral("encrypted")], QJsonValue(false));
  EXPECT_TRUE(replica[QStringLiteral("lag_seconds")].isNull());
  EXPECT_EQ(replica[QStringLiteral("time_bucket")], QJsonValue(false));
  EXPECT_EQ(replica[QStringLiteral("date_bin")], QJsonValue(true));
  const QJsonArray tables = replica[QStringLiteral("tables")].toArray();
  ASSERT_EQ(tables.size(), 4);
  EXPECT_EQ(tables[0][QStringLiteral("name")].toString(), QStringLiteral("energy_consumption"));
  EXPECT_EQ(tables[0][QStringLiteral("newest")].toString(), QStringLiteral("2026-01-15T06:30:00Z"));
  EXPECT_TRUE(tables[2][QStringLiteral("newest")].isNull());
}

TEST_F(CtlDoctor, AStandbyThatIsLateIsSaid) {
  const PostgresServer primary;
  pretend_replay_lag(primary, 7200);
  const auto standby = make_standby(primary);
  ASSERT_TRUE(wait_until_replayed(*standby, primary));
  configure(*standby, Role::reader);
  const Ended ended = ctl("doctor");
  EXPECT_EQ(ended.code, 0) << ended.out;
  EXPECT_THAT(ended.out, HasSubstr(", a standby, 2 h behind.\n"));
  EXPECT_THAT(ended.out, HasSubstr("\nwarning  replica        The standby is 72"));
  EXPECT_THAT(ended.out, HasSubstr(" s behind its primary. Mend: See pg_stat_replication on the primary.\n"));
}

TEST_F(CtlDoctor, WhoMayNotReadIsToldTheStatement) {
  const PostgresServer server;
  configure(server, Role::stranger);
  const Ended ended = ctl("doctor");
  EXPECT_EQ(ended.code, 77) << ended.out;
  for (const char* table : {"energy_consumption", "heatpump_status", "temperature_sensors", "spot_prices"})
    EXPECT_THAT(ended.out,
                HasSubstr("\nFAILED   replica        hearth_stranger may not read " + std::string(table) +
                          ". Mend: GRANT SELECT ON " + table + " TO hearth_stranger;\n"));
  // The statements are right.
  for (const char* table : {"energy_consumption", "heatpump_status", "temperature_sensors", "spot_prices"})
    server.sql("GRANT SELECT ON " + std::string(table) + " TO hearth_stranger;");
  EXPECT_EQ(ctl("doctor").code, 0);
}

TEST_F(CtlDoctor, WhoCouldWriteIsWarned) {
  const PostgresServer server;
  configure(server, Role::writer);
  const Ended ended = ctl("doctor");
  EXPECT_EQ(ended.code, 0) << ended.out;
  EXPECT_THAT(ended.out,
              HasSubstr("\nwarning  replica        hearth_writer could write (energy_consumption, "));
  const std::string mend = " Mend: REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ";
  ASSERT_THAT(ended.out, HasSubstr(mend));
  const auto from = ended.out.find(mend) + 7;
  server.sql(ended.out.substr(from, ended.out.find('\n', from) - from));
  EXPECT_THAT(ctl("doctor").out, Not(HasSubstr("could write")));
}

TEST_F(CtlDoctor, AnOlderSchemaIsToldByItsColumns) {
  const PostgresServer server({.tables = Tables::older});
  configure(server, Role::reader);
  const Ended ended = ctl("doctor");
  EXPECT_EQ(ended.code, 0) << ended.out;
  EXPECT_THAT(ended.out, HasSubstr("\nnote     replica        heatpump_status lacks integral: these stay "
                                   "empty.\n"));
  EXPECT_THAT(ended.out, HasSubstr("There is no view energy_hourly"));
}

TEST_F(CtlDoctor, AServerThatDoesNotLetItInIsToldApart) {
  const PostgresServer server({.tables = Tables::none});
  configure(server, Role::reader);
  runner.set("PGPASSWORD", std::string(wrong));
  const Ended refused = ctl("doctor");
  EXPECT_EQ(refused.code, 77) << refused.out;
  EXPECT_THAT(refused.out,
              HasSubstr("\nFAILED   replica        127.0.0.1 refuses the password. Mend: Set it anew with "
                        "\"hearthctl secret set replica\", in ~/.pgpass, or in [replica] password_file.\n"));
  EXPECT_THAT(refused.out,
              HasSubstr("\nnote     replica        It was tried with host=127.0.0.1 port=" +
                        std::to_string(server.port()) + " dbname=telemetry user=hearth_reader.\n"));
  EXPECT_EQ(examined(77)[QStringLiteral("replica")], QJsonValue());

  runner.set("PGPASSWORD", password_of(Role::reader));
  configure("host=127.0.0.1 port=" + std::to_string(server.port()) + " dbname=other user=hearth_reader");
  const Ended other = ctl("doctor");
  EXPECT_EQ(other.code, 78) << other.out;
  EXPECT_THAT(other.out, HasSubstr("has no database of this name. Mend: Correct dbname in [replica] dsn.\n"));

  runner.unset("PGPASSWORD");
  configure(plain_dsn(Role::reader, server.port()));
  const Ended none = ctl("doctor");
  EXPECT_EQ(none.code, 77) << none.out;
  EXPECT_THAT(none.out, HasSubstr("note     replica        No password is known;"));
  EXPECT_THAT(none.out, HasSubstr("asks for a password, and there is none."));
}

TEST_F(CtlDoctor, AServerThatIsNotThereIsToldApart) {
  configure(plain_dsn(Role::reader, free_port()));
  const Ended closed = ctl("doctor");
  EXPECT_EQ(closed.code, 69) << closed.out;
  EXPECT_THAT(closed.out, HasSubstr("\nFAILED   replica        127.0.0.1 cannot be reached. Mend: "));

  // No resolver is asked for a name that none can have.
  const std::string name(70, 'x');
  configure("postgresql://hearth_reader@" + name + "/telemetry");
  const Ended unknown = ctl("doctor");
  EXPECT_EQ(unknown.code, 69) << unknown.out;
  EXPECT_THAT(unknown.out, HasSubstr("FAILED   replica        The name " + name + " cannot be resolved."));

  configure("service=nowhere");
  const Ended service = ctl("doctor");
  EXPECT_EQ(service.code, 78) << service.out;
  EXPECT_THAT(service.out, HasSubstr("The service \"nowhere\" is in no service file."));
}

TEST_F(CtlDoctor, CtrlCEndsItAtOnce) {
  QTcpServer silent;
  ASSERT_TRUE(silent.listen(QHostAddress::LocalHost));
  configure(plain_dsn(Role::reader, silent.serverPort()) + "?connect_timeout=60");
  const auto doctor = runner.launch("hearthctl", words("doctor"));
  // It has looked for the password, tried the address, and is waiting for a word.
  ASSERT_TRUE(wait_until([&] { return silent.hasPendingConnections() || doctor->ended(); }));
  ASSERT_TRUE(doctor->prints("No password is known")) << doctor->out();
  const Ended ended = doctor->end(SIGINT);
  EXPECT_EQ(ended.code, 128 + SIGINT) << ended.out << ended.err;
  EXPECT_THAT(ended.out, Not(HasSubstr("FAILED")));
}

TEST_F(CtlDoctor, AMistakeInTheConfigurationIsOneOfItsLines) {
  runner.write("hearthboard.toml",
               "[api]\nbase_url = \"http://127.0.0.1:1\"\n[replica]\ndsn = "
               "\"postgresql://reader:" +
                   std::string(wrong) + "@db/telemetry\"\n");
  const Ended ended = ctl("doctor");
  EXPECT_EQ(ended.code, 78) << ended.out;
  EXPECT_EQ(ended.err, "");
  EXPECT_THAT(ended.out, HasSubstr("FAILED   configuration  " + runner.path("hearthboard.toml") +
                                   ":4: [replica] dsn: must not hold a password"));
  // The rest is looked at all the same.
  EXPECT_THAT(ended.out, HasSubstr("\nFAILED   services       "));
  EXPECT_THAT(ended.out, HasSubstr("\nFAILED   sign-in        Not set up"));
  EXPECT_EQ(count_of(ended.out, "ok"), 1) << "the machine is well\n" << ended.out;

  runner.write("hearthboard.toml", "");
  const Ended empty = ctl("doctor");
  EXPECT_EQ(empty.code, 78);
  EXPECT_THAT(empty.out, HasSubstr("FAILED   configuration  No home is set up yet. Mend: Set [api] base_url, "
                                   "[replica] dsn or [mqtt] url in "));
}

TEST_F(CtlDoctor, TheDemoHomeIsWell) {
  const Ended ended = ctl("doctor --demo");
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(count_of(ended.out, "FAILED") + count_of(ended.out, "warning"), 0) << ended.out;
  for (const char* line :
       {"machine        The time zone Europe/Stockholm is known here; ",
        "services       http://127.0.0.1:", "services       Energy: the newest reading is ",
        "services       Energy of this hour: ", "services       Energy by the hour: 5 of the ",
        "services       Heat pump: the newest ", "services       Rooms: 6 places, the newest",
        "services       History of a room: ", "services       Prices: ",
        "live           Connected; the first reading is "})
    EXPECT_THAT(ended.out, HasSubstr("\nok       " + std::string(line)));
  EXPECT_THAT(ended.out, HasSubstr("; nobody records.\n"));
}

}  // namespace
}  // namespace hearth
