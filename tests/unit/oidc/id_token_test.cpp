#include "core/identity/oidc/id_token.h"

#include "core/identity/oidc/encoding.h"
#include "tests/support/signing_key.h"
#include "tests/unit/oidc/refusals.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hearth::oidc {
namespace {

using test::Refused;
using test::SigningKey;
using test::with;

constexpr TimeMs now = 1768480200000;  // 2026-01-15T12:30:00Z
constexpr std::string_view header = R"({"alg":"EdDSA","kid":"ed","typ":"JWT"})";
constexpr std::string_view claims =
    R"({"iss":"https://a.example/","aud":"hearth","sub":"ann-1","nonce":"n0","exp":1768480500,"iat":1768480199,)"
    R"("name":"Ann"})";

/// The provider's keys: one to sign with, one only for PS256, one for encryption.
struct Keys {
  SigningKey ed = SigningKey::make(KeyKind::ed25519);
  SigningKey rsa = SigningKey::make(KeyKind::rsa);
  SigningKey ec = SigningKey::make(KeyKind::p256);
  KeySet set;

  Keys() {
    auto parsed = KeySet::parse(fmt::format(R"({{"keys":[{},{},{}]}})", ed.jwk(R"("kid":"ed",)"),
                                            rsa.jwk(R"("kid":"ps","alg":"PS256",)"),
                                            ec.jwk(R"("kid":"enc","use":"enc",)")));
    if (parsed) set = std::move(*parsed);
  }
};

const Keys& keys() {
  static const Keys made;
  return made;
}

IdTokenRules rules() {
  return {
      .issuer = "https://a.example/", .client_id = "hearth", .nonce = "n0", .subject = "ann-1", .now = now};
}

std::string signed_token(std::string_view head, std::string_view body) {
  return keys().ed.token(Algorithm::eddsa, head, body);
}

std::string with_claims(std::string_view from, std::string_view to) {
  return signed_token(header, with(claims, from, to));
}

std::string with_header(std::string_view from, std::string_view to) {
  return signed_token(with(header, from, to), claims);
}

std::string more_header(std::string_view member) {
  return with_header("\"alg\"", fmt::format("{},\"alg\"", member));
}

Expected<IdToken> verify(std::string_view token) {
  return verify_id_token(token, keys().set, rules());
}

TEST(IdToken, IsTakenFromEveryAlgorithm) {
  for (const Algorithm algorithm : {Algorithm::rs256, Algorithm::ps256, Algorithm::es256, Algorithm::eddsa}) {
    const SigningKey key = SigningKey::make(kind_for(algorithm));
    const auto set = KeySet::parse(fmt::format(R"({{"keys":[{}]}})", key.jwk(R"("kid":"k",)")));
    ASSERT_TRUE(set) << to_text(set.error());
    const std::string head = fmt::format(R"({{"alg":"{}","kid":"k"}})", name_of(algorithm));
    const auto found = verify_id_token(key.token(algorithm, head, claims), *set, rules());
    ASSERT_TRUE(found) << name_of(algorithm) << to_text(found.error());
    EXPECT_EQ(found->subject, "ann-1");
    // Another key of the same name and kind did not sign it.
    const SigningKey forger = SigningKey::make(kind_for(algorithm));
    const auto forged = verify_id_token(forger.token(algorithm, head, claims), *set, rules());
    ASSERT_FALSE(forged) << name_of(algorithm);
    EXPECT_EQ(forged.error().message, "The ID token's signature is wrong.");
  }
}

TEST(IdToken, SaysWhoSignedIn) {
  const auto found = verify(
      signed_token(header, with(claims, R"("name":"Ann")", R"("name":"Ann\u0007B","email":"a@b.example")")));
  ASSERT_TRUE(found) << to_text(found.error());
  EXPECT_EQ(found->subject, "ann-1");
  EXPECT_EQ(found->name, "Ann B");
  EXPECT_EQ(found->email, "a@b.example");
  EXPECT_EQ(found->nonce, "n0");
  EXPECT_EQ(found->issued, 1768480199000);
  EXPECT_EQ(found->expires, 1768480500000);
}

TEST(IdToken, IsNamedByTheBestNameItHas) {
  struct Row {
    std::string_view members, name;
  };
  for (const auto& [members, name] :
       {Row{R"("name":"A","preferred_username":"b","email":"c")", "A"},
        Row{R"("name":"","preferred_username":"b","email":"c")", "b"},
        Row{R"("name":5,"preferred_username":" ","email":"c")", "c"}, Row{R"("name":null)", ""}}) {
    const auto found = verify(with_claims(R"("name":"Ann")", members));
    ASSERT_TRUE(found) << to_text(found.error());
    EXPECT_EQ(found->name, name);
  }
  const auto found = verify(with_claims("Ann", std::string(1000, 'a')));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, std::string(200, 'a'));
}

