#include "core/identity/oidc_session.h"

#include "core/identity/oidc/encoding.h"
#include "core/identity/oidc/scopes.h"
#include "core/net/log.h"

#include <QTimer>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace hearth {
namespace {

constexpr DurationMs refusals_apart = minute_ms;
constexpr DurationMs clock_is_wrong = 2 * minute_ms;
constexpr int longest_farewell_ms = 5000;
/// A renewal that changes nothing would be a mistake of ours; nobody shall spin on it.
constexpr int most_rounds = 4;

QString qt(const std::string& text) {
  return QString::fromStdString(text);
}

QString clock_sentence(DurationMs ahead) {
  const auto minutes = std::llabs(ahead) / minute_ms;
  const QString by = minutes < 120 ? QStringLiteral("%1 minutes").arg(minutes)
                                   : QStringLiteral("%1 hours").arg(minutes / 60);
  return (ahead > 0 ? QStringLiteral("This machine's clock is %1 ahead of the sign-in service's.")
                    : QStringLiteral("This machine's clock is %1 behind the sign-in service's."))
      .arg(by);
}

/// Whether the session before is another one at the provider: where both belong to one visit of the person
/// there (`sid`), to revoke the one may end the other.
bool supersedes(const SessionRecord& now, const SessionRecord& before) {
  if (before.refresh_token.empty() || before.refresh_token == now.refresh_token) return false;
  return now.session_id.empty() ? before.session_id.empty()
                                : !before.session_id.empty() && before.session_id != now.session_id;
}

}  // namespace

std::filesystem::path session_file(const std::filesystem::path& folder, const std::string& issuer,
                                   const std::string& client_id) {
  const std::string mark = oidc::base64url(oidc::sha256(issuer + '\n' + client_id)).substr(0, 16);
  return folder / ("session-" + mark + ".json");
}

std::string session_key(const std::string& issuer, const std::string& client_id) {
  return "session " + client_id + " " + issuer;
}

OidcSession::OidcSession(Options options, const Clock& clock, QObject* parent)
    : TokenSource(parent),
      options_(std::move(options)),
      clock_(clock),
      provider_({.issuer = options_.issuer, .client_id = options_.client_id, .client_secret = {}}, clock),
      lock_(
          session_file(options_.state_folder, options_.issuer, options_.client_id).replace_extension("lock")),
      timer_(clock) {
  connect(&timer_, &ClockTimer::timeout, this, [this] {
    if (!working_ && !stopped_) work();
  });
  connect(&lock_, &SessionLock::changed_elsewhere, this, [this] {
    if (working_)
      look_again_ = true;
    else if (loaded_ && !stopped_)
      look_again();
  });
  say();
}

OidcSession::~OidcSession() {
  OidcSession::stop();
}

// All coroutines of this class end before it does: `stop` ends whatever they wait for, and each then returns
// without touching more than its own frame.
void OidcSession::stop() {
  if (std::exchange(stopped_, true)) return;
  timer_.stop();
  end_attempt();
  running_.request_stop();
  lock_.stop();
  secrets_.reset();
  for (OneShot<bool>* waiter : std::exchange(waiting_, {})) waiter->give(false);
}

QCoro::Task<> OidcSession::wind_down() {
  winding_down_ = true;
  end_attempt();
  QTimer limit;
  limit.setSingleShot(true);
  connect(&limit, &QTimer::timeout, this, &OidcSession::stop);
  limit.start(longest_farewell_ms);
  while ((renewing_ || handing_over_ > 0) && !stopped_) {
    OneShot<bool> over;
    waiting_.push_back(&over);
    const auto wait = over.wait();
    co_await wait;
  }
}

void OidcSession::load() {
  if (!loaded_ && !working_ && !stopped_) work();
}

bool OidcSession::usable() const {
  if (!live()) return false;
  const TimeMs now = clock_.now();
  // By a clock that was set back nobody knows how old it is; that matters where there can be another one.
  const bool age_known = now >= record_->obtained - minute_ms || record_->refresh_token.empty();
  return !record_->access_token.empty() && record_->access_token != refused_ && now < record_->until &&
         age_known;
}

Error OidcSession::needs_sign_in() const {
  if (trouble_) {
    Error error = *trouble_;
    if (!is_passing(error) && error.kind != ErrorKind::storage) error.kind = ErrorKind::sign_in;
    return error;
  }
  const bool ended = record_ && record_->ended();
  return {ErrorKind::sign_in,
          ended ? "The session has ended." : "Nobody is signed in.",
          "Sign in on the dashboard, or with \"hearthctl login\".",
          {}};
}

