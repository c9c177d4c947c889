#include "core/source/replica/server_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace hearth::replica {
namespace {

struct Meaning {
  std::string_view state;  ///< an SQLSTATE, or the two characters of its class
  ErrorKind kind;
  std::string_view what;  ///< {} is the host
  std::string_view next;
};

constexpr std::string_view by_itself = "It is tried again by itself.";

// The first that fits: single states stand before their class.
constexpr std::array meanings = std::to_array<Meaning>({
    {"40001", ErrorKind::retry, "{} cancelled the read, for it stood in the way of replication.",
     "It is tried again in smaller parts; hot_standby_feedback or a longer max_standby_streaming_delay avoid "
     "it."},
    {"40P01", ErrorKind::retry, "{} cancelled the read, for it stood in the way of replication.", by_itself},
    {"57014", ErrorKind::retry, "{} took longer than a read may, and cancelled it.",
     "Where this is always so, an index on time is missing, or the server is too busy."},
    {"57P01", ErrorKind::retry, "{} is being shut down or has ended the connection.", by_itself},
    {"57P02", ErrorKind::retry, "{} ended all connections after a crash of its own.", by_itself},
    {"57P03", ErrorKind::retry, "{} is starting up or in recovery, and takes no connections yet.", by_itself},
    {"57P05", ErrorKind::retry, "{} ended the connection because it was idle.", by_itself},
    {"25P03", ErrorKind::retry, "{} ended the connection because a transaction was idle.", by_itself},
    {"25006", ErrorKind::not_permitted, "{} allows no writing in a transaction that only reads.",
     "A view or function of yours writes: give the role one that does not."},
    {"28P01", ErrorKind::sign_in, "{} refuses the password.",
     "Set it anew with \"hearthctl secret set replica\", in ~/.pgpass, or in [replica] password_file."},
    {"28", ErrorKind::sign_in, "{} does not let this role in.",
     "Check the role's name, and that the server's pg_hba.conf has a line for it and this machine."},
    {"3D000", ErrorKind::config, "{} has no database of this name.", "Correct dbname in [replica] dsn."},
    {"42501", ErrorKind::not_permitted, "{} does not let this role read a table.",
     "GRANT SELECT on it to the role; \"hearthctl doctor\" has the statement."},
    {"42P01", ErrorKind::not_found, "{} has no table of this name any more.", "Run \"hearthctl doctor\"."},
    {"42", ErrorKind::bad_data, "{} does not understand what was asked of it.",
     "Run \"hearthctl doctor\", which says what it lacks."},
    {"53300", ErrorKind::retry, "{} has no connection left.",
     "It is tried again by itself; where this lasts, raise max_connections or the role's limit."},
    {"53", ErrorKind::retry, "{} is short of memory or disk.", by_itself},
    {"08P01", ErrorKind::config, "{} refuses how we connect.",
     "A pooler that knows none of application_name and client_encoding must be told to ignore them."},
    {"08", ErrorKind::retry, "The connection to {} was lost.", by_itself},
    {"58", ErrorKind::retry, "{} has trouble with its disk.", "See the server's log."},
    {"XX", ErrorKind::retry, "{} met an error of its own.", "See the server's log."},
});

Error made(ErrorKind kind, std::string_view what, std::string_view next, const std::string& host) {
  return {kind, Text(what, {host.empty() ? "The database" : host}), Text(next, {}), {}};
}

}  // namespace

std::string sqlstate_in(std::string_view message) {
  // "<severity>:  <state>: <words>"; severities are translated, the rest is not.
  const auto is_state_character = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
  for (auto colon = message.find(":  "); colon != std::string_view::npos;
       colon = message.find(":  ", colon + 1)) {
    const std::string_view state = message.substr(colon + 3, 5);
    if (state.size() == 5 && std::ranges::all_of(state, is_state_character) &&
        message.substr(colon + 8).starts_with(':'))
      return std::string(state);
  }
  return {};
}

std::string refusal_in(std::string_view message) {
  constexpr auto meant = std::to_array<std::pair<std::string_view, std::string_view>>({
      {":  28P01:", "28P01"},  // goes before the 28000 of the other try
      {"authentication failed", "28P01"},
      {"no such user", "28000"},
      {"no such database", "3D000"},
      {"does not exist", "3D000"},
      {"cannot connect to server", "08006"},
  });
  std::string state = sqlstate_in(message);
  if (state != "08P01" && state != "28000") return state;
  for (const auto& [words, as] : meant)
    if (message.find(words) != std::string_view::npos) return std::string(as);
  return state;
}

Error error_of(Stage stage, std::string_view state, const std::string& host) {
  if (!state.empty()) {
    for (const Meaning& m : meanings)
      if (state.starts_with(m.state)) return made(m.kind, m.what, m.next, host);
    return {ErrorKind::retry,
            said("{} answers with an error. (SQLSTATE {})", host.empty() ? "The database" : host, state),
            "See the server's log.",
            {}};
  }
  switch (stage) {
    case Stage::address:
      return made(ErrorKind::offline, "The name {} cannot be resolved.",
                  "Check the host in [replica] dsn, and the network.", host);
    case Stage::connecting:
      return made(ErrorKind::offline, "{} cannot be reached.",
                  "Check that the database runs, its port, and the firewall between.", host);
    case Stage::encrypting:
      return made(ErrorKind::config, "{} does not prove who it is, or offers no TLS.",
                  "Its certificate must be for this very name, and by an authority that sslrootcert names.",
                  host);
    case Stage::authenticating:
      return made(ErrorKind::sign_in, "Signing in at {} did not succeed.",
                  "Check role and password: \"hearthctl doctor\" says what was used.", host);
    case Stage::connected:
      break;
  }
  return made(ErrorKind::retry, "The connection to {} was lost.", by_itself, host);
}

bool is_worth_another_try(std::string_view state) noexcept {
  constexpr std::array<std::string_view, 8> passing = {"40001", "40P01", "57P01", "57P02",
                                                       "57P03", "57P05", "25P03", "08"};
  return state.empty() ||
         std::ranges::any_of(passing, [&](std::string_view p) { return state.starts_with(p); });
}

}  // namespace hearth::replica
