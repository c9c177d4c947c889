#include "core/identity/token_file.h"

#include "core/identity/secret_file.h"
#include "core/net/log.h"

#include <QLoggingCategory>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <set>

namespace hearth {
namespace {

Q_LOGGING_CATEGORY(log_token_file, "hearth.identity")

constexpr std::size_t longest_secret = 64 * 1024;

/// A file that is read again and again is warned about once.
bool is_first_warning(const std::string& name) {
  static std::mutex mutex;
  static std::set<std::string> warned;
  const std::lock_guard lock(mutex);
  return warned.insert(name).second;
}

/// systemd hands these over readable for whoever it likes, in a folder that only the service sees
/// (systemd.exec(5), LoadCredential=).
bool is_credential(const std::filesystem::path& path) {
  const char* const folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (folder == nullptr || *folder != '/') return false;
  return path.lexically_normal().parent_path() == std::filesystem::path(folder).lexically_normal();
}

Expected<void> check_rights(const std::filesystem::path& path, const struct stat& status) {
  const std::string name = path.string();
  if (!S_ISREG(status.st_mode))
    return no_token(said("{} is no plain file.", name), "Write the token or secret into a file.");
  if (is_credential(path)) return {};
  if ((status.st_mode & (S_IROTH | S_IWOTH)) != 0)
    return no_token(
        said("The file {} is open to everybody on this machine: what it holds is not used.", name),
        said("Type: chmod 600 '{}'", name));
  if ((status.st_mode & (S_IRGRP | S_IWGRP)) != 0 && is_first_warning(name))
    qCWarning(log_token_file, "The file %s can be read by others; \"chmod 600\" mends that.", name.c_str());
  return {};
}

/// What somebody has put into a file by hand, opened; links are followed, for whoever hands secrets over uses
/// them.
Expected<void> open_by_hand(const std::filesystem::path& path, std::optional<Descriptor>& file) {
  const std::string name = path.string();
  // Opening a pipe would wait for its other end.
  file.emplace(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file->get() < 0 && (errno == ENOENT || errno == ENOTDIR))
    return no_token(said("The file {} does not exist.", name), "Write the token or secret into it.");
  struct stat status = {};
  if (file->get() < 0 || ::fstat(file->get(), &status) != 0)
    return no_token(said("The file {} cannot be read.", name), "Make it readable for this user.");
  return check_rights(path, status);
}

Expected<std::string> read_by_hand(const std::filesystem::path& path) {
  std::optional<Descriptor> file;
  if (const auto opened = open_by_hand(path, file); !opened) return std::unexpected(opened.error());
  auto content = read_descriptor(path, file->get(), longest_secret + 1);
  if (content && content->size() > longest_secret) content->clear();
  return content;
}

}  // namespace

Expected<void> check_token_file(const std::filesystem::path& path) {
  std::optional<Descriptor> file;
  return open_by_hand(path, file);
}

std::string clean_token(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
  return printable ? std::string(text) : std::string();
}

bool is_password(std::string_view text) {
  constexpr std::size_t longest = 1000;
  return !text.empty() && text.size() <= longest &&
         std::all_of(text.begin(), text.end(), [](char c) { return c < 0 || (c >= ' ' && c != 0x7f); });
}

Expected<std::string> read_token_file(const std::filesystem::path& path) {
  const auto content = read_by_hand(path);
  if (!content) return content;
  std::string found = clean_token(*content);
  if (found.empty())
    return no_token(said("The file {} holds no token or secret.", path.string()),
                    "Write one word into it, and nothing else.");
  add_log_secret(found);
  return found;
}

Expected<std::string> read_password_file(const std::filesystem::path& path) {
  auto content = read_by_hand(path);
  if (!content) return content;
  if (content->ends_with('\n')) content->pop_back();
  if (content->ends_with('\r')) content->pop_back();
  if (!is_password(*content))
    return no_token(said("The file {} holds no password.", path.string()),
                    "Write one line into it, and nothing else.");
  add_log_secret(*content);
  return content;
}

}  // namespace hearth
