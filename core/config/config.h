#pragma once

#include "core/aggregate/cost.h"
#include "core/telemetry/error.h"

#include <any>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <typeindex>
#include <vector>

namespace hearth {

using HostList = std::vector<std::string>;
/// Texts by names that whoever writes the configuration chooses.
using NameTable = std::map<std::string, std::string, std::less<>>;

/// Values of any types, one of each: what the folders below core/source keep in a configuration, which knows
/// none of their types.
class SourceSettings {
 public:
  template <class Settings>
  [[nodiscard]] const Settings& of() const {
    static const Settings not_set{};
    const auto found = by_type_.find(typeid(Settings));
    return found == by_type_.end() ? not_set : *std::any_cast<Settings>(&found->second);
  }
  template <class Settings>
  [[nodiscard]] Settings& of() {
    std::any& kept = by_type_[typeid(Settings)];
    if (!kept.has_value()) kept.emplace<Settings>();
    return *std::any_cast<Settings>(&kept);
  }

 private:
  std::map<std::type_index, std::any> by_type_;
};

/// What the user has set. Every member has a default.
struct Config {
  std::string issuer;  ///< [identity] issuer, as it is written: a slash at its end is part of it
  std::string client_id = "hearthboard";     ///< [identity] client_id
  std::filesystem::path client_secret_file;  ///< [identity] client_secret_file
  std::string scopes =                       ///< [identity] scopes
      "openid profile email offline_access read:energy read:heatpump read:temperature read:settings "
      "read:plugs "
      "read:spotprice";
  int redirect_port = 0;                    ///< [identity] redirect_port; 0: any that is free
  std::string redirect_path = "/callback";  ///< [identity] redirect_path
  std::string secret_keeper = "auto";       ///< [identity] keeper: auto, keyring, file
  std::filesystem::path state_folder;       ///< where sessions are kept; `$XDG_STATE_HOME/hearthboard`
  bool visits_sign_in_page = false;         ///< the demo home's provider asks nobody: no browser is needed
  std::filesystem::path token_file;         ///< [identity] token_file
  std::string access_token;                 ///< HEARTHBOARD_ACCESS_TOKEN only, never in a file
  HostList allow_plain_http;                ///< [net] allow_plain_http: hosts, besides this machine
  std::filesystem::path history_path;       ///< [history] path
  int raw_days = 14;                        ///< [history] raw_days
  int minute_days = 730;                    ///< [history] minute_days
  int quarter_days = 0;                     ///< [history] quarter_days; 0: for ever
  int history_max_mb = 0;                   ///< [history] max_mb; 0: no limit
  int history_cache_mb = 200;               ///< [history] cache_mb; 0: none
  std::string time_zone;                    ///< [home] time_zone; the system's where not set
  std::string home_name;                    ///< [home] name
  double max_power_kw = 45;                 ///< [home] max_power_kw
  std::string meter;                        ///< [home] meter: its serial; empty: the one that is heard
  std::string price_area;                   ///< [home] price_area; empty: the only one there is
  std::string currency;                     ///< [tariff] currency, else that of the prices
  Tariff tariff;                            ///< [tariff], all other keys
  std::string theme = "dark";               ///< [display] theme: light, dark
  std::string start_page = "home";          ///< [display] page: one of `page_names`
  std::string language = "auto";            ///< [display] language
  int text_percent = 100;                   ///< [display] text_percent
  int display_dpi = 0;                      ///< [display] dpi; 0: what the screen says
  bool kiosk = false;                       ///< [display] kiosk
  SourceSettings sources;                   ///< the sections of the systems that a home has

  /// What is set of a system, as the struct that its folder declares: `config.of<MqttConfig>().url`.
  template <class Settings>
  [[nodiscard]] const Settings& of() const {
    return sources.of<Settings>();
  }
  template <class Settings>
  [[nodiscard]] Settings& of() {
    return sources.of<Settings>();
  }

  /// Whether there is a home to ask: a system of `source_configs` that is one by itself.
  [[nodiscard]] bool is_set_up() const;
};

/// One thing that is wrong in a configuration; `error.place` is "file:line: key".
struct ConfigProblem {
  Error error;
  bool fatal = true;     ///< false: a warning (an unknown key; a wrong value that a nearer file replaces)
  std::string key = {};  ///< "[api] base_url", where it is about the value of one
};

struct LoadedConfig {
  Config config;
  std::filesystem::path file;                ///< the nearest file read; empty where there is none
  std::vector<std::filesystem::path> files;  ///< all that were read, the nearest first
  /// Where the value of a key ("[api] base_url") comes from: "file:line", or the name of a variable of the
  /// environment; an entry of a table of names is "[mqtt.places] device". What is not here has its default.
  NameTable origins;
  std::vector<ConfigProblem> problems;
  [[nodiscard]] bool usable() const;
};

/// Where the configuration is looked for, the nearest first: `$HEARTHBOARD_CONFIG` alone where it is set,
/// else
/// `$XDG_CONFIG_HOME/hearthboard/hearthboard.toml` and `/etc/hearthboard/hearthboard.toml`.
std::vector<std::filesystem::path> config_search_path();
/// Where the first-start page writes it: the first of the search path.
std::filesystem::path user_config_file();
/// `$XDG_DATA_HOME/hearthboard/history.db`.
std::filesystem::path default_history_path();
/// `$STATE_DIRECTORY` where systemd gives a service one (systemd.exec(5)), else
/// `$XDG_STATE_HOME/hearthboard`.
std::filesystem::path default_state_folder();

/// Fills what follows from other members or from the system where it is not set: `history_path`,
/// `state_folder`, `time_zone`, and what does of each source.
void complete(Config& config);

/// Reads the files of the search path that there are, key by key, the nearest last (or `file` alone, where
/// given), and the environment's overrides (`HEARTHBOARD_<SECTION>_<KEY>`, for example
/// HEARTHBOARD_API_BASE_URL), and completes the result. Never throws; what is wrong is in `problems`, with
/// the good values kept. No file at all is no problem: not set up yet.
LoadedConfig load_config(const std::filesystem::path& file = {});
/// The same of these files, the nearest first, each of which must be there.
LoadedConfig load_config_layers(const std::vector<std::filesystem::path>& files);
/// The same from text; `name` stands in problems' places, and relative paths count from its folder. No
/// environment variable overrides anything.
LoadedConfig parse_config(std::string_view text, const std::string& name);

/// A configuration that names every key with its meaning, all of them commented out.
std::string sample_config();

}  // namespace hearth
