#include "core/source/replica/conninfo.h"
#include "tests/postgres/process.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace hearth::replica {
namespace {

/// A password file of the test's own.
class PasswordPlaces : public testing::Test {
 protected:
  PasswordPlaces() {
    test::write_text(path(), "db1:*:*:hearth_reader:kept\n");
    std::filesystem::permissions(path(),
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    ::setenv("PGPASSFILE", path().c_str(), 1);
  }
  ~PasswordPlaces() override {
    ::unsetenv("PGPASSFILE");
    ::unsetenv("PGPASSWORD");
    ::unsetenv("PGSERVICEFILE");
  }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "passwords"; }

 private:
  test::TempFolder folder_;
};

std::string password_of(const HostPlan& host) {
  for (const auto& [keyword, value] : host.parameters)
    if (keyword == "password") return value;
  return {};
}

TEST_F(PasswordPlaces, AreFoundWithoutAskingAnybody) {
  EXPECT_EQ(password_place("postgresql://hearth_reader@db1/telemetry"), PasswordPlace::file);
  EXPECT_EQ(password_place("postgresql://somebody@db1/telemetry"), PasswordPlace::nowhere);
  EXPECT_EQ(password_place("postgresql://hearth_reader@db2/telemetry"), PasswordPlace::nowhere);
  EXPECT_EQ(password_place("postgresql://hearth_reader@db1,db2/telemetry"), PasswordPlace::nowhere);
  EXPECT_EQ(password_place("postgresql://hearth_reader:x@db2/telemetry"), PasswordPlace::parameters);
  ::setenv("PGPASSWORD", "x", 1);
  EXPECT_EQ(password_place("postgresql://hearth_reader@db1/telemetry"), PasswordPlace::parameters);
  ::unsetenv("PGPASSWORD");
  const auto services = path().parent_path() / "services";
  test::write_text(services, "[home]\nhost=db2\nuser=hearth_reader\npassword=x\n");
  ::setenv("PGSERVICEFILE", services.c_str(), 1);
  EXPECT_EQ(password_place("service=home"), PasswordPlace::parameters);
  EXPECT_EQ(password_place("sslmode=disable host=db1").error().kind, ErrorKind::config);
}

TEST_F(PasswordPlaces, OursIsForHostsThatHaveNone) {
  const auto plan =
      plan_connection({.dsn = "postgresql://hearth_reader@db1,db2/telemetry", .password = "ours"});
  ASSERT_TRUE(plan.has_value()) << to_text(plan.error());
  ASSERT_EQ(plan->hosts.size(), 2U);
  EXPECT_EQ(password_of(plan->hosts[0]), "");
  EXPECT_EQ(password_of(plan->hosts[1]), "ours");
  const auto other =
      plan_connection({.dsn = "postgresql://hearth_reader:theirs@db2/telemetry", .password = "ours"});
  ASSERT_TRUE(other.has_value());
  EXPECT_EQ(password_of(other->hosts[0]), "theirs");
}

TEST(PublicDsn, NamesServerAndRoleButNoPassword) {
  const std::string same = "host=db1,db2 port=5433 dbname=telemetry user=reader";
  EXPECT_EQ(public_dsn("user=reader password=geheim host=db1,db2 dbname=telemetry port=5433"), same);
  EXPECT_EQ(public_dsn("user=reader port=5433 dbname=telemetry host=db1,db2 sslpassword=geheim "
                       "sslrootcert=system.crt"),
            same);
  EXPECT_EQ(public_dsn("postgresql://reader:geheim@db/telemetry?application_name=x"),
            "host=db dbname=telemetry user=reader");
  EXPECT_EQ(public_dsn("service=home"), "service=home");
  EXPECT_EQ(public_dsn("geheim"), "");
}

}  // namespace
}  // namespace hearth::replica
