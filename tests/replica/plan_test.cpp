// How to connect, worked out without connecting.
#include "core/source/replica/conninfo.h"
#include "tests/postgres/process.h"
#include "tests/replica/environment.h"

#include <gmock/gmock.h>

namespace hearth::replica {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct ReplicaPlan : testing::Test {
  static Expected<ConnectionPlan> plan(const std::string& dsn) {
    return plan_connection({.dsn = dsn, .password = {}});
  }
  static std::string refusal(const std::string& dsn) {
    const auto made = plan(dsn);
    if (made) return {};
    EXPECT_EQ(made.error().kind, ErrorKind::config);
    EXPECT_FALSE(made.error().next.empty());
    return made.error().message;
  }
  static std::string value(const HostPlan& host, std::string_view keyword) {
    for (const auto& [known, said] : host.parameters)
      if (known == keyword) return said;
    return "-";
  }

  test::TempFolder folder;
  Environment home{"HOME", folder.path().string()};
  Environment passwords{"PGPASSFILE", (folder.path() / "pgpass").string()};
  Environment services{"PGSERVICEFILE", (folder.path() / "services").string()};
};

TEST_F(ReplicaPlan, HasWhatEveryConnectionNeeds) {
  const auto made = plan("host=/run/postgresql dbname=telemetry user=me");
  ASSERT_TRUE(made.has_value());
  ASSERT_EQ(made->hosts.size(), 1U);
  const HostPlan& host = made->hosts[0];
  EXPECT_EQ(host.host, "/run/postgresql");
  EXPECT_EQ(host.port, "5432");
  EXPECT_EQ(value(host, "application_name"), "hearthboard");
  EXPECT_EQ(value(host, "client_encoding"), "UTF8");
  EXPECT_EQ(value(host, "keepalives"), "1");
  EXPECT_EQ(value(host, "tcp_user_timeout"), "15000");
  for (const char* ours : {"service", "target_session_attrs", "connect_timeout", "password", "options"})
    EXPECT_EQ(value(host, ours), "-") << ours;
  EXPECT_EQ(made->target, Target::any);
  EXPECT_EQ(made->connect_timeout_s, 5);
}

TEST_F(ReplicaPlan, OtherMachinesMustProveThemselves) {
  const auto made = plan("postgresql://me@db.example,localhost,127.0.0.9/telemetry");
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(value(made->hosts[0], "sslmode"), "verify-full");
  EXPECT_NE(value(made->hosts[1], "sslmode"), "verify-full");
  EXPECT_NE(value(made->hosts[2], "sslmode"), "verify-full");
  for (const char* mode : {"disable", "allow", "require", "verify-ca"})
    EXPECT_THAT(refusal(std::string("host=db.example dbname=telemetry sslmode=") + mode), HasSubstr(mode));
  EXPECT_EQ(refusal("host=db.example sslmode=verify-full"), "");
  EXPECT_EQ(refusal("host=localhost sslmode=disable"), "");
  EXPECT_THAT(refusal("host=localhost sslmode=on"), HasSubstr("sslmode=on, which there is not"));
  // What counts is where the packets go, host by host.
  EXPECT_EQ(refusal("host=db.example hostaddr=127.0.0.1 sslmode=disable"), "");
  EXPECT_NE(refusal("host=localhost hostaddr=192.0.2.1 sslmode=disable"), "");
  EXPECT_NE(refusal("host=db.example,localhost hostaddr=,127.0.0.1 sslmode=disable"), "");
  const auto mixed = plan("host=db.example,localhost hostaddr=,127.0.0.1");
  ASSERT_TRUE(mixed.has_value());
  EXPECT_EQ(value(mixed->hosts[0], "sslmode"), "verify-full");
  EXPECT_EQ(value(mixed->hosts[0], "hostaddr"), "-");
  EXPECT_EQ(value(mixed->hosts[1], "hostaddr"), "127.0.0.1");
  const Environment mode("PGSSLMODE", "require");
  EXPECT_THAT(refusal("host=db.example"), HasSubstr("sslmode=require"));
}

TEST_F(ReplicaPlan, AuthoritiesAreThoseOfTheSystemOrTheUsers) {
  EXPECT_EQ(value(plan("host=db.example")->hosts[0], "sslrootcert"), "/etc/ssl/certs/ca-certificates.crt");
  EXPECT_EQ(value(plan("host=db.example sslrootcert=/own.crt")->hosts[0], "sslrootcert"), "/own.crt");
  std::filesystem::create_directory(folder.path() / ".postgresql");
  test::write_text(folder.path() / ".postgresql/root.crt", "");
  EXPECT_EQ(value(plan("host=db.example")->hosts[0], "sslrootcert"), "-");
}

TEST_F(ReplicaPlan, HostsAndPortsArePaired) {
  const auto made = plan("host=localhost,/run,127.0.0.1 port=1,,3");
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->target, Target::prefer_standby);
  std::vector<std::string> ports;
  for (const HostPlan& host : made->hosts) ports.push_back(host.host + ":" + host.port);
  EXPECT_THAT(ports, ElementsAre("localhost:1", "/run:5432", "127.0.0.1:3"));
  EXPECT_EQ(plan("host=localhost,/run port=7")->hosts[1].port, "7");
  EXPECT_THAT(refusal("host=localhost,/run port=1,2,3"), HasSubstr("ports"));
  EXPECT_THAT(refusal("host=localhost,/run hostaddr=127.0.0.1"), HasSubstr("addresses"));
  EXPECT_EQ(plan("hostaddr=127.0.0.1")->hosts[0].host, "127.0.0.1");
  EXPECT_EQ(plan("dbname=telemetry")->hosts[0].host, "/var/run/postgresql");
}

