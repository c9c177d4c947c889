#include "tests/postgres/server.h"

#include <gmock/gmock.h>

namespace hearth::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Tls, ShowsACertificateOfItsAuthorityForItsName) {
  const PostgresServer server({.tables = Tables::none, .tls = Tls::server, .server_name = "db.home"});
  const auto conninfo = [&](const std::string& host, const std::filesystem::path& authority) {
    return "hostaddr=127.0.0.1 " + server.dsn(Role::reader) + " host=" + host +
           " sslmode=verify-full sslrootcert=" + authority.string();
  };
  const TlsFiles files = server.tls_files();
  Connection client(conninfo("db.home", files.authority));
  EXPECT_THAT(client.query("select ssl from pg_stat_ssl where pid = pg_backend_pid()"),
              ElementsAre(ElementsAre("t")));
  EXPECT_THAT(refusal(conninfo("other.home", files.authority)), HasSubstr("does not match host name"));
  EXPECT_THAT(refusal(conninfo("db.home", files.stranger)), HasSubstr("certificate verify failed"));
  EXPECT_THAT(refusal(server.dsn(Role::reader) + " sslmode=disable"), HasSubstr("no encryption"));
}

TEST(Tls, LetsTheReaderInByItsCertificate) {
  const PostgresServer server({.tables = Tables::none, .tls = Tls::client_certificate});
  const TlsFiles files = server.tls_files();
  const std::string conninfo =
      "host=localhost port=" + std::to_string(server.port()) +
      " dbname=telemetry user=hearth_reader sslmode=verify-full sslrootcert=" + files.authority.string();
  Connection client(conninfo + " sslcert=" + files.certificate.string() + " sslkey=" + files.key.string());
  EXPECT_THAT(client.query("select current_user"), ElementsAre(ElementsAre("hearth_reader")));
  EXPECT_THAT(refusal(conninfo + " sslcert=none"), HasSubstr("certificate"));
}

}  // namespace
}  // namespace hearth::test
