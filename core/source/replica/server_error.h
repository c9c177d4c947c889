#pragma once

#include "core/telemetry/error.h"

#include <string>
#include <string_view>

namespace hearth::replica {

/// How far a connection had come when it failed; tells TCP, TLS and sign-in apart in every language.
enum class Stage { address, connecting, encrypting, authenticating, connected };

/// The SQLSTATE in a message of libpq at verbosity `verbose` ("ERROR:  42P01: relation …"): five characters,
/// the same in every language of the server. Empty where there is none.
std::string sqlstate_in(std::string_view message);

/// Why a connection was refused, as an SQLSTATE: the most telling of a message that may hold several, one for
/// TLS and one for the try without. PgBouncer says 08P01 of nearly everything; its words, which are in
/// English only, are told apart here. Empty where no server has spoken.
std::string refusal_in(std::string_view message);

/// What went wrong, in words, with what to do next. `state` is an SQLSTATE ("PostgreSQL Error Codes",
/// appendix A of its manual) or empty, `host` stands in the sentence. Kinds: `retry` where the same may
/// succeed in a moment (a read that replay cancelled, a server that restarts or fails over), `offline` where
/// the server cannot be reached, `sign_in` where it refuses the role or its password, `not_permitted`,
/// `config` (database, certificate), `bad_data`.
Error error_of(Stage stage, std::string_view state, const std::string& host);

/// Whether a transaction that ended so is worth trying again at once, on this server or another: cancelled by
/// replay, interrupted, or the connection lost. A statement that took too long is not.
bool is_worth_another_try(std::string_view state) noexcept;

}  // namespace hearth::replica
