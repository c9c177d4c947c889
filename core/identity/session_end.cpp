// How a session ends: at the provider's word, or at a person's.
#include "core/identity/oidc_session.h"

#include <QLoggingCategory>

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

Q_LOGGING_CATEGORY(log_session_end, "hearth.identity", QtInfoMsg)

/// A word that may not last (invalid_request, none at all) ends a session when it was said so often, so long
/// after the first time.
constexpr int refusals_that_end = 3;
constexpr DurationMs refusals_span = 10 * minute_ms;
constexpr DurationMs asked_again_after = 5 * minute_ms;

/// What is wrong with how the client is set up is mended at the provider, and says nothing of the session.
bool is_about_the_client(const oidc::Refusal& refusal) {
  return refusal.error == "invalid_client" || refusal.error == "unauthorized_client";
}

}  // namespace

/// The provider's own refusal ends a session: at once where it says so, and where it says something that may
/// pass, when it has gone on saying so. How often is kept with the session, for all programs.
QCoro::Task<> OidcSession::on_refusal(SessionRecord known, oidc::Refusal refusal) {
  Error why = error_of(refusal);
  if (is_passing(why) || is_about_the_client(refusal)) {
    fail_renewal(why);
    co_return;
  }
  const TimeMs now = clock_.now();
  if (known.refusals == 0 || now < known.refused_since) {
    known.refusals = 0;
    known.refused_since = now;
  }
  ++known.refusals;
  known.refused_last = now;
  const bool lasting = known.refusals >= refusals_that_end && now - known.refused_since >= refusals_span;
  if (refusal.error == "invalid_grant" || lasting) {
    // What it goes on saying means the same, whatever it calls it.
    refusal.error = "invalid_grant";
    auto ending = end_session(std::move(known), error_of(refusal));
    co_await ending;
    co_return;
  }
  auto keeping = keep(known);
  const auto kept = co_await keeping;
  if (stopped_) co_return;
  unsaved_ = !kept;
  record_ = std::move(known);
  fail_renewal(passing(std::move(why)), asked_again_after);
}

QCoro::Task<> OidcSession::end_session(SessionRecord known, Error why) {
  known.access_token.clear();
  known.refresh_token.clear();
  auto keeping = keep(known);
  const auto kept = co_await keeping;
  if (stopped_) co_return;
  unsaved_ = !kept;
  // A newer token may have been handed in. Where nothing could be stored, what ended is still there.
  if (kept) {
    auto reading = read_record();
    auto read = co_await reading;
    if (stopped_) co_return;
    if (read && *read && !(*read)->ended()) {
      adopt(std::move(*read));
      co_return;
    }
  }
  qCWarning(log_session_end, "%s", to_text(why).c_str());
  why.kind = ErrorKind::sign_in;
  adopt(std::move(known), std::move(why));
  learn_provider();
}

/// A provider that has just refused is not asked again by each program of this home in turn.
DurationMs OidcSession::left_alone_for(const SessionRecord& record) const {
  const TimeMs now = clock_.now();
  if (record.refusals == 0 || now < record.refused_last) return 0;
  return std::max<DurationMs>(0, record.refused_last + asked_again_after - now);
}

QCoro::Task<> OidcSession::run_sign_out() {
  ++handing_over_;
  auto beginning = begin_work();
  if (const bool begun = co_await beginning; !begun) co_return;
  auto opening = prepare();
  const bool opened = co_await opening;
  if (stopped_) co_return;
  std::optional<Error> trouble = opened ? std::nullopt : trouble_;
  if (opened) {
    auto locking = lock_.take();
    const auto locked = co_await locking;
    if (stopped_) co_return;
    auto reading = read_record();
    auto read = co_await reading;
    if (stopped_) co_return;
    // What could not be stored is what the provider knows.
    std::string refresh_token;
    if (record_) refresh_token = record_->refresh_token;
    if (read && *read && !unsaved_) refresh_token = (*read)->refresh_token;
    auto wiping = secrets_->wipe();
    const auto wiped = co_await wiping;
    if (stopped_) co_return;
    if (!wiped) trouble = wiped.error();
    if (locked) lock_.release();
    if (!refresh_token.empty()) {
      auto revoking = provider_.revoke(refresh_token, running_.get_token());
      const auto revoked = co_await revoking;
      if (stopped_) co_return;
      if (!revoked && !trouble)
        trouble = Error{ErrorKind::offline, "Signed out here, but the provider could not be told.",
                        "End the session at the provider, too.", revoked.error().place};
    }
    if (wiped) {
      loaded_ = true;
      unsaved_ = false;
      adopt(std::nullopt);
    }
  }
  --handing_over_;
  end_sign_out(std::move(trouble));
  if (!stopped_) end_work();
}

void OidcSession::give_back() {
  if (!stopped_) run_give_back();
}

QCoro::Task<> OidcSession::run_give_back() {
  if (unsaved_ && live()) {
    auto revoking = provider_.revoke(record_->refresh_token, running_.get_token());
    co_await revoking;
    if (stopped_) co_return;
    timer_.stop();
    record_.reset();
    unsaved_ = false;
    say();
  }
  Q_EMIT settled();
}

}  // namespace hearth
