#include "core/source/energy_ws/stream.h"

#include "core/config/plain_http.h"
#include "core/net/proxy.h"
#include "core/net/random_share.h"
#include "core/net/socket_guard.h"
#include "core/net/web_words.h"
#include "core/source/energy_ws/decode.h"

#include <QLoggingCategory>
#include <QPointer>
#include <QRegularExpression>
#include <QTcpSocket>
#include <QUrlQuery>
#include <QWebSocket>

#include <utility>

Q_LOGGING_CATEGORY(log_live, "hearth.live", QtInfoMsg)

namespace hearth {
namespace {

/// A reading is about 1 KB; nothing the service says is near this.
constexpr quint64 largest_message = 1024 * 1024;
constexpr quint64 largest_frame = 128 * 1024;
/// So many connections that are dropped before they settle are no restart of the service.
constexpr int flapping = 2;
/// So many refused frames without a reading among them are no passing trouble.
constexpr int unreadable_frames = 5;

/// The words are those of a first start.
WebFault fault_of(QAbstractSocket::SocketError error, bool bad_certificate) {
  switch (error) {
    case QAbstractSocket::ConnectionRefusedError:
      return WebFault::refused;
    case QAbstractSocket::HostNotFoundError:
      return WebFault::no_host;
    case QAbstractSocket::SocketTimeoutError:
      return WebFault::silent;
    case QAbstractSocket::SocketResourceError:
      return WebFault::exhausted;
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
      return bad_certificate ? WebFault::certificate : WebFault::no_tls;
    default:
      return WebFault::unreachable;
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

/// One sentence for all of it, so that who logs changes logs its begin and its end.
WebWords words_of_flapping() {
  return {"The live service drops its connections soon after it has accepted them.", {}};
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
      attempts_(tokens, TokenRefusal::live),
      refusals_(clock),
      policy_(stream_retry, random_share) {
  ping_.setInterval(timing_.ping);
  for (QTimer* const once : {&silence_, &retry_, &settling_}) once->setSingleShot(true);
  settling_.setInterval(
      static_cast<int>(static_cast<double>(stream_retry.settled_after) * timing_.retry_factor));
  connect(&settling_, &QTimer::timeout, this, &EnergyStream::settle);
  connect(&ping_, &QTimer::timeout, this, [this] {
    if (socket_ != nullptr) socket_->ping();
  });
  connect(&silence_, &QTimer::timeout, this, [this] {
    const bool opened = ping_.isActive();
    lost(ErrorKind::offline, opened ? WebWords{"The live service has gone silent.", {}}
                                    : fault_words({.fault = WebFault::silent}, url_));
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
  policy_.restart();
  set_state(ConnectionState::connecting, {});
  connect_now();
}

void EnergyStream::stop() {
  retry_.stop();
  short_lives_ = 0;
  drop_socket();
  set_state(ConnectionState::off, {});
}

void EnergyStream::reconnect() {
  if (state_ == ConnectionState::off || socket_ != nullptr || fetching_token_) return;
  policy_.restart();
  connect_now();
}

void EnergyStream::start_over() {
  if (state_ == ConnectionState::off) return;
  policy_.restart();
  set_state(ConnectionState::connecting, {});
  connect_now();
}

void EnergyStream::connect_now() {
  retry_.stop();
  drop_socket();
  if (state_ == ConnectionState::off) return;
  if (const auto problem = plain_http_problem(url_.toString().toStdString(), plain_hosts_))
    return lost(ErrorKind::not_permitted, {to_text(*problem), {}});
  attempts_.restart();
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
  const TokenAttempts::Use use = attempts_.judge(token);
  if (use == TokenAttempts::Use::stands) {
    refused();
    co_return;
  }
  if (use == TokenAttempts::Use::no_token) {
    lost(is_passing(token.error()) ? ErrorKind::offline : ErrorKind::sign_in, {to_text(token.error()), {}});
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
  // An error that says more may follow in the same breath.
  connect(
      socket_, &QWebSocket::disconnected, this,
      [this, from = socket_] {
        if (socket_ == from) lost(ErrorKind::offline, {"The live service closed the connection.", {}});
      },
      Qt::QueuedConnection);
  certificate_.clear();
  connect(socket_, &QWebSocket::sslErrors, this, [this](const QList<QSslError>& errors) {
    for (const QSslError& error : errors) certificate_.append(error.error());
  });
  connect_error(socket_, this, &EnergyStream::on_error);

  QUrl url = url_;
  url.setQuery(QStringLiteral("token=") +
                   QString::fromLatin1(QUrl::toPercentEncoding(QString::fromStdString(sent_.value))),
               QUrl::StrictMode);
  // Also for the handshake, which has no time-out of its own.
  silence_.start(timing_.handshake);
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
    lost(ErrorKind::offline, {"The live service sends far more than readings; it was hung up on.", {}});
  });
}

void EnergyStream::on_connected() {
  if (guard_) guard_->head_is_over();
  unreadable_ = 0;
  ping_.start();
  silence_.start(timing_.silence);
  policy_.succeeded(retry_time());
  settling_.start();
  publish_up({});
  // Whoever heard of it may have stopped this.
  if (socket_ == nullptr) return;
  socket_->sendTextMessage(QStringLiteral(R"({"type":"subscribe","streams":["energy"]})"));
}

void EnergyStream::alive() {
  ping_.start();
  silence_.start(timing_.silence);
  Q_EMIT heard();
}

void EnergyStream::on_text(const QString& text) {
  // Whoever hears of any of this may stop it, or have it begin anew: then the rest is nobody's.
  const QWebSocket* const from = socket_;
  alive();
  if (socket_ != from) return;
  const auto message = energy_ws::decode_frame(text.toStdString(), clock_.now());
  if (!message) return refuse(1, to_text(message.error()), true);
  if (const Refusals& left_out = message->refused; left_out.count > 0)
    refuse(left_out.count, to_text(left_out.first.front()), !message->reading);
  if (socket_ != from) return;
  if (!message->error.empty())
    publish_up({said("The live service says: {}", redact(message->error)), {}});
  else if (message->reading)
    publish_up({});
  if (!message->reading || socket_ != from) return;
  unreadable_ = 0;
  Q_EMIT reading(*message->reading);
}

void EnergyStream::refuse(std::size_t count, const std::string& why, bool whole) {
  const QString reason = QString::fromStdString(redact(why));
  if (const auto due = refusals_.count(count)) {
    qCWarning(log_live).noquote() << *due << "frame(s) or value(s) refused, the last because of" << reason;
    Q_EMIT frames_refused(*due, reason);
  }
  // The first reason is as good as any: each frame has its own time, and would be news of its own.
  if (whole && ++unreadable_ == unreadable_frames)
    publish_up({said("Nothing that the live service sends can be read: {}", reason.toStdString()), {}});
}

void EnergyStream::on_error(QAbstractSocket::SocketError error) {
  if (socket_ == nullptr) return;
  const int status = refused_upgrade_status(socket_->errorString());
  refused_with_ = status;
  if (status == 401 || status == 403) {
    const QWebSocket* const from = socket_;
    const bool again = attempts_.failed(status == 401 ? ErrorKind::sign_in : ErrorKind::not_permitted);
    if (socket_ != from) return;
    if (!again) return refused();
    drop_socket();
    fetch_token();
    return;
  }
  const bool closed = error == QAbstractSocket::RemoteHostClosedError;
  const auto words = [&]() -> WebWords {
    if (status != 0) return {said("The live service answered {} instead of opening a stream.", status), {}};
    if (closed) return {"The live service closed the connection.", {}};
    return fault_words({.fault = fault_of(error, !certificate_.isEmpty()), .certificate = certificate_},
                       url_);
  };
  lost(status == 404 ? ErrorKind::not_found : ErrorKind::offline, words());
}

void EnergyStream::refused() {
  forbidden_ = refused_with_ == 403;
  lost(forbidden_ ? ErrorKind::not_permitted : ErrorKind::sign_in,
       {forbidden_ ? "The access token does not permit live readings (403)."
                   : "The live service did not take the access token (401).",
        {}});
}

/// In the milliseconds of `stream_retry`.
TimeMs EnergyStream::retry_time() const {
  const std::chrono::duration<double, std::milli> real = clock_.monotonic();
  return static_cast<TimeMs>(real.count() / timing_.retry_factor);
}

bool EnergyStream::is_flapping() const {
  return short_lives_ >= flapping;
}

/// `kind`: `offline`, or how the service refuses.
void EnergyStream::lost(ErrorKind kind, const WebWords& words) {
  // It stood, but not for long.
  if (settling_.isActive() && ++short_lives_ == flapping)
    qCWarning(log_live).noquote() << "The live service drops its connections again and again:"
                                  << words.sentence.c_str();
  drop_socket();
  const TimeMs now = retry_time();
  const TimeMs due = policy_.failed(kind, std::nullopt, now);
  retry_.start(static_cast<int>(static_cast<double>(due - now) * timing_.retry_factor));
  const bool refused = kind == ErrorKind::sign_in || kind == ErrorKind::not_permitted;
  set_state(refused ? ConnectionState::refused : ConnectionState::reconnecting,
            is_flapping() && !refused ? words_of_flapping() : words);
}

/// It stands, or stands in a way.
void EnergyStream::publish_up(const WebWords& words) {
  if (is_flapping()) return set_state(ConnectionState::reconnecting, words_of_flapping());
  set_state(ConnectionState::connected, words);
}

void EnergyStream::settle() {
  const bool flapped = is_flapping();
  short_lives_ = 0;
  if (!flapped) return;
  qCInfo(log_live) << "The live service keeps its connections again.";
  publish_up({});
}

void EnergyStream::drop_socket() {
  ping_.stop();
  silence_.stop();
  settling_.stop();
  if (socket_ == nullptr) return;
  QWebSocket* const socket = std::exchange(socket_, nullptr);
  socket->disconnect(this);
  if (guard_) guard_->disconnect(this);
  // Not close(), which waits for a handshake that a dead link never gives.
  socket->abort();
  socket->deleteLater();
}

void EnergyStream::set_state(ConnectionState state, const WebWords& words) {
  if (state == state_ && words.sentence == words_.sentence) return;
  if (state == ConnectionState::connected) forbidden_ = false;
  state_ = state;
  words_ = words;
  Q_EMIT state_changed(state, QString::fromStdString(words.sentence));
}

}  // namespace hearth
