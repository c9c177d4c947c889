#pragma once

#include "core/config/config.h"

#include <optional>
#include <string_view>
#include <vector>

namespace hearth {

/// Why no token is sent to an address, or to a broker no password: it is plain (http, ws, mqtt), and its host
/// neither this machine nor one of `allowed`. Nothing where it may. The error's `next` has the line that
/// allows it. Errors: config.
std::optional<Error> plain_http_problem(std::string_view address, const HostList& allowed);

/// The same of all addresses that a configuration's sources send secrets to, each host once.
std::vector<Error> plain_http_problems(const Config& config);

}  // namespace hearth
