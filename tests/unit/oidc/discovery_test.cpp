#include "core/identity/oidc/discovery.h"

#include "tests/unit/oidc/refusals.h"

#include <gtest/gtest.h>

namespace hearth::oidc {
namespace {

using test::Refused;
using test::with;
using test::without;

constexpr std::string_view issuer = "https://auth.example.org/application/o/hearth/";
/// What Authentik says, shortened.
constexpr std::string_view good_document = R"({
  "issuer": "https://auth.example.org/application/o/hearth/",
  "authorization_endpoint": "https://auth.example.org/application/o/authorize/",
  "token_endpoint": "https://auth.example.org/application/o/token/",
  "userinfo_endpoint": "https://auth.example.org/application/o/userinfo/",
  "revocation_endpoint": "https://auth.example.org/application/o/revoke/",
  "device_authorization_endpoint": "https://auth.example.org/application/o/device/",
  "jwks_uri": "https://auth.example.org/application/o/hearth/jwks/",
  "response_types_supported": ["code", "id_token"],
  "id_token_signing_alg_values_supported": ["RS512", "RS256"],
  "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
  "scopes_supported": ["openid", "offline_access"],
  "authorization_response_iss_parameter_supported": true,
  "code_challenge_methods_supported": ["plain", "S256"]
})";

TEST(DiscoveryAddress, StandsBelowTheIssuer) {
  struct Row {
    std::string_view issuer, address;
  };
  for (const auto& [given, address] :
       {Row{"https://auth.example.org", "https://auth.example.org/.well-known/openid-configuration"},
        Row{"https://auth.example.org/", "https://auth.example.org/.well-known/openid-configuration"},
        Row{issuer, "https://auth.example.org/application/o/hearth/.well-known/openid-configuration"},
        Row{"https://h:8443/realms/home", "https://h:8443/realms/home/.well-known/openid-configuration"},
        Row{"HTTPS://h", "HTTPS://h/.well-known/openid-configuration"},
        Row{"http://localhost:5556/dex", "http://localhost:5556/dex/.well-known/openid-configuration"},
        Row{"http://127.0.0.1:9", "http://127.0.0.1:9/.well-known/openid-configuration"},
        Row{"http://127.255.0.9", "http://127.255.0.9/.well-known/openid-configuration"},
        Row{"http://[::1]:80", "http://[::1]:80/.well-known/openid-configuration"},
        Row{"https://[fd00::1]", "https://[fd00::1]/.well-known/openid-configuration"}})
    EXPECT_EQ(discovery_address(given).value_or(""), address);
}

TEST(DiscoveryAddress, IsNotMadeOfWhatIsNoSafeIssuer) {
  std::vector<Refused> rows = {
      {"", "does not begin with https://"},
      {"auth.example.org", "does not begin with https://"},
      {"ftp://auth.example.org", "does not begin with https://"},
      {"javascript:alert(1)", "does not begin with https://"},
      {"http://auth.example.org", "is not https"},
      {"http://localhost.example.org", "is not https"},
      {"http://127.0.0.1.example.org", "is not https"},
      {"http://127.1", "is not https"},
      {"http://127.0.0.01", "is not https"},
      {"http://127.0.0.256", "is not https"},
      {"http://128.0.0.1", "is not https"},
      {"http://[::2]", "is not https"},
      {"https://ann:dont-tell-9f2c@auth.example.org", "has a user name in it"},
      {"http://localhost:80@auth.example.org", "has a user name in it"},
      {"https://auth.example.org?tenant=1", "has a query"},
      {"https://auth.example.org/#x", "has a fragment"},
      {"https://", "names no host"},
      {"https:///realms", "names no host"},
      {"https://auth%2eexample.org", "names no host"},
      {"https://[::1", "names no host"},
      {"https://a[::1]", "names no host"},
      {"https://auth.example.org:", "has a port"},
      {"https://auth.example.org:0", "has a port"},
      {"https://auth.example.org:65536", "has a port"},
      {"https://auth.example.org:80a", "has a port"},
      {"https://auth.example.org\\@other.example", "has a character"},
      {"https://auth.example.org/a b", "has a character"},
      {"https://auth.example.org/\n", "has a character"},
      {"https://\xc3\xa4.example", "has a character"},
      {"https://auth.example.org/" + std::string(2048, 'a'), "is longer than 2048 bytes"}};
  for (Refused& row : rows) row.kind = ErrorKind::config;
  test::expect_refused(rows, discovery_address);
  EXPECT_EQ(discovery_address("x").error().place, "issuer");
}

