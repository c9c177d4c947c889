#pragma once

#include "core/identity/token_source.h"

#include <optional>
#include <string>

namespace hearth {

/// The one rule for an access token that a service refuses, of a call or a connection: its source is told,
/// and where that then has another token there is one more try, at once. What comes of that one stands, and
/// whoever asked backs off (`retry_policy.h`). One object a call; of a stream, `restart` begins a connection.
/// Lives on the thread of the token source, which must outlive it.
class TokenAttempts {
 public:
  /// `unauthorized`: what a 401 of this service means to the source.
  explicit TokenAttempts(TokenSource& tokens, TokenRefusal unauthorized = TokenRefusal::unauthorized)
      : tokens_(tokens), unauthorized_(unauthorized) {}

  enum class Use {
    send,      ///< with this token
    stands,    ///< there is none to try with: what the service has said stands
    no_token,  ///< there is none: what the source has said stands
  };
  /// What to do with what the source has given. After a 401 there without a token the source knows more; what
  /// a service forbids (403) is forbidden, whatever becomes of the token.
  [[nodiscard]] Use judge(const Expected<AccessToken>& given);

  /// The service gave no answer to the token that was sent last, but this error. Tells the source where it is
  /// a refusal; whoever hears of that may stop what this is a part of. True: ask the source once more.
  [[nodiscard]] bool failed(ErrorKind kind);

  /// Forgets what was refused.
  void restart() noexcept { refused_.reset(); }

 private:
  TokenSource& tokens_;
  TokenRefusal unauthorized_;
  std::string sent_;
  std::optional<ErrorKind> refused_;  ///< how the last token was
};

}  // namespace hearth