TEST_F(ReplicaPlan, TargetsAndTimeoutsAreRead) {
  const std::pair<const char*, Target> targets[] = {{"any", Target::any},
                                                    {"read-write", Target::read_write},
                                                    {"read-only", Target::read_only},
                                                    {"primary", Target::primary},
                                                    {"standby", Target::standby},
                                                    {"prefer-standby", Target::prefer_standby}};
  for (const auto& [name, target] : targets)
    EXPECT_EQ(plan(std::string("host=localhost target_session_attrs=") + name)->target, target) << name;
  EXPECT_THAT(refusal("host=localhost target_session_attrs=master"), HasSubstr("target_session_attrs"));
  const std::pair<const char*, int> timeouts[] = {{"0", 5},    {"1", 2},  {"2", 2}, {"17", 17},
                                                  {"600", 60}, {"-3", 5}, {"x", 5}};
  for (const auto& [text, seconds] : timeouts)
    EXPECT_EQ(plan(std::string("host=localhost connect_timeout=") + text)->connect_timeout_s, seconds)
        << text;
  const Environment timeout("PGCONNECT_TIMEOUT", "9");
  const Environment target("PGTARGETSESSIONATTRS", "standby");
  EXPECT_EQ(plan("host=localhost")->connect_timeout_s, 9);
  EXPECT_EQ(plan("host=localhost")->target, Target::standby);
}

TEST_F(ReplicaPlan, WhatPoolersRefuseIsRefused) {
  EXPECT_THAT(refusal("host=localhost options='-c geqo=off'"), HasSubstr("options"));
  EXPECT_THAT(refusal("host=localhost replication=database"), HasSubstr("replication"));
  const Environment options("PGOPTIONS", "-c geqo=off");
  EXPECT_THAT(refusal("host=localhost"), HasSubstr("PGOPTIONS"));
}

TEST_F(ReplicaPlan, ServiceFileAndEnvironmentSayTheRest) {
  test::write_text(
      folder.path() / "services",
      "[home]\nhost=db.example\nport=6543\ndbname=telemetry\nuser=me\nssl_max_protocol_version=TLSv1.3\n"
      "ssl_min_protocol_version=TLSv1.3\ntarget_session_attrs=standby\n");
  const auto made = plan("service=home dbname=other");
  ASSERT_TRUE(made.has_value()) << to_text(made.error());
  const HostPlan& host = made->hosts[0];
  EXPECT_EQ(host.host, "db.example");
  EXPECT_EQ(host.port, "6543");
  EXPECT_EQ(value(host, "dbname"), "other");
  EXPECT_EQ(value(host, "user"), "me");
  EXPECT_EQ(value(host, "ssl_max_protocol_version"), "TLSv1.3");
  EXPECT_EQ(value(host, "ssl_min_protocol_version"), "TLSv1.3");
  EXPECT_EQ(made->target, Target::standby);
  const Environment elsewhere("PGHOST", "localhost");
  const Environment user("PGUSER", "someone");
  EXPECT_EQ(plan("service=home")->hosts[0].host, "db.example");
  EXPECT_EQ(plan("dbname=x")->hosts[0].host, "localhost");
  EXPECT_EQ(value(plan("dbname=x")->hosts[0], "user"), "someone");
  EXPECT_THAT(refusal("service=gone"), HasSubstr("\"gone\" is in no service file"));
}

TEST_F(ReplicaPlan, NonsenseIsRefusedWithoutRepeatingIt) {
  for (const char* dsn : {"host", "postgresql://me:secret@[::1", "hots=localhost password=secret",
                          "host='open password=secret"}) {
    EXPECT_THAT(refusal(dsn), HasSubstr("is none that")) << dsn;
    EXPECT_THAT(refusal(dsn), testing::Not(HasSubstr("secret")));
  }
}

TEST(ThisMachine, IsSocketsAndLoopback) {
  for (const char* here : {"", "/run", "@abstract", "localhost", "::1", "127.0.0.1", "127.255.0.3"})
    EXPECT_TRUE(is_this_machine(here)) << here;
  for (const char* there :
       {"db.example", "127.0.0.1.example", "128.0.0.1", "localhost.example", "::2", "10.0.0.1", "127.evil"})
    EXPECT_FALSE(is_this_machine(there)) << there;
}

}  // namespace
}  // namespace hearth::replica
