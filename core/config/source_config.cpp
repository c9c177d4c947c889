#include "core/config/source_config.h"

#include <fmt/ranges.h>

namespace hearth {

std::string SourceConfig::address(const Config& config) const {
  return std::get<std::string>(value_of(config, keys.front()));
}

std::string SourceConfig::shown_address(const Config& config) const {
  const std::string whole = address(config);
  return shown == nullptr ? whole : shown(whole);
}

std::string home_keys(std::string_view conjunction) {
  std::vector<std::string> keys;
  for (const SourceConfig* source : source_configs())
    if (!source->called.empty()) keys.push_back(shown_name(source->keys.front()));
  const std::string last = keys.back();
  keys.pop_back();
  return fmt::format("{} {} {}", fmt::join(keys, ", "), conjunction, last);
}

void strip_slashes(std::string& address) {
  while (address.ends_with('/')) address.pop_back();
}

}  // namespace hearth
