#include "core/identity/oidc/id_token.h"

#include "core/identity/oidc/discovery.h"
#include "tests/support/signing_key.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hearth::oidc {
namespace {

using test::SigningKey;

TEST(IdToken, IsTakenFromEveryAlgorithm) {
  for (const Algorithm algorithm : {Algorithm::rs256, Algorithm::ps256, Algorithm::es256, Algorithm::eddsa}) {
    const SigningKey key = SigningKey::make(kind_for(algorithm));
    const auto keys = KeySet::parse(fmt::format(R"({{"keys":[{}]}})", key.jwk(R"("kid":"k",)")));
    ASSERT_TRUE(keys) << to_text(keys.error());
    const std::string token = key.token(
        algorithm, fmt::format(R"({{"alg":"{}","kid":"k"}})", name_of(algorithm)),
        R"({"iss":"https://a.example","aud":"hearth","sub":"s","nonce":"n","name":"Ann","exp":1000300,"iat":1000000})");
    const auto found = verify_id_token(
        token, *keys,
        {.issuer = "https://a.example", .client_id = "hearth", .nonce = "n", .now = 1000010000});
    ASSERT_TRUE(found) << to_text(found.error());
    EXPECT_EQ(found->name, "Ann");
  }
}

}  // namespace
}  // namespace hearth::oidc
