#include "core/demo/identity_provider.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrlQuery>

#include <algorithm>

namespace hearth::demo {
namespace {

constexpr auto discovery_path = "/.well-known/openid-configuration";
constexpr auto key_set_path = "/jwks";
constexpr auto authorize_path = "/authorize";
constexpr auto token_path = "/token";
constexpr auto device_authorization_path = "/device_authorization";
constexpr auto device_path = "/device";
constexpr auto revoke_path = "/revoke";

constexpr std::size_t keys_in_set = 2;

QJsonArray texts(const QStringList& list) {
  return QJsonArray::fromStringList(list);
}

/// How a client shows who it is at the token endpoint, as discovery names it.
QStringList client_methods(const IdentityOptions& options) {
  if (options.client_secret.isEmpty()) return {QStringLiteral("none")};
  QStringList methods;
  if (options.secret_by != SecretBy::body) methods << QStringLiteral("client_secret_basic");
  if (options.secret_by != SecretBy::basic) methods << QStringLiteral("client_secret_post");
  return methods;
}

/// A refusal whose words hold the values of the form that it refuses.
QByteArray repeating(const QByteArray& refusal, const QByteArray& form) {
  QJsonObject said = QJsonDocument::fromJson(refusal).object();
  QString words = QStringLiteral("Refused:");
  for (const auto& [name, value] : QUrlQuery(QString::fromUtf8(form)).queryItems(QUrl::FullyDecoded))
    words += QLatin1Char(' ') + value;
  said[QStringLiteral("error_description")] = words;
  return QJsonDocument(said).toJson(QJsonDocument::Compact);
}

}  // namespace

IdentityProvider::IdentityProvider(IdentityOptions options, const Clock& clock, QObject* parent)
    : QObject(parent),
      options_(std::move(options)),
      clock_(clock),
      book_(options_.token_lifetime, options_.refresh_lifetime) {}

IdentityProvider::~IdentityProvider() = default;

Expected<void> IdentityProvider::listen(quint16 port) {
  server_ = std::make_unique<HttpServer>(clock_, [this](const HttpRequest& request) {
    return serves(request.path) ? reply(request) : HttpReply{{request.method.isEmpty() ? 400 : 404, {}, {}}};
  });
  if (auto listening = server_->listen(port); !listening) return listening;
  issuer_ = QStringLiteral("http://127.0.0.1:%1").arg(server_->port());
  return {};
}

bool IdentityProvider::serves(const QString& path) {
  constexpr const char* paths[] = {
      discovery_path, key_set_path, authorize_path, token_path, device_authorization_path,
      device_path,    revoke_path};
  return std::ranges::any_of(paths, [&](const char* known) { return path == QLatin1String(known); });
}

HttpReply IdentityProvider::reply(const HttpRequest& request) {
  Q_EMIT requested(request);
  if (down_ && !unavailable_) return {.answer = {}, .delay_ms = delay_ms_, .cut = true};
  HttpReply reply{.answer = {503, {}, {}}, .delay_ms = delay_ms_};
  if (!down_) {
    ++counts_.requests[request.path];
    reply.answer = answer(request);
    if (indiscreet_ && reply.answer.status >= 400 && request.path == QLatin1String(token_path))
      reply.answer.body = repeating(reply.answer.body, request.body);
    reply.cut = losing_ && request.path == QLatin1String(token_path);
  }
  reply.answer.headers.append({"Date", http_date(said_time())});
  return reply;
}

HttpAnswer IdentityProvider::answer(const HttpRequest& request) {
  struct Route {
    const char* path;
    const char* method;
    HttpAnswer (IdentityProvider::*give)(const HttpRequest&);
    bool offered;
  };
  const Route routes[] = {
      {discovery_path, "GET", &IdentityProvider::discovery, true},
      {key_set_path, "GET", &IdentityProvider::key_set, true},
      {authorize_path, "GET", &IdentityProvider::authorize, true},
      {token_path, "POST", &IdentityProvider::token, true},
      {device_authorization_path, "POST", &IdentityProvider::device_authorization, options_.device_grant},
      {device_path, "GET", &IdentityProvider::device_page, options_.device_grant},
      {revoke_path, "POST", &IdentityProvider::revoke, options_.revocation},
  };
  for (const Route& route : routes) {
    if (request.path != QLatin1String(route.path) || !route.offered) continue;
    if (request.method != route.method) return {405, {}, {}, {{"Allow", route.method}}};
    return (this->*route.give)(request);
  }
  return {404, {}, {}};
}

HttpAnswer IdentityProvider::discovery(const HttpRequest& /*request*/) {
  const auto at = [this](const char* path) { return QString(issuer_ + QLatin1String(path)); };
  QStringList scopes = options_.scopes.values();
  scopes << QStringLiteral("openid") << QStringLiteral("profile") << QStringLiteral("email")
         << QStringLiteral("offline_access");
  scopes.sort();
  QStringList grants = {QStringLiteral("authorization_code"), QStringLiteral("refresh_token")};
  if (options_.device_grant) grants << QStringLiteral("urn:ietf:params:oauth:grant-type:device_code");
  QJsonObject said{
      {QStringLiteral("issuer"), issuer_},
      {QStringLiteral("authorization_endpoint"), at(authorize_path)},
      {QStringLiteral("token_endpoint"), at(token_path)},
      {QStringLiteral("jwks_uri"), at(key_set_path)},
      {QStringLiteral("response_types_supported"), texts({QStringLiteral("code")})},
      {QStringLiteral("response_modes_supported"), texts({QStringLiteral("query")})},
      {QStringLiteral("grant_types_supported"), texts(grants)},
      {QStringLiteral("subject_types_supported"), texts({QStringLiteral("public")})},
      {QStringLiteral("id_token_signing_alg_values_supported"), texts({signing_key().algorithm()})},
      {QStringLiteral("scopes_supported"), texts(scopes)},
      {QStringLiteral("token_endpoint_auth_methods_supported"), texts(client_methods(options_))},
      {QStringLiteral("code_challenge_methods_supported"), texts({QStringLiteral("S256")})},
      {QStringLiteral("authorization_response_iss_parameter_supported"), true},
  };
  if (options_.device_grant)
    said.insert(QStringLiteral("device_authorization_endpoint"), at(device_authorization_path));
  if (options_.revocation) said.insert(QStringLiteral("revocation_endpoint"), at(revoke_path));
  return {200, QJsonDocument(said).toJson(QJsonDocument::Compact)};
}

HttpAnswer IdentityProvider::key_set(const HttpRequest& /*request*/) {
  signing_key();
  QJsonArray keys;
  for (const SigningKey& key : keys_) keys.append(key.jwk());
  return {200, QJsonDocument(QJsonObject{{QStringLiteral("keys"), keys}}).toJson(QJsonDocument::Compact)};
}

/// Not made at once: few who need the services sign in, and a key takes a while.
SigningKey& IdentityProvider::signing_key() {
  if (keys_.empty()) keys_.emplace_back(options_.algorithm);
  return keys_.back();
}

void IdentityProvider::rotate_signing_key() {
  signing_key();
  keys_.emplace_back(options_.algorithm);
  if (keys_.size() > keys_in_set) keys_.erase(keys_.begin());
}

std::optional<TokenBook::Access> IdentityProvider::access(const QByteArray& token) const {
  return book_.access(token, clock_.now());
}

void IdentityProvider::set_down(bool down, bool with_503) {
  down_ = down;
  unavailable_ = with_503;
  if (server_) server_->set_refusing(down && !with_503);
}

QByteArray IdentityProvider::secret(const char* kind) {
  constexpr qsizetype bytes = 32;
  const QByteArray made = kind + random_text(bytes);
  secrets_.note(made);
  return made;
}

Scopes IdentityProvider::granted(const QString& asked) const {
  Scopes known = options_.scopes;
  known << QStringLiteral("openid") << QStringLiteral("profile") << QStringLiteral("email")
        << QStringLiteral("offline_access");
  const QStringList words = asked.split(QLatin1Char(' '), Qt::SkipEmptyParts);
  return known.intersect(Scopes(words.begin(), words.end()));
}

}  // namespace hearth::demo
