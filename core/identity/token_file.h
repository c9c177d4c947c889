#pragma once

#include "core/telemetry/error.h"

#include <filesystem>
#include <string>

namespace hearth {

/// The one word in a file that somebody has put there by hand: visible ASCII, white space around it taken
/// off, at most 64 KiB. Warns in the log, once for each file, where others can read it. Errors: sign_in,
/// naming the file and never what it holds. Any thread; reads the disk.
Expected<std::string> read_token_file(const std::filesystem::path& file);

/// Without the white space around it; empty where what is left could not stand in an HTTP header.
std::string clean_token(std::string_view text);

}  // namespace hearth
