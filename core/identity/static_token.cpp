#include "core/identity/static_token.h"

#include "core/net/log.h"

#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>

#include <fmt/format.h>

#include <algorithm>

namespace hearth {
namespace {

Q_LOGGING_CATEGORY(log_identity, "hearth.identity")

constexpr qint64 longest_token = 64 * 1024;

/// Without the white space around it; empty where what is left could not stand in an HTTP header.
std::string clean(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
  return printable ? std::string(text) : std::string();
}

std::unexpected<Error> needed(std::string message, std::string next) {
  return fail(ErrorKind::sign_in, std::move(message), std::move(next), "identity");
}

}  // namespace

std::unique_ptr<StaticToken> StaticToken::from_text(const std::string& token) {
  std::unique_ptr<StaticToken> source(new StaticToken);
  const std::string cleaned = clean(token);
  if (!cleaned.empty()) {
    add_log_secret(cleaned);
    source->known_ = AccessToken{cleaned};
  }
  return source;
}

std::unique_ptr<StaticToken> StaticToken::from_file(std::filesystem::path file) {
  std::unique_ptr<StaticToken> source(new StaticToken);
  source->file_ = std::move(file);
  return source;
}

QCoro::Task<Expected<AccessToken>> StaticToken::token() {
  Expected<AccessToken> found = find();
  IdentityStatus said;
  if (!found) {
    said.state = SignInState::needed;
    said.detail = QString::fromStdString(found.error().message);
    said.next = QString::fromStdString(found.error().next);
  }
  set_status(std::move(said));
  co_return found;
}

Expected<AccessToken> StaticToken::find() {
  if (!known_ && !file_.empty()) {
    auto read = read_file();
    if (!read) return read;
    if (read->value == refused_) return refused_error();
    known_ = std::move(*read);
  }
  if (known_) return *known_;
  if (!refused_.empty()) return refused_error();
  return needed("There is no access token.",
                "Set HEARTHBOARD_ACCESS_TOKEN, or identity.token_file in the configuration.");
}

void StaticToken::refused(const AccessToken& token) {
  // A late refusal of an older token says nothing about this one.
  if (!known_ || known_->value != token.value) return;
  refused_ = token.value;
  known_.reset();
}

std::unexpected<Error> StaticToken::refused_error() const {
  if (file_.empty())
    return needed("The access token was refused.",
                  "Set HEARTHBOARD_ACCESS_TOKEN to a valid one and start again.");
  return needed(fmt::format("The access token in {} was refused.", file_.string()),
                "Put a valid one into the file.");
}

Expected<AccessToken> StaticToken::read_file() {
  const std::string name = file_.string();
  QFile file(QString::fromStdString(name));
  if (!file.exists())
    return needed(fmt::format("The token file {} does not exist.", name), "Write the access token into it.");
  if (!file.open(QIODevice::ReadOnly))
    return needed(fmt::format("The token file {} cannot be read.", name), "Make it readable for this user.");
  constexpr auto others = QFileDevice::ReadGroup | QFileDevice::ReadOther;
  if (!warned_ && (QFileInfo(file).permissions() & others)) {
    warned_ = true;
    qCWarning(log_identity, "The token file %s can be read by others; \"chmod 600\" mends that.",
              name.c_str());
  }
  const QByteArray content = file.read(longest_token + 1);
  std::string found = content.size() > longest_token ? std::string() : clean(content.toStdString());
  if (found.empty())
    return needed(fmt::format("The token file {} holds no access token.", name),
                  "Write the access token into it.");
  add_log_secret(found);
  return AccessToken{std::move(found)};
}

}  // namespace hearth
