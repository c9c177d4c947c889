#pragma once

#include "tests/postgres/server.h"

namespace hearth::test {

/// Where `make_certificates` puts what clients need.
TlsFiles certificates_in(const std::filesystem::path& folder);

/// An authority, the certificate of a server of this name (server.crt, server.key), the certificate of a
/// client, and another authority.
void make_certificates(const std::filesystem::path& folder, const std::string& server_name,
                       const std::string& client);

}  // namespace hearth::test
