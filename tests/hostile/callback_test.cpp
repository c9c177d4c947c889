// Who opens connections to the address that a browser comes back to, and who sends a secret elsewhere.
#include "core/identity/loopback_listener.h"
#include "core/net/http_client.h"
#include "tests/support/loopback.h"

#include <QTcpSocket>

#include <gtest/gtest.h>

namespace hearth {
namespace {

using namespace test;

TEST(HostileCallback, IdleConnectionsDoNotKeepTheBrowserOut) {
  LoopbackListener listener("the-state", "/back");
  ASSERT_TRUE(listener.listen(0).has_value());
  const QUrl address(QString::fromStdString(listener.redirect_uri()) +
                     QStringLiteral("?state=the-state&code=x"));
  std::vector<std::unique_ptr<QTcpSocket>> idle;
  for (int i = 0; i < 60; ++i) {
    idle.push_back(std::make_unique<QTcpSocket>());
    idle.back()->connectToHost(QStringLiteral("127.0.0.1"), static_cast<quint16>(address.port()));
    ASSERT_TRUE(run_until([&] {
      return idle.back()->state() != QAbstractSocket::ConnectingState &&
             idle.back()->state() != QAbstractSocket::HostLookupState;
    }));
  }
  const auto open = [&] {
    return std::ranges::count_if(idle,
                                 [](const auto& s) { return s->state() == QAbstractSocket::ConnectedState; });
  };
  EXPECT_TRUE(run_until([&] { return open() == 40; })) << open();
  HttpClient browser;
  const auto answer = start(listener.answer({}));
  const auto page = start(browser.get(address, std::nullopt, {}));
  EXPECT_TRUE(run_until([&] { return answer.ready(); }));
  listener.tell(true, QStringLiteral("Good."));
  EXPECT_TRUE(run_until([&] { return page.ready(); }));
  EXPECT_TRUE(page.result->value().has_value());
}

TEST(HostileTokenEndpoint, ASecretIsNotSentOn) {
  for (const int status : {301, 302, 303, 307, 308}) {
    HttpStub thief([](const test::HttpRequest&, QTcpSocket& s) { test::answer(s, 200, "{}"); });
    HttpStub provider([&](const test::HttpRequest&, QTcpSocket& s) {
      test::answer(s, status, {}, "Location: " + thief.url(QStringLiteral("/token")).toEncoded() + "\r\n");
    });
    HttpClient client;
    EXPECT_FALSE(finish(client.post_form(provider.url(QStringLiteral("/token")), "refresh_token=hush",
                                         "Basic aHVzaA==", {}))
                     .has_value());
    settle();
    EXPECT_TRUE(thief.requests.empty()) << status;
    EXPECT_EQ(provider.requests.size(), 1U) << status;
  }
}

}  // namespace
}  // namespace hearth
