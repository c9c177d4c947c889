#pragma once

#include "core/telemetry/time.h"

#include <QString>

#include <optional>

namespace hearth {

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

}  // namespace hearth
