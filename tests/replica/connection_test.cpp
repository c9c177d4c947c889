// Every way in which a connection may come about, or not.
#include "tests/postgres/fault_proxy.h"
#include "tests/postgres/pgbouncer.h"
#include "tests/postgres/process.h"
#include "tests/replica/environment.h"
#include "tests/replica/replica_fixture.h"

#include <fmt/format.h>

#include <clocale>
#include <future>

namespace hearth::replica {
namespace {

using namespace std::chrono_literals;
using test::PostgresServer;
using test::Role;
using testing::HasSubstr;
using testing::Not;

/// "… dbname=telemetry user=hearth_reader" for this host, without a password.
std::string open_dsn(const std::string& host, int port) {
  return fmt::format("host={} port={} dbname=telemetry user=hearth_reader", host, port);
}

const std::string& reader_password() {
  static const std::string password = test::password_of(Role::reader);
  return password;
}

struct ReplicaConnects : testing::Test {
  /// What connecting brings, of a replica that is gone again.
  Expected<Capabilities> connect(const std::string& dsn, const std::string& password = {}) {
    Replica::Options options = options_for(dsn);
    options.settings.password = password;
    Replica replica(options, clock);
    const auto found = replica.connect(stop.get_token());
    if (!found) return std::unexpected(found.error());
    return **found;
  }
  Error refusal(const std::string& dsn, const std::string& password = {}) {
    const auto found = connect(dsn, password);
    EXPECT_FALSE(found.has_value());
    return found ? Error{} : found.error();
  }
  /// Which of these ports it comes to.
  int port_of(const std::string& dsn) {
    const auto found = connect(dsn);
    EXPECT_TRUE(found.has_value()) << to_text(found.error());
    return found ? std::stoi(found->host.substr(found->host.rfind(':') + 1)) : 0;
  }

