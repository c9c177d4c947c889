#include "core/demo/home_server.h"

#include "core/demo/answers.h"

#include <QPointer>
#include <QRandomGenerator>
#include <QTcpSocket>
#include <QWebSocket>

#include <array>

namespace hearth::demo {
namespace {

/// A client that is this far behind misses messages.
constexpr qint64 slow_client_bytes = 1 << 20;
/// After a jump of the clock only the newest readings are sent.
constexpr DurationMs longest_catch_up = 10 * minute_ms;
constexpr DurationMs offline_after = 10 * second_ms;

QByteArray random_token() {
  std::array<quint32, 8> words{};
  QRandomGenerator::system()->fillRange(words.data(), words.size());
  return QByteArray(reinterpret_cast<const char*>(words.data()), sizeof words).toHex();
}

HouseOptions house_options(const HomeServerOptions& options, TimeMs now) {
  HouseOptions house;
  house.seed = options.seed;
  house.scenario = options.scenario;
  house.now = now;
  house.start = options.start.value_or(anchor_for(now, options.days));
  return house;
}

}  // namespace

HomeServer::HomeServer(HomeServerOptions options, const Clock& clock, QObject* parent)
    : QObject(parent),
      options_(std::move(options)),
      clock_(clock),
      token_(random_token()),
      home_(house_options(options_, clock.now())),
      tick_(clock),
      upgrades_(QStringLiteral("hearthsim"), QWebSocketServer::NonSecureMode) {
  connect(&server_, &QTcpServer::newConnection, this, &HomeServer::accept);
  connect(&upgrades_, &QWebSocketServer::newConnection, this, &HomeServer::welcome);
  connect(&tick_, &ClockTimer::timeout, this, &HomeServer::pass_time);
}

HomeServer::~HomeServer() {
  // Sockets tell of their end while they are taken down; nobody is here to listen any more. They are ours:
  // the server that upgraded them hands them over without a parent.
  for (QWebSocket* client : live_) {
    client->disconnect(this);
    delete client;
  }
}

Expected<void> HomeServer::listen() {
  home_.advance_to(clock_.now());
  if (!server_.listen(QHostAddress::LocalHost, options_.port))
    return fail(ErrorKind::offline,
                "Port " + std::to_string(options_.port) +
                    " cannot be used: " + server_.errorString().toStdString() + '.',
                "Choose another with --port, or 0 for any.");
  port_ = server_.serverPort();
  ready_ = clock_.now();
  tick_.start_repeating(second_ms);
  return {};
}

QUrl HomeServer::api_url() const {
  return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(port_));
}
QUrl HomeServer::live_url() const {
  return QUrl(QStringLiteral("ws://127.0.0.1:%1/ws/energy").arg(port_));
}

void HomeServer::set_refusing(bool refusing) {
  if (!refusing) {
    if (!server_.isListening()) server_.listen(QHostAddress::LocalHost, port_);
    return;
  }
  server_.close();
  drop_live();
  for (QTcpSocket* socket : server_.findChildren<QTcpSocket*>()) socket->abort();
}

void HomeServer::drop_live() {
  const QList<QWebSocket*> clients = live_;
  for (QWebSocket* client : clients) client->abort();
}

bool HomeServer::knows(const QByteArray& token) const {
  if (faults_.unauthorized || token.size() != token_.size()) return false;
  // Takes as long for a nearly right one as for any other.
  unsigned difference = 0;
  for (qsizetype i = 0; i < token_.size(); ++i)
    difference |=
        static_cast<unsigned>(static_cast<unsigned char>(token[i]) ^ static_cast<unsigned char>(token_[i]));
  return difference == 0;
}

void HomeServer::accept() {
  while (QTcpSocket* socket = server_.nextPendingConnection()) {
    connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
  }
}

void HomeServer::read(QTcpSocket* socket) {
  while (socket->state() == QAbstractSocket::ConnectedState) {
    const auto request = parse_head(socket->peek(largest_head));
    if (!request) {
      if (socket->bytesAvailable() >= largest_head) write_answer(socket, {431, {}, {}}, false);
      return;
    }
    ++requests_;
    Q_EMIT requested(*request);
    pass_time();
    if (socket->state() != QAbstractSocket::ConnectedState) return;
    if (request->wants_websocket()) {
      upgrade(socket, *request);
      return;
    }
    socket->skip(request->head_bytes);
    respond(socket, *request);
  }
}

void HomeServer::upgrade(QTcpSocket* socket, const HttpRequest& request) {
  if (request.path != QLatin1String("/ws/energy")) return write_answer(socket, {404, {}, {}}, false);
  if (!knows(request.query.value(QStringLiteral("token")).toLatin1()))
    return write_answer(socket, {401, {}, {}}, false);
  // The head has only been peeked at: the WebSocket server reads it again.
  socket->disconnect(this);
  upgrades_.handleConnection(socket);
  Q_EMIT socket->readyRead();
}

void HomeServer::respond(QTcpSocket* socket, const HttpRequest& request) {
  const Call call{
      home_, clock_.now(), request, options_.scopes, token_, knows(request.bearer()), faults_.energy_missing};
  HttpAnswer given = faults_.status != 0 ? HttpAnswer{faults_.status, {}, {}} : answer(call);
  if (given.status == 200) {
    if (faults_.garbage) given.body = "<html>\xff\xfe{\"ts\": 1e400, [";
    if (faults_.huge_bytes > 0) given.body = '"' + QByteArray(faults_.huge_bytes, 'x') + '"';
  }
  // A body of a request is not read: its bytes would look like the next request.
  const bool keep_alive = request.keep_alive && request.method == "GET";
  if (faults_.delay_ms == 0) return write_answer(socket, given, keep_alive);
  QTimer::singleShot(faults_.delay_ms, socket,
                     [this, socket, given, keep_alive] { write_answer(socket, given, keep_alive); });
}

void HomeServer::write_answer(QTcpSocket* socket, const HttpAnswer& answer, bool keep_alive) {
  const QByteArray bytes = to_bytes(answer, keep_alive);
  if (faults_.close_mid_body && !answer.body.isEmpty()) {
    socket->write(bytes.left(bytes.size() - answer.body.size() / 2 - 1));
    socket->disconnectFromHost();
    return;
  }
  socket->write(bytes);
  if (!keep_alive) socket->disconnectFromHost();
}

void HomeServer::welcome() {
  while (QWebSocket* client = upgrades_.nextPendingConnection()) {
    client->setMaxAllowedIncomingMessageSize(64 * 1024);
    live_.append(client);
    // What clients say (subscribe, ping) is not answered: the running service does not, either.
    connect(client, &QWebSocket::disconnected, this, [this, client] {
      live_.removeOne(client);
      client->deleteLater();
    });
  }
}

void HomeServer::send_live(const House& house, TimeMs now) {
  const QString message = QString::fromUtf8(stream_message(house, now));
  for (QWebSocket* client : live_)
    if (client->bytesToWrite() < slow_client_bytes) client->sendTextMessage(message);
}

void HomeServer::pass_time() {
  if (passing_) return;
  passing_ = true;
  const TimeMs now = clock_.now();
  if (options_.scenario == Scenario::offline && server_.isListening() && now >= ready_ + offline_after)
    set_refusing(true);
  home_.advance_to(now, [&](const Home& home) {
    const House& house = home.house();
    if (!live_.isEmpty() && house.meter().present && house.time() > now - longest_catch_up)
      send_live(house, now);
  });
  passing_ = false;
}

}  // namespace hearth::demo
