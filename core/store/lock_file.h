#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace hearth {

/// An advisory lock on a file of its own that says who writes a store. It belongs to this object (not to the
/// process), and ends with it however the process ends.
class LockFile {
 public:
  explicit LockFile(std::filesystem::path path) : path_(std::move(path)) {}
  ~LockFile() { release(); }
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

  /// Takes the lock and writes `holder` into the file; false where another holds it or the file cannot be
  /// made.
  bool try_take(const std::string& holder);
  void release();
  [[nodiscard]] bool held() const { return fd_ >= 0; }
  /// What the present holder wrote; nothing where nobody holds the lock.
  [[nodiscard]] std::optional<std::string> holder() const;

 private:
  std::filesystem::path path_;
  std::string text_;
  int fd_ = -1;
};

}  // namespace hearth
