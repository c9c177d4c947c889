#pragma once

#include "core/json/document.h"
#include "core/json/limits.h"

#include <string>
#include <string_view>

/// What the messages of sign-in have in common. For this library's own .cpp files: simdjson stays out of the
/// other headers.
namespace hearth::oidc {

using json::Document;
using json::Object;
using json::shown;

/// Characters 0x21 to 0x7e, and at least one.
bool is_visible_ascii(std::string_view text);

/// What a person is called: name, else preferred_username, else email, else empty; at most 200 bytes. What is
/// only shown is no reason to refuse anybody.
std::string shown_name(const Object& claims);

}  // namespace hearth::oidc
