#include "core/identity/file_secret_store.h"

#include "core/files/atomic_file.h"
#include "core/identity/secret_file.h"
#include "core/identity/secret_places.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace hearth {
namespace {

std::unexpected<Error> failed(const std::filesystem::path& path, const char* what, int code) {
  return fail(ErrorKind::storage, said("{} cannot be {}: {}.", path.string(), what, std::strerror(code)),
              "Check the folder, its rights and the space left.", path.string());
}

/// A secret store tells of nothing but storage when it writes.
Expected<void> flush_folder_of(const std::filesystem::path& path) {
  auto flushed = flush_folder(path.has_parent_path() ? path.parent_path() : ".");
  if (!flushed) flushed.error().kind = ErrorKind::storage;
  return flushed;
}

/// Makes what is missing of a folder's path, for this user alone.
Expected<void> make_folder(const std::filesystem::path& folder) {
  std::error_code ignored;
  if (folder.empty() || std::filesystem::is_directory(folder, ignored)) return {};
  if (const auto above = make_folder(folder.parent_path()); !above) return above;
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return failed(folder, "made", errno);
  return flush_folder_of(folder);
}

/// Nothing where the file is this user's alone.
std::optional<Error> not_private(const std::filesystem::path& path, const struct stat& status) {
  if (status.st_uid != ::geteuid())
    return Error{ErrorKind::not_permitted, said("{} belongs to another user.", path.string()),
                 "Run this as that user, or remove the file and sign in again.", path.string()};
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return Error{ErrorKind::not_permitted,
                 said("Others than its owner may use {}, which holds a secret.", path.string()),
                 said("Type: chmod 600 '{}'", path.string()), path.string()};
  return std::nullopt;
}

}  // namespace

QCoro::Task<Expected<std::optional<std::string>>> FileSecretStore::read() {
  co_return read_file();
}

QCoro::Task<Expected<void>> FileSecretStore::write(std::string secret) {
  co_return write_file(secret);
}

QCoro::Task<Expected<void>> FileSecretStore::wipe() {
  co_return remove_file();
}

QString FileSecretStore::name() const {
  return QStringLiteral("the file %1").arg(QString::fromStdString(path_.string()));
}

Expected<std::optional<std::string>> FileSecretStore::read_file() const {
  if (auto unsafe = unsafe_folder(path_.parent_path())) return std::unexpected(std::move(*unsafe));
  auto file = read_secret_file(path_, largest_secret);
  if (!file) return std::unexpected(std::move(file.error()));
  if (!*file) return std::nullopt;
  if (auto problem = not_private(path_, (*file)->status)) return std::unexpected(std::move(*problem));
  if ((*file)->content.empty()) return std::nullopt;
  return std::move((*file)->content);
}

Expected<void> FileSecretStore::write_file(const std::string& secret) const {
  if (secret.size() > largest_secret)
    return fail(ErrorKind::storage, said("A secret of more than {} bytes is not kept.", largest_secret), {},
                path_.string());
  if (const auto made = make_folder(path_.parent_path()); !made) return made;
  if (auto unsafe = unsafe_folder(path_.parent_path())) return std::unexpected(std::move(*unsafe));
  // A link would lead the secret to where it is not looked for again.
  struct stat there = {};
  if (::lstat(path_.c_str(), &there) == 0 && !S_ISREG(there.st_mode))
    return fail(ErrorKind::storage, said("{} is no plain file.", path_.string()),
                "Remove it: secrets are kept in a file of their own.", path_.string());
  auto file = AtomicFile::create(path_, {.mode = 0600, .replace = true});
  if (file) {
    const auto written = file->write(secret);
    if (!written) return written;
    return file->commit();
  }
  Error error = std::move(file.error());
  error.kind = ErrorKind::storage;
  return std::unexpected(std::move(error));
}

Expected<void> FileSecretStore::remove_file() const {
  if (::unlink(path_.c_str()) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return {};
    return failed(path_, "removed", errno);
  }
  return flush_folder_of(path_);
}

}  // namespace hearth