TEST(Discovery, SaysWhatAProviderHas) {
  const auto found = parse_discovery(good_document, issuer);
  ASSERT_TRUE(found) << to_text(found.error());
  EXPECT_EQ(found->issuer, issuer);
  EXPECT_EQ(found->authorization_endpoint, "https://auth.example.org/application/o/authorize/");
  EXPECT_EQ(found->token_endpoint, "https://auth.example.org/application/o/token/");
  EXPECT_EQ(found->jwks_uri, "https://auth.example.org/application/o/hearth/jwks/");
  EXPECT_EQ(found->device_authorization_endpoint, "https://auth.example.org/application/o/device/");
  EXPECT_EQ(found->revocation_endpoint, "https://auth.example.org/application/o/revoke/");
  EXPECT_TRUE(found->says_issuer);
  EXPECT_FALSE(found->secret_in_body);
  EXPECT_EQ(found->scopes, (std::vector<std::string>{"openid", "offline_access"}));
}

TEST(Discovery, NeedsNoMoreThanThis) {
  const auto found = parse_discovery(
      R"({"issuer":"http://127.0.0.1:9","authorization_endpoint":"http://127.0.0.1:9/a?b=c",
          "token_endpoint":"http://localhost:9/t","jwks_uri":"http://[::1]:9/k","revocation_endpoint":null,
          "token_endpoint_auth_methods_supported":["client_secret_post"]})",
      "http://127.0.0.1:9");
  ASSERT_TRUE(found) << to_text(found.error());
  EXPECT_EQ(found->authorization_endpoint, "http://127.0.0.1:9/a?b=c");
  EXPECT_EQ(found->device_authorization_endpoint, "");
  EXPECT_EQ(found->revocation_endpoint, "");
  EXPECT_FALSE(found->says_issuer);
  EXPECT_TRUE(found->secret_in_body);
  EXPECT_TRUE(found->scopes.empty());
}

