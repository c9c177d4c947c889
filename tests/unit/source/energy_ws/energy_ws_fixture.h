#pragma once

#include "core/source/energy_ws/stream.h"
#include "tests/support/loopback.h"

#include <QCryptographicHash>
#include <QPointer>
#include <QWebSocket>
#include <QWebSocketServer>

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <vector>

namespace hearth::test {

inline const TimeMs energy_ws_now = parse_rfc3339("2026-01-15T12:30:00Z").value();
inline const QString energy_ws_frame = QStringLiteral(
    R"({"type":"data","stream":"energy","data":{"ts":"2026-01-15T12:29:59Z","fields":{"active_power_total":5}}})");

/// Gives the tokens it is handed, one after each refusal.
struct ScriptedTokens final : TokenSource {
  std::vector<std::string> valid;
  int refusals = 0;
  std::function<void()> on_refused;
  QCoro::Task<Expected<AccessToken>> token() override { co_return first(); }
  Expected<AccessToken> first() const {
    if (valid.empty()) return fail(ErrorKind::sign_in, "There is no access token.", "Sign in.");
    return AccessToken{valid.front()};
  }
  void refused(const AccessToken& token, TokenRefusal) override {
    ++refusals;
    if (on_refused) on_refused();
    if (!valid.empty() && valid.front() == token.value) valid.erase(valid.begin());
  }
};

/// energy-ws on loopback: refuses the upgrade where the token is not the one it wants.
struct EnergyWsService {
  explicit EnergyWsService(QByteArray wanted)
      : token(std::move(wanted)), sockets(QStringLiteral("s"), QWebSocketServer::NonSecureMode) {
    QObject::connect(&server, &QTcpServer::newConnection, &server, [this] {
      QTcpSocket* socket = server.nextPendingConnection();
      QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { on_head(*socket); });
    });
    QObject::connect(&sockets, &QWebSocketServer::newConnection, &server, [this] {
      client = sockets.nextPendingConnection();
      client->setParent(&server);
      QObject::connect(client, &QWebSocket::textMessageReceived, &server,
                       [this](const QString& text) { said.append(text); });
      if (greet) client->sendTextMessage(energy_ws_frame);
    });
    server.listen(QHostAddress::LocalHost);
  }
  void on_head(QTcpSocket& socket) {
    const QByteArray head = socket.peek(16384);
    if (!head.contains("\r\n\r\n")) return;
    ++heads;
    if (mute) return;
    socket.disconnect();
    if (half_open) return accept_and_fall_silent(socket, head);
    if (status == 101 && head.startsWith("GET /ws/energy?token=" + token.toPercentEncoding() + " "))
      return sockets.handleConnection(&socket);
    answer(socket, status == 101 ? 401 : status, {}, "Connection: close\r\n");
    socket.disconnectFromHost();
  }
  /// As a service does whose cable is pulled just then.
  static void accept_and_fall_silent(QTcpSocket& socket, const QByteArray& head) {
    const auto name = head.toLower().indexOf("sec-websocket-key:");
    const QByteArray key = head.mid(name + 18, head.indexOf("\r\n", name) - name - 18).trimmed();
    // RFC 6455, section 1.3.
    const QByteArray accepts =
        QCryptographicHash::hash(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", QCryptographicHash::Sha1);
    socket.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: " +
        accepts.toBase64() + "\r\n\r\n");
  }
  [[nodiscard]] QUrl url() const {
    return QUrl(QStringLiteral("ws://127.0.0.1:%1/ws/energy").arg(server.serverPort()));
  }

  QByteArray token;
  QTcpServer server;
  QWebSocketServer sockets;
  QPointer<QWebSocket> client;
  QStringList said;
  int heads = 0;
  int status = 101;
  bool mute = false;
  bool greet = true;
  bool half_open = false;
};

struct EnergyWsFixture : testing::Test {
  void make(std::chrono::milliseconds silence = std::chrono::seconds(20),
            std::chrono::milliseconds ping = std::chrono::seconds(20)) {
    stream = std::make_unique<EnergyStream>(service.url(), tokens, clock,
                                            EnergyStream::Timing{ping, silence, retry_factor, silence});
    QObject::connect(stream.get(), &EnergyStream::reading, stream.get(),
                     [this](const Reading& r) { readings.push_back(r); });
    QObject::connect(stream.get(), &EnergyStream::state_changed, stream.get(),
                     [this](ConnectionState s, const QString& detail) {
                       if (states.empty() || states.back() != s) states.push_back(s);
                       details += detail + QLatin1Char('\n');
                     });
    QObject::connect(stream.get(), &EnergyStream::frames_refused, stream.get(),
                     [this](qulonglong n, const QString&) { refused.push_back(n); });
  }
  bool wait_for(ConnectionState state) {
    return run_until([this, state] { return stream->state() == state; });
  }

  double retry_factor = 0.001;
  ManualClock clock{energy_ws_now};
  ScriptedTokens tokens;
  EnergyWsService service{"se/cr+et token"};
  std::unique_ptr<EnergyStream> stream;
  std::vector<Reading> readings;
  std::vector<ConnectionState> states;
  std::vector<qulonglong> refused;
  QString details;
};

}  // namespace hearth::test
