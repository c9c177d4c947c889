// How a session is read, renewed and ended: the part of OidcSession that needs no person.
#include "core/identity/choose_secret_store.h"
#include "core/identity/oidc/encoding.h"
#include "core/identity/oidc_session.h"
#include "core/identity/token_file.h"
#include "core/net/log.h"
#include "core/net/random_share.h"

#include <QLoggingCategory>

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

Q_LOGGING_CATEGORY(log_identity, "hearth.identity", QtInfoMsg)

/// An access token whose lifetime the provider does not tell; what it is worth shows when it is refused.
constexpr DurationMs assumed_lifetime = hour_ms;
constexpr DurationMs lasting_trouble_delay = 10 * minute_ms;
/// Another process would use the old refresh token, which ends the session; so would this one's next run.
constexpr DurationMs save_again_after = minute_ms;

/// Tells one handed-in token from another without holding it.
std::string fingerprint(const std::string& token) {
  return oidc::base64url(oidc::sha256(token)).substr(0, 16);
}

}  // namespace

bool OidcSession::must_renew(const SessionRecord& record) const {
  return record.access_token.empty() || record.access_token == refused_ || record.is_due(clock_.now());
}

/// Waits until no other coroutine is at work. False where the session was stopped first.
QCoro::Task<bool> OidcSession::idle() {
  while (working_ && !stopped_) {
    OneShot<bool> over;
    waiting_.push_back(&over);
    const auto wait = over.wait();
    co_await wait;
  }
  co_return !stopped_;
}

QCoro::Task<bool> OidcSession::begin_work() {
  auto waiting = idle();
  const bool may = co_await waiting;
  if (may) working_ = true;
  co_return may;
}

void OidcSession::end_work() {
  working_ = false;
  // The timer may have been due meanwhile.
  if (live() && !timer_.active() && !winding_down_) schedule();
  if (std::exchange(look_again_, false)) look_again();
  for (OneShot<bool>* waiter : std::exchange(waiting_, {})) waiter->give(true);
}

QCoro::Task<> OidcSession::work() {
  working_ = true;
  auto opening = prepare();
  const bool opened = co_await opening;
  if (stopped_) co_return;
  if (opened && !loaded_) {
    // Without the lock: most programs find a good token here, and have nothing to change.
    auto reading = read_record();
    auto read = co_await reading;
    if (stopped_) co_return;
    if (read) {
      loaded_ = true;
      adopt(std::move(*read));
    } else {
      fail_renewal(read.error());
    }
    if (loaded_ && !live()) learn_provider();
  }
  if (loaded_ && live() && (must_renew(*record_) || unsaved_) && !winding_down_) {
    auto renewing = renew_under_lock();
    co_await renewing;
    if (stopped_) co_return;
  }
  end_work();
}

/// Another process has written.
QCoro::Task<> OidcSession::look_again() {
  working_ = true;
  auto opening = prepare();
  const bool opened = co_await opening;
  if (stopped_) co_return;
  if (opened) {
    auto reading = read_record();
    auto read = co_await reading;
    if (stopped_) co_return;
    // What could not be stored here is not to be lost for something older.
    const bool newer = read && (!unsaved_ || !record_ || (*read && (*read)->obtained > record_->obtained));
    if (newer && *read != record_) {
      unsaved_ = false;
      const bool let_in = *read && !(*read)->ended() && signing_in_;
      adopt(std::move(*read));
      if (let_in) {
        end_attempt();
        end_sign_in(std::nullopt);
        if (stopped_) co_return;
      }
    }
  }
  end_work();
}

QCoro::Task<bool> OidcSession::prepare() {
  if (secrets_) co_return true;
  if (!options_.client_secret_file.empty()) {
    auto secret = read_token_file(options_.client_secret_file);
    if (!secret) {
      fail_renewal(secret.error());
      co_return false;
    }
    provider_.set_client_secret(std::move(*secret));
  }
  auto choosing = choose_secret_store(
      options_.keeper, session_file(options_.state_folder, options_.issuer, options_.client_id),
      session_key(options_.issuer, options_.client_id), running_.get_token());
  auto chosen = co_await choosing;
  if (stopped_) co_return false;
  if (chosen.error) {
    fail_renewal(*chosen.error);
    co_return false;
  }
  secrets_ = std::move(chosen.store);
  say();
  co_return true;
}

