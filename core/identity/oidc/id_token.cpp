#include "core/identity/oidc/id_token.h"

#include "core/identity/oidc/claims.h"
#include "core/identity/oidc/encoding.h"
#include "core/identity/oidc/web_address.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace hearth::oidc {
namespace {

constexpr std::size_t largest_token = 64 * 1024;
constexpr std::size_t longest_subject = 255;  // OpenID Connect Core section 2
constexpr std::size_t longest_email = 254;    // RFC 5321
constexpr double last_second = 253402300799;  // 9999-12-31T23:59:59Z
/// A token is checked when it has just come. One that is a day old was kept by somebody.
constexpr DurationMs oldest = day_ms;
constexpr std::string_view check_clock = "Check this machine's clock.";

struct Parts {
  std::string_view header, claims, signature;
  std::string_view input;
};

std::unexpected<Error> refuse(Text message, std::string place = {}) {
  return fail(ErrorKind::bad_data, std::move(message), {}, std::move(place));
}

Expected<Parts> split(std::string_view token) {
  if (token.empty()) return refuse("There is no ID token.");
  if (token.size() > largest_token) return refuse("The ID token is larger than 64 KiB.");
  const auto dots = std::count(token.begin(), token.end(), '.');
  if (dots == 4) return refuse("The ID token is encrypted, which was not asked for.");
  if (dots != 2) return refuse("The ID token does not have three parts.");
  const std::size_t first = token.find('.');
  const std::size_t second = token.find('.', first + 1);
  return Parts{.header = token.substr(0, first),
               .claims = token.substr(first + 1, second - first - 1),
               .signature = token.substr(second + 1),
               .input = token.substr(0, second)};
}

Expected<std::string> decode(std::string_view part, std::string_view name) {
  auto bytes = from_base64url(part);
  if (!bytes) return refuse(said("The ID token's {} is not base64url.", name), std::string(name));
  return std::move(*bytes);
}

Expected<Algorithm> read_algorithm(const Object& header) {
  const auto name = header.needed_text("alg", json::longest_text);
  if (!name) return std::unexpected(name.error());
  if (const auto algorithm = find_algorithm(*name)) return *algorithm;
  if (*name == "none") return refuse("The ID token is not signed (alg none).", "alg");
  if (name->starts_with("HS"))
    return refuse("The ID token is signed with a shared secret (HMAC), which proves nothing here.", "alg");
  return refuse(said("The ID token's signature is of the unknown kind \"{}\".", shown(*name, 40)), "alg");
}

/// What the header may not hold: keys of the token's own choice, and extensions, of which none is known here.
Expected<void> check_header(const Object& header) {
  if (header.has("crit"))
    return header.refuse(
        "crit", said("{} asks for an extension that this program does not have (crit).", header.what()));
  constexpr std::array<std::string_view, 4> own_keys = {"jwk", "jku", "x5u", "x5c"};
  for (const std::string_view member : own_keys)
    if (header.has(member))
      return header.refuse(member, said("{} brings a key of its own ({}).", header.what(), member));
  const auto type = header.text("typ", json::longest_text);
  if (!type) return std::unexpected(type.error());
  std::string upper = type->value_or("JWT");
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  if (upper != "JWT")
    return header.refuse(
        "typ", said("{} says that it is \"{}\", not an ID token.", header.what(), shown(**type, 40)));
  return {};
}

/// The signature is the provider's. Nothing of the claims was looked at.
Expected<void> check_signature(const Parts& parts, const KeySet& keys) {
  const auto header_text = decode(parts.header, "header");
  if (!header_text) return std::unexpected(header_text.error());
  const auto document = Document::parse(*header_text, "The ID token's header", largest_token);
  if (!document) return std::unexpected(document.error());
  const Object& header = document->root();
  const auto algorithm = read_algorithm(header);
  if (!algorithm) return std::unexpected(algorithm.error());
  if (const auto good = check_header(header); !good) return good;
  const auto kid = header.text("kid", json::longest_text);
  if (!kid) return std::unexpected(kid.error());
  const auto signature = decode(parts.signature, "signature");
  if (!signature) return std::unexpected(signature.error());
  if (*algorithm == Algorithm::es256 && signature->size() != 64)
    return refuse("The ID token's ES256 signature is not of 64 bytes.", "signature");
  return keys.check({*algorithm, *kid, parts.input, *signature});
}

/// A claim of seconds since 1970, possibly with a fraction.
Expected<std::optional<TimeMs>> time_claim(const Object& claims, std::string_view key) {
  const auto seconds = claims.number(key);
  if (!seconds) return std::unexpected(seconds.error());
  if (!*seconds) return std::nullopt;
  if (**seconds < 0 || **seconds > last_second)
    return claims.refuse(key, said("{} has a time that cannot be ({}).", claims.what(), key));
  return static_cast<TimeMs>(std::llround(**seconds * second_ms));
}

Expected<TimeMs> needed_time(const Object& claims, std::string_view key) {
  const auto time = time_claim(claims, key);
  if (!time) return std::unexpected(time.error());
  if (!*time) return claims.refuse(key, said("{} has no {}.", claims.what(), key));
  return **time;
}

struct Times {
  TimeMs issued = 0;
  TimeMs expires = 0;
  std::optional<TimeMs> begins;
};

/// Whether a token that is new by its words is so by this machine's clock.
Expected<void> check_by_clock(const Times& times, const IdTokenRules& rules) {
  const auto refuse_at = [](std::string_view key, Text message) {
    return fail(ErrorKind::bad_data, std::move(message), std::string(check_clock), std::string(key));
  };
  if (times.issued > rules.now + rules.leeway)
    return refuse_at("iat", said("The ID token was issued at {}, which is in the future: this machine's "
                                 "clock may be wrong.",
                                 format_rfc3339(times.issued)));
  if (times.expires <= rules.now - rules.leeway)
    return refuse_at("exp", said("The ID token expired at {}.", format_rfc3339(times.expires)));
  if (times.issued < rules.now - oldest)
    return refuse_at("iat", said("The ID token is of {}, which is too long ago for a new one.",
                                 format_rfc3339(times.issued)));
  if (times.begins.value_or(rules.now) > rules.now + rules.leeway)
    return refuse_at("nbf", said("The ID token is valid only from {} on.", format_rfc3339(*times.begins)));
  return {};
}

Expected<void> check_times(const Object& claims, const IdTokenRules& rules, IdToken& token) {
  const auto expires = needed_time(claims, "exp");
  if (!expires) return std::unexpected(expires.error());
  const auto issued = needed_time(claims, "iat");
  if (!issued) return std::unexpected(issued.error());
  const auto begins = time_claim(claims, "nbf");
  if (!begins) return std::unexpected(begins.error());
  if (rules.timely)
    if (auto timely = check_by_clock({*issued, *expires, *begins}, rules); !timely) return timely;
  if (*expires < *issued)
    return claims.refuse("exp", said("{} ends (exp) before it begins (iat).", claims.what()));
  token.issued = *issued;
  token.expires = *expires;
  return {};
}

Expected<void> check_audience(const Object& claims, const IdTokenRules& rules) {
  const auto element = claims.find("aud");
  if (!element) return claims.refuse("aud", said("{} has no aud.", claims.what()));
  std::vector<std::string> audience;
  if (element->is_array()) {
    auto list = claims.texts("aud");
    if (!list) return std::unexpected(list.error());
    audience = std::move(**list);
  } else {
    auto one = claims.text("aud", json::longest_text);
    if (!one) return std::unexpected(one.error());
    audience.push_back(std::move(**one));
  }
  if (audience.empty()) return claims.refuse("aud", said("{} has an empty aud.", claims.what()));
  if (std::find(audience.begin(), audience.end(), rules.client_id) == audience.end())
    return claims.refuse("aud",
                         said("{} is for \"{}\", not for \"{}\".", claims.what(),
                              shown(fmt::to_string(fmt::join(audience, ", ")), 200), rules.client_id),
                         "Check the client's name in the configuration.");
  const auto party = claims.text("azp", json::longest_text);
  if (!party) return std::unexpected(party.error());
  if (!*party && audience.size() > 1)
    return claims.refuse(
        "azp", said("{} is for several clients and does not say which one asked (azp).", claims.what()));
  if (*party && **party != rules.client_id)
    return claims.refuse(
        "azp", said("{} was asked for by \"{}\", not by us (azp).", claims.what(), shown(**party, 200)));
  return {};
}

Expected<void> check_issuer(const Object& claims, const IdTokenRules& rules) {
  const auto issuer = claims.text("iss", longest_address);
  if (!issuer) return std::unexpected(issuer.error());
  if (!*issuer) return claims.refuse("iss", said("{} has no iss.", claims.what()));
  if (**issuer == rules.issuer) return {};
  return claims.refuse("iss", said("{} is of the issuer \"{}\", not of \"{}\".", claims.what(),
                                   shown(**issuer, 200), shown(rules.issuer, 200)));
}

Expected<void> check_nonce(const Object& claims, const IdTokenRules& rules, IdToken& token) {
  auto nonce = claims.text("nonce", json::longest_text);
  if (!nonce) return std::unexpected(nonce.error());
  if (rules.nonce && !*nonce) return claims.refuse("nonce", said("{} has no nonce.", claims.what()));
  if (rules.nonce && !same_text(**nonce, *rules.nonce))
    return claims.refuse("nonce", said("{} answers another request than ours (nonce).", claims.what()));
  token.nonce = std::move(*nonce).value_or("");
  return {};
}

Expected<void> check_subject(const Object& claims, const IdTokenRules& rules, IdToken& token) {
  auto subject = claims.text("sub", longest_subject);
  if (!subject) return std::unexpected(subject.error());
  if (!*subject) return claims.refuse("sub", said("{} has no sub.", claims.what()));
  if ((*subject)->empty()) return claims.refuse("sub", said("{} has an empty sub.", claims.what()));
  if (shown(**subject, longest_subject) != **subject)
    return claims.refuse("sub", said("{} has a sub with a control character.", claims.what()));
  if (rules.subject && **subject != *rules.subject)
    return claims.refuse("sub",
                         said("{} is of another person than the one who is signed in (sub).", claims.what()));
  token.subject = std::move(**subject);
  return {};
}

}  // namespace

bool names_unknown_key(const Error& error) {
  return error.kind == ErrorKind::not_found;
}

Expected<IdToken> verify_id_token(std::string_view text, const KeySet& keys, const IdTokenRules& rules) {
  const auto parts = split(text);
  if (!parts) return std::unexpected(parts.error());
  if (const auto genuine = check_signature(*parts, keys); !genuine) return std::unexpected(genuine.error());
  const auto claims_text = decode(parts->claims, "payload");
  if (!claims_text) return std::unexpected(claims_text.error());
  const auto document = Document::parse(*claims_text, "The ID token", largest_token);
  if (!document) return std::unexpected(document.error());
  const Object& claims = document->root();
  IdToken token;
  auto good = check_issuer(claims, rules);
  if (good) good = check_audience(claims, rules);
  if (good) good = check_times(claims, rules, token);
  if (good) good = check_nonce(claims, rules, token);
  if (good) good = check_subject(claims, rules, token);
  if (!good) return std::unexpected(good.error());
  token.email = claims.shown_text("email", longest_email);
  token.name = shown_name(claims);
  token.session_id = claims.shown_text("sid", json::longest_text);
  return token;
}

}  // namespace hearth::oidc
