#include "core/store/lock_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

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
  const int fd = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  error_ = fd < 0 ? errno : 0;
  if (fd < 0) return false;
  struct flock lock = whole_file();
  if (::fcntl(fd, F_OFD_SETLK, &lock) != 0) {
    if (errno != EACCES && errno != EAGAIN) error_ = errno;
    ::close(fd);
    return false;
  }
  fd_ = fd;
  text_ = holder;
  write(text_);
  return true;
}

/// The text is for people: a lock without it still is one.
void LockFile::write(const std::string& text) const {
  if (::pwrite(fd_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()) &&
      ::ftruncate(fd_, static_cast<off_t>(text.size())) != 0)
    return;
}

void LockFile::release() {
  if (held()) ::close(fd_);
  fd_ = -1;
}

bool LockFile::in_place() const {
  struct stat locked = {};
  struct stat found = {};
  return held() && ::fstat(fd_, &locked) == 0 && ::stat(path_.c_str(), &found) == 0 &&
         locked.st_dev == found.st_dev && locked.st_ino == found.st_ino;
}

void LockFile::note(const std::string& text) {
  if (held()) write(text.empty() ? text_ : text_ + '\n' + text);
}

std::string LockFile::noted() const {
  const auto text = read();
  const auto line = text ? text->find('\n') : std::string::npos;
  return line == std::string::npos ? std::string() : text->substr(line + 1);
}

std::optional<std::string> LockFile::holder() const {
  if (held()) return text_;
  auto text = read();
  if (text) text->resize(std::min(text->find('\n'), text->size()));
  return text;
}

std::optional<std::string> LockFile::read() const {
  const int fd = ::open(path_.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  const int readable = fd >= 0 ? fd : ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (readable < 0) return std::nullopt;
  struct flock lock = whole_file();
  if (fd < 0) lock.l_type = F_RDLCK;
  std::optional<std::string> text;
  if (::fcntl(readable, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK) {
    std::array<char, 512> buffer{};
    const ssize_t n = ::pread(readable, buffer.data(), buffer.size(), 0);
    text = n > 0 ? std::string(buffer.data(), static_cast<std::size_t>(n)) : std::string("another program");
  }
  ::close(readable);
  return text;
}

}  // namespace hearth
