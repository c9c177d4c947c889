#include "core/net/http_reply.h"

#include "core/net/proxy.h"

#include <QHostAddress>
#include <QSslConfiguration>

#include <algorithm>
#include <array>
#include <utility>

namespace hearth {
namespace {

constexpr std::size_t most_idle = 6;
constexpr int idle_ms = 60'000;
/// How long a connection may take before the next way is tried.
constexpr std::array way_patience_ms = {2000, 2000};
/// What a socket holds before it is read.
constexpr qint64 read_buffer = 64 * 1024;

int port_of(const QUrl& url) {
  return url.port(url.scheme() == QLatin1String("https") ? 443 : 80);
}

QString origin_of(const QUrl& url) {
  return url.scheme() + QLatin1String("://") + url.host() + QLatin1Char(':') + QString::number(port_of(url));
}

QByteArray host_header(const QUrl& url) {
  QByteArray host = url.host(QUrl::FullyEncoded).toLatin1();
  if (host.contains(':')) host = '[' + host + ']';
  return url.port() < 0 ? host : host + ':' + QByteArray::number(url.port());
}

QByteArray target_of(const QUrl& url) {
  QByteArray target = url.path(QUrl::FullyEncoded).toLatin1();
  if (target.isEmpty()) target = "/";
  if (url.hasQuery()) target += '?' + url.query(QUrl::FullyEncoded).toLatin1();
  return target;
}

/// Set on the connections of which the other side is a proxy that is told whole addresses: what it is told
/// of who asks.
constexpr const char* to_proxy = "hearth_to_proxy";

/// The same trouble, where it is the proxy that was connected to.
QNetworkReply::NetworkError proxy_error(QNetworkReply::NetworkError error) {
  switch (error) {
    case QNetworkReply::ConnectionRefusedError:
      return QNetworkReply::ProxyConnectionRefusedError;
    case QNetworkReply::HostNotFoundError:
      return QNetworkReply::ProxyNotFoundError;
    default:
      return error;
  }
}

QNetworkReply::NetworkError error_of(QAbstractSocket::SocketError error) {
  switch (error) {
    case QAbstractSocket::ConnectionRefusedError:
      return QNetworkReply::ConnectionRefusedError;
    case QAbstractSocket::RemoteHostClosedError:
      return QNetworkReply::RemoteHostClosedError;
    case QAbstractSocket::HostNotFoundError:
      return QNetworkReply::HostNotFoundError;
    case QAbstractSocket::SocketResourceError:
      return QNetworkReply::TemporaryNetworkFailureError;
    case QAbstractSocket::SocketTimeoutError:
      return QNetworkReply::TimeoutError;
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
      return QNetworkReply::SslHandshakeFailedError;
    case QAbstractSocket::ProxyAuthenticationRequiredError:
      return QNetworkReply::ProxyAuthenticationRequiredError;
    case QAbstractSocket::ProxyConnectionRefusedError:
      return QNetworkReply::ProxyConnectionRefusedError;
    case QAbstractSocket::ProxyConnectionClosedError:
      return QNetworkReply::ProxyConnectionClosedError;
    case QAbstractSocket::ProxyConnectionTimeoutError:
      return QNetworkReply::ProxyTimeoutError;
    case QAbstractSocket::ProxyNotFoundError:
      return QNetworkReply::ProxyNotFoundError;
    default:
      return QNetworkReply::UnknownNetworkError;
  }
}

}  // namespace

IdleConnections::IdleConnections(QObject* parent) : QObject(parent) {
  limit_.setSingleShot(true);
  limit_.setInterval(idle_ms);
  connect(&limit_, &QTimer::timeout, this, &IdleConnections::clear);
}

QSslSocket* IdleConnections::take(const QUrl& url) {
  const QString origin = origin_of(url);
  while (true) {
    const auto found = std::ranges::find(idle_, origin, &Idle::origin);
    if (found == idle_.end()) return nullptr;
    QSslSocket* const socket = found->socket;
    // A router may have let go of it without a word.
    const bool too_old = found->until.hasExpired();
    idle_.erase(found);
    if (socket == nullptr) continue;
    socket->disconnect(this);
    if (!too_old && socket->state() == QAbstractSocket::ConnectedState && socket->bytesAvailable() == 0)
      return socket;
    socket->deleteLater();
  }
}

void IdleConnections::give(const QUrl& url, QSslSocket* socket) {
  if (idle_.size() >= most_idle) {
    if (idle_.front().socket) idle_.front().socket->deleteLater();
    idle_.erase(idle_.begin());
  }
  socket->setParent(this);
  idle_.push_back({origin_of(url), socket, QDeadlineTimer(idle_ms)});
  // Nobody has asked for anything: whatever comes ends it.
  const auto end = [this, socket] {
    std::erase_if(idle_, [socket](const Idle& idle) { return idle.socket == socket; });
    socket->disconnect(this);
    socket->deleteLater();
  };
  connect(socket, &QSslSocket::disconnected, this, end);
  connect(socket, &QSslSocket::readyRead, this, end);
  limit_.start();
}

void IdleConnections::clear() {
  for (const Idle& idle : std::exchange(idle_, {})) {
    if (!idle.socket) continue;
    idle.socket->disconnect(this);
    idle.socket->deleteLater();
  }
}

HttpReply::HttpReply(const QNetworkRequest& request, std::optional<QByteArray> form, qint64 most_body,
                     IdleConnections* idle, Patience patience, QObject* parent)
    : QNetworkReply(parent), idle_(idle), form_(std::move(form)), most_body_(most_body), patience_(patience) {
  setRequest(request);
  setUrl(request.url());
  setOperation(form_ ? QNetworkAccessManager::PostOperation : QNetworkAccessManager::GetOperation);
  open(QIODevice::ReadOnly | QIODevice::Unbuffered);
  next_way_.setSingleShot(true);
  connect(&next_way_, &QTimer::timeout, this, &HttpReply::try_next_way);
  limit_.setSingleShot(true);
  connect(&limit_, &QTimer::timeout, this, &HttpReply::on_limit);
  QMetaObject::invokeMethod(this, &HttpReply::begin, Qt::QueuedConnection);
}

HttpReply::~HttpReply() {
  drop_socket();
}

void HttpReply::abort() {
  // Whoever gives up on a silent service does not try what waits beside it.
  if (!done_ && idle_ != nullptr) idle_->clear();
  done_ = true;
  limit_.stop();
  drop_socket();
}

void HttpReply::start_over() {
  if (done_ || form_) return;
  if (reader_ && reader_->begun())
    return fail_with(RemoteHostClosedError, QStringLiteral("The network has changed."));
  QMetaObject::invokeMethod(this, &HttpReply::begin, Qt::QueuedConnection);
  drop_socket();
}

void HttpReply::on_limit() {
  if (done_) return;
  // What waits beside it may be as dead.
  if (idle_ != nullptr) idle_->clear();
  fail_with(TimeoutError, QStringLiteral("There was no answer in time."));
}

qint64 HttpReply::bytesAvailable() const {
  return (reader_ ? reader_->body().size() : 0) + QIODevice::bytesAvailable();
}

qint64 HttpReply::readData(char* data, qint64 most) {
  if (!reader_ || reader_->body().isEmpty()) return done_ ? -1 : 0;
  QByteArray& body = reader_->body();
  const qint64 n = std::min<qint64>(most, body.size());
  std::copy_n(body.constData(), n, data);
  body.remove(0, n);
  return n;
}

void HttpReply::begin() {
  if (done_) return;
  way_ = 0;
  connecting_ = false;
  wait_at_most(patience_.first_byte);
  try_way();
}

void HttpReply::try_way() {
  if (done_) return;
  drop_socket();
  reader_ = std::make_unique<HttpReader>(most_body_);
  head_told_ = false;
  socket_ = idle_ != nullptr ? idle_->take(url()) : nullptr;
  reused_ = socket_ != nullptr;
  if (!reused_) socket_ = new QSslSocket;
  socket_->setParent(this);
  socket_->setReadBufferSize(read_buffer);
  connect(socket_, &QSslSocket::readyRead, this, &HttpReply::read);
  connect(socket_, &QSslSocket::errorOccurred, this, &HttpReply::on_error);
  if (reused_)
    send_request();
  else
    connect_to_host();
}

/// An address family that packets are lost on costs a few seconds, not the whole patience: a host is tried as
/// the system orders its addresses, then by IPv4 alone, then as before, to the end.
void HttpReply::try_next_way() {
  if (done_ || !socket_ || reused_ || socket_->state() == QAbstractSocket::ConnectedState) return;
  ++way_;
  try_way();
}

void HttpReply::connect_to_host() {
  const auto port = static_cast<quint16>(port_of(url()));
  const auto family = way_ == 1 ? QAbstractSocket::IPv4Protocol : QAbstractSocket::AnyIPProtocol;
  const QNetworkProxy proxy = proxy_for(url());
  const bool direct = proxy.type() == QNetworkProxy::NoProxy;
  if (direct && way_ < 2 && QHostAddress(url().host()).isNull()) next_way_.start(way_patience_ms[way_]);
  connect(socket_, &QSslSocket::stateChanged, this, [this](QAbstractSocket::SocketState state) {
    if (state != QAbstractSocket::ConnectingState || std::exchange(connecting_, true)) return;
    wait_at_most(patience_.connect);
  });
  connect(socket_, &QSslSocket::connected, this, [this] { wait_at_most(patience_.first_byte); });
  if (url().scheme() != QLatin1String("https")) {
    connect(socket_, &QSslSocket::connected, this, &HttpReply::send_request);
    // A tunnel to anything but https is what proxies refuse.
    if (proxy.type() == QNetworkProxy::HttpProxy) return connect_to_proxy(proxy);
    socket_->setProxy(proxy);
    socket_->connectToHost(url().host(), port, QIODevice::ReadWrite, family);
    return;
  }
  QSslConfiguration settings = request().sslConfiguration();
  settings.setAllowedNextProtocols({QByteArray("http/1.1")});
  socket_->setSslConfiguration(settings);
  socket_->setProxy(proxy);
  connect(socket_, &QSslSocket::encrypted, this, &HttpReply::send_request);
  connect(socket_, &QSslSocket::sslErrors, this, &QNetworkReply::sslErrors);
  socket_->connectToHostEncrypted(url().host(), port, QIODevice::ReadWrite, family);
}

void HttpReply::connect_to_proxy(const QNetworkProxy& proxy) {
  const QByteArray who = (proxy.user() + QLatin1Char(':') + proxy.password()).toUtf8().toBase64();
  socket_->setProperty(to_proxy, proxy.user().isEmpty() ? QByteArray("") : "Basic " + who);
  socket_->setProxy(QNetworkProxy::NoProxy);
  socket_->connectToHost(proxy.hostName(), proxy.port());
}

void HttpReply::send_request() {
  const QVariant who = socket_->property(to_proxy);
  const QByteArray host = host_header(url());
  QByteArray head = form_ ? "POST " : "GET ";
  // RFC 9112, section 3.2.2: a proxy is told the whole address.
  if (who.isValid()) head += "http://" + host;
  head += target_of(url()) + " HTTP/1.1\r\nHost: " + host + "\r\nAccept-Encoding: gzip\r\n";
  if (!who.toByteArray().isEmpty()) head += "Proxy-Authorization: " + who.toByteArray() + "\r\n";
  for (const QByteArray& name : request().rawHeaderList())
    head += name + ": " + request().rawHeader(name) + "\r\n";
  if (form_) head += "Content-Length: " + QByteArray::number(form_->size()) + "\r\n";
  head += idle_ != nullptr ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  socket_->write(head + form_.value_or(QByteArray()));
}

void HttpReply::read() {
  while (!done_ && socket_ && socket_->bytesAvailable() > 0) {
    reader_->take(socket_->read(read_buffer));
    if (reader_->begun()) limit_.stop();
    const HttpReader::State after = reader_->state();
    // A status counts whatever its body is like.
    if (!head_told_ && reader_->has_head()) {
      if (after != HttpReader::State::malformed && redirect()) return;
      take_head();
      if (done_) return;
    }
    if (after == HttpReader::State::malformed)
      return fail_with(ProtocolFailure, QStringLiteral("The answer is none of HTTP."));
    if (after == HttpReader::State::too_large || after == HttpReader::State::crowded) {
      refusal_ = after;
      return fail_with(UnknownContentError, QStringLiteral("The answer is too large."));
    }
    if (!reader_->body().isEmpty()) Q_EMIT readyRead();
    if (!done_ && after == HttpReader::State::complete) return complete();
  }
}

void HttpReply::take_head() {
  setAttribute(QNetworkRequest::HttpStatusCodeAttribute, reader_->status());
  for (const auto& [name, value] : reader_->headers()) {
    const QByteArray before = rawHeader(name);
    setRawHeader(name, before.isEmpty() ? value : before + ", " + value);
  }
  head_told_ = true;
  Q_EMIT metaDataChanged();
}

/// Whether it is followed, or refused.
bool HttpReply::redirect() {
  const int status = reader_->status();
  const QByteArray location = reader_->header("location");
  if (status < 300 || status > 308 || status == 304 || location.isEmpty()) return false;
  const QUrl target = url().resolved(QUrl::fromEncoded(location));
  setAttribute(QNetworkRequest::RedirectionTargetAttribute, target);
  const auto policy = request().attribute(QNetworkRequest::RedirectPolicyAttribute).toInt();
  if (form_ || policy == QNetworkRequest::ManualRedirectPolicy) return false;
  const bool same = origin_of(target) == origin_of(url());
  const bool web = target.scheme() == QLatin1String("https") ||
                   (target.scheme() == QLatin1String("http") && url().scheme() == QLatin1String("http"));
  if (!web || target.host().isEmpty() || (policy == QNetworkRequest::SameOriginRedirectPolicy && !same)) {
    fail_with(InsecureRedirectError, QStringLiteral("The answer sends its caller elsewhere."));
  } else if (++redirects_ > request().maximumRedirectsAllowed()) {
    fail_with(TooManyRedirectsError, QStringLiteral("There are too many redirects."));
  } else {
    setUrl(target);
    reader_.reset();
    QMetaObject::invokeMethod(this, &HttpReply::begin, Qt::QueuedConnection);
    drop_socket();
  }
  return true;
}

void HttpReply::on_error(QAbstractSocket::SocketError error) {
  if (done_) return;
  // What came before the end is part of the answer.
  read();
  if (done_ || !socket_) return;
  const bool closed = error == QAbstractSocket::RemoteHostClosedError;
  if (closed) reader_->closed();
  if (reader_->state() == HttpReader::State::complete) return complete();
  if (reused_ && !reader_->begun() && !form_) {
    QMetaObject::invokeMethod(this, &HttpReply::begin, Qt::QueuedConnection);
    return drop_socket();
  }
  // It has no IPv4 address: the first way is the only one.
  if (way_ == 1 && error == QAbstractSocket::HostNotFoundError) {
    ++way_;
    QMetaObject::invokeMethod(this, &HttpReply::try_way, Qt::QueuedConnection);
    return drop_socket();
  }
  const NetworkError failed = error_of(error);
  fail_with(socket_->property(to_proxy).isValid() ? proxy_error(failed) : failed, socket_->errorString());
}

void HttpReply::complete() {
  done_ = true;
  limit_.stop();
  QSslSocket* const socket = socket_;
  if (idle_ != nullptr && socket != nullptr && reader_->keeps_alive() &&
      socket->state() == QAbstractSocket::ConnectedState) {
    socket->disconnect(this);
    socket_.clear();
    idle_->give(url(), socket);
  }
  drop_socket();
  setFinished(true);
  Q_EMIT finished();
}

void HttpReply::fail_with(NetworkError error, const QString& text) {
  done_ = true;
  limit_.stop();
  setError(error, text);
  drop_socket();
  setFinished(true);
  Q_EMIT errorOccurred(error);
  Q_EMIT finished();
}

void HttpReply::drop_socket() {
  next_way_.stop();
  if (!socket_) return;
  socket_->disconnect(this);
  socket_->abort();
  socket_->deleteLater();
  socket_.clear();
}

}  // namespace hearth
