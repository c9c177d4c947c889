#include "core/source/energy_ws/stream.h"

#include "core/config/plain_http.h"
#include "core/net/backoff.h"
#include "core/net/proxy.h"
#include "core/net/socket_guard.h"
#include "core/source/energy_ws/decode.h"

#include <QPointer>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTcpSocket>
#include <QUrlQuery>
#include <QWebSocket>

namespace hearth {
namespace {

/// A reading is about 1 KB; nothing the service says is near this.
constexpr quint64 largest_message = 1024 * 1024;
constexpr quint64 largest_frame = 128 * 1024;

QString error_sentence(QAbstractSocket::SocketError error) {
  switch (error) {
    case QAbstractSocket::ConnectionRefusedError:
      return QStringLiteral("The live service refuses the connection.");
    case QAbstractSocket::HostNotFoundError:
      return QStringLiteral("The live service's host is not found.");
    case QAbstractSocket::RemoteHostClosedError:
      return QStringLiteral("The live service closed the connection.");
    case QAbstractSocket::SslHandshakeFailedError:
      return QStringLiteral("No secure connection to the live service could be agreed on.");
    default:
      return QStringLiteral("The connection to the live service failed.");
  }
}

/// QWebSocket's signal is called `error` before Qt 6.5 and `errorOccurred` from then on.
template <class Receiver, class Slot>
void connect_error(QWebSocket* socket, Receiver* receiver, Slot slot) {
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
  QObject::connect(socket, &QWebSocket::errorOccurred, receiver, slot);
#else
  QObject::connect(socket, QOverload<QAbstractSocket::SocketError>::of(&QWebSocket::error), receiver, slot);
#endif
}

}  // namespace

int refused_upgrade_status(const QString& error_text) {
  static const QRegularExpression status(QStringLiteral("http status code:?\\s*\\(?([1-5][0-9]{2})\\b"),
                                         QRegularExpression::CaseInsensitiveOption);
  const auto found = status.match(error_text);
  return found.hasMatch() ? found.captured(1).toInt() : 0;
}

EnergyStream::EnergyStream(QUrl url, TokenSource& tokens, const Clock& clock, Timing timing, QObject* parent)
    : QObject(parent),
      url_(std::move(url)),
      tokens_(tokens),
      clock_(clock),
      timing_(timing),
      refusals_(clock) {
  ping_.setInterval(timing_.ping);
  silence_.setInterval(timing_.silence);
  silence_.setSingleShot(true);
  retry_.setSingleShot(true);
  connect(&ping_, &QTimer::timeout, this, [this] {
    if (socket_ != nullptr) socket_->ping();
  });
  connect(&silence_, &QTimer::timeout, this, [this] {
    lost(ConnectionState::reconnecting, QStringLiteral("The live service has gone silent."));
  });
  connect(&retry_, &QTimer::timeout, this, &EnergyStream::connect_now);
}

EnergyStream::EnergyStream(QUrl url, TokenSource& tokens, const Clock& clock, QObject* parent)
    : EnergyStream(std::move(url), tokens, clock, Timing(), parent) {}

EnergyStream::~EnergyStream() {
  drop_socket();
}

void EnergyStream::start() {
  if (state_ != ConnectionState::off) return;
  attempt_ = 0;
  set_state(ConnectionState::connecting, {});
  connect_now();
}

void EnergyStream::stop() {
  retry_.stop();
  drop_socket();
  set_state(ConnectionState::off, {});
}

void EnergyStream::reconnect() {
  if (state_ == ConnectionState::off || socket_ != nullptr || fetching_token_) return;
  attempt_ = 0;
  connect_now();
}

void EnergyStream::connect_now() {
  retry_.stop();
  drop_socket();
  if (const auto problem = plain_http_problem(url_.toString().toStdString(), plain_hosts_))
    return lost(ConnectionState::refused, QString::fromStdString(to_text(*problem)));
  if (!fetching_token_) fetch_token();
}

QCoro::Task<> EnergyStream::fetch_token() {
  fetching_token_ = true;
  const QPointer<EnergyStream> alive(this);
  auto wanted = tokens_.token();
  const auto token = co_await wanted;
  if (alive.isNull()) co_return;
  fetching_token_ = false;
  // Stopped meanwhile, or started again: then a later fetch is under way or wanted.
  if (state_ == ConnectionState::off || socket_ != nullptr) co_return;
  if (!token) {
    const ErrorKind kind = token.error().kind;
    const bool passing = kind == ErrorKind::offline || kind == ErrorKind::retry;
    lost(passing ? ConnectionState::reconnecting : ConnectionState::refused,
         QString::fromStdString(to_text(token.error())));
    co_return;
  }
  sent_ = *token;
  add_log_secret(sent_.value);
  open();
}

void EnergyStream::open() {
  refused_with_ = 0;
  socket_ = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, this);
  socket_->setProxy(proxy_for(url_));
  socket_->setMaxAllowedIncomingFrameSize(largest_frame);
  socket_->setMaxAllowedIncomingMessageSize(largest_message);
  connect(socket_, &QWebSocket::connected, this, &EnergyStream::on_connected);
  connect(socket_, &QWebSocket::textMessageReceived, this, &EnergyStream::on_text);
  connect(socket_, &QWebSocket::binaryMessageReceived, this, &EnergyStream::alive);
  connect(socket_, &QWebSocket::pong, this, &EnergyStream::alive);
  connect(socket_, &QWebSocket::disconnected, this, [this] {
    lost(ConnectionState::reconnecting, QStringLiteral("The live service closed the connection."));
  });
  connect_error(socket_, this, &EnergyStream::on_error);

