#pragma once

#include <string>
#include <string_view>

namespace hearth {

/// Replaces `secret` wherever it stands.
void blot_out(std::string& text, std::string_view secret);

/// Replaces what looks like a credential (see `redact`), and leaves ordinary text alone where that can be
/// told apart: "exit code=3" says no authorization code, "basic information" no password.
void blot_out_what_looks_secret(std::string& text);

}  // namespace hearth
