#pragma once

#include "core/demo/http_server.h"
#include "core/demo/issued_secrets.h"
#include "core/demo/signing_key.h"
#include "core/demo/token_book.h"

#include <QObject>

#include <memory>
#include <vector>

namespace hearth::demo {

/// How a client with a secret may show it (RFC 6749, 2.3.1).
enum class SecretBy { either, basic, body };

struct IdentityOptions {
  QString client_id = QStringLiteral("hearthboard");
  QString client_secret = {};  ///< empty: a public client
  SecretBy secret_by = SecretBy::either;
  SigningAlgorithm algorithm = SigningAlgorithm::rs256;
  /// Of the services, that the demo person may have; what else is asked for is left out of the grant.
  Scopes scopes = {QStringLiteral("read:energy"),      QStringLiteral("read:heatpump"),
                   QStringLiteral("read:temperature"), QStringLiteral("read:settings"),
                   QStringLiteral("read:plugs"),       QStringLiteral("read:spotprice")};
  QString redirect_uri = {};  ///< the only one, to the letter; empty: any on loopback, with any port
  DurationMs token_lifetime = hour_ms;
  DurationMs refresh_lifetime = 30 * day_ms;  ///< from its last use
  DurationMs code_lifetime = minute_ms;
  DurationMs device_lifetime = 10 * minute_ms;
  DurationMs device_interval = 5 * second_ms;
  bool device_pkce = false;  ///< whoever asks for a device code without PKCE is refused
  bool device_grant = true;  ///< there is one, and discovery says so
  bool revocation = true;    ///< likewise
};

/// What may be wrong with an ID token, for tests.
enum class IdTokenFlaw {
  none,
  issuer,       ///< of somebody else
  audience,     ///< for somebody else
  nonce,        ///< of another sign-in
  subject,      ///< another person
  expired,      ///< an hour ago
  unissued,     ///< given out in an hour
  signature,    ///< one bit of it
  unknown_key,  ///< signed by a key that is not in the set
  alg_none,     ///< not signed at all
  alg_hmac,     ///< "signed" with the public key as a secret
  absent,       ///< there is none
};

struct IdentityCounts {
  QHash<QString, int> requests;        ///< by path
  QHash<QString, int> token_requests;  ///< by grant type, refused ones included
  QHash<QString, int> refusals;        ///< by error, those sent by redirect included
  int refresh_reuses = 0;
  int code_reuses = 0;
};

/// A small OpenID provider with one person, who agrees to everything. Codes and tokens are opaque random
/// text. Sources: OpenID Connect Core and Discovery 1.0, RFC 6749, 7009, 7517, 7636, 8252, 8628, 9207.
/// Lives on one thread.
class IdentityProvider : public QObject {
  Q_OBJECT
 public:
  /// The clock must outlive this.
  IdentityProvider(IdentityOptions options, const Clock& clock, QObject* parent = nullptr);
  ~IdentityProvider() override;

  /// Alone, on a port of its own. Errors: offline (the port is taken).
  Expected<void> listen(quint16 port = 0);
  /// Or served by somebody else, who is found at `issuer` and hands over what `serves` claims.
  void set_issuer(const QString& issuer) { issuer_ = issuer; }
  [[nodiscard]] static bool serves(const QString& path);
  HttpReply reply(const HttpRequest& request);

  [[nodiscard]] QString issuer() const { return issuer_; }
  [[nodiscard]] QString client_id() const { return options_.client_id; }
  /// What an access token is good for; nothing where it is unknown, expired or revoked.
  [[nodiscard]] std::optional<TokenBook::Access> access(const QByteArray& token) const;

