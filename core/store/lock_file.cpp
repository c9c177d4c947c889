#include "core/store/lock_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>

namespace hearth {
namespace {

struct flock whole_file() {
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

}  // namespace

bool LockFile::try_take(const std::string& holder) {
  if (held()) return true;
  const int fd = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  struct flock lock = whole_file();
  if (::fcntl(fd, F_OFD_SETLK, &lock) != 0) {
    ::close(fd);
    return false;
  }
  fd_ = fd;
  text_ = holder;
  // The text is for people: a lock without it still is one.
  if (::ftruncate(fd_, 0) != 0 || ::pwrite(fd_, text_.data(), text_.size(), 0) < 0) text_ = holder;
  return true;
}

void LockFile::release() {
  if (held()) ::close(fd_);
  fd_ = -1;
}

std::optional<std::string> LockFile::holder() const {
  if (held()) return text_;
  const int fd = ::open(path_.c_str(), O_RDWR | O_CLOEXEC);
  const int readable = fd >= 0 ? fd : ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (readable < 0) return std::nullopt;
  struct flock lock = whole_file();
  if (fd < 0) lock.l_type = F_RDLCK;
  std::optional<std::string> text;
  if (::fcntl(readable, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK) {
    std::array<char, 256> buffer{};
    const ssize_t n = ::pread(readable, buffer.data(), buffer.size(), 0);
    text = n > 0 ? std::string(buffer.data(), static_cast<std::size_t>(n)) : std::string("another program");
  }
  ::close(readable);
  return text;
}

}  // namespace hearth