QCoro::Task<Expected<AccessToken>> OidcSession::token() {
  for (int round = 0; round < most_rounds && !stopped_; ++round) {
    if (usable()) co_return AccessToken{record_->access_token};
    const TimeMs now = clock_.now();
    const bool backing_off = trouble_ && now < not_before_ && now >= tried_;
    const bool nobody = loaded_ && !live();
    const bool lets_itself_in = options_.visits_page && !sign_in_error_;
    if (winding_down_ || backing_off || (nobody && !lets_itself_in))
      co_return std::unexpected(needs_sign_in());
    OneShot<bool> done;
    waiting_.push_back(&done);
    if (nobody && !signing_in_ && !working_)
      run_sign_in(SignInMethod::browser);
    else if (!nobody && !working_)
      work();
    const auto wait = done.wait();
    if (const bool goes_on = co_await wait; !goes_on) break;
  }
  if (stopped_) co_return fail(ErrorKind::cancelled, "Stopped.");
  co_return std::unexpected(needs_sign_in());
}

void OidcSession::refused(const AccessToken& token, TokenRefusal how) {
  // What the provider permits does not change with a new token.
  if (how == TokenRefusal::forbidden) return;
  if (!record_ || record_->access_token != token.value) return;
  // A service that takes none of the provider's tokens would otherwise have it asked without end.
  const TimeMs now = clock_.now();
  if (last_refusal_ != 0 && now >= last_refusal_ && now - last_refusal_ < refusals_apart) return;
  last_refusal_ = now;
  refused_ = token.value;
}

void OidcSession::sign_in(SignInMethod method) {
  if (!stopped_ && !winding_down_) run_sign_in(method);
}

void OidcSession::cancel_sign_in() {
  if (!signing_in_) return;
  end_attempt();
  end_sign_in(std::nullopt);
}

void OidcSession::sign_out() {
  if (stopped_ || winding_down_) return;
  if (signing_in_) cancel_sign_in();
  run_sign_out();
}

/// Ends the sign-in that is under way; its coroutine comes to its end in here.
void OidcSession::end_attempt() {
  std::stop_source ended = std::exchange(attempt_, std::stop_source());
  ended.request_stop();
}

void OidcSession::end_sign_in(std::optional<Error> error) {
  signing_in_ = false;
  prompt_.reset();
  browser_page_.clear();
  sign_in_error_ = std::move(error);
  say();
  Q_EMIT settled();
  for (OneShot<bool>* waiter : std::exchange(waiting_, {})) waiter->give(true);
}

/// Somebody may have begun to sign in again meanwhile: then that is what there is to tell.
void OidcSession::end_sign_out(std::optional<Error> error) {
  if (!signing_in_) return end_sign_in(std::move(error));
  sign_in_error_ = std::move(error);
  say();
  Q_EMIT settled();
}

QCoro::Task<> OidcSession::run_sign_in(SignInMethod method) {
  end_attempt();
  const std::stop_token stop = attempt_.get_token();
  signing_in_ = true;
  prompt_.reset();
  browser_page_.clear();
  sign_in_error_.reset();
  say();
  // Where it leads back to is known first: somebody else may have signed in, or the session have ended.
  if (!loaded_ && !working_) work();
  auto loading = idle();
  co_await loading;
  if (stop.stop_requested()) co_return;
  std::string scopes = options_.scopes;
  if (options_.may_leave_out_scopes && method == SignInMethod::device) {
    auto asking_provider = provider_.provider(stop);
    const auto known = co_await asking_provider;
    if (stop.stop_requested()) co_return;
    if (known) scopes = oidc::device_scopes(scopes, known->scopes);
  }
  auto asking = ask(method, std::move(scopes), stop);
  Expected<Grant> grant = co_await asking;
  if (stop.stop_requested()) co_return;
  if (!grant && grant.error().place == "invalid_scope" && options_.may_leave_out_scopes &&
      provider_.known_provider()) {
    // Some providers refuse what they do not know instead of leaving it out. What they do know is asked for.
    const std::string fewer = oidc::common_scopes(options_.scopes, provider_.known_provider()->scopes);
    if (!fewer.empty() && fewer != options_.scopes) {
      auto asking_again = ask(method, fewer, stop);
      grant = co_await asking_again;
      if (stop.stop_requested()) co_return;
    }
  }
  if (!grant) {
    end_sign_in(grant.error());
    co_return;
  }
  auto naming = name_of(*grant, stop);
  grant->identity.name = co_await naming;
  if (stop.stop_requested()) co_return;
  auto taking = on_grant(std::move(*grant));
  co_await taking;
}

QCoro::Task<Expected<Grant>> OidcSession::ask(SignInMethod method, std::string scopes, std::stop_token stop) {
  if (method == SignInMethod::device) {
    return sign_in_with_device(provider_, clock_,
                               {.scope = std::move(scopes),
                                .show =
                                    [this](const DevicePrompt& prompt) {
                                      prompt_ = prompt;
                                      sign_in_error_.reset();
                                      say();
                                    },
                                .trouble =
                                    [this](const Error& error) {
                                      sign_in_error_ = error;
                                      say();
                                    }},
                               std::move(stop));
  }
  return sign_in_with_browser(provider_, clock_,
                              {.scope = std::move(scopes),
                               .redirect_port = static_cast<quint16>(options_.redirect_port),
                               .redirect_path = options_.redirect_path,
                               .open =
                                   [this, stop](const QString& page) {
                                     if (options_.visits_page) {
                                       visit(page, stop);
                                       return;
                                     }
                                     browser_page_ = page;
                                     say();
                                   }},
                              stop);
}