/// What is kept; where that is no session, the refresh token that was handed in, unless it has been used
/// before.
QCoro::Task<Expected<std::optional<SessionRecord>>> OidcSession::read_record() {
  auto reading = secrets_->read();
  auto read = co_await reading;
  if (stopped_) co_return fail(ErrorKind::cancelled, "Stopped.");
  if (!read) co_return std::unexpected(read.error());
  std::optional<SessionRecord> record;
  if (*read) {
    auto parsed = session_record_from_json(**read);
    if (!parsed) qCWarning(log_identity, "%s", to_text(parsed.error()).c_str());
    if (parsed && parsed->issuer == options_.issuer && parsed->client_id == options_.client_id)
      record = std::move(*parsed);
  }
  if (record && !record->ended()) co_return record;
  const auto handed_in = bootstrap_refresh_token();
  if (!handed_in) co_return std::unexpected(handed_in.error());
  if (*handed_in && (!record || record->bootstrap != fingerprint(**handed_in))) {
    record = SessionRecord{.issuer = options_.issuer,
                           .client_id = options_.client_id,
                           .refresh_token = **handed_in,
                           .access_token = {},
                           .subject = {},
                           .name = {},
                           .bootstrap = fingerprint(**handed_in),
                           .session_id = {}};
  }
  co_return record;
}

QCoro::Task<> OidcSession::renew_under_lock() {
  auto locking = lock_.take();
  const auto locked = co_await locking;
  if (stopped_) co_return;
  if (!locked) {
    fail_renewal(locked.error());
    co_return;
  }
  auto reading = read_record();
  auto read = co_await reading;
  if (stopped_) co_return;
  // What could not be stored is newer than what is kept, unless somebody has signed in since; and a disk that
  // fails is no reason to let go of a session.
  const bool newer = unsaved_ && (!read || !*read || (*read)->obtained <= record_->obtained);
  const bool ours = newer || (!read && read.error().kind == ErrorKind::storage);
  if (record_ && ours)
    read = record_;
  else if (read)
    unsaved_ = false;
  if (!read) {
    fail_renewal(read.error());
  } else if (unsaved_ && !must_renew(**read)) {
    auto keeping = keep(**read);
    const auto kept = co_await keeping;
    if (stopped_) co_return;
    unsaved_ = !kept;
    if (kept)
      adopt(std::move(*read));
    else
      schedule();
  } else if (!*read || (*read)->ended() || !must_renew(**read)) {
    adopt(std::move(*read));
  } else if (const DurationMs wait = left_alone_for(**read); wait > 0) {
    record_ = std::move(*read);
    fail_renewal(
        {ErrorKind::retry,
         "The provider refuses to renew the session; it is asked again before that is taken for its end.",
         "Sign in again, or look into the provider's log.",
         {}},
        wait);
  } else {
    auto renewing = renew(std::move(**read));
    co_await renewing;
    if (stopped_) co_return;
  }
  lock_.release();
}

