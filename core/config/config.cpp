#include "core/config/config.h"

#include "core/aggregate/zone_data.h"
#include "core/config/config_table.h"
#include "core/config/plain_http.h"
#include "core/config/read_toml.h"
#include "core/config/source_config.h"
#include "core/config/time_zone.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>

namespace hearth {
namespace {

constexpr std::uintmax_t largest_file = 1 << 20;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

/// A base folder of the XDG specification, which refuses relative ones.
std::filesystem::path xdg_folder(const char* name, const char* below_home) {
  std::filesystem::path folder = environment(name);
  if (folder.is_absolute()) return folder;
  const std::filesystem::path home = environment("HOME");
  return home.empty() ? std::filesystem::path("/") / below_home : home / below_home;
}

void apply_environment(LoadedConfig& loaded) {
  const auto refuse = [&](const std::string& name, std::string problem) {
    loaded.problems.push_back(
        {{ErrorKind::config, std::move(problem), "Set it right, or unset it.", name}, true});
  };
  for (const ConfigKey& key : config_keys()) {
    const std::string name = environment_name(key);
    const std::string text = environment(name.c_str());
    if (text.empty()) continue;
    const auto value = value_from_text(key, text);
    if (!value) {
      refuse(name, std::string(must_be(key)));
      continue;
    }
    if (std::string problem = assign(loaded.config, key, *value, {}); !problem.empty())
      refuse(name, problem);
    else if (const auto* table = std::get_if<NameTable>(&*value))
      for (const auto& entry : *table) loaded.origins[shown_name(key, entry.first)] = name;
    else
      loaded.origins[shown_name(key)] = name;
  }
  std::string token = environment("HEARTHBOARD_ACCESS_TOKEN");
  const bool printable = std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
  if (printable)
    loaded.config.access_token = std::move(token);
  else
    refuse("HEARTHBOARD_ACCESS_TOKEN", "must be one word, without spaces or line ends");
}

constexpr std::string_view sample_head =
    "# The configuration of Hearthboard. What stands behind a # is not set: take the # away to set it.\n"
    "# Each key can also be set in the environment, as HEARTHBOARD_<SECTION>_<KEY>: "
    "HEARTHBOARD_API_BASE_URL.\n"
    "# \"hearthctl config check\" says whether all is well; hearthboard.toml(5) has more.\n";

/// A wrong value that a nearer file has a good one for harms nobody.
void forgive_replaced(LoadedConfig& loaded, std::size_t farther) {
  for (std::size_t i = 0; i < farther; ++i) {
    ConfigProblem& problem = loaded.problems[i];
    if (!problem.key.empty() && loaded.origins.contains(problem.key)) problem.fatal = false;
  }
}

}  // namespace

Expected<std::string> read_config_file(const std::filesystem::path& file) {
  const auto refuse = [&](const Text& why) {
    return fail(ErrorKind::config,
                Text::joined(said("The configuration {} ", file.string()), Text::joined(why, ".")),
                "Check its name and its rights.", file.string());
  };
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error))
    return refuse(std::filesystem::exists(file, error) ? "is no file" : "does not exist");
  if (std::filesystem::file_size(file, error) > largest_file) return refuse("is larger than 1 MiB");
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (in.peek() != std::ifstream::traits_type::eof()) text << in.rdbuf();
  if (!in.is_open() || in.bad() || text.fail())
    return refuse(said("cannot be read: {}", std::strerror(errno)));
  return text.str();
}

bool Config::is_set_up() const {
  return std::ranges::any_of(source_configs(), [this](const SourceConfig* source) {
    return !source->called.empty() && source->is_set_up(*this);
  });
}

bool LoadedConfig::usable() const {
  return std::none_of(problems.begin(), problems.end(), [](const ConfigProblem& p) { return p.fatal; });
}

std::vector<std::filesystem::path> config_search_path() {
  if (const std::string named = environment("HEARTHBOARD_CONFIG"); !named.empty()) return {named};
  return {xdg_folder("XDG_CONFIG_HOME", ".config") / "hearthboard" / "hearthboard.toml",
          "/etc/hearthboard/hearthboard.toml"};
}

std::filesystem::path user_config_file() {
  return config_search_path().front();
}

std::filesystem::path default_history_path() {
  return xdg_folder("XDG_DATA_HOME", ".local/share") / "hearthboard" / "history.db";
}

std::filesystem::path default_state_folder() {
  std::filesystem::path given = environment("STATE_DIRECTORY");
  if (given.is_absolute() && given.string().find(':') == std::string::npos) return given;
  return xdg_folder("XDG_STATE_HOME", ".local/state") / "hearthboard";
}

void complete(Config& config) {
  for (const SourceConfig* source : source_configs())
    if (source->complete != nullptr) source->complete(config);
  if (config.history_path.empty()) config.history_path = default_history_path();
  if (config.state_folder.empty()) config.state_folder = default_state_folder();
  if (config.time_zone.empty()) config.time_zone = system_time_zone();
}

LoadedConfig load_config(const std::filesystem::path& file) {
  if (!file.empty()) return load_config_layers({file});
  std::vector<std::filesystem::path> found = config_search_path();
  std::erase_if(found, [](const std::filesystem::path& candidate) {
    std::error_code ignored;
    return !std::filesystem::exists(candidate, ignored);
  });
  return load_config_layers(found);
}

LoadedConfig load_config_layers(const std::vector<std::filesystem::path>& files) {
  LoadedConfig loaded;
  for (auto file = files.rbegin(); file != files.rend(); ++file) {
    const bool nearest = std::next(file) == files.rend();
    const std::size_t farther = loaded.problems.size();
    if (auto text = read_config_file(*file))
      read_toml(*text, file->string(), loaded);
    else
      loaded.problems.push_back({std::move(text.error()), nearest});
    forgive_replaced(loaded, farther);
  }
  loaded.files = files;
  if (!files.empty()) loaded.file = files.front();
  apply_environment(loaded);
  complete(loaded.config);
  for (Error& problem : plain_http_problems(loaded.config))
    loaded.problems.push_back({std::move(problem), false});
  for (const SourceConfig* source : source_configs())
    if (source->problems != nullptr)
      for (Error& problem : source->problems(loaded.config))
        loaded.problems.push_back({std::move(problem), true});
  // No day begins anywhere then, in UTC neither.
  if (auto missing = zone_data_problem()) loaded.problems.push_back({std::move(*missing), true});
  return loaded;
}

LoadedConfig parse_config(std::string_view text, const std::string& name) {
  LoadedConfig loaded;
  read_toml(text, name, loaded);
  complete(loaded.config);
  return loaded;
}

std::string sample_config() {
  std::string out(sample_head);
  std::string_view section;
  for (const ConfigKey& key : config_keys()) {
    if (is_name_table(key))
      out += fmt::format("\n{}\n", shown_name(key));
    else if (key.section != section)
      out += fmt::format("\n[{}]\n", key.section);
    section = key.section;
    std::istringstream comment{std::string(key.comment)};
    for (std::string line; std::getline(comment, line);) out += "# " + line + '\n';
    out += is_name_table(key) ? fmt::format("#{}\n", key.example)
                              : fmt::format("#{} = {}\n", key.key, key.example);
  }
  return out;
}

}  // namespace hearth
