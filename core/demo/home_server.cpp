#include "core/demo/home_server.h"

#include "core/demo/answers.h"

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
      identity_(options_.identity, clock),
      server_(clock, [this](const HttpRequest& request) { return reply(request); }),
      upgrades_(QStringLiteral("hearthsim"), QWebSocketServer::NonSecureMode) {
  identity_.note_secret(token_);
  server_.set_upgrader(
      [this](QTcpSocket* socket, const HttpRequest& request) { return upgrade(socket, request); });
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
  if (auto listening = server_.listen(options_.port); !listening) return listening;
  identity_.set_issuer(api_url().toString());
  ready_ = clock_.now();
  tick_.start_repeating(second_ms);
  return {};
}

QUrl HomeServer::api_url() const {
  return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(server_.port()));
}
QUrl HomeServer::live_url() const {
  return QUrl(QStringLiteral("ws://127.0.0.1:%1/ws/energy").arg(server_.port()));
}

void HomeServer::set_refusing(bool refusing) {
  if (refusing) drop_live();
  server_.set_refusing(refusing);
}

void HomeServer::drop_live() {
  const QList<QWebSocket*> clients = live_;
  for (QWebSocket* client : clients) client->abort();
}

std::optional<TokenBook::Access> HomeServer::access(const QByteArray& token) const {
  if (faults_.unauthorized) return std::nullopt;
  const auto& is_known_elsewhere = options_.other_provider.knows;
  if (token == token_ || (is_known_elsewhere && is_known_elsewhere(token)))
    return TokenBook::Access{options_.scopes, clock_.now() + hour_ms};
  return identity_.access(token);
}

void HomeServer::note(const HttpRequest& request) {
  ++requests_;
  Q_EMIT requested(request);
  pass_time();
}

HttpReply HomeServer::reply(const HttpRequest& request) {
  if (IdentityProvider::serves(request.path)) {
    pass_time();
    return identity_.reply(request);
  }
  note(request);
  if (auto answer = gateway_answer(request)) return {.answer = std::move(*answer)};
  const Call call{home_,
                  clock_.now(),
                  request,
                  request.bearer(),
                  access(request.bearer()),
                  faults_.energy_missing,
                  turns_.value(request.path)};
  if (call.access) ++turns_[request.path];
  HttpReply reply{.answer = faults_.status != 0 ? HttpAnswer{faults_.status, {}, {}} : answer(call),
                  .delay_ms = faults_.delay_ms,
                  .half_body = faults_.close_mid_body};
  if (reply.answer.status == 200) {
    if (faults_.garbage) reply.answer.body = "<html>\xff\xfe{\"ts\": 1e400, [";
    if (faults_.huge_bytes > 0) reply.answer.body = '"' + QByteArray(faults_.huge_bytes, 'x') + '"';
  }
  return reply;
}

std::optional<HttpAnswer> HomeServer::gateway_answer(const HttpRequest& request) const {
  if (!options_.gateway) return std::nullopt;
  if (request.bearer().isEmpty()) {
    const QString& elsewhere = options_.other_provider.sign_in_page;
    const QString page =
        !elsewhere.isEmpty()
            ? elsewhere
            : identity_.issuer() + QStringLiteral("/authorize?response_type=code&client_id=gateway");
    return HttpAnswer{302, {}, "text/html", {{"Location", page.toUtf8()}}};
  }
  if (request.path.startsWith(QLatin1String("/api/"))) return std::nullopt;
  return HttpAnswer{200, "<!DOCTYPE html><title>Home</title>", "text/html"};
}

std::optional<int> HomeServer::upgrade(QTcpSocket* socket, const HttpRequest& request) {
  note(request);
  if (socket->state() != QAbstractSocket::ConnectedState) return std::nullopt;
  if (request.path != QLatin1String("/ws/energy")) return 404;
  if (!access(request.query.value(QStringLiteral("token")).toLatin1())) return 401;
  upgrades_.handleConnection(socket);
  Q_EMIT socket->readyRead();
  return std::nullopt;
}

void HomeServer::welcome() {
  while (QWebSocket* client = upgrades_.nextPendingConnection()) {
    client->setMaxAllowedIncomingMessageSize(64 * 1024);
    live_.append(client);
    connect(client, &QWebSocket::pong, this, [this] { ++live_heard_; });
    // What clients say (subscribe, ping) is not answered: the running service does not, either.
    connect(client, &QWebSocket::disconnected, this, [this, client] {
      live_.removeOne(client);
      client->deleteLater();
    });
  }
}

void HomeServer::send_live(const House& house, TimeMs now) {
  const QString message = QString::fromUtf8(stream_message(house, now));
  for (QWebSocket* client : live_) {
    if (client->bytesToWrite() >= slow_client_bytes) continue;
    client->sendTextMessage(message);
    // Frames are taken in their order: who answers has taken the message.
    client->ping();
  }
}

void HomeServer::pass_time() {
  if (passing_) return;
  passing_ = true;
  const TimeMs now = clock_.now();
  if (options_.scenario == Scenario::offline && !server_.is_refusing() && now >= ready_ + offline_after)
    set_refusing(true);
  home_.advance_to(now, [&](const SimulatedHome& home) {
    const House& house = home.house();
    if (!live_.isEmpty() && house.meter().present && house.time() > now - longest_catch_up)
      send_live(house, now);
  });
  passing_ = false;
}

}  // namespace hearth::demo