TEST(IdToken, IsTakenInEveryFormThatIsAllowed) {
  const std::vector<std::string> tokens = {
      signed_token(R"({"alg":"EdDSA"})", claims),  // no kid: every key that fits is tried
      signed_token(R"({"typ":"jwt","kid":"ed","alg":"EdDSA"})", claims),
      more_header(R"("x5t":"abc","cty":null,"crit":null)"),
      with_claims(R"("aud":"hearth")", R"("aud":["hearth"])"),
      with_claims(R"("aud":"hearth")", R"("aud":"hearth","azp":"hearth")"),
      with_claims(R"("aud":"hearth")", R"("aud":["other","hearth"],"azp":"hearth")"),
      with_claims("1768480500", "1768480500.75"),
      with_claims("1768480199", "1.768480199e9"),
      with_claims(R"("name")", R"("nbf":1768480260,"name")"),  // now + 60 s
      with_claims("1768480500", "1768480200"),                 // expired just now: within the leeway
      with_claims("1768480199", "1768480260"),                 // the provider's clock is a minute ahead
      with_claims("1768480199", "1768393800"),                 // a day old
      with_claims("ann-1", "\\u0061nn-1"),
  };
  for (const std::string& token : tokens) {
    const auto found = verify(token);
    EXPECT_TRUE(found) << to_text(found.error()) << ' ' << token;
  }
}

TEST(IdToken, LivesUntilTheLeewayIsOver) {
  const std::string token = signed_token(header, claims);
  IdTokenRules at = rules();
  at.now = 1768480500000 + minute_ms - 1;
  EXPECT_TRUE(verify_id_token(token, keys().set, at));
  at.now += 1;
  EXPECT_FALSE(verify_id_token(token, keys().set, at));
  at.now = 1768480199000 - minute_ms;
  EXPECT_TRUE(verify_id_token(token, keys().set, at));
  at.now -= 1;
  EXPECT_FALSE(verify_id_token(token, keys().set, at));
}

TEST(IdToken, NeedsNoNonceAndNoSubjectThatWereNotAskedFor) {
  IdTokenRules loose = rules();
  loose.nonce.reset();
  loose.subject.reset();
  const auto found =
      verify_id_token(signed_token(header, with(claims, R"("nonce":"n0",)", "")), keys().set, loose);
  ASSERT_TRUE(found) << to_text(found.error());
  EXPECT_EQ(found->nonce, "");
}