  QUrl url = url_;
  url.setQuery(QStringLiteral("token=") +
                   QString::fromLatin1(QUrl::toPercentEncoding(QString::fromStdString(sent_.value))),
               QUrl::StrictMode);
  // Also for the handshake, which has no time-out of its own.
  silence_.start();
  socket_->open(url);
  watch();
}

/// QWebSocket shows nothing of its socket, but is its parent.
void EnergyStream::watch() {
  auto* const tcp = socket_ != nullptr ? socket_->findChild<QTcpSocket*>() : nullptr;
  if (tcp == nullptr) return;
  guard_ = new SocketGuard(*tcp, {});
  connect(socket_, &QWebSocket::textFrameReceived, guard_,
          [this](const QString& frame) { guard_->count(frame.size()); });
  connect(socket_, &QWebSocket::binaryFrameReceived, guard_,
          [this](const QByteArray& frame) { guard_->count(frame.size()); });
  connect(socket_, &QWebSocket::pong, guard_, [this] { guard_->count(0); });
  connect(guard_, &SocketGuard::exceeded, this, [this] {
    lost(ConnectionState::reconnecting,
         QStringLiteral("The live service sends far more than readings; it was hung up on."));
  });
}

void EnergyStream::on_connected() {
  if (guard_) guard_->head_is_over();
  set_state(ConnectionState::connected, {});
  ping_.start();
  silence_.start();
  socket_->sendTextMessage(QStringLiteral(R"({"type":"subscribe","streams":["energy"]})"));
}

void EnergyStream::alive() {
  silence_.start();
}

void EnergyStream::on_text(const QString& text) {
  alive();
  const auto message = energy_ws::decode_frame(text.toStdString(), clock_.now());
  if (!message) {
    if (const auto count = refusals_.count())
      Q_EMIT frames_refused(*count, QString::fromStdString(to_text(message.error())));
    return;
  }
  if (const Refusals& left_out = message->refused; left_out.count > 0)
    if (const auto count = refusals_.count(left_out.count))
      Q_EMIT frames_refused(*count, QString::fromStdString(to_text(left_out.first.front())));
  if (!message->error.empty())
    set_state(
        ConnectionState::connected,
        QStringLiteral("The live service says: %1").arg(QString::fromStdString(redact(message->error))));
  if (!message->reading) return;
  // A service that accepts and drops at once would otherwise be asked again every second.
  attempt_ = 0;
  Q_EMIT reading(*message->reading);
}

void EnergyStream::on_error(QAbstractSocket::SocketError error) {
  if (socket_ == nullptr) return;
  const int status = refused_upgrade_status(socket_->errorString());
  refused_with_ = status;
  if (status == 401 || status == 403) {
    tokens_.refused(sent_, status == 401 ? TokenRefusal::live : TokenRefusal::forbidden);
    lost(ConnectionState::refused,
         status == 401 ? QStringLiteral("The live service did not take the access token (401).")
                       : QStringLiteral("The access token does not permit live readings (403)."));
    return;
  }
  lost(ConnectionState::reconnecting,
       status == 0 ? error_sentence(error)
                   : QStringLiteral("The live service answered %1 instead of opening a stream.").arg(status));
}

void EnergyStream::lost(ConnectionState state, const QString& detail) {
  drop_socket();
  // What was refused will hardly be granted within a minute.
  const DurationMs longest = state == ConnectionState::refused ? longest_refusal_delay : longest_retry_delay;
  const double real =
      static_cast<double>(retry_delay(attempt_++, QRandomGenerator::global()->generateDouble(), longest));
  retry_.start(static_cast<int>(real * timing_.retry_factor));
  set_state(state, detail);
}

void EnergyStream::drop_socket() {
  ping_.stop();
  silence_.stop();
  if (socket_ == nullptr) return;
  QWebSocket* const socket = std::exchange(socket_, nullptr);
  socket->disconnect(this);
  if (guard_) guard_->disconnect(this);
  // Not close(), which waits for a handshake that a dead link never gives.
  socket->abort();
  socket->deleteLater();
}

void EnergyStream::set_state(ConnectionState state, const QString& detail) {
  if (state == state_ && detail == detail_) return;
  state_ = state;
  detail_ = detail;
  Q_EMIT state_changed(state, detail);
}

}  // namespace hearth