  ManualClock clock{noon};
  std::stop_source stop;
  test::TempFolder folder;
  Environment passwords{"PGPASSFILE", (folder.path() / "pgpass").string()};
  Environment services{"PGSERVICEFILE", (folder.path() / "services").string()};
};

TEST_F(ReplicaConnects, AWrongPasswordIsTold) {
  const PostgresServer server({.tables = test::Tables::none});
  for (const std::string& dsn : {server.dsn(Role::reader), server.socket_dsn(Role::reader)}) {
    const Error error = refusal(dsn + "-wrong");
    EXPECT_EQ(error.kind, ErrorKind::sign_in);
    EXPECT_THAT(error.message, HasSubstr("refuses the password"));
    EXPECT_THAT(error.next, HasSubstr("hearthctl secret set replica"));
    EXPECT_THAT(to_text(error), Not(HasSubstr(reader_password())));
  }
}

TEST_F(ReplicaConnects, AndInEveryLanguage) {
  const Environment language("LANGUAGE", "de");
  ASSERT_NE(std::setlocale(LC_ALL, "C.UTF-8"), nullptr);
  const PostgresServer server({.tables = test::Tables::none, .language = "de"});
  EXPECT_THAT(refusal(server.dsn(Role::reader) + "-wrong").message, HasSubstr("refuses the password"));
  EXPECT_THAT(refusal(open_dsn("127.0.0.1", server.port())).message, HasSubstr("asks for a password"));
  EXPECT_THAT(refusal(fmt::format("host={} port={} user=postgres dbname=nothing",
                                  server.socket_folder().string(), server.port()))
                  .message,
              HasSubstr("no database of this name"));
  std::setlocale(LC_ALL, "C");
}

TEST_F(ReplicaConnects, APasswordThatNobodyKnowsIsAskedFor) {
  const PostgresServer server({.tables = test::Tables::none});
  const Error error = refusal(open_dsn("127.0.0.1", server.port()));
  EXPECT_EQ(error.kind, ErrorKind::sign_in);
  EXPECT_THAT(error.message, HasSubstr("asks for a password, and there is none"));
  EXPECT_TRUE(connect(open_dsn("127.0.0.1", server.port()), reader_password()).has_value());
}

TEST_F(ReplicaConnects, UnknownRolesAndDatabasesAreTold) {
  const PostgresServer server({.tables = test::Tables::none});
  EXPECT_EQ(
      refusal(fmt::format("host=127.0.0.1 port={} dbname=telemetry user=nobody", server.port()), "x").kind,
      ErrorKind::sign_in);
  const Error database =
      refusal(fmt::format("host=127.0.0.1 port={} dbname=other user=hearth_reader", server.port()),
              reader_password());
  EXPECT_EQ(database.kind, ErrorKind::config);
  EXPECT_THAT(database.message, HasSubstr("no database of this name"));
  EXPECT_THAT(database.next, HasSubstr("dbname"));
}

TEST_F(ReplicaConnects, AServerThatHasNoLineForUsIsTold) {
  const PostgresServer server({.tables = test::Tables::none, .tls = test::Tls::server});
  const Error error = refusal(open_dsn("127.0.0.1", server.port()) + " sslmode=disable", reader_password());
  EXPECT_EQ(error.kind, ErrorKind::sign_in);
  EXPECT_THAT(error.next, HasSubstr("pg_hba.conf"));
}

TEST_F(ReplicaConnects, WhatCannotBeReachedIsOffline) {
  // No name has an empty label: nobody on the network is asked.
  const Error name = refusal(open_dsn("nowhere..invalid", 5432));
  EXPECT_EQ(name.kind, ErrorKind::offline);
  EXPECT_THAT(name.message, HasSubstr("nowhere..invalid cannot be resolved"));
  const Error port = refusal(open_dsn("127.0.0.1", test::free_port()));
  EXPECT_EQ(port.kind, ErrorKind::offline);
  EXPECT_THAT(port.message, HasSubstr("127.0.0.1 cannot be reached"));
  EXPECT_EQ(refusal(open_dsn(folder.path().string(), 5432)).kind, ErrorKind::offline);
}

TEST_F(ReplicaConnects, AServerThatStartsOrStopsIsTriedAgain) {
  PostgresServer server({.tables = test::Tables::none});
  test::FaultProxy proxy(server.port());
  server.stop();
  // Accepted and reset, before any word.
  const Error gone = refusal(test::dsn(Role::reader, proxy.port()));
  EXPECT_EQ(gone.kind, ErrorKind::offline) << to_text(gone);
  server.start();
  server.sql("ALTER ROLE hearth_reader CONNECTION LIMIT 0");
  const Error full = refusal(server.dsn(Role::reader));
  EXPECT_EQ(full.kind, ErrorKind::retry);
  EXPECT_THAT(full.message, HasSubstr("no connection left"));
}

TEST_F(ReplicaConnects, CertificatesAreVerified) {
  const PostgresServer server({.tables = test::Tables::none, .tls = test::Tls::server});
  const auto dsn = [&](const std::string& host, const std::filesystem::path& authority) {
    return fmt::format("{} sslmode=verify-full sslrootcert={}", open_dsn(host, server.port()),
                       authority.string());
  };
  const test::TlsFiles files = server.tls_files();
  const auto good = connect(dsn("localhost", files.authority), reader_password());
  ASSERT_TRUE(good.has_value()) << to_text(good.error());
  EXPECT_TRUE(good->encrypted);
  const Error stranger = refusal(dsn("localhost", files.stranger), reader_password());
  EXPECT_EQ(stranger.kind, ErrorKind::config);
  EXPECT_THAT(stranger.message, HasSubstr("does not prove who it is"));
  // The certificate is for a name, and this is an address.
  EXPECT_EQ(refusal(dsn("127.0.0.1", files.authority), reader_password()).kind, ErrorKind::config);
  EXPECT_EQ(refusal(dsn("localhost", folder.path() / "nothing.crt"), reader_password()).kind,
            ErrorKind::config);
  // Without a word about TLS libpq tries again without, and is refused for that as well.
  for (const std::string& wrong : {dsn("localhost", files.authority), open_dsn("127.0.0.1", server.port())})
    EXPECT_THAT(refusal(wrong, "wrong").message, HasSubstr("refuses the password"));
}

TEST_F(ReplicaConnects, ACertificateForAnotherNameIsNone) {
  const PostgresServer server(
      {.tables = test::Tables::none, .tls = test::Tls::server, .server_name = "db.example"});
  const auto dsn = [&](const std::string& host) {
    return fmt::format("{} sslmode=verify-full sslrootcert={}", open_dsn(host, server.port()),
                       server.tls_files().authority.string());
  };
  EXPECT_EQ(refusal(dsn("localhost"), reader_password()).kind, ErrorKind::config);
  const auto found = connect(dsn("db.example hostaddr=127.0.0.1"), reader_password());
  EXPECT_TRUE(found.has_value()) << to_text(found.error());
}

TEST_F(ReplicaConnects, AServerWithoutTlsIsNotSpokenTo) {
  const PostgresServer server({.tables = test::Tables::none});
  const Error error = refusal(open_dsn("127.0.0.1", server.port()) + " sslmode=require", reader_password());
  EXPECT_EQ(error.kind, ErrorKind::config);
  EXPECT_THAT(error.message, HasSubstr("offers no TLS"));
}

TEST_F(ReplicaConnects, ATlsHandshakeThatIsCutIsNoFalseCertificate) {
  const PostgresServer server({.tables = test::Tables::none, .tls = test::Tls::server});
  test::FaultProxy proxy(server.port());
  const std::string dsn =
      fmt::format("{} sslmode=verify-full sslrootcert={}", open_dsn("localhost", proxy.port()),
                  server.tls_files().authority.string());
  // After the server's word that it speaks TLS, and within its certificate.
  for (const std::uint64_t bytes : {1U, 400U}) {
    proxy.cut_after(bytes);
    const Error error = refusal(dsn, reader_password());
    EXPECT_EQ(error.kind, ErrorKind::offline) << bytes << ": " << to_text(error);
  }
  EXPECT_TRUE(connect(dsn, reader_password()).has_value());
}

TEST_F(ReplicaConnects, AClientCertificateIsEnough) {
  const PostgresServer server({.tables = test::Tables::none, .tls = test::Tls::client_certificate});
  const test::TlsFiles files = server.tls_files();
  const std::string dsn = fmt::format("{} sslmode=verify-full sslrootcert={}",
                                      open_dsn("localhost", server.port()), files.authority.string());
  const auto found =
      connect(fmt::format("{} sslcert={} sslkey={}", dsn, files.certificate.string(), files.key.string()));
  EXPECT_TRUE(found.has_value()) << to_text(found.error());
  EXPECT_EQ(refusal(dsn, reader_password()).kind, ErrorKind::sign_in);
}

TEST_F(ReplicaConnects, AServiceFileSaysWhere) {
  const PostgresServer server({.tables = test::Tables::none});
  test::write_text(
      folder.path() / "services",
      fmt::format("[home]\nhost=127.0.0.1\nport={}\ndbname=telemetry\nuser=hearth_reader\npassword={}\n",
                  server.port(), reader_password()));
  EXPECT_EQ(port_of("service=home"), server.port());
  for (const char* dsn : {"service=elsewhere", "service=elsewhere host=127.0.0.1"}) {
    const Error error = refusal(dsn);
    EXPECT_EQ(error.kind, ErrorKind::config) << dsn;
    EXPECT_THAT(error.message, HasSubstr("\"elsewhere\" is in no service file"));
  }
  const Environment service("PGSERVICE", "elsewhere");
  EXPECT_THAT(refusal("host=127.0.0.1").message, HasSubstr("\"elsewhere\" is in no service file"));
}

TEST_F(ReplicaConnects, APasswordFileIsRead) {
  const PostgresServer server({.tables = test::Tables::none});
  const auto file = folder.path() / "pgpass";
  test::write_text(
      file, fmt::format("127.0.0.1:{}:telemetry:hearth_reader:{}\n", server.port(), reader_password()));
  std::filesystem::permissions(file,
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(port_of(open_dsn("127.0.0.1", server.port())), server.port());
  // It goes before the one of ours.
  EXPECT_TRUE(connect(open_dsn("127.0.0.1", server.port()), "wrong").has_value());
}

TEST_F(ReplicaConnects, ASilentServerIsGivenUp) {
  const PostgresServer server({.tables = test::Tables::none, .tls = test::Tls::server});
  test::FaultProxy proxy(server.port());
  proxy.drop();
  const auto start = test::real_time();
  const auto try_with = [&](const char* mode) {
    const std::string dsn = test::dsn(Role::reader, proxy.port());
    return refusal(fmt::format("{} connect_timeout=1 sslmode={}", dsn, mode));
  };
  auto in_clear = std::async(std::launch::async, [&] { return try_with("disable"); });
  for (const Error& error : {try_with("prefer"), in_clear.get()})
    EXPECT_EQ(error.kind, ErrorKind::offline) << to_text(error);
  EXPECT_GE(test::real_time() - start, 1900ms);
  EXPECT_LT(test::real_time() - start, 10s);
}

TEST_F(ReplicaConnects, AStopEndsItAtOnce) {
  const PostgresServer server({.tables = test::Tables::none});
  test::FaultProxy proxy(server.port());
  proxy.drop();
  auto connecting = std::async(std::launch::async, [&] {
    const Error error = refusal(test::dsn(Role::reader, proxy.port()) + " connect_timeout=60");
    return std::pair(error, test::real_time());
  });
  // It is waiting, for all that can be seen from outside.
  EXPECT_EQ(connecting.wait_for(100ms), std::future_status::timeout);
  const auto start = test::real_time();
  stop.request_stop();
  const auto [error, ended] = connecting.get();
  EXPECT_EQ(error.kind, ErrorKind::cancelled);
  EXPECT_LT(ended - start, 10s);
}

TEST_F(ReplicaConnects, ADeadHostIsPassedOver) {
  const PostgresServer server({.tables = test::Tables::none});
  const int dead = test::free_port();
  const std::string rest = fmt::format("dbname=telemetry user=hearth_reader password={}", reader_password());
  EXPECT_EQ(port_of(fmt::format("host=127.0.0.1,127.0.0.1 port={},{} {}", dead, server.port(), rest)),
            server.port());
  EXPECT_EQ(port_of(fmt::format("host=nowhere..invalid,localhost port={} {}", server.port(), rest)),
            server.port());
  // Of several troubles the one that came furthest is told.
  const Error error =
      refusal(fmt::format("host=127.0.0.1,127.0.0.1 port={},{} dbname=telemetry user=hearth_reader",
                          server.port(), dead),
              "wrong");
  EXPECT_EQ(error.kind, ErrorKind::sign_in);
}

TEST_F(ReplicaConnects, AStandbyIsPreferred) {
  const PostgresServer primary({.tables = test::Tables::none});
  const auto standby = test::make_standby(primary);
  const std::string both =
      fmt::format("host=127.0.0.1,127.0.0.1 port={},{} dbname=telemetry user=hearth_reader password={}",
                  primary.port(), standby->port(), reader_password());
  const auto asked = [&](const char* target) { return both + " target_session_attrs=" + target; };
  EXPECT_EQ(port_of(both), standby->port());
  EXPECT_EQ(port_of(asked("prefer-standby")), standby->port());
  EXPECT_EQ(port_of(asked("standby")), standby->port());
  EXPECT_EQ(port_of(asked("read-only")), standby->port());
  EXPECT_EQ(port_of(asked("primary")), primary.port());
  EXPECT_EQ(port_of(asked("read-write")), primary.port());
  const auto found = connect(both);
  ASSERT_TRUE(found.has_value());
  EXPECT_TRUE(found->standby);
  standby->stop();
  EXPECT_EQ(port_of(both), primary.port());
  EXPECT_EQ(refusal(asked("standby")).kind, ErrorKind::offline);
}

TEST_F(ReplicaConnects, APoolerIsAskedWhatItsServerIs) {
  PostgresServer primary({.tables = test::Tables::none});
  const auto standby = test::make_standby(primary);
  const test::PgBouncer to_primary(primary);
  const test::PgBouncer to_standby(*standby);
  const std::string both =
      fmt::format("host=127.0.0.1,127.0.0.1 port={},{} dbname=telemetry user=hearth_reader password={}",
                  to_primary.port(), to_standby.port(), reader_password());
  EXPECT_EQ(port_of(both), to_standby.port());
  EXPECT_EQ(port_of(both + " target_session_attrs=primary"), to_primary.port());
  // What they told their clients about it before is no longer so.
  primary.stop();
  standby->promote();
  EXPECT_EQ(port_of(both + " target_session_attrs=primary connect_timeout=2"), to_standby.port());
}

TEST_F(ReplicaConnects, APoolersTroublesAreTold) {
  PostgresServer server({.tables = test::Tables::none});
  const test::PgBouncer bouncer(server);
  const Error password = refusal(bouncer.dsn(Role::reader) + "-wrong");
  EXPECT_EQ(password.kind, ErrorKind::sign_in) << to_text(password);
  const Error role =
      refusal(fmt::format("host=127.0.0.1 port={} dbname=telemetry user=nobody", bouncer.port()), "x");
  EXPECT_EQ(role.kind, ErrorKind::sign_in) << to_text(role);
  const Error database =
      refusal(fmt::format("host=127.0.0.1 port={} dbname=other user=hearth_reader password={}",
                          bouncer.port(), reader_password()));
  EXPECT_EQ(database.kind, ErrorKind::config) << to_text(database);
  EXPECT_THAT(database.message, HasSubstr("no database of this name"));
  ASSERT_TRUE(connect(bouncer.dsn(Role::reader)).has_value());
  server.stop();
  const Error gone = refusal(bouncer.dsn(Role::reader) + " connect_timeout=2");
  EXPECT_EQ(gone.kind, ErrorKind::offline) << to_text(gone);
}

TEST_F(ReplicaConnects, ASilentServerThatWasReachedIsPassedOver) {
  const PostgresServer server({.tables = test::Tables::none});
  // Signs everybody in, and does not answer what follows.
  const test::PgBouncer bouncer(server);
  test::Connection console(bouncer.console_dsn());
  ASSERT_TRUE(connect(bouncer.dsn(Role::reader)).has_value());
  console.query("PAUSE");
  const std::string both = fmt::format(
      "host=127.0.0.1,127.0.0.1 port={},{} connect_timeout=2 dbname=telemetry user=hearth_reader password={}",
      bouncer.port(), server.port(), reader_password());
  EXPECT_EQ(port_of(both), server.port());
}

}  // namespace
}  // namespace hearth::replica
