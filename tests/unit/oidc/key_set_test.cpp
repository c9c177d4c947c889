#include "core/identity/oidc/key_set.h"

#include "core/identity/oidc/encoding.h"
#include "tests/support/signing_key.h"
#include "tests/unit/oidc/refusals.h"

#include <gtest/gtest.h>

namespace hearth::oidc {
namespace {

using test::Refused;
using test::SigningKey;
using test::with;

const SigningKey& rsa_key() {
  static const SigningKey key = SigningKey::make(KeyKind::rsa);
  return key;
}
const SigningKey& ec_key() {
  static const SigningKey key = SigningKey::make(KeyKind::p256);
  return key;
}
const SigningKey& ed_key() {
  static const SigningKey key = SigningKey::make(KeyKind::ed25519);
  return key;
}

std::string set_of(std::string_view keys) {
  return fmt::format(R"({{"keys":[{}]}})", keys);
}

/// An RSA key whose modulus is 0xff… of so many bytes.
std::string rsa_of(std::size_t bytes, std::string_view exponent = "AQAB") {
  return set_of(
      fmt::format(R"({{"kty":"RSA","n":"{}","e":"{}"}})", base64url(std::string(bytes, '\xff')), exponent));
}

TEST(KeySet, HasEveryKeyOfUse) {
  const auto set = KeySet::parse(set_of(fmt::format(
      "{},{},{}", rsa_key().jwk(R"("kid":"r","use":"sig","alg":"RS256","x5c":["MIIC"],"x5t":"a",)"),
      ec_key().jwk(R"("kid":"e","key_ops":["verify"],"use":null,)"), ed_key().jwk(R"("alg":"EdDSA",)"))));
  ASSERT_TRUE(set) << to_text(set.error());
  EXPECT_EQ(set->size(), 3U);
  EXPECT_TRUE(set->left_out().empty());
}

TEST(KeySet, PassesOverWhatIsOfNoUseAndSaysWhy) {
  const auto set = KeySet::parse(
      set_of(fmt::format(R"({},7,{},{{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}},{{"kty":"XYZ"}})",
                         rsa_key().jwk(R"("kid":"enc","use":"enc",)"), ed_key().jwk(R"("kid":"a",)"))));
  ASSERT_TRUE(set) << to_text(set.error());
  EXPECT_EQ(set->size(), 1U);
  const auto reasons = set->left_out();
  ASSERT_EQ(reasons.size(), 4U);
  EXPECT_EQ(reasons[0].place, "keys[0].use");
  EXPECT_EQ(reasons[1].place, "keys[1]");
  EXPECT_EQ(reasons[2].place, "keys[3].crv");
  EXPECT_EQ(reasons[3].place, "keys[4].kty");
}

TEST(KeySet, TakesModuliFrom2048To8192Bits) {
  for (const std::size_t bytes : {256U, 384U, 1024U}) EXPECT_TRUE(KeySet::parse(rsa_of(bytes))) << bytes;
  EXPECT_TRUE(KeySet::parse(rsa_of(256, "Aw")));  // 3
  // Zeros in front change no number.
  const std::string padded = base64url(std::string(4, '\0') + std::string(1024, '\xff'));
  EXPECT_TRUE(KeySet::parse(set_of(fmt::format(R"({{"kty":"RSA","n":"{}","e":"AQAB"}})", padded))));
}

std::vector<Refused> bad_sets() {
  const std::string rsa = rsa_key().jwk();
  const std::string ec = ec_key().jwk();
  const std::string ed = ed_key().jwk();
  const auto more = [](const std::string& key, std::string_view member) {
    return set_of(fmt::format("{},{}}}", key.substr(0, key.size() - 1), member));
  };
  std::string many = ed;
  for (int i = 0; i < 64; ++i) many += ',' + ed;
  const std::string noughts = base64url(std::string(32, '\0'));
  return {
      {"", "set is empty"},
      {"{\"keys\":[", "set is not valid JSON"},
      {"[]", "The key set is not a JSON object"},
      {std::string(256UL * 1024 + 1, ' '), "set is larger than 256 KiB"},
      {with(set_of(ed), "]", std::string(40, '[') + std::string(41, ']')), "set is not valid JSON"},
      {set_of(test::nested(40)), "set is nested too deeply"},
      {R"({"keys":[1e400]})", "set has a number that cannot be"},
      {R"({"keys":[],"keys":[]})", R"(set says "keys" twice)"},
      {"{}", "set has no keys"},
      {R"({"keys":{}})", "keys that are not a list"},
      {R"({"keys":[]})", "is an empty list"},
      {set_of(many), "more than 64 keys"},
      {set_of("1"), "Key 1 of the key set is not a JSON object"},
      {more(ed, R"("x":"a")"), R"(says "x" twice)"},
      {more(ed, R"("kid":5)"), "not text (kid)"},
      {more(ed, fmt::format(R"("kid":"{}")", std::string(257, 'k'))), "more than 256 bytes (kid)"},
      {more(ed, R"("use":"enc")"), R"(is for "enc", not for signatures)"},
      {more(ed, R"("use":true)"), "not text (use)"},
      {more(ed, R"("key_ops":["encrypt"])"), "is not for checking signatures"},
      {more(ed, R"("key_ops":"verify")"), "not a list (key_ops)"},
      {more(ed, R"("d":"dont-tell-9f2c")"), "has private parts"},
      {more(rsa, R"("p":"dont-tell-9f2c","q":"dont-tell-9f2c")"), "has private parts"},
      {more(rsa, R"("oth":[])"), "has private parts"},
      {set_of(R"({"kty":"oct","k":"dont-tell-9f2c"})"), "is a shared secret"},
      {more(rsa, R"("k":"dont-tell-9f2c")"), "is a shared secret"},
      {set_of(R"({"kty":"oct"})"), "is symmetric"},
      {set_of(R"({"kid":"a"})"), "has no kty"},
      {set_of(R"({"kty":1})"), "not text (kty)"},
      {set_of(R"({"kty":"rsa"})"), R"(of the unknown type "rsa")"},
      {more(ed, R"("alg":"ES256")"), "is for ES256, but is of the type Ed25519"},
      {more(ec, R"("alg":"RS256")"), "is for RS256, but is of the type EC P-256"},
      {more(rsa, R"("alg":"EdDSA")"), "is for EdDSA, but is of the type RSA"},
      {more(rsa, R"("alg":"RS512")"), R"(is for "RS512", which is not used here)"},
      {more(rsa, R"("alg":"HS256")"), R"(is for "HS256", which is not used here)"},
      {more(rsa, R"("alg":[])"), "not text (alg)"},
      {set_of(R"({"kty":"RSA","e":"AQAB"})"), "has no n"},
      {set_of(R"({"kty":"RSA","n":"AQAB"})"), "has no e."},
      {set_of(R"({"kty":"RSA","n":"AQ=="})"), "not base64url (n)"},
      {set_of(R"({"kty":"RSA","n":"AQAB","e":"+"})"), "not base64url (e)"},
      {set_of(R"({"kty":"RSA","n":"AAAA","e":"AQAB"})"), "an RSA key of 0 bits"},
      {rsa_of(255), "an RSA key of 2040 bits"},
      {rsa_of(1025), "an RSA key of 8200 bits"},
      {rsa_of(2000), "more than 2048 bytes (n)"},
      {rsa_of(256, "Ag"), "numbers that make no RSA key"},
      {rsa_of(256, "AQ"), "numbers that make no RSA key"},
      {rsa_of(256, base64url(std::string(9, '\x01'))), "numbers that make no RSA key"},
      {with(rsa_of(256), "_w\"", "_g\""), "numbers that make no RSA key"},
      {with(set_of(ec), "P-256", "secp256k1"), R"(of the curve "secp256k1")"},
      {with(set_of(ed), "Ed25519", "X25519"), R"(of the curve "X25519")"},
      {with(set_of(ed), R"("crv":"Ed25519",)", ""), "has no crv"},
      {set_of(R"({"kty":"EC","crv":"P-256","y":"AA"})"), "has no x"},
      {set_of(R"({"kty":"EC","crv":"P-256","x":"AA"})"), "has no y"},
      {set_of(R"({"kty":"EC","crv":"P-256","x":"A"})"), "not base64url (x)"},
      {set_of(R"({"kty":"EC","crv":"P-256","x":"AA","y":"/w"})"), "not base64url (y)"},
      {set_of(R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA"})"), "no point of the curve P-256"},
      {set_of(fmt::format(R"({{"kty":"EC","crv":"P-256","x":"{0}","y":"{0}"}})", noughts)),
       "no point of the curve P-256"},
      {set_of(R"({"kty":"OKP","crv":"Ed25519","x":"AAAA"})"), "not of 32 bytes"},
  };
}

TEST(KeySet, RefusesEachFaultWithItsOwnReason) {
  test::expect_refused(bad_sets(), KeySet::parse);
}

TEST(KeySet, TriesEveryKeyOfOneName) {  // RFC 7517 section 4.5 allows it where the types differ
  const SigningKey old = SigningKey::make(KeyKind::ed25519);
  const auto set = KeySet::parse(set_of(fmt::format(
      "{},{},{}", rsa_key().jwk(R"("kid":"a",)"), old.jwk(R"("kid":"a",)"), ed_key().jwk(R"("kid":"a",)"))));
  ASSERT_TRUE(set);
  const std::string signature = ed_key().sign(Algorithm::eddsa, "x");
  EXPECT_TRUE(set->check({Algorithm::eddsa, "a", "x", signature}));
  EXPECT_TRUE(set->check({Algorithm::eddsa, std::nullopt, "x", signature}));
  EXPECT_EQ(set->check({Algorithm::eddsa, "a", "y", signature}).error().kind, ErrorKind::bad_data);
  EXPECT_EQ(set->check({Algorithm::eddsa, "", "x", signature}).error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace hearth::oidc
