#pragma once

#include "core/telemetry/error.h"

#include <filesystem>
#include <string>
#include <utility>

namespace hearth {

/// The error of having no secret that will do: sign_in.
inline std::unexpected<Error> no_token(Text message, Text next) {
  return fail(ErrorKind::sign_in, std::move(message), std::move(next), "identity");
}

/// The one word in a file that somebody has put there by hand: visible ASCII, white space around it taken
/// off, at most 64 KiB. What everybody can read or write, and what is no plain file, is refused; warns in the
/// log, once for each file, where its group can; what systemd hands over (`$CREDENTIALS_DIRECTORY`) is taken
/// as it is. Errors: sign_in, naming the file and never what it holds. Any thread; reads the disk.
Expected<std::string> read_token_file(const std::filesystem::path& file);

/// Whether such a file would be read at all, whatever stands in it. Errors and warnings as above.
Expected<void> check_token_file(const std::filesystem::path& file);

/// The one line in such a file: a password, blanks within it and letters of every language included. Errors
/// and warnings as above.
Expected<std::string> read_password_file(const std::filesystem::path& file);

/// Whether a text can be a password: one line, of 1 to 1000 bytes.
bool is_password(std::string_view text);

/// Without the white space around it; empty where what is left could not stand in an HTTP header.
std::string clean_token(std::string_view text);

}  // namespace hearth