QCoro::Task<> OidcSession::visit(QString page, std::stop_token stop) {
  auto visiting = provider_.visit(QUrl(page), stop);
  const auto visited = co_await visiting;
  if (visited || stop.stop_requested()) co_return;
  end_attempt();
  end_sign_in(visited.error());
}

/// What to call the person; empty where the provider does not say.
QCoro::Task<std::string> OidcSession::name_of(Grant grant, std::stop_token stop) {
  if (!grant.identity.name.empty()) co_return grant.identity.name;
  auto asking = provider_.person({grant.tokens.access_token}, stop);
  const auto person = co_await asking;
  // Another person's name is worse than none.
  const bool same = person && person->subject == grant.identity.subject;
  std::string name = same ? person->name : std::string();
  co_return name;
}

/// Stores what a sign-in gave, in place of whatever was kept. Not to be cut off: the person has done their
/// part.
QCoro::Task<> OidcSession::on_grant(Grant grant) {
  ++handing_over_;
  auto beginning = begin_work();
  if (const bool begun = co_await beginning; !begun) co_return;
  auto opening = prepare();
  const bool opened = co_await opening;
  if (stopped_) co_return;
  std::optional<Error> trouble = opened ? std::nullopt : trouble_;
  if (opened) {
    SessionRecord record = record_of(grant.tokens, grant.obtained, {});
    record.subject = grant.identity.subject;
    record.name = grant.identity.name;
    record.session_id = grant.identity.session_id;
    auto locking = lock_.take();
    const auto locked = co_await locking;
    if (stopped_) co_return;
    auto reading = read_record();
    const auto before = co_await reading;
    if (stopped_) co_return;
    auto keeping = keep(record);
    const auto kept = co_await keeping;
    if (stopped_) co_return;
    if (locked) lock_.release();
    if (kept && before && *before && supersedes(record, **before)) {
      // Whoever finds the old token somewhere shall have nothing of it. Best effort: it ends by itself too.
      auto revoking = provider_.revoke((*before)->refresh_token, running_.get_token());
      co_await revoking;
      if (stopped_) co_return;
    }
    loaded_ = true;
    unsaved_ = !kept;
    if (!kept) trouble = kept.error();
    adopt(std::move(record));
  }
  --handing_over_;
  // A sign-in that was begun meanwhile has nothing left to do.
  end_attempt();
  end_sign_in(std::move(trouble));
  if (!stopped_) end_work();
}

/// Whoever is to sign in is told how they can.
QCoro::Task<> OidcSession::learn_provider() {
  if (provider_.known_provider()) co_return;
  auto asking = provider_.provider(running_.get_token());
  co_await asking;
  if (!stopped_) say();
}

void OidcSession::say() {
  IdentityStatus said;
  said.offered = true;
  const auto& provider = provider_.known_provider();
  said.device_offered = provider && !provider->device_authorization_endpoint.empty();
  if (secrets_) said.keeper = secrets_->name();
  if (record_) said.who = qt(record_->name.empty() ? record_->subject : record_->name);
  if (live()) said.until = record_->until;
  std::optional<Error> wrong = trouble_;
  const bool lets_itself_in = options_.visits_page && !sign_in_error_ && !live();
  if (lets_itself_in) {
    said.state = SignInState::refreshing;
  } else if (signing_in_) {
    said.state = SignInState::signing_in;
    said.prompt = prompt_;
    said.browser_page = browser_page_;
    wrong = sign_in_error_;
  } else if (live() || !loaded_) {
    said.state = !trouble_ ? renewing_ || !loaded_ ? SignInState::refreshing : SignInState::signed_in
                 : is_passing(*trouble_) ? SignInState::unreachable
                                         : SignInState::needed;
    if (!wrong) wrong = sign_in_error_;
  } else {
    said.state = record_ ? SignInState::needed : SignInState::signed_out;
    if (sign_in_error_) wrong = sign_in_error_;
    if (!wrong && record_) wrong = needs_sign_in();
  }
  if (wrong) {
    said.detail = qt(wrong->message);
    said.next = qt(wrong->next);
  } else if (std::llabs(provider_.clock_ahead()) >= clock_is_wrong) {
    said.detail = clock_sentence(provider_.clock_ahead());
    said.next = QStringLiteral("Set the clock: \"timedatectl set-ntp true\" lets it follow the network's.");
  }
  set_status(std::move(said));
}

}  // namespace hearth
