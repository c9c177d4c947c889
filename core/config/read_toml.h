#pragma once

#include "core/config/config.h"

namespace hearth {

/// Puts the values of a TOML text over those that are there, and what is wrong with it to the problems, in
/// the order of the text; nothing is completed yet. `name` as in `parse_config`.
void read_toml(std::string_view text, const std::string& name, LoadedConfig& loaded);

/// A configuration's text. Errors: config: no file, not to be read, larger than 1 MiB.
Expected<std::string> read_config_file(const std::filesystem::path& file);

}  // namespace hearth