std::vector<Refused> bad_documents() {
  constexpr std::string_view code = R"(["code", "id_token"])";
  constexpr std::string_view scopes = R"(["openid", "offline_access"])";
  std::string many = "[\"a\"";
  for (int i = 0; i < 256; ++i) many += ",\"a\"";
  many += ']';
  return {
      {"", "document is empty"},
      {" \n", "document is empty"},
      {std::string(good_document) + std::string(256UL * 1024, ' '), "document is larger than 256 KiB"},
      {"<html>", "document is not valid JSON"},
      {std::string(good_document.substr(0, 200)), "document ends early"},
      {std::string(good_document) + "{}", "document is not valid JSON"},
      {"[]", "document is not a JSON object"},
      {"null", "document is not a JSON object"},
      {"{\"a\":\"\xff\"}", "document is not valid UTF-8"},
      {test::nested(40), "document is nested too deeply"},
      {R"({"a":1e400})", "document has a number that cannot be"},
      {with(good_document, R"("userinfo_endpoint")", R"("token_endpoint")"),
       R"(says "token_endpoint" twice)"},
      {without(good_document, R"("issuer": "https://auth.example.org/application/o/hearth/",)"),
       "has no issuer"},
      {with(good_document, R"("issuer": "https://auth.example.org/application/o/hearth/")",
            R"("issuer": "")"),
       "has an empty issuer"},
      {with(good_document, R"("issuer": "https://auth.example.org/application/o/hearth/")", R"("issuer": 1)"),
       "not text (issuer)"},
      {with(good_document, R"(hearth/",)", R"(hearth",)"), "they differ in the slash at the end"},
      {with(good_document, R"(hearth/",)", R"(other/",)"),
       R"(is that of "https://auth.example.org/application/o/other/")"},
      {with(good_document, R"("issuer": "https)", R"("issuer": "HTTPS)"), R"(is that of "HTTPS:)"},
      {with(good_document, R"("authorization_endpoint":)", R"("a":)"), "has no authorization_endpoint"},
      {with(good_document, R"("token_endpoint":)", R"("a":)"), "has no token_endpoint"},
      {with(good_document, R"("jwks_uri":)", R"("a":)"), "has no jwks_uri"},
      {with(good_document, R"("token_endpoint": "https:)", R"("token_endpoint": "http:)"),
       "not this machine (token_endpoint)"},
      {with(good_document, R"("jwks_uri": "https:)", R"("jwks_uri": "http:)"), "not this machine (jwks_uri)"},
      {with(good_document, R"("authorization_endpoint": "https:)", R"("authorization_endpoint": "http:)"),
       "not this machine (authorization_endpoint)"},
      {with(good_document, R"("device_authorization_endpoint": "https:)",
            R"("device_authorization_endpoint": "file:)"),
       "does not begin with https:// (device_authorization_endpoint)"},
      {with(good_document, R"("revocation_endpoint": "https:)", R"("revocation_endpoint": ":)"),
       "does not begin with https:// (revocation_endpoint)"},
      {with(good_document, R"(authorize/")", R"(authorize/#x")"),
       "has a fragment (#) (authorization_endpoint)"},
      {with(good_document, R"("token_endpoint": "https://)", R"("token_endpoint": "https://a:b@)"),
       "has a user name in it (token_endpoint)"},
      {with(good_document, R"("jwks_uri": "https://auth.example.org/application/o/hearth/jwks/")",
            R"("jwks_uri": ["https://a"])"),
       "not text (jwks_uri)"},
      {with(good_document, "authorize/", std::string(2100, 'a')),
       "a text of more than 2048 bytes (authorization_endpoint)"},
      {with(good_document, code, R"(["id_token", "code token"])"), "does not offer authorization codes"},
      {with(good_document, code, R"("code")"), "not a list (response_types_supported)"},
      {with(good_document, R"(["plain", "S256"])", R"(["plain", "s256"])"), "does not offer PKCE with S256"},
      {with(good_document, R"(["plain", "S256"])", "1"), "not a list (code_challenge_methods_supported)"},
      {with(good_document, R"(["RS512", "RS256"])", R"(["RS512", "HS256", "none"])"),
       "offers no signature of ID tokens"},
      {with(good_document, R"(["RS512", "RS256"])", R"([1])"),
       "something else than text (id_token_signing_alg_values_supported)"},
      {with(good_document, "true", R"("yes")"),
       "neither true nor false (authorization_response_iss_parameter_supported)"},
      {with(good_document, R"(["client_secret_post", "client_secret_basic"])", "{}"),
       "not a list (token_endpoint_auth_methods_supported)"},
      {with(good_document, scopes, R"(["openid", null])"), "something else than text (scopes_supported)"},
      {with(good_document, scopes, many), "a list of more than 256 texts (scopes_supported)"},
      {with(good_document, scopes, "[\"" + std::string(257, 'a') + "\"]"),
       "a list with a text of more than 256 bytes (scopes_supported)"},
  };
}

TEST(Discovery, RefusesEachFaultWithItsOwnReason) {
  test::expect_refused(bad_documents(), [](std::string_view body) { return parse_discovery(body, issuer); });
}

TEST(Discovery, NamesBothIssuersWithoutWhatBreaksALine) {
  const auto found = parse_discovery(with(good_document, R"(hearth/",)", R"(x\n\u0085y",)"), issuer);
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("o/x   y\""), std::string::npos) << found.error().message;
  EXPECT_NE(found.error().message.find(issuer), std::string::npos);
  EXPECT_EQ(found.error().place, "issuer");
}

}  // namespace
}  // namespace hearth::oidc
