#include "core/identity/static_token.h"

#include "core/identity/token_file.h"
#include "core/net/log.h"

#include <fmt/format.h>

namespace hearth {

std::unique_ptr<StaticToken> StaticToken::from_text(const std::string& token) {
  std::unique_ptr<StaticToken> source(new StaticToken);
  const std::string cleaned = clean_token(token);
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
    auto read = read_token_file(file_);
    if (!read) return std::unexpected(read.error());
    if (*read == refused_) return refused_error();
    known_ = AccessToken{std::move(*read)};
  }
  if (known_) return *known_;
  if (!refused_.empty()) return refused_error();
  return no_token("There is no access token.",
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
    return no_token("The access token was refused.",
                    "Set HEARTHBOARD_ACCESS_TOKEN to a valid one and start again.");
  return no_token(fmt::format("The access token in {} was refused.", file_.string()),
                  "Put a valid one into the file.");
}

}  // namespace hearth