  /// The person enters this code, and agrees or does not. False where no such code is open.
  bool approve(const QString& user_code);
  bool deny(const QString& user_code);
  /// Whether the person agrees on the authorization page; they do from the beginning.
  void set_consent(bool agrees) { consents_ = agrees; }
  /// Alone: connections are refused. On somebody else's port: they are cut without an answer, since the port
  /// is open. Or every call is answered with 503.
  void set_down(bool down, bool with_503 = false);
  /// Token requests are carried out, and their answers get lost.
  void set_losing_answers(bool losing) { losing_ = losing; }
  void set_delay_ms(int delay_ms) { delay_ms_ = delay_ms; }  ///< real time until an answer
  /// Refusals at the token endpoint repeat what was sent, secrets and all, as some providers do.
  void set_indiscreet(bool indiscreet) { indiscreet_ = indiscreet; }
  /// All that it says of times is so much later than its clock; what it does is not.
  void set_clock_skew(DurationMs skew) { skew_ = skew; }
  /// Of access tokens from now on.
  void set_token_lifetime(DurationMs lifetime) { book_.set_access_lifetime(lifetime); }
  void set_id_token_flaw(IdTokenFlaw flaw) { flaw_ = flaw; }
  /// All refresh tokens are revoked.
  void forget_sessions() { book_.forget_sessions(); }
  void revoke_access_tokens() { book_.forget_access_tokens(); }
  /// The next ID token has another key; the one before stays in the set.
  void rotate_signing_key();

  [[nodiscard]] const IdentityCounts& counts() const noexcept { return counts_; }
  [[nodiscard]] const QList<QByteArray>& issued_tokens() const noexcept { return secrets_.all(); }
  /// Another secret of this process, to stand among them.
  void note_secret(const QByteArray& secret) { secrets_.note(secret); }

 Q_SIGNALS:
  /// Somebody asks; the answer has not been begun.
  void requested(const hearth::HttpRequest& request);

 private:
  using Values = QHash<QString, QString>;
  struct Authorization {
    QString redirect_uri;
    QString challenge;
    QString nonce;
    Scopes scopes;
    TimeMs expires = 0;
    int session = 0;  ///< 0: the code has not been used
  };
  struct Device {
    QString user_code;
    Scopes scopes;
    TimeMs expires = 0;
    DurationMs interval = 0;
    std::optional<TimeMs> asked = {};  ///< when it was last asked about
    std::optional<bool> agreed = {};
    QString challenge = {};  ///< of PKCE; empty where none was sent
  };

  HttpAnswer answer(const HttpRequest& request);
  [[nodiscard]] HttpAnswer discovery(const HttpRequest& request);
  [[nodiscard]] HttpAnswer key_set(const HttpRequest& request);
  HttpAnswer authorize(const HttpRequest& request);
  HttpAnswer token(const HttpRequest& request);
  HttpAnswer device_authorization(const HttpRequest& request);
  HttpAnswer device_page(const HttpRequest& request);
  HttpAnswer revoke(const HttpRequest& request);

  HttpAnswer token_for_code(const Values& form);
  HttpAnswer token_for_refresh(const Values& form);
  HttpAnswer token_for_device(const Values& form);
  HttpAnswer tokens_answer(const IssuedTokens& tokens, const QString& nonce);
  /// The form of a POST by our client; or why it is refused.
  std::expected<Values, HttpAnswer> client_form(const HttpRequest& request);
  std::optional<HttpAnswer> check_client(const HttpRequest& request, const Values& form);
  HttpAnswer refusal(const char* error, const char* description, int status = 400);
  HttpAnswer redirect(const Values& query, QList<std::pair<QString, QString>> more);

  [[nodiscard]] bool takes_redirect(const QString& uri) const;
  [[nodiscard]] Scopes granted(const QString& asked) const;
  Device* device_of(const QString& user_code);
  bool decide(const QString& user_code, bool agreed);
  QByteArray secret(const char* kind);
  SigningKey& signing_key();
  QByteArray id_token(const Scopes& scopes, const QString& nonce);
  [[nodiscard]] TimeMs said_time() const { return clock_.now() + skew_; }

  IdentityOptions options_;
  const Clock& clock_;
  TokenBook book_;
  IssuedSecrets secrets_;
  QString issuer_;
  std::unique_ptr<HttpServer> server_;  ///< where it is alone
  std::vector<SigningKey> keys_;        ///< the newest at the end; made when first needed
  QHash<QByteArray, Authorization> codes_;
  QHash<QByteArray, Device> devices_;
  IdentityCounts counts_;
  IdTokenFlaw flaw_ = IdTokenFlaw::none;
  DurationMs skew_ = 0;
  int delay_ms_ = 0;
  bool consents_ = true;
  bool down_ = false;
  bool unavailable_ = false;  ///< down, but answering 503
  bool losing_ = false;
  bool indiscreet_ = false;
};

}  // namespace hearth::demo
