#include "core/identity/oidc/encoding.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace hearth::oidc {
namespace {

TEST(Base64Url, IsThatOfTheRfc) {  // RFC 4648 section 10, in section 5's alphabet and without padding
  EXPECT_EQ(base64url(""), "");
  EXPECT_EQ(base64url("f"), "Zg");
  EXPECT_EQ(base64url("fo"), "Zm8");
  EXPECT_EQ(base64url("foo"), "Zm9v");
  EXPECT_EQ(base64url("foob"), "Zm9vYg");
  EXPECT_EQ(base64url("fooba"), "Zm9vYmE");
  EXPECT_EQ(base64url("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64url("\xfb\xff\xfe"), "-__-");
}

TEST(Base64Url, ComesBack) {
  std::mt19937 random(7);
  std::string bytes;
  for (int size = 0; size < 300; ++size) {
    EXPECT_EQ(from_base64url(base64url(bytes)), bytes);
    bytes += static_cast<char>(random());
  }
}

TEST(Base64Url, TakesOneSpellingOnly) {
  EXPECT_EQ(from_base64url(""), "");
  EXPECT_EQ(from_base64url("Zg"), "f");
  for (const char* text : {"Zg==", "Zm8=", "Zh", "Zm9", "Z", "Zm9vY", "Zm+v", "Zm/v", "Zm v", "Zm9v\n",
                           "Zm\xc3\xa9", "=", ".", " "})
    EXPECT_EQ(from_base64url(text), std::nullopt) << text;
  EXPECT_EQ(from_base64url(std::string_view("Zm9\0", 4)), std::nullopt);
}

TEST(Sha256, IsThatOfTheStandard) {  // FIPS 180-4's "abc"
  EXPECT_EQ(base64url(sha256("abc")), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
  EXPECT_EQ(sha256("").size(), 32U);
}

TEST(Pkce, ChallengeBelongsToVerifier) {
  // RFC 7636 appendix B.
  EXPECT_EQ(base64url(sha256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const Pkce pkce = make_pkce();
    EXPECT_EQ(pkce.verifier.size(), 43U);
    EXPECT_EQ(pkce.challenge, base64url(sha256(pkce.verifier)));
    EXPECT_TRUE(seen.insert(pkce.verifier).second);
  }
}

TEST(RandomText, HasTheBytesThatWereAsked) {
  for (const std::size_t bytes : {0U, 1U, 16U, 32U, 33U}) {
    const auto decoded = from_base64url(random_text(bytes));
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->size(), bytes);
  }
  EXPECT_NE(random_text(16), random_text(16));
}

TEST(SameText, IsEquality) {
  EXPECT_TRUE(same_text("", ""));
  EXPECT_TRUE(same_text("abc", "abc"));
  EXPECT_FALSE(same_text("abc", "abd"));
  EXPECT_FALSE(same_text("abc", "abcd"));
  EXPECT_FALSE(same_text("abc", ""));
}

}  // namespace
}  // namespace hearth::oidc
