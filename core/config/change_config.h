#pragma once

#include "core/config/config_table.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

/// Changes of single keys in a configuration that people wrote: nothing else of it is touched.
namespace hearth {

struct ConfigChange {
  const ConfigKey* key = nullptr;
  ConfigValue value;  ///< of a table of names: one entry
};

/// A key as a person names it.
struct NamedKey {
  const ConfigKey* key = nullptr;
  std::string entry = {};  ///< of a table of names; empty: all of it
};

/// The key that "api.base_url" or "[api] base_url" names, or the entry that `mqtt.places."device"` does.
/// Errors: usage, with the nearest name.
Expected<NamedKey> config_key_named(std::string_view name);

/// The change that sets a key, or one entry of a table of names, to a value as a person types it: bare,
/// without TOML's quotes; a list has commas. Errors: usage, at the key's name. No value is ever repeated.
Expected<ConfigChange> config_change(std::string_view key, const std::string& text);

/// `text` with the keys set: in their place where they stand there, else below a comment that shows the key,
/// else at the end of their section. Comments, order and line ends stay. `name` as in `parse_config`. Errors:
/// config: no valid TOML (with file and line), a place that cannot be edited.
Expected<std::string> changed_config_text(std::string_view text, const std::string& name,
                                          std::span<const ConfigChange> changes);

/// Does that with a file, at once or not at all; its rights stay, and where it is a link, what it leads to is
/// written. A file that is not there is begun with the sample, for its owner alone, in a folder that is made.
/// Errors: config, cannot_create, storage.
Expected<void> change_config(const std::filesystem::path& file, std::span<const ConfigChange> changes);

}  // namespace hearth
