#pragma once

#include "core/identity/provider_client.h"
#include "core/identity/secret_store.h"
#include "core/identity/session_lock.h"
#include "core/identity/session_record.h"
#include "core/identity/sign_in.h"
#include "core/identity/token_source.h"
#include "core/net/clock_timer.h"
#include "core/net/one_shot.h"
#include "core/net/random_share.h"
#include "core/net/retry_policy.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace hearth {

/// A session with an OpenID provider: kept between runs, shared with all other processes of this user,
/// renewed before its access token ends. Lives on one thread, with an event loop.
///
/// One renewal at a time, in all processes together: it happens under `SessionLock`, and whoever gets the
/// lock first reads what is kept, for another may have renewed meanwhile. A new refresh token is stored
/// durably before its access token is used. An unreachable provider ends nothing; only its own refusal does:
/// `invalid_grant` at once, another word when it was said three times within ten minutes or more. Then
/// somebody must sign in.
class OidcSession final : public TokenSource {
  Q_OBJECT
 public:
  struct Options {
    std::string issuer;
    std::string client_id;
    std::filesystem::path client_secret_file;  ///< empty for a public client
    std::string scopes;                        ///< separated by spaces
    bool may_leave_out_scopes = false;         ///< those that the provider does not know; nobody has set them
    int redirect_port = 0;                     ///< of the loopback address the browser comes back to; 0: any
    std::string redirect_path;                 ///< of the same
    std::string keeper;                        ///< "auto", "keyring" or "file"
    std::filesystem::path state_folder;        ///< for the lock, and for the secret where a file keeps it
    bool visits_page = false;  ///< opens the sign-in page itself, at once: for a provider that asks nobody
  };
  /// The clock must outlive this.
  OidcSession(Options options, const Clock& clock, QObject* parent = nullptr);
  ~OidcSession() override;

  QCoro::Task<Expected<AccessToken>> token() override;
  void refused(const AccessToken& token, TokenRefusal how) override;
  void sign_in(SignInMethod method) override;
  void cancel_sign_in() override;
  void sign_out() override;
  QCoro::Task<> wind_down() override;
  void stop() override;
  /// Reads what is kept, so that the status is right; needed only where nobody asks for a token.
  void load();
  /// Whether the session outlives this process: not where its secret store could not be written to.
  [[nodiscard]] bool is_kept() const noexcept { return !unsaved_; }
  /// Why the last sign-in or sign-out that was asked for here failed, in whole or in part.
  [[nodiscard]] const std::optional<Error>& attempt_error() const noexcept { return sign_in_error_; }
  /// Gives back, at the provider, a session that could not be stored and would be lost; then says `settled`.
  void give_back();
 Q_SIGNALS:
  /// A sign-in or sign-out that was asked for here has come to its end; the status says how things stand, and
  /// `attempt_error` why it failed, if it did.
  void settled();

 private:
  [[nodiscard]] bool usable() const;
  [[nodiscard]] bool live() const { return record_ && !record_->ended(); }
  [[nodiscard]] bool must_renew(const SessionRecord& record) const;
  [[nodiscard]] Error needs_sign_in() const;

  QCoro::Task<bool> idle();
  QCoro::Task<bool> begin_work();
  void end_work();
  QCoro::Task<> work();
  QCoro::Task<> look_again();
  QCoro::Task<bool> prepare();
  QCoro::Task<Expected<std::optional<SessionRecord>>> read_record();
  QCoro::Task<> renew_under_lock();
  QCoro::Task<> renew(SessionRecord known);
  [[nodiscard]] DurationMs left_alone_for(const SessionRecord& record) const;
  QCoro::Task<> on_refusal(SessionRecord known, oidc::Refusal refusal);
  QCoro::Task<> end_session(SessionRecord known, Error why);
  QCoro::Task<Expected<void>> keep(SessionRecord record);

  QCoro::Task<> run_sign_in(SignInMethod method);
  QCoro::Task<Expected<Grant>> ask(SignInMethod method, std::string scopes, std::stop_token stop);
  QCoro::Task<std::string> name_of(Grant grant, std::stop_token stop);
  QCoro::Task<> on_grant(Grant grant);
  QCoro::Task<> run_sign_out();
  QCoro::Task<> run_give_back();
  QCoro::Task<> visit(QString page, std::stop_token stop);
  QCoro::Task<> learn_provider();
  void end_attempt();
  void end_sign_in(std::optional<Error> error);
  void end_sign_out(std::optional<Error> error);

  [[nodiscard]] SessionRecord record_of(const oidc::TokenAnswer& tokens, TimeMs obtained,
                                        const SessionRecord& before) const;
  void adopt(std::optional<SessionRecord> record, std::optional<Error> trouble = std::nullopt);
  /// Tries again after that long; else soon where the error passes, later where not.
  void fail_renewal(const Error& error, std::optional<DurationMs> again_after = std::nullopt);
  void schedule();
  void say();

  Options options_;
  const Clock& clock_;
  std::stop_source running_;  ///< triggered by `stop`: ends all but sign-ins
  std::stop_source attempt_;  ///< of the sign-in that is under way
  ProviderClient provider_;
  SessionLock lock_;
  std::unique_ptr<SecretStore> secrets_;
  ClockTimer timer_;  ///< renews before the access token ends, and tries again after a failure
  std::optional<SessionRecord> record_;
  bool loaded_ = false;  ///< what is kept has been read
  bool stopped_ = false;
  bool winding_down_ = false;
  bool working_ = false;     ///< one coroutine at a time reads, renews or replaces the record
  bool renewing_ = false;    ///< the provider has been asked for new tokens
  int handing_over_ = 0;     ///< how many sign-ins are being stored, and sign-outs carried out
  bool look_again_ = false;  ///< another process wrote while this one was working
  bool unsaved_ = false;     ///< what is known could not be stored
  bool signing_in_ = false;
  std::vector<OneShot<bool>*> waiting_;  ///< for work to end
  std::string refused_;                  ///< an access token that a service did not take
  TimeMs last_refusal_ = 0;
  Retry retry_{token_retry, random_share};
  TimeMs tried_ = 0;                    ///< when the last renewal failed
  TimeMs not_before_ = 0;               ///< the provider is left alone until then
  std::optional<Error> trouble_;        ///< why the last renewal did not succeed
  std::optional<Error> sign_in_error_;  ///< why the last sign-in did not, or did only in part
  std::optional<DevicePrompt> prompt_;
  QString browser_page_;
};

/// Where the file of a session keeps it: one file for each provider and client, in `folder`.
std::filesystem::path session_file(const std::filesystem::path& folder, const std::string& issuer,
                                   const std::string& client_id);
/// What a keyring calls it.
std::string session_key(const std::string& issuer, const std::string& client_id);

}  // namespace hearth
