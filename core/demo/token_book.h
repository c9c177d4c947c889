#pragma once

#include "core/telemetry/time.h"

#include <QByteArray>
#include <QHash>
#include <QSet>
#include <QString>

#include <expected>
#include <optional>

namespace hearth::demo {

using Scopes = QSet<QString>;

struct IssuedTokens {
  int session = 0;
  QByteArray access;
  QByteArray refresh;  ///< empty where the session is not to outlive its access token
  Scopes scopes;
};

/// Whether a PKCE verifier is one, and the one behind a challenge of the method S256 (RFC 7636).
bool answers_challenge(const QString& verifier, const QString& challenge);

/// Who holds which token. A session is one sign-in: it has one refresh token that works, which is replaced
/// whenever it is used; the use of a replaced one ends the session, since somebody else has it.
class TokenBook {
 public:
  enum class Refusal {
    unknown,  ///< never given out, or its session has ended
    reused,   ///< it had been replaced; its session has ended now
    scopes,   ///< more is asked for than was granted
  };
  struct Access {
    Scopes scopes;
    TimeMs expires = 0;
    int session = 0;
  };

  TokenBook(DurationMs access_lifetime, DurationMs refresh_lifetime)
      : access_lifetime_(access_lifetime), refresh_lifetime_(refresh_lifetime) {}

  void set_access_lifetime(DurationMs lifetime) { access_lifetime_ = lifetime; }
  [[nodiscard]] DurationMs access_lifetime() const noexcept { return access_lifetime_; }

  /// With `offline_access` among the scopes the session can be renewed.
  IssuedTokens begin(const Scopes& scopes, TimeMs now);
  /// No scopes: those of the session.
  std::expected<IssuedTokens, Refusal> renew(const QByteArray& refresh, const Scopes& scopes, TimeMs now);
  /// A refresh token takes its session along, an access token goes alone; an unknown one is no matter.
  void revoke(const QByteArray& token);
  void end(int session);
  /// No session can be renewed any more; access tokens live on.
  void forget_sessions();
  void forget_access_tokens() { access_.clear(); }
  [[nodiscard]] std::optional<Access> access(const QByteArray& token, TimeMs now) const;

 private:
  struct Session {
    Scopes scopes;
    TimeMs until = 0;
  };
  struct Refresh {
    int session = 0;
    bool spent = false;
  };
  IssuedTokens issue(int session, const Scopes& scopes, TimeMs now);
  void forget_expired(TimeMs now);

  DurationMs access_lifetime_;
  DurationMs refresh_lifetime_;
  QHash<int, Session> sessions_;
  QHash<QByteArray, Refresh> refresh_;
  QHash<QByteArray, Access> access_;
  int last_session_ = 0;
};

}  // namespace hearth::demo
