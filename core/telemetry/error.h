#pragma once

#include "core/telemetry/text.h"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace hearth {

/// Classed by what the caller may do next, not by where the error came from.
enum class ErrorKind {
  retry,          ///< passing trouble: the same request may succeed later
  sign_in,        ///< no usable access token, or it was refused
  offline,        ///< the service cannot be reached
  not_permitted,  ///< the token lacks the scope, or the file the right
  not_found,      ///< what was asked for does not exist
  bad_data,       ///< input that is malformed or refused; `place` says where
  config,         ///< the configuration must be mended; `place` says where
  storage,        ///< disk or store file
  cannot_create,  ///< an output file cannot be made
  usage,          ///< wrong command line
  cancelled,      ///< asked to stop
  internal,       ///< a bug of ours
};

/// What went wrong, for a person; `message.id()` tells programs which error it is. Never holds a secret or a
/// token.
struct Error {
  ErrorKind kind = ErrorKind::internal;
  Text message;       ///< one sentence: what happened
  Text next;          ///< one sentence: what to do; may be empty
  std::string place;  ///< file, line, key or field; may be empty
  /// For how many milliseconds a service asked not to be asked again (RFC 9110, section 10.2.3), in bounds.
  std::optional<std::int64_t> retry_after = std::nullopt;
  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Expected = std::expected<T, Error>;

/// Shorthand for returning an error from a function that returns Expected.
inline std::unexpected<Error> fail(ErrorKind kind, Text message, Text next = {}, std::string place = {}) {
  return std::unexpected(Error{kind, std::move(message), std::move(next), std::move(place)});
}

/// Trouble that may end by itself.
inline bool is_passing(const Error& error) noexcept {
  return error.kind == ErrorKind::offline || error.kind == ErrorKind::retry;
}

/// "place: message next", for logs and terminals.
std::string to_text(const Error& error);

/// The BSD sysexits code that a program ends with after this error.
int exit_code(ErrorKind kind) noexcept;

}  // namespace hearth