std::vector<Refused> bad_forms() {
  const std::string good = signed_token(header, claims);
  const std::string input = good.substr(0, good.rfind('.'));
  const std::string signature = good.substr(good.rfind('.') + 1);
  const std::string payload = input.substr(input.find('.'));
  const auto unsigned_header = [&](std::string_view text) {
    return base64url(text) + payload + '.' + signature;
  };
  std::string flipped = good;
  flipped[flipped.size() - 10] = flipped[flipped.size() - 10] == 'A' ? 'B' : 'A';
  return {
      {"", "There is no ID token"},
      {std::string(64UL * 1024 + 1, 'a'), "token is larger than 64 KiB"},
      {"dont-tell-9f2c", "does not have three parts"},
      {input, "does not have three parts"},
      {good + "..", "is encrypted"},
      {"e30=" + payload + '.' + signature, "header is not base64url"},
      {input + ".dont-tell-9f2c!", "signature is not base64url"},
      {good + '=', "signature is not base64url"},
      {payload + '.' + signature, "header is empty"},
      {unsigned_header("{"), "header is not valid JSON"},
      {unsigned_header("[]"), "header is not a JSON object"},
      {unsigned_header("{\"alg\":\"\xff\"}"), "header is not valid UTF-8"},
      {unsigned_header(test::nested(40)), "header is nested too deeply"},
      {unsigned_header(R"({"alg":1e400})"), "header has a number that cannot be"},
      {signed_token(R"({"alg":"EdDSA","alg":"none"})", claims), R"(header says "alg" twice)"},
      {signed_token(R"({"alg":"EdDSA","\u0061lg":"none"})", claims), R"(header says "alg" twice)"},
      {signed_token(R"({"kid":"ed"})", claims), "header has no alg"},
      {signed_token(R"({"alg":["EdDSA"]})", claims), "not text (alg)"},
      {with_header("EdDSA", "none"), "is not signed (alg none)"},
      {base64url(R"({"alg":"none"})") + payload + '.', "is not signed (alg none)"},
      {with_header("EdDSA", "HS256"), "a shared secret (HMAC)"},
      {with_header("EdDSA", "None"), R"(of the unknown kind "None")"},
      {with_header("EdDSA", "RS512"), R"(of the unknown kind "RS512")"},
      {more_header(R"("crit":["exp"])"), "an extension that this program does not have"},
      {more_header(R"("jwk":)" + keys().ed.jwk()), "brings a key of its own (jwk)"},
      {more_header(R"("jku":"https://evil.example/keys")"), "brings a key of its own (jku)"},
      {more_header(R"("x5u":"https://evil.example/cert")"), "brings a key of its own (x5u)"},
      {more_header(R"("x5c":["MIIC"])"), "brings a key of its own (x5c)"},
      {with_header("JWT", "at+jwt"), R"(says that it is "at+jwt")"},
      {with_header("\"JWT\"", "1"), "not text (typ)"},
      {with_header("\"ed\"", "1"), "not text (kid)"},
      {with_header("\"ed\"", "\"new\""), "is not in the provider's key set", ErrorKind::not_found},
      {SigningKey::make(KeyKind::ed25519).token(Algorithm::eddsa, R"({"alg":"EdDSA"})", claims),
       "none of the provider's made its EdDSA signature", ErrorKind::not_found},
      {keys().rsa.token(Algorithm::rs256, R"({"alg":"RS256"})", claims),
       "none of the provider's made its RS256 signature", ErrorKind::not_found},
      {keys().ec.token(Algorithm::es256, R"({"alg":"ES256","kid":"enc"})", claims),
       R"(is for "enc", not for signatures)"},
      {with_header("\"ed\"", "\"ps\""), "says EdDSA, but its key is of the type RSA"},
      {keys().rsa.token(Algorithm::rs256, R"({"alg":"RS256","kid":"ps"})", claims),
       "says RS256, but its key is only for PS256"},
      {base64url(R"({"alg":"ES256"})") + payload + ".AAAA", "signature is not of 64 bytes"},
      {flipped, "signature is wrong"},
      {input + '.', "signature is wrong"},
      {SigningKey::make(KeyKind::ed25519).token(Algorithm::eddsa, header, claims), "signature is wrong"},
  };
}

/// Signed by the provider, and nevertheless refused.
std::vector<Refused> bad_claims() {
  const std::string head = base64url(header);
  const std::string no_base64 = head + ".e30=";
  return {
      {no_base64 + '.' + base64url(keys().ed.sign(Algorithm::eddsa, no_base64)), "payload is not base64url"},
      {signed_token(header, ""), "token is empty"},
      {signed_token(header, "dont-tell-9f2c"), "token is not valid JSON"},
      {signed_token(header, "\"dont-tell-9f2c\""), "token is not a JSON object"},
      {signed_token(header, test::nested(33)), "token is nested too deeply"},
      {with_claims("1768480500", "1e400"), "token has a number that cannot be"},
      {with_claims(R"("name":"Ann")", R"("sub":"bob")"), R"(token says "sub" twice)"},
      {with_claims(R"("iss")", R"("i")"), "has no iss"},
      {with_claims(R"("https://a.example/")", "1"), "not text (iss)"},
      {with_claims("https://a.example/", "https://a.example"), R"(of the issuer "https://a.example", not)"},
      {with_claims("https://a.example/", "https://evil.example/"),
       R"(of the issuer "https://evil.example/", not)"},
      {with_claims(R"("aud")", R"("a")"), "has no aud"},
      {with_claims(R"("hearth")", R"("other")"), R"(is for "other", not for "hearth")"},
      {with_claims(R"("hearth")", R"(["one","two"])"), R"(is for "one, two", not for "hearth")"},
      {with_claims(R"("hearth")", "[]"), "has an empty aud"},
      {with_claims(R"("hearth")", "7"), "not text (aud)"},
      {with_claims(R"("hearth")", R"(["hearth",7])"), "something else than text (aud)"},
      {with_claims(R"("hearth")", R"(["hearth","other"])"), "does not say which one asked (azp)"},
      {with_claims(R"("hearth")", R"(["hearth","other"],"azp":"other")"), R"(asked for by "other")"},
      {with_claims(R"("hearth")", R"("hearth","azp":"third")"), R"(asked for by "third")"},
      {with_claims(R"("hearth")", R"("hearth","azp":[])"), "not text (azp)"},
      {with_claims(R"("exp")", R"("e")"), "has no exp"},
      {with_claims("1768480500", R"("1768480500")"), "not a number (exp)"},
      {with_claims("1768480500", "-1"), "a time that cannot be (exp)"},
      {with_claims("1768480500", "1e300"), "a time that cannot be (exp)"},
      {with_claims("1768480500", "1768480140"), "token expired at 2026-01-15T12:29:00Z"},
      {with_claims("1768480500", "1768480198"), "ends (exp) before it begins (iat)"},
      {with_claims(R"("iat")", R"("i")"), "has no iat"},
      {with_claims("1768480199", "true"), "not a number (iat)"},
      {with_claims("1768480199", "253402300800"), "a time that cannot be (iat)"},
      {with_claims("1768480199", "1768480261"), "this machine's clock may be wrong"},
      {with_claims("1768480199", "1768393799"), "too long ago"},
      {with_claims("1768480199", "0"), "too long ago"},
      {with_claims(R"("name")", R"("nbf":1768480261,"name")"), "valid only from 2026-01-15T12:31:01Z on"},
      {with_claims(R"("name")", R"("nbf":"now","name")"), "not a number (nbf)"},
      {with_claims(R"("name")", R"("nbf":-5,"name")"), "a time that cannot be (nbf)"},
      {with_claims(R"("nonce":"n0",)", ""), "has no nonce"},
      {with_claims(R"("n0")", R"("dont-tell-9f2c")"), "another request than ours"},
      {with_claims(R"("n0")", R"("")"), "another request than ours"},
      {with_claims(R"("n0")", "0"), "not text (nonce)"},
      {with_claims(R"("n0")", "\"" + std::string(257, 'n') + "\""), "more than 256 bytes (nonce)"},
      {with_claims(R"("sub")", R"("s")"), "has no sub"},
      {with_claims("ann-1", ""), "has an empty sub"},
      {with_claims("ann-1", std::string(256, 'a')), "more than 255 bytes (sub)"},
      {with_claims("ann-1", "ann\\u0000"), "a sub with a control character"},
      {with_claims(R"("ann-1")", "1"), "not text (sub)"},
      {with_claims("ann-1", "bob-2"), "another person"},
  };
}

TEST(IdToken, RefusesEachFaultWithItsOwnReason) {
  std::vector<Refused> rows = bad_forms();
  const std::vector<Refused> signed_rows = bad_claims();
  rows.insert(rows.end(), signed_rows.begin(), signed_rows.end());
  test::expect_refused(rows, verify);
}

TEST(IdToken, TellsAKeyThatMayBeNewerThanTheSet) {
  for (const Refused& row : bad_forms()) {
    const auto found = verify(row.input);
    ASSERT_FALSE(found);
    EXPECT_EQ(names_unknown_key(found.error()), row.kind == ErrorKind::not_found) << row.reason;
  }
}

TEST(IdToken, IsNotBelievedBeforeItsSignature) {
  // Everything is wrong with it: the signature is what is said.
  const std::string token =
      SigningKey::make(KeyKind::ed25519).token(Algorithm::eddsa, header, "not even JSON");
  const auto found = verify(token);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message, "The ID token's signature is wrong.");
}

TEST(IdToken, IsNotSignedByAPublicKeyTakenForASecret) {
  // The old attack: HMAC keyed with what everybody knows. No HMAC is ever computed, so any signature does.
  for (const char* name : {"HS256", "HS384", "HS512"}) {
    const std::string head = fmt::format(R"({{"alg":"{}","kid":"ps"}})", name);
    const auto found = verify(keys().ed.token(Algorithm::eddsa, head, claims));
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().place, "alg");
  }
}

}  // namespace
}  // namespace hearth::oidc
