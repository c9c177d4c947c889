#include "core/identity/secret_places.h"

#include "core/config/source_config.h"
#include "core/identity/token_file.h"

#include <sys/stat.h>

namespace hearth {

std::optional<Error> unsafe_folder(const std::filesystem::path& folder) {
  struct stat status = {};
  if (folder.empty() || ::stat(folder.c_str(), &status) != 0) return std::nullopt;
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) == 0) return std::nullopt;
  return Error{ErrorKind::not_permitted,
               said("Others than its owner can write into {}, where the sign-in is kept.", folder.string()),
               said("Type: chmod go-w '{}'", folder.string()), folder.string()};
}

std::vector<Error> secret_place_problems(const Config& config) {
  std::vector<Error> problems;
  std::error_code none;
  std::vector<const std::filesystem::path*> files = {&config.token_file, &config.client_secret_file};
  for (const SourceConfig* source : source_configs())
    if (source->secret != nullptr) files.push_back(&source->secret->file(config));
  for (const auto* file : files) {
    if (file->empty() || !std::filesystem::exists(*file, none)) continue;
    if (auto good = check_token_file(*file); !good) problems.push_back(std::move(good.error()));
  }
  if (auto unsafe = unsafe_folder(config.state_folder)) problems.push_back(std::move(*unsafe));
  return problems;
}

}  // namespace hearth
