#include "core/net/server/http_head.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

TEST(HttpHead, WaitsForItsEnd) {
  EXPECT_FALSE(parse_head("GET / HTTP/1.1\r\nHost: x\r\n"));
  const auto request = parse_head("GET /a%20b?c=d+e&f HTTP/1.1\r\nHost: x\r\n\r\nmore");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->method, "GET");
  EXPECT_EQ(request->path, QStringLiteral("/a b"));
  EXPECT_EQ(request->query.value(QStringLiteral("c")), QStringLiteral("d e"));
  EXPECT_TRUE(request->query.contains(QStringLiteral("f")));
  EXPECT_FALSE(request->query_repeats);
  EXPECT_EQ(request->head_bytes, 40);
  EXPECT_TRUE(request->keep_alive);
}

TEST(HttpHead, AMalformedOneHasNoMethod) {
  for (const char* head : {"nonsense\r\n\r\n", "GET http://x/ HTTP/1.1\r\n\r\n", "GET / FTP/1.1\r\n\r\n",
                           "GET /  HTTP/1.1\r\n\r\n", "\r\n\r\n"}) {
    const auto request = parse_head(head);
    ASSERT_TRUE(request) << head;
    EXPECT_TRUE(request->method.isEmpty()) << head;
  }
}

TEST(HttpHead, TellsNamesThatComeTwice) {
  const auto request = parse_head("GET /?code=a&state=b&c%6fde=c HTTP/1.1\r\n\r\n");
  ASSERT_TRUE(request);
  EXPECT_TRUE(request->query_repeats);
  EXPECT_TRUE(parse_fields("a=1&a=1").repeats);
  EXPECT_FALSE(parse_fields("a=1&&b=2").repeats);
  EXPECT_EQ(parse_fields("a=%2B%26&b=1+2").values.value(QStringLiteral("a")), QStringLiteral("+&"));
}

TEST(HttpHead, SaysHowLongTheBodyIs) {
  const auto length = [](const QByteArray& headers) {
    return parse_head("POST / HTTP/1.1\r\n" + headers + "\r\n")->body_bytes();
  };
  EXPECT_EQ(length(""), 0);
  EXPECT_EQ(length("Content-Length: 12\r\n"), 12);
  EXPECT_EQ(length("Content-Length: -1\r\n"), std::nullopt);
  EXPECT_EQ(length("Content-Length: \r\n"), std::nullopt);
  EXPECT_EQ(length("Content-Length: 99999999999999999999\r\n"), std::nullopt);
  EXPECT_EQ(length("Content-Length: 5\r\ncontent-length: 6\r\n"), std::nullopt) << "two of them";
  EXPECT_EQ(length("Transfer-Encoding: chunked\r\n"), std::nullopt);
}

TEST(HttpHead, AnAnswerHasItsHeaders) {
  const QByteArray bytes =
      to_bytes({302, {}, {}, {{"Location", "http://127.0.0.1/\r\nSet-Cookie: a=b"}}}, false);
  EXPECT_TRUE(bytes.startsWith("HTTP/1.1 302 Found\r\n"));
  EXPECT_TRUE(bytes.contains("\r\nLocation: http://127.0.0.1/  Set-Cookie: a=b\r\n"));
  EXPECT_TRUE(bytes.contains("\r\nContent-Length: 0\r\n"));
  EXPECT_TRUE(bytes.endsWith("\r\nConnection: close\r\n\r\n"));
  EXPECT_TRUE(to_bytes({200, "{}"}, true).endsWith("\r\n\r\n{}"));
  EXPECT_FALSE(to_bytes({204, {}, {}}, true).contains("Content-Length"));
}

}  // namespace
}  // namespace hearth
