#include "core/identity/secret_places.h"

#include "core/identity/safe_folder.h"
#include "core/identity/token_file.h"

namespace hearth {

std::vector<Error> secret_place_problems(const Config& config) {
  std::vector<Error> problems;
  std::error_code none;
  for (const auto* file : {&config.token_file, &config.client_secret_file, &config.replica_password_file,
                           &config.mqtt_password_file}) {
    if (file->empty() || !std::filesystem::exists(*file, none)) continue;
    if (auto good = check_token_file(*file); !good) problems.push_back(std::move(good.error()));
  }
  if (auto unsafe = unsafe_folder(config.state_folder)) problems.push_back(std::move(*unsafe));
  return problems;
}

}  // namespace hearth
