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
  /// The errno that kept the last `try_take` from making the file; 0 where another holds the lock.
  [[nodiscard]] int error() const { return error_; }
  void release();
  /// Whether the file that is locked is the one that others find; false where the lock is not held.
  [[nodiscard]] bool in_place() const;
  /// What the holder lets others know beside its name; empty for nothing. A disk that takes no text keeps
  /// the one before.
  void note(const std::string& text);
  /// What the present holder noted.
  [[nodiscard]] std::string noted() const;
  [[nodiscard]] bool held() const { return fd_ >= 0; }
  /// What the present holder wrote; nothing where nobody holds the lock.
  [[nodiscard]] std::optional<std::string> holder() const;

 private:
  void write(const std::string& text) const;
  [[nodiscard]] std::optional<std::string> read() const;

  std::filesystem::path path_;
  std::string text_;
  int fd_ = -1;
  int error_ = 0;
};

}  // namespace hearth
