#include "core/identity/secret_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace hearth {
namespace {

std::unexpected<Error> cannot_read(const std::filesystem::path& path, ErrorKind kind, int code) {
  return fail(kind, said("{} cannot be read: {}.", path.string(), std::strerror(code)),
              "Check its rights, and those of its folder.", path.string());
}

std::unexpected<Error> no_plain_file(const std::filesystem::path& path) {
  return fail(ErrorKind::not_permitted, said("{} is no plain file.", path.string()),
              "Remove it: secrets are kept in a file of their own.", path.string());
}

}  // namespace

Descriptor::~Descriptor() {
  if (value_ >= 0) ::close(value_);
}

Expected<std::string> read_descriptor(const std::filesystem::path& path, int descriptor, std::size_t most) {
  std::string content(most, '\0');
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t got = ::read(descriptor, content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot_read(path, ErrorKind::storage, errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  content.resize(size);
  return content;
}

Expected<std::optional<SecretFile>> read_secret_file(const std::filesystem::path& path, std::size_t largest) {
  // Opening a pipe would wait for its other end.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0 && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
  if (file.get() < 0 && (errno == ELOOP || errno == ENXIO)) return no_plain_file(path);
  if (file.get() < 0) return cannot_read(path, ErrorKind::not_permitted, errno);
  SecretFile found;
  if (::fstat(file.get(), &found.status) != 0) return cannot_read(path, ErrorKind::storage, errno);
  if (!S_ISREG(found.status.st_mode)) return no_plain_file(path);
  auto content = read_descriptor(path, file.get(), largest + 1);
  if (!content) return std::unexpected(content.error());
  if (content->size() > largest)
    return fail(ErrorKind::storage, said("{} has more than {} bytes.", path.string(), largest),
                "It is none of Hearthboard's: remove it.", path.string());
  found.content = std::move(*content);
  return found;
}

}  // namespace hearth
