#include "tests/integration/sim_fixture.h"

#include <QWebSocket>

namespace hearth {
namespace {

using test::SimTest;
using test::time_in;
using test::wait_until;

class SimLive : public SimTest {
 protected:
  void connect_live() {
    QUrl url = server_->live_url();
    url.setQuery(QStringLiteral("token=") + QString::fromLatin1(server_->token()));
    QObject::connect(&socket_, &QWebSocket::textMessageReceived, &socket_, [this](const QString& text) {
      messages_.append(QJsonDocument::fromJson(text.toUtf8()).object());
    });
    socket_.open(url);
    ASSERT_TRUE(wait_until([&] { return server_->live_clients() == 1; }));
  }

  QWebSocket socket_;
  QList<QJsonObject> messages_;
};

TEST_F(SimLive, RefusesTheUpgradeWithoutTheToken) {
  serve();
  const QByteArray head =
      " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  for (const QByteArray& target :
       {QByteArray("/ws/energy"), QByteArray("/ws/energy?token="), QByteArray("/ws/energy?token=abc")}) {
    const QByteArray answer = talk("GET " + target + head, "\r\n\r\n");
    EXPECT_TRUE(answer.startsWith("HTTP/1.1 401")) << answer.constData();
    EXPECT_TRUE(answer.endsWith("\r\n\r\n")) << "an empty body";
  }
  EXPECT_EQ(server_->live_clients(), 0);
}

TEST_F(SimLive, SendsAReadingASecondToWhoeverIsThere) {
  serve();
  connect_live();
  for (int i = 0; i < 3; ++i) {
    clock_->advance(second_ms);
    ASSERT_TRUE(wait_until([&] { return messages_.size() == i + 1; }));
  }
  TimeMs before = 0;
  for (const QJsonObject& message : messages_) {
    EXPECT_EQ(message[QStringLiteral("type")].toString(), QStringLiteral("data"));
    EXPECT_EQ(message[QStringLiteral("stream")].toString(), QStringLiteral("energy"));
    const QJsonObject data = message[QStringLiteral("data")].toObject();
    const QString ts = data[QStringLiteral("ts")].toString();
    EXPECT_GT(ts.size(), QStringLiteral("2026-01-15T11:30:12.000000Z").size()) << "finer than microseconds";
    EXPECT_TRUE(before == 0 || time_in(ts) == before + second_ms);
    before = time_in(ts);
    EXPECT_TRUE(data.contains(QStringLiteral("activeActualConsumption")));
    EXPECT_FALSE(data[QStringLiteral("tags")][QStringLiteral("device_serial")].toString().isEmpty());
    const QJsonObject fields = data[QStringLiteral("fields")].toObject();
    for (const Channel& channel : channels_of(Dataset::energy))
      EXPECT_TRUE(
          fields[QLatin1String(channel.wire.data(), static_cast<qsizetype>(channel.wire.size()))].isDouble())
          << channel.id;
    EXPECT_EQ(fields[QStringLiteral("active_power_total")].toInt(),
              fields[QStringLiteral("active_power_l1")].toInt() +
                  fields[QStringLiteral("active_power_l2")].toInt() +
                  fields[QStringLiteral("active_power_l3")].toInt());
  }
  EXPECT_EQ(
      messages_
          .last()[QStringLiteral("data")][QStringLiteral("fields")][QStringLiteral("active_energy_total")]
          .toInteger(),
      server_->home().meter().import_wh);
}

TEST_F(SimLive, AnswersPingsOfTheProtocolButNoWords) {
  serve();
  connect_live();
  bool pong = false;
  QObject::connect(&socket_, &QWebSocket::pong, &socket_, [&] { pong = true; });
  socket_.sendTextMessage(QStringLiteral(R"({"type":"subscribe","streams":["energy"]})"));
  socket_.sendTextMessage(QStringLiteral(R"({"type":"ping"})"));
  socket_.ping();
  ASSERT_TRUE(wait_until([&] { return pong; }));
  clock_->advance(second_ms);
  ASSERT_TRUE(wait_until([&] { return !messages_.isEmpty(); }));
  EXPECT_EQ(messages_.size(), 1);
  EXPECT_EQ(messages_.first()[QStringLiteral("type")].toString(), QStringLiteral("data"));
}

TEST_F(SimLive, CatchesUpInABatchAndSkipsWhatIsLongPast) {
  serve();
  connect_live();
  clock_->advance(60 * second_ms);
  ASSERT_TRUE(wait_until([&] { return messages_.size() >= 60; }));
  EXPECT_EQ(messages_.size(), 60);
  clock_->advance(2 * hour_ms);
  ASSERT_TRUE(wait_until([&] { return messages_.size() >= 660; }));
  EXPECT_EQ(time_in(messages_.last()[QStringLiteral("data")][QStringLiteral("ts")]), clock_->now());
  EXPECT_EQ(messages_.size(), 660);
}

TEST_F(SimLive, LinksCanBeDropped) {
  serve();
  connect_live();
  server_->drop_live();
  EXPECT_TRUE(wait_until([&] { return socket_.state() == QAbstractSocket::UnconnectedState; }));
  EXPECT_EQ(server_->live_clients(), 0);
}

}  // namespace
}  // namespace hearth
