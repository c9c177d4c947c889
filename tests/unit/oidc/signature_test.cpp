#include "core/identity/oidc/signature.h"

#include "core/identity/oidc/encoding.h"
#include "core/identity/oidc/key_set.h"
#include "tests/support/signing_key.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <openssl/err.h>

namespace hearth::oidc {
namespace {

using test::SigningKey;

struct Vector {
  std::string_view name;
  Algorithm algorithm;
  std::string_view key, input, signature;
};

// The examples of the standards: the keys, what is signed and the signatures are facts of theirs.
constexpr Vector vectors[] = {
    {"RFC 7515 A.2", Algorithm::rs256,
     R"({"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"})",
     "eyJhbGciOiJSUzI1NiJ9."
     "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290"
     "Ijp0cnVlfQ",
     "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
     "O8W2Fp5jujGbds9uJdbF9CUA"
     "r7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_"
     "eSN9383LcOLn6_dO-"
     "-xi12jzDwusC-"
     "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_"
     "IoypGlUPQGe77Rw"},
    {"RFC 7515 A.3", Algorithm::es256,
     R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})",
     "eyJhbGciOiJFUzI1NiJ9."
     "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290"
     "Ijp0cnVlfQ",
     "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"},
    {"RFC 8037 A.4", Algorithm::eddsa,
     R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})",
     "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
     "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"},
};

Expected<void> check(std::string_view key, Algorithm algorithm, std::string_view input,
                     std::string_view signature) {
  const auto set = KeySet::parse(fmt::format(R"({{"keys":[{}]}})", key));
  if (!set) return std::unexpected(set.error());
  return set->check({algorithm, std::nullopt, input, signature});
}

TEST(Signature, OfTheStandardsExamplesHold) {
  for (const Vector& vector : vectors) {
    const std::string signature = from_base64url(vector.signature).value_or("");
    EXPECT_TRUE(check(vector.key, vector.algorithm, vector.input, signature)) << vector.name;
  }
}

TEST(Signature, OfTheStandardsExamplesFailWithAnyByteChanged) {
  for (const Vector& vector : vectors) {
    const std::string signature = from_base64url(vector.signature).value_or("");
    for (std::size_t i = 0; i < signature.size(); ++i) {
      std::string changed = signature;
      changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 8)));
      EXPECT_FALSE(check(vector.key, vector.algorithm, vector.input, changed)) << vector.name << ' ' << i;
    }
    std::string input(vector.input);
    input.back() = input.back() == 'Q' ? 'g' : 'Q';
    EXPECT_FALSE(check(vector.key, vector.algorithm, input, signature)) << vector.name;
    EXPECT_FALSE(check(vector.key, vector.algorithm, vector.input, signature.substr(1))) << vector.name;
    EXPECT_FALSE(check(vector.key, vector.algorithm, vector.input, signature + '\0')) << vector.name;
    EXPECT_FALSE(check(vector.key, vector.algorithm, vector.input, "")) << vector.name;
  }
}

constexpr Algorithm all[] = {Algorithm::rs256, Algorithm::ps256, Algorithm::es256, Algorithm::eddsa};

TEST(Signature, OfFreshKeysHoldsForTheirAlgorithmAlone) {
  for (const KeyKind kind : {KeyKind::rsa, KeyKind::p256, KeyKind::ed25519}) {
    const SigningKey key = SigningKey::make(kind);
    const SigningKey other = SigningKey::make(kind);
    for (const Algorithm made : all) {
      if (kind_for(made) != kind) continue;
      const std::string signature = key.sign(made, "what is signed");
      for (const Algorithm said : all)
        EXPECT_EQ(check(key.jwk(), said, "what is signed", signature).has_value(), said == made)
            << name_of(made) << " as " << name_of(said);
      EXPECT_FALSE(check(key.jwk(), made, "what is signeD", signature)) << name_of(made);
      EXPECT_FALSE(check(other.jwk(), made, "what is signed", signature)) << name_of(made);
    }
  }
}

TEST(Signature, OfAnRsaKeyOf4096BitsHolds) {
  const SigningKey key = SigningKey::make(KeyKind::rsa, 4096);
  EXPECT_TRUE(check(key.jwk(), Algorithm::rs256, "a", key.sign(Algorithm::rs256, "a")));
  EXPECT_TRUE(check(key.jwk(), Algorithm::ps256, "a", key.sign(Algorithm::ps256, "a")));
}

TEST(Signature, OfNoughtsIsNone) {  // r = s = 0 once passed for a signature of everything elsewhere
  const SigningKey key = SigningKey::make(KeyKind::p256);
  EXPECT_FALSE(check(key.jwk(), Algorithm::es256, "a", std::string(64, '\0')));
}

TEST(Signature, LeavesOpenSslsQueueAsItWas) {
  ERR_clear_error();
  const SigningKey key = SigningKey::make(KeyKind::rsa);
  EXPECT_FALSE(check(key.jwk(), Algorithm::rs256, "a", std::string(256, 'x')));
  EXPECT_FALSE(PublicKey::p256(std::string(32, 'x'), std::string(32, 'y')));
  EXPECT_FALSE(PublicKey::ed25519("short"));
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(Algorithm, IsFoundByItsNameAlone) {
  for (const Algorithm algorithm : all) EXPECT_EQ(find_algorithm(name_of(algorithm)), algorithm);
  for (const char* name : {"", "rs256", "RS384", "none", "HS256", "EDDSA", "RS256 "})
    EXPECT_EQ(find_algorithm(name), std::nullopt) << name;
}

}  // namespace
}  // namespace hearth::oidc
