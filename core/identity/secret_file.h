#pragma once

#include "core/telemetry/error.h"

#include <sys/stat.h>

#include <filesystem>
#include <optional>
#include <string>

namespace hearth {

/// Closes what it holds.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();
  [[nodiscard]] int get() const noexcept { return value_; }

 private:
  int value_;
};

/// What an open file holds, at most `most` bytes of it. Errors: storage, naming `path`.
Expected<std::string> read_descriptor(const std::filesystem::path& path, int descriptor, std::size_t most);

struct SecretFile {
  std::string content;
  struct stat status = {};
};

/// A file's content and whose it is, of one opening, so that nobody can exchange it in between. Nothing where
/// there is no file. No link is followed. Errors: not_permitted (it cannot be opened, is no plain file),
/// storage (it cannot be read, has more than `largest` bytes).
Expected<std::optional<SecretFile>> read_secret_file(const std::filesystem::path& path, std::size_t largest);

}  // namespace hearth
