#include "core/identity/secret_places.h"

#include "core/identity/safe_folder.h"
#include "core/identity/token_file.h"

namespace hearth {

std::vector<Error> secret_place_problems(const Config& config) {
  std::vector<Error> problems;
  using Read = Expected<std::string> (*)(const std::filesystem::path&);
  struct Place {
    const std::filesystem::path& file;
    Read read;
  };
  std::error_code none;
  for (const auto& [file, read] :
       {Place{config.token_file, read_token_file}, Place{config.client_secret_file, read_token_file},
        Place{config.replica_password_file, read_password_file}}) {
    if (file.empty() || !std::filesystem::exists(file, none)) continue;
    if (auto secret = read(file); !secret) problems.push_back(std::move(secret.error()));
  }
  if (auto unsafe = unsafe_folder(config.state_folder)) problems.push_back(std::move(*unsafe));
  return problems;
}

}  // namespace hearth
