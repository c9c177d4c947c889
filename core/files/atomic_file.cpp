#include "core/files/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace hearth {
namespace {

std::unexpected<Error> exists_already(const std::filesystem::path& path) {
  return fail(ErrorKind::cannot_create, said("{} exists already.", path.string()),
              "Name another file, or remove this one first.", path.string());
}

std::unexpected<Error> failed(ErrorKind kind, const std::filesystem::path& path, const char* what, int code) {
  return fail(kind, said("{} cannot be {}: {}.", path.string(), what, std::strerror(code)),
              "Check the folder, its rights and the space left.", path.string());
}

/// As much of a long file is given to the disk at a time.
constexpr off_t writeback_size = off_t{1} << 20;

/// `mkstemp` makes files of mode 0600; anything wider must respect the umask, which can only be read by
/// setting it.
mode_t current_umask() {
  const mode_t mask = ::umask(0077);
  ::umask(mask);
  return mask;
}

}  // namespace

Expected<AtomicFile> AtomicFile::create(const std::filesystem::path& path, Options options) {
  std::error_code ignored;
  if (!options.replace && std::filesystem::exists(std::filesystem::symlink_status(path, ignored)))
    return exists_already(path);
  if (std::filesystem::is_directory(path, ignored))
    return fail(ErrorKind::cannot_create, said("{} is a folder.", path.string()), "Name a file in it.",
                path.string());
  // A link stays a link: what it points to is replaced.
  const auto target =
      std::filesystem::is_symlink(path, ignored) ? std::filesystem::weakly_canonical(path, ignored) : path;
  std::string temporary = (target.parent_path() / ("." + target.filename().string() + ".XXXXXX")).string();
  const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (descriptor < 0) return failed(ErrorKind::cannot_create, path, "made", errno);
  AtomicFile file(target, std::move(temporary), descriptor, options.replace);
  if (::fchmod(descriptor, options.mode & ~current_umask()) != 0)
    return failed(ErrorKind::cannot_create, path, "given its rights", errno);
  return file;
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      descriptor_(std::exchange(other.descriptor_, -1)),
      replace_(other.replace_),
      written_(other.written_),
      begun_(other.begun_) {}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Expected<void> AtomicFile::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed(ErrorKind::storage, path_, "written", errno);
    text.remove_prefix(static_cast<std::size_t>(written));
    written_ += written;
  }
  // The disk works while the rest is made; `commit` then has little to wait for. Where it cannot, all waits.
  if (written_ - begun_ >= writeback_size) {
    ::sync_file_range(descriptor_, begun_, written_ - begun_, SYNC_FILE_RANGE_WRITE);
    begun_ = written_;
  }
  return {};
}

Expected<void> AtomicFile::commit() {
  if (::fsync(descriptor_) != 0) return failed(ErrorKind::storage, path_, "written", errno);
  const unsigned flags = replace_ ? 0U : RENAME_NOREPLACE;
  int result = ::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, path_.c_str(), flags);
  // Some file systems cannot rename without replacing; they can at least make a second name.
  if (result != 0 && errno == EINVAL && !replace_) {
    result = ::link(temporary_.c_str(), path_.c_str());
    if (result == 0) ::unlink(temporary_.c_str());
  }
  if (result != 0 && errno == EEXIST) return exists_already(path_);
  if (result != 0) return failed(ErrorKind::storage, path_, "put in its place", errno);
  temporary_.clear();
  // The new name is on the disk only when the folder is.
  const auto flushed = flush_folder(path_.has_parent_path() ? path_.parent_path() : ".");
  // A folder that one may write but not read is flushed with all of its file system.
  if (!flushed && flushed.error().kind == ErrorKind::not_permitted && ::syncfs(descriptor_) == 0) return {};
  return flushed;
}

Expected<void> flush_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return failed(ErrorKind::not_permitted, folder, "opened", errno);
  // Some file systems have no need of it, and say so.
  const int code = ::fsync(descriptor) == 0 || errno == EINVAL ? 0 : errno;
  ::close(descriptor);
  if (code != 0) return failed(ErrorKind::storage, folder, "written", code);
  return {};
}

}  // namespace hearth
