// The device authorization grant (RFC 8628).

#include "core/demo/identity_provider.h"

#include <QJsonDocument>
#include <QRandomGenerator>

#include <algorithm>

namespace hearth::demo {
namespace {

constexpr DurationMs slow_down_by = 5 * second_ms;
constexpr qsizetype code_letters = 8;

/// Consonants that cannot be taken for each other, and make no words (RFC 8628, 6.1).
QString random_user_code() {
  constexpr char letters[] = "BCDFGHJKLMNPQRSTVWXZ";
  QString code;
  for (qsizetype i = 0; i < code_letters; ++i) {
    if (i == code_letters / 2) code += QLatin1Char('-');
    code += QLatin1Char(letters[QRandomGenerator::system()->bounded(quint32{sizeof letters - 1})]);
  }
  return code;
}

/// As a person may type it: without the dash, in small letters.
QString plain(const QString& user_code) {
  QString code = user_code.toUpper();
  code.removeIf([](QChar c) { return c == QLatin1Char('-') || c.isSpace(); });
  return code;
}

HttpAnswer page(int status, const char* says) {
  return {status,
          QByteArray("<!doctype html><title>Sign in a device</title><p>") + says + "</p>\n",
          "text/html; charset=utf-8",
          {{"Cache-Control", "no-store"}}};
}

}  // namespace

HttpAnswer IdentityProvider::device_authorization(const HttpRequest& request) {
  const auto form = client_form(request);
  if (!form) return form.error();
  const Scopes scopes = granted(form->value(QStringLiteral("scope")));
  if (!scopes.contains(QStringLiteral("openid")))
    return refusal("invalid_scope", "The scope openid is missing.");
  const bool hashed = form->value(QStringLiteral("code_challenge_method")) == QLatin1String("S256");
  if (options_.device_pkce && (!hashed || form->value(QStringLiteral("code_challenge")).size() != 43))
    return refusal("invalid_request", "PKCE with S256 is needed.");
  const TimeMs now = clock_.now();
  // Expired ones are kept for a while, so that who still asks hears that they have expired.
  devices_.removeIf([now](const auto& entry) { return entry->expires + hour_ms <= now; });
  const QByteArray code = secret("sim-device-");
  const QString user_code = random_user_code();
  devices_.insert(code, {.user_code = user_code,
                         .scopes = scopes,
                         .expires = now + options_.device_lifetime,
                         .interval = options_.device_interval,
                         .challenge = form->value(QStringLiteral("code_challenge"))});
  const QString uri = issuer_ + QStringLiteral("/device");
  const QJsonObject said{
      {QStringLiteral("device_code"), QString::fromLatin1(code)},
      {QStringLiteral("user_code"), user_code},
      {QStringLiteral("verification_uri"), uri},
      {QStringLiteral("verification_uri_complete"), QString(uri + QStringLiteral("?user_code=") + user_code)},
      {QStringLiteral("expires_in"), qint64{options_.device_lifetime / second_ms}},
      {QStringLiteral("interval"), qint64{options_.device_interval / second_ms}},
  };
  return {200,
          QJsonDocument(said).toJson(QJsonDocument::Compact),
          "application/json",
          {{"Cache-Control", "no-store"}}};
}

HttpAnswer IdentityProvider::device_page(const HttpRequest& request) {
  const QString code = request.query.value(QStringLiteral("user_code"));
  if (code.isEmpty())
    return page(200, "Open this page with the code that the device shows: /device?user_code=CODE");
  if (!decide(code, consents_)) return page(404, "This code is not known, or has expired.");
  return consents_ ? page(200, "The device is signed in. You can close this page.")
                   : page(200, "The device is not signed in.");
}

IdentityProvider::Device* IdentityProvider::device_of(const QString& user_code) {
  const QString wanted = plain(user_code);
  const TimeMs now = clock_.now();
  const auto found = std::ranges::find_if(devices_, [&](const Device& device) {
    return plain(device.user_code) == wanted && now < device.expires && !device.agreed;
  });
  return found == devices_.end() ? nullptr : &*found;
}

bool IdentityProvider::decide(const QString& user_code, bool agreed) {
  Device* const device = device_of(user_code);
  if (device != nullptr) device->agreed = agreed;
  return device != nullptr;
}

bool IdentityProvider::approve(const QString& user_code) {
  return decide(user_code, true);
}

bool IdentityProvider::deny(const QString& user_code) {
  return decide(user_code, false);
}

HttpAnswer IdentityProvider::token_for_device(const Values& form) {
  const auto found = devices_.find(form.value(QStringLiteral("device_code")).toLatin1());
  if (found == devices_.end()) return refusal("invalid_grant", "The device code is not known.");
  const TimeMs now = clock_.now();
  if (!found->challenge.isEmpty() &&
      !answers_challenge(form.value(QStringLiteral("code_verifier")), found->challenge))
    return refusal("invalid_grant", "The verifier does not answer the challenge.");
  if (now >= found->expires) return refusal("expired_token", "The device code has expired.");
  if (!found->agreed) {
    const bool hurried = found->asked && now < *found->asked + found->interval;
    found->asked = now;
    if (!hurried) return refusal("authorization_pending", "The person has not decided yet.");
    found->interval += slow_down_by;
    return refusal("slow_down", "The interval is longer now.");
  }
  const bool agreed = *found->agreed;
  const Scopes scopes = found->scopes;
  devices_.erase(found);
  if (!agreed) return refusal("access_denied", "The person does not agree.");
  return tokens_answer(book_.begin(scopes, now), {});
}

}  // namespace hearth::demo
