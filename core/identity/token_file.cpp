#include "core/identity/token_file.h"

#include "core/net/log.h"

#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <set>

namespace hearth {
namespace {

Q_LOGGING_CATEGORY(log_token_file, "hearth.identity")

constexpr qint64 longest_secret = 64 * 1024;

/// A file that is read again and again is warned about once.
bool is_first_warning(const std::string& name) {
  static std::mutex mutex;
  static std::set<std::string> warned;
  const std::lock_guard lock(mutex);
  return warned.insert(name).second;
}

/// What somebody has put into a file by hand.
Expected<std::string> read_by_hand(const std::filesystem::path& path) {
  const std::string name = path.string();
  QFile file(QString::fromStdString(name));
  if (!file.exists())
    return no_token(fmt::format("The file {} does not exist.", name), "Write the token or secret into it.");
  if (!file.open(QIODevice::ReadOnly))
    return no_token(fmt::format("The file {} cannot be read.", name), "Make it readable for this user.");
  constexpr auto others = QFileDevice::ReadGroup | QFileDevice::ReadOther;
  if ((QFileInfo(file).permissions() & others) && is_first_warning(name))
    qCWarning(log_token_file, "The file %s can be read by others; \"chmod 600\" mends that.", name.c_str());
  const QByteArray content = file.read(longest_secret + 1);
  return content.size() > longest_secret ? std::string() : content.toStdString();
}

}  // namespace

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
    return no_token(fmt::format("The file {} holds no token or secret.", path.string()),
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
    return no_token(fmt::format("The file {} holds no password.", path.string()),
                    "Write one line into it, and nothing else.");
  add_log_secret(*content);
  return content;
}

}  // namespace hearth
