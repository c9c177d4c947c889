// Which OpenID provider a home sends its callers to, and which one somebody types: real servers on loopback.
#include "core/identity/find_provider.h"

#include "core/source/homelab_api/find_home.h"
#include "tests/support/web_stub.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

using test::always;
using test::answer;
using test::HttpRequest;
using test::page;
using test::WebStub;

HomeReport report_of(const QUrl& home) {
  return test::finish(find_home(home, {})).value_or(HomeReport());
}

bool is_call(const HttpRequest& request) {
  return request.target.startsWith("/api/v1/");
}

/// A discovery document that calls itself `issuer`.
QByteArray document(const QString& issuer) {
  return QStringLiteral(
             R"({"issuer":"%1","authorization_endpoint":"%1/a","token_endpoint":"%1/t","jwks_uri":"%1/k"})")
      .arg(issuer)
      .toUtf8();
}

/// Providers, by where they sign people in and what they call themselves.
struct Provider {
  const char* name;
  const char* page;      ///< where the gateway sends its callers
  const char* document;  ///< where discovery stands
  const char* issuer;    ///< what it says; after the provider's host
  const char* found;     ///< "" where none is taken
  friend std::ostream& operator<<(std::ostream& out, const Provider& p) { return out << p.name; }
};
class ProviderBehind : public testing::TestWithParam<Provider> {};

TEST_P(ProviderBehind, IsTakenOnlyWhereItNamesItself) {
  const Provider& row = GetParam();
  const QString query =
      QStringLiteral("?response_type=code&client_id=gate&redirect_uri=https%3A%2F%2Fhome%2Fcb&state=1");
  QUrl base;
  const WebStub provider([&](const HttpRequest& request, QTcpSocket& socket) {
    if (request.target == QByteArray(row.document))
      answer(socket, 200, document(base.toString() + QLatin1String(row.issuer)),
             "Content-Type: application/json\r\n");
    else
      page(socket, 404);
  });
  base = provider.url();
  const WebStub gateway(always(
      302, {},
      "Location: " + provider.url(QLatin1String(row.page)).toString().toUtf8() + query.toUtf8() + "\r\n"));
  const HomeReport report = report_of(gateway.url());
  EXPECT_EQ(report.verdict, HomeReport::Verdict::sign_in);
  const QString found = *row.found == '-' ? QString() : base.toString() + QLatin1String(row.found);
  EXPECT_EQ(report.issuer.toStdString(), found.toStdString());
}

INSTANTIATE_TEST_SUITE_P(
    All, ProviderBehind,
    testing::Values(
        Provider{"Keycloak", "/realms/home/protocol/openid-connect/auth",
                 "/realms/home/.well-known/openid-configuration", "/realms/home", "/realms/home"},
        Provider{"Dex", "/dex/auth/local", "/dex/.well-known/openid-configuration", "/dex", "/dex"},
        Provider{"Authelia", "/api/oidc/authorization", "/.well-known/openid-configuration", "", ""},
        Provider{"SlashAtTheEnd", "/o/home/authorize", "/o/home/.well-known/openid-configuration", "/o/home/",
                 "/o/home/"},
        Provider{"Authentik", "/application/o/authorize/",
                 "/application/o/home/.well-known/openid-configuration", "/application/o/home/", "-"},
        Provider{"NamesAnother", "/realms/home/auth", "/realms/home/.well-known/openid-configuration",
                 "/realms/other", "-"},
        Provider{"NamesALongerOne", "/auth", "/.well-known/openid-configuration", "/x", "-"}),
    testing::PrintToStringParamName());

TEST(ProviderBehindPages, IsFoundWhereOnlyTheFrontEndIsGuarded) {
  QUrl base;
  const WebStub provider(
      [&](const HttpRequest&, QTcpSocket& socket) { answer(socket, 200, document(base.toString())); });
  base = provider.url();
  // The calls answer for themselves; a proxy of the gateway's own stands before the pages.
  const WebStub gateway([&](const HttpRequest& request, QTcpSocket& socket) {
    if (is_call(request)) return answer(socket, 401, {});
    if (request.target == "/") return answer(socket, 302, {}, "Location: /outpost/start?rd=/\r\n");
    answer(socket, 302, {},
           "Location: " + base.toString().toUtf8() + "/authorize?response_type=code&client_id=x\r\n");
  });
  EXPECT_EQ(report_of(gateway.url()).issuer, base.toString());
}

struct TypedProvider {
  const char* name;
  const char* typed;  ///< after the provider's address
  const char* issuer;
  const char* says = "";
  friend std::ostream& operator<<(std::ostream& out, const TypedProvider& p) { return out << p.name; }
};
class CheckProvider : public testing::TestWithParam<TypedProvider> {};

TEST_P(CheckProvider, TakesWhatTheProviderCallsItself) {
  const TypedProvider& row = GetParam();
  QUrl base;
  const WebStub provider([&](const HttpRequest& request, QTcpSocket& socket) {
    if (request.target == "/o/home/.well-known/openid-configuration")
      return answer(socket, 200, document(base.toString() + QStringLiteral("/o/home/")));
    if (request.target == "/other/.well-known/openid-configuration")
      return answer(socket, 200, document(base.toString()));
    request.target.startsWith("/page") ? page(socket) : answer(socket, 404, {});
  });
  base = provider.url();
  const auto report = test::finish(check_provider(base.toString() + QLatin1String(row.typed), {}));
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->issuer.toStdString(),
            *row.issuer == '\0' ? "" : base.toString().toStdString() + row.issuer);
  EXPECT_TRUE(report->sentence.contains(QLatin1String(row.says))) << report->sentence.toStdString();
  EXPECT_EQ(report->issuer.isEmpty(), !report->next.isEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    All, CheckProvider,
    testing::Values(TypedProvider{"Exactly", "/o/home/", "/o/home/"},
                    TypedProvider{"WithoutSlash", "/o/home", "/o/home/"},
                    TypedProvider{"ItsDocument", "/o/home/.well-known/openid-configuration", "/o/home/"},
                    TypedProvider{"Nothing", "/nobody", "", "no sign-in provider is at this address (404)"},
                    TypedProvider{"APage", "/page", "", "answers with a web page"},
                    TypedProvider{"AnotherOnes", "/other", "", "not of"},
                    TypedProvider{"Query", "/o/home/?a=1", "", "has a query"}),
    testing::PrintToStringParamName());

TEST(CheckProviderAddress, IsHttpsBeyondThisMachine) {
  const auto plain = test::finish(check_provider(QStringLiteral("http://auth.example"), {}));
  ASSERT_TRUE(plain.has_value());
  EXPECT_TRUE(plain->issuer.isEmpty());
  EXPECT_FALSE(plain->sentence.isEmpty());
  EXPECT_FALSE(test::finish(check_provider(QStringLiteral(""), {}))->sentence.isEmpty());
}

}  // namespace
}  // namespace hearth
