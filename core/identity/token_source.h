#pragma once

#include "core/telemetry/error.h"
#include "core/telemetry/time.h"

#include <QCoroTask>
#include <QObject>
#include <QString>

#include <optional>
#include <string>

namespace hearth {

/// A token that may be sent to the services. Never logged, never part of an error.
struct AccessToken {
  std::string value;
};

/// How somebody stands with the identity provider.
enum class SignInState {
  signed_out,   ///< nobody has signed in here, or has signed out again
  signing_in,   ///< a person is being waited for, in a browser or at another device
  signed_in,    ///< there is an access token, or one can be had
  refreshing,   ///< a new access token is being fetched; the old one may still be good
  needed,       ///< the session has ended, or the token was refused: somebody must sign in
  unreachable,  ///< the session stands, but its provider cannot be reached to renew the access token
};

enum class SignInMethod {
  browser,  ///< authorization code with PKCE, in a browser of this machine
  device,   ///< device authorization grant: a code that is entered on another device
};

/// What a person is to do on another device.
struct DevicePrompt {
  QString page;           ///< where the code is entered
  QString complete_page;  ///< the same with the code in it, for a QR code; may be empty
  QString code;           ///< as the person reads and types it
  TimeMs expires = 0;     ///< a new code comes by itself then
  friend bool operator==(const DevicePrompt&, const DevicePrompt&) = default;
};

/// What there is to tell a person of their sign-in. Holds no secret but the code that they are to see.
struct IdentityStatus {
  SignInState state = SignInState::signed_in;
  bool offered = false;                ///< a provider is configured: one can sign in and out here
  bool device_offered = false;         ///< the provider has the device grant; false until that is known
  QString who;                         ///< name or e-mail address; empty where the provider does not say
  TimeMs until = 0;                    ///< when the access token ends; 0 where that is not known
  QString keeper;                      ///< what holds the secret: "the file …", "the keyring of this desktop"
  QString detail;                      ///< a sentence where something is wrong
  QString next;                        ///< what to do about it
  bool may_mend = false;               ///< `needed` may end without anybody here: it is tried again
  std::optional<DevicePrompt> prompt;  ///< while a device code is open
  QString browser_page;                ///< while a browser is waited for: the page to open in it
  friend bool operator==(const IdentityStatus&, const IdentityStatus&) = default;
};

/// Who refused a token, and how.
enum class TokenRefusal {
  unauthorized,  ///< 401 by a REST service
  live,          ///< 401 by the live stream, which says nothing of the REST services
  forbidden,     ///< 403: the token is known, but does not permit this
};

/// "Give me a valid access token, or say that sign-in is needed." Lives on the engine's worker thread.
class TokenSource : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;
  /// Errors: sign_in; offline or retry (the token has run out, and the provider cannot be reached);
  /// cancelled (after `stop`; whoever awaited may be on its way out then).
  virtual QCoro::Task<Expected<AccessToken>> token() = 0;
  /// A service refused this token: the next `token()` gives another one where one can be had, the same one
  /// where it may yet be taken (each caller then waits longer from try to try), or says sign_in.
  virtual void refused(const AccessToken& token, TokenRefusal how) = 0;
  /// A service took this token.
  virtual void taken(const AccessToken& token);
  [[nodiscard]] const IdentityStatus& status() const noexcept { return status_; }

  /// These do nothing where nobody can sign in (`offered` is false). What comes of them is in the status.
  virtual void sign_in(SignInMethod method);
  virtual void cancel_sign_in();
  virtual void sign_out();
  /// Lets what must not be cut off come to its end (a renewal whose answer must be kept), for a few seconds
  /// at most; nothing new is begun. To be followed by `stop`.
  virtual QCoro::Task<> wind_down();
  /// Ends every wait at once, inside this call, and all that is under way.
  virtual void stop();

 Q_SIGNALS:
  void status_changed();
  /// There is another token than before: who was refused need not wait any longer.
  void token_changed();

 protected:
  /// Says `status_changed` where anything is new.
  void set_status(IdentityStatus status);

 private:
  IdentityStatus status_;
};

}  // namespace hearth
