#include "core/identity/static_token.h"

#include "core/identity/token_file.h"
#include "core/net/log.h"

#include <QFileSystemWatcher>

#include <fmt/format.h>

namespace hearth {
namespace {

/// One service's refusal says nothing of a token that another one has taken within this time.
constexpr DurationMs of_late = minute_ms;

}  // namespace

std::unique_ptr<StaticToken> StaticToken::from_text(const std::string& token, const Clock& clock) {
  std::unique_ptr<StaticToken> source(new StaticToken(clock));
  const std::string cleaned = clean_token(token);
  if (!cleaned.empty()) {
    add_log_secret(cleaned);
    source->known_ = AccessToken{cleaned};
  } else {
    source->trouble_ = no_token("There is no access token.",
                                "Set HEARTHBOARD_ACCESS_TOKEN, or identity.token_file in the configuration.")
                           .error();
  }
  return source;
}

std::unique_ptr<StaticToken> StaticToken::from_file(std::filesystem::path file, const Clock& clock) {
  if (file.empty()) return from_text({}, clock);
  std::unique_ptr<StaticToken> source(new StaticToken(clock));
  source->file_ = std::move(file);
  return source;
}

QCoro::Task<Expected<AccessToken>> StaticToken::token() {
  watch();
  if (!known_) read_again();
  say();
  Expected<AccessToken> found;
  if (known_)
    found = *known_;
  else
    found = std::unexpected(*trouble_);
  co_return found;
}

void StaticToken::refused(const AccessToken& token, TokenRefusal how) {
  // A late refusal of an older token says nothing about this one.
  if (!known_ || known_->value != token.value || read_again()) return;
  const TimeMs now = clock_.now();
  const bool trusted = taken_ && now >= *taken_ && now - *taken_ < of_late;
  if (how == TokenRefusal::unauthorized && !trusted) doubted_ = true;
  say();
}

void StaticToken::taken(const AccessToken& token) {
  if (!known_ || known_->value != token.value) return;
  taken_ = clock_.now();
  if (std::exchange(doubted_, false)) say();
}

bool StaticToken::read_again() {
  if (file_.empty()) return false;
  auto read = read_token_file(file_);
  if (!read) {
    // What is being written anew is not read half: the token that was there stays.
    if (!known_) trouble_ = read.error();
    return false;
  }
  if (known_ && known_->value == *read) return false;
  known_ = AccessToken{std::move(*read)};
  trouble_.reset();
  doubted_ = false;
  taken_.reset();
  say();
  Q_EMIT token_changed();
  return true;
}

/// The folder too: whoever renews a file well puts another one in its place.
void StaticToken::watch() {
  if (file_.empty() || watcher_ != nullptr) return;
  watcher_ = new QFileSystemWatcher(this);
  const QString file = QString::fromStdString(file_.string());
  const auto watch_file = [this, file] {
    if (!watcher_->files().contains(file) && std::filesystem::exists(file_)) watcher_->addPath(file);
  };
  const auto look = [this, watch_file] {
    watch_file();
    read_again();
  };
  connect(watcher_, &QFileSystemWatcher::fileChanged, this, look);
  connect(watcher_, &QFileSystemWatcher::directoryChanged, this, look);
  const std::filesystem::path folder = file_.parent_path();
  const std::string watched = folder.empty() ? "." : folder.string();
  std::error_code none;
  if (std::filesystem::is_directory(watched, none)) watcher_->addPath(QString::fromStdString(watched));
  watch_file();
}

void StaticToken::say() {
  IdentityStatus said;
  const std::optional<Error> wrong = doubted_ ? refused_error() : trouble_;
  if (wrong) {
    said.state = SignInState::needed;
    said.detail = QString::fromStdString(wrong->message);
    said.next = QString::fromStdString(wrong->next);
    said.may_mend = known_ || !file_.empty();
  }
  set_status(std::move(said));
}

Error StaticToken::refused_error() const {
  if (file_.empty())
    return no_token("The access token was refused.",
                    "Set HEARTHBOARD_ACCESS_TOKEN to a valid one and start again.")
        .error();
  return no_token(said("The access token in {} was refused.", file_.string()),
                  "Put a valid one into the file.")
      .error();
}

}  // namespace hearth