QCoro::Task<> OidcSession::renew(SessionRecord known) {
  if (known.refresh_token.empty()) {
    auto ending = end_session(known, {ErrorKind::sign_in,
                                      "The session has ended: the provider gave no refresh token.",
                                      "Allow the client the scope offline_access, and sign in again.",
                                      {}});
    co_await ending;
    co_return;
  }
  renewing_ = true;
  say();
  add_log_secret(known.refresh_token);
  std::vector<FormField> fields = {{"grant_type", "refresh_token"}, {"refresh_token", known.refresh_token}};
  auto asking = provider_.token(std::move(fields), running_.get_token());
  const auto answer = co_await asking;
  if (stopped_) co_return;
  renewing_ = false;
  if (!answer) {
    fail_renewal(passing(answer.error()));
    co_return;
  }
  if (const auto* const refusal = std::get_if<oidc::Refusal>(&*answer)) {
    auto taking = on_refusal(std::move(known), *refusal);
    co_await taking;
    co_return;
  }
  const auto& tokens = std::get<oidc::TokenAnswer>(*answer);
  if (tokens.flaw) {
    // What else came is of no use, but the old refresh token is worth nothing any more.
    known.refresh_token = tokens.refresh_token;
    auto keeping = keep(known);
    const auto kept = co_await keeping;
    if (stopped_) co_return;
    unsaved_ = !kept;
    record_ = std::move(known);
    fail_renewal(passing(*tokens.flaw));
    co_return;
  }
  SessionRecord record = record_of(tokens, clock_.now(), known);
  // Before anything else: the old refresh token is worth nothing any more.
  auto keeping = keep(record);
  const auto kept = co_await keeping;
  if (stopped_) co_return;
  unsaved_ = !kept;
  if (!tokens.id_token.empty()) {
    oidc::IdTokenRules rules{.issuer = known.issuer,
                             .client_id = known.client_id,
                             .nonce = std::nullopt,
                             .subject = known.subject.empty() ? std::nullopt : std::optional(known.subject),
                             .now = clock_.now(),
                             .timely = false};
    auto verifying = provider_.verify(tokens.id_token, std::move(rules), running_.get_token());
    const auto identity = co_await verifying;
    if (stopped_) co_return;
    if (!identity && identity.error().kind == ErrorKind::sign_in) {
      auto ending = end_session(record, identity.error());
      co_await ending;
      co_return;
    }
    // Keys that cannot be had just now are no reason to doubt what came over the provider's own connection.
    if (!identity)
      qCWarning(log_identity, "The renewed ID token was not checked: %s", to_text(identity.error()).c_str());
    if (identity && record.subject.empty()) {
      record.subject = identity->subject;
      record.name = identity->name;
      auto keeping_name = keep(record);
      const auto kept_name = co_await keeping_name;
      if (stopped_) co_return;
      unsaved_ = !kept_name;
    }
  }
  adopt(std::move(record));
  // The provider was asked; where it gives the same token again there is no better one.
  refused_.clear();
  if (!kept && unsaved_) {
    trouble_.reset();
    sign_in_error_ =
        Error{kept.error().kind, said("The renewed sign-in could not be stored: {}", kept.error().message),
              kept.error().next, kept.error().place};
    say();
  }
}

QCoro::Task<Expected<void>> OidcSession::keep(SessionRecord record) {
  for (const std::string* secret : {&record.access_token, &record.refresh_token}) add_log_secret(*secret);
  return secrets_->write(to_json(record));
}

SessionRecord OidcSession::record_of(const oidc::TokenAnswer& tokens, TimeMs obtained,
                                     const SessionRecord& before) const {
  SessionRecord record = before;
  record.issuer = options_.issuer;
  record.client_id = options_.client_id;
  record.access_token = tokens.access_token;
  if (!tokens.refresh_token.empty()) record.refresh_token = tokens.refresh_token;
  record.obtained = obtained;
  record.until = record.obtained + tokens.lifetime.value_or(assumed_lifetime);
  record.refusals = 0;
  record.refused_since = 0;
  record.refused_last = 0;
  return record;
}

void OidcSession::adopt(std::optional<SessionRecord> record, std::optional<Error> trouble) {
  record_ = std::move(record);
  if (record_) {
    for (const std::string* secret : {&record_->access_token, &record_->refresh_token})
      add_log_secret(*secret);
    if (record_->access_token != refused_) refused_.clear();
  }
  trouble_ = std::move(trouble);
  sign_in_error_.reset();
  retry_.succeeded(clock_.now());
  not_before_ = 0;
  schedule();
  say();
}

void OidcSession::fail_renewal(const Error& error, std::optional<DurationMs> again_after) {
  const bool passes =
      error.kind == ErrorKind::offline || error.kind == ErrorKind::retry || error.kind == ErrorKind::storage;
  tried_ = clock_.now();
  const DurationMs delay = again_after ? *again_after
                           : passes    ? retry_.failed(error.kind, error.retry_after, tried_) - tried_
                                       : std::max(lasting_trouble_delay, error.retry_after.value_or(0));
  if (!trouble_) qCWarning(log_identity, "%s", to_text(error).c_str());
  trouble_ = error;
  not_before_ = tried_ + delay;
  timer_.start_once(delay);
  say();
}

void OidcSession::schedule() {
  if (!live()) return timer_.stop();
  // Not all at once: the programs of a home should not come to the provider in step.
  const double share = 0.71 + 0.14 * random_share();
  const auto life = static_cast<double>(record_->until - record_->obtained);
  const TimeMs due = record_->refresh_token.empty()
                         ? record_->until
                         : record_->obtained + static_cast<DurationMs>(life * share);
  const DurationMs left = std::max<DurationMs>(0, due - clock_.now());
  timer_.start_once(unsaved_ ? std::min(left, save_again_after) : left);
}

}  // namespace hearth
