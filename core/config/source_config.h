#pragma once

#include "core/config/config_table.h"
#include "core/telemetry/error.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

/// The password that a source gets in with.
struct SourceSecret {
  std::string_view name;        ///< "replica": that of its section, and what a command line calls it
  std::string_view what;        ///< for a person: "password of the role that reads from the replica"
  std::string_view holder;      ///< whose it is, for a person: "the database's role"
  std::string_view credential;  ///< systemd's: "hearthboard.replica_password"
  std::string_view file_key;    ///< "[replica] password_file"
  std::string_view belongs;     ///< what to do with one that stands in the section, for a person
  const std::filesystem::path& (*file)(const Config& config);
  /// Whose password it is, without any secret; the keeper keeps one for each. Errors: config: whoever it is
  /// for is not set.
  Expected<std::string> (*whose)(const Config& config);
  /// What the source's own library has a password from, without us; empty where from nothing; null where it
  /// never has. Errors: config.
  Expected<std::string> (*own_place)(const Config& config) = nullptr;
  /// False where it is let in as nobody, whom no password belongs to; null where it is always somebody.
  bool (*is_somebody)(const Config& config) = nullptr;
};

/// What a source adds to the configuration. Each folder below core/source has one, in its config.cpp.
struct SourceConfig {
  /// Its keys. The first, a text, says where the system is: the home has the system where it has a value.
  std::span<const ConfigKey> keys;
  /// What is shown of a home calls the system: "services"; empty where it is none without another system.
  std::string_view called;
  /// Whether it is asked in the name of whoever has signed in.
  bool signs_in = false;
  /// What may be shown of the first key's value; null: all of it.
  std::string (*shown)(const std::string& address) = nullptr;
  /// As `complete` (config.h) does, after those that stand before it in `source_configs`.
  void (*complete)(Config& config) = nullptr;
  /// The addresses to which a token or a password goes.
  std::vector<std::string> (*sends_secrets_to)(const Config& config) = nullptr;
  /// What its keys want of each other and do not have. Errors: config.
  std::vector<Error> (*problems)(const Config& config) = nullptr;
  const SourceSecret* secret = nullptr;  ///< null where it has no password

  [[nodiscard]] std::string address(const Config& config) const;
  [[nodiscard]] std::string shown_address(const Config& config) const;
  [[nodiscard]] bool is_set_up(const Config& config) const { return !address(config).empty(); }
};

/// Those of all systems there are, in the order of the sample. The list is that of core/source/registry.cpp.
std::span<const SourceConfig* const> source_configs() noexcept;

/// The keys of which each makes a home, for a person: "[api] base_url, [replica] dsn or [mqtt] url".
std::string home_keys(std::string_view conjunction);

/// Takes the slashes from the end of an address.
void strip_slashes(std::string& address);

}  // namespace hearth
