#include "core/identity/safe_folder.h"

#include <fmt/format.h>
#include <sys/stat.h>

namespace hearth {

std::optional<Error> unsafe_folder(const std::filesystem::path& folder) {
  struct stat status = {};
  if (folder.empty() || ::stat(folder.c_str(), &status) != 0) return std::nullopt;
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) == 0) return std::nullopt;
  return Error{
      ErrorKind::not_permitted,
      fmt::format("Others than its owner can write into {}, where the sign-in is kept.", folder.string()),
      fmt::format("Type: chmod go-w '{}'", folder.string()), folder.string()};
}

}  // namespace hearth
