#include "core/demo/token_book.h"

#include "core/demo/signing_key.h"

#include <QCryptographicHash>

#include <algorithm>

namespace hearth::demo {
namespace {

constexpr qsizetype secret_bytes = 32;

/// 43 to 128 characters of RFC 3986's unreserved ones (RFC 7636, 4.1).
bool is_verifier(const QString& text) {
  return text.size() >= 43 && text.size() <= 128 && std::ranges::all_of(text, [](QChar c) {
           const char16_t u = c.unicode();
           return (u < 0x80 && c.isLetterOrNumber()) || u == u'-' || u == u'.' || u == u'_' || u == u'~';
         });
}

}  // namespace

bool answers_challenge(const QString& verifier, const QString& challenge) {
  const QByteArray digest = QCryptographicHash::hash(verifier.toLatin1(), QCryptographicHash::Sha256);
  return is_verifier(verifier) && QString::fromLatin1(base64url(digest)) == challenge;
}

IssuedTokens TokenBook::begin(const Scopes& scopes, TimeMs now) {
  forget_expired(now);
  const int session = ++last_session_;
  if (scopes.contains(QStringLiteral("offline_access"))) sessions_.insert(session, {scopes, 0});
  return issue(session, scopes, now);
}

std::expected<IssuedTokens, TokenBook::Refusal> TokenBook::renew(const QByteArray& refresh,
                                                                 const Scopes& scopes, TimeMs now) {
  forget_expired(now);
  const auto known = refresh_.find(refresh);
  if (known == refresh_.end()) return std::unexpected(Refusal::unknown);
  const int session = known->session;
  if (known->spent) {
    end(session);
    return std::unexpected(Refusal::reused);
  }
  const Scopes granted = sessions_.value(session).scopes;
  if (!granted.contains(scopes)) return std::unexpected(Refusal::scopes);
  known->spent = true;
  return issue(session, scopes.isEmpty() ? granted : scopes, now);
}

IssuedTokens TokenBook::issue(int session, const Scopes& scopes, TimeMs now) {
  IssuedTokens tokens{session, "sim-access-" + random_text(secret_bytes), {}, scopes};
  access_.insert(tokens.access, {scopes, now + access_lifetime_, session});
  const auto renewable = sessions_.find(session);
  if (renewable == sessions_.end()) return tokens;
  renewable->until = now + refresh_lifetime_;
  tokens.refresh = "sim-refresh-" + random_text(secret_bytes);
  refresh_.insert(tokens.refresh, {session, false});
  return tokens;
}

void TokenBook::revoke(const QByteArray& token) {
  access_.remove(token);
  const auto refresh = refresh_.constFind(token);
  if (refresh != refresh_.constEnd()) end(refresh->session);
}

void TokenBook::end(int session) {
  sessions_.remove(session);
  refresh_.removeIf([session](const auto& entry) { return entry->session == session; });
  access_.removeIf([session](const auto& entry) { return entry->session == session; });
}

void TokenBook::forget_sessions() {
  sessions_.clear();
  refresh_.clear();
}

void TokenBook::forget_expired(TimeMs now) {
  access_.removeIf([now](const auto& entry) { return entry->expires <= now; });
  sessions_.removeIf([now](const auto& entry) { return entry->until <= now; });
  refresh_.removeIf([this](const auto& entry) { return !sessions_.contains(entry->session); });
}

std::optional<TokenBook::Access> TokenBook::access(const QByteArray& token, TimeMs now) const {
  const auto known = access_.constFind(token);
  if (known == access_.constEnd() || known->expires <= now) return std::nullopt;
  return *known;
}

}  // namespace hearth::demo
