#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>

namespace hearth {

/// Remembers which file a store has open, and on which disk its folder lies. Used by one thread at a time.
class StorePlace {
 public:
  enum class Verdict {
    same,        ///< the file that is open
    deleted,     ///< it is not there any more; its disk is
    other_file,  ///< another one stands in its place
    away,        ///< the disk that its folder was on has gone
  };

  /// Remembers what is there now.
  void remember(const std::filesystem::path& file);
  /// What has become of it; `same` before anything was remembered.
  [[nodiscard]] Verdict look(const std::filesystem::path& file);
  /// Whether the disk has gone, and nothing else has come in its place yet.
  [[nodiscard]] bool waits(const std::filesystem::path& file);

 private:
  struct Identity {
    dev_t device = 0;
    ino_t number = 0;
    friend bool operator==(const Identity&, const Identity&) = default;
  };
  static std::optional<Identity> identity(const std::filesystem::path& path);
  static std::optional<dev_t> disk_under(const std::filesystem::path& file);

  std::optional<Identity> file_;
  std::optional<dev_t> disk_;     ///< of the folder, while it was there
  std::optional<dev_t> without_;  ///< what is in its place while it is not
};

}  // namespace hearth
