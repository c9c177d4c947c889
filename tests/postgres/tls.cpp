#include "tests/postgres/tls.h"

namespace hearth::test {
namespace {

namespace fs = std::filesystem;

/// `openssl req` with a new key on P-256, which takes no time.
std::vector<std::string> request(const fs::path& base, const std::string& subject) {
  return {"openssl",
          "req",
          "-x509",
          "-newkey",
          "ec",
          "-pkeyopt",
          "ec_paramgen_curve:P-256",
          "-nodes",
          "-sha256",
          "-days",
          "36500",
          "-subj",
          "/CN=" + subject,
          "-keyout",
          base.string() + ".key",
          "-out",
          base.string() + ".crt"};
}

void make_authority(const fs::path& base) {
  run(request(base, "Hearthboard test authority"));
}

void make_signed(const fs::path& base, const fs::path& authority, const std::string& subject,
                 const std::string& extension) {
  std::vector<std::string> command = request(base, subject);
  command.insert(command.end(), {"-CA", authority.string() + ".crt", "-CAkey", authority.string() + ".key",
                                 "-addext", "basicConstraints=critical,CA:FALSE", "-addext", extension});
  run(command);
  fs::permissions(base.string() + ".key", fs::perms::owner_read | fs::perms::owner_write);
}

}  // namespace

TlsFiles certificates_in(const fs::path& folder) {
  return {folder / "ca.crt", folder / "other-ca.crt", folder / "client.crt", folder / "client.key"};
}

void make_certificates(const fs::path& folder, const std::string& server_name, const std::string& client) {
  make_authority(folder / "ca");
  make_authority(folder / "other-ca");
  make_signed(folder / "server", folder / "ca", server_name, "subjectAltName=DNS:" + server_name);
  make_signed(folder / "client", folder / "ca", client, "extendedKeyUsage=clientAuth");
  give_to_servers(folder / "server.key");
}

}  // namespace hearth::test
