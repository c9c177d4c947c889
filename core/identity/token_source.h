#pragma once

#include "core/identity/identity_status.h"
#include "core/telemetry/error.h"

#include <QCoroTask>
#include <QObject>

#include <string>

namespace hearth {

/// A token that may be sent to the services. Never logged, never part of an error.
struct AccessToken {
  std::string value;
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
