#pragma once

#include "core/config/config.h"

namespace hearth {

/// The values of a TOML text and what is wrong with it, nothing completed yet; as `parse_config`.
LoadedConfig read_toml(std::string_view text, const std::string& name);

}  // namespace hearth
