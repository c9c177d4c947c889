#include "core/demo/http_server.h"

#include <QDateTime>
#include <QLocale>
#include <QTcpSocket>
#include <QTimer>

#include <sys/socket.h>

#include <algorithm>

namespace hearth::demo {

HttpServer::HttpServer(const Clock& clock, Handler handler, QObject* parent)
    : QObject(parent), clock_(clock), handle_(std::move(handler)) {
  connect(&server_, &QTcpServer::newConnection, this, &HttpServer::accept);
}

Expected<void> HttpServer::listen(quint16 port) {
  if (!server_.listen(QHostAddress::LocalHost, port))
    return fail(
        ErrorKind::offline,
        "Port " + std::to_string(port) + " cannot be used: " + server_.errorString().toStdString() + '.',
        "Choose another with --port, or 0 for any.");
  port_ = server_.serverPort();
  return {};
}

void HttpServer::set_refusing(bool refusing) {
  if (!refusing) {
    if (!server_.isListening()) server_.listen(QHostAddress::LocalHost, port_);
    return;
  }
  server_.close();
  for (QTcpSocket* socket : server_.findChildren<QTcpSocket*>()) socket->abort();
}

void HttpServer::accept() {
  while (QTcpSocket* socket = server_.nextPendingConnection()) {
    connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
  }
}

void HttpServer::read(QTcpSocket* socket) {
  while (socket->state() == QAbstractSocket::ConnectedState) {
    auto request = parse_head(socket->peek(largest_head));
    if (!request) {
      if (socket->bytesAvailable() >= largest_head) refuse(socket, 431);
      return;
    }
    if (upgrade_ && request->wants_websocket()) {
      // Whoever takes it reads the head again.
      socket->disconnect(this);
      if (const auto status = upgrade_(socket, *request)) refuse(socket, *status);
      return;
    }
    const auto length = request->body_bytes();
    if (!length || *length > largest_body) return refuse(socket, length ? 413 : 400);
    if (socket->bytesAvailable() < request->head_bytes + *length) return;
    socket->skip(request->head_bytes);
    request->body = socket->read(*length);
    const HttpReply reply = handle_(*request);
    if (socket->state() != QAbstractSocket::ConnectedState) return;
    // What follows a head that is not understood cannot be told from another one.
    const bool keep_alive = request->keep_alive && !request->method.isEmpty();
    if (reply.delay_ms == 0)
      write(socket, reply, keep_alive);
    else
      QTimer::singleShot(reply.delay_ms, socket,
                         [this, socket, reply, keep_alive] { write(socket, reply, keep_alive); });
  }
}

/// Closing with bytes unread would take the answer back, so the rest is read until the other side closes.
void HttpServer::refuse(QTcpSocket* socket, int status) {
  socket->disconnect(this);
  connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->readAll(); });
  socket->readAll();
  socket->write(bytes_of({status, {}, {}}, false));
  socket->flush();
  ::shutdown(static_cast<int>(socket->socketDescriptor()), SHUT_WR);
}

void HttpServer::write(QTcpSocket* socket, const HttpReply& reply, bool keep_alive) {
  if (reply.cut) return socket->abort();
  const QByteArray bytes = bytes_of(reply.answer, keep_alive);
  if (reply.half_body && !reply.answer.body.isEmpty()) {
    socket->write(bytes.left(bytes.size() - reply.answer.body.size() / 2 - 1));
    return socket->disconnectFromHost();
  }
  socket->write(bytes);
  if (!keep_alive) socket->disconnectFromHost();
}

QByteArray HttpServer::bytes_of(HttpAnswer answer, bool keep_alive) const {
  const bool dated =
      std::ranges::any_of(answer.headers, [](const auto& header) { return header.first == "Date"; });
  if (!dated) answer.headers.append({"Date", http_date(clock_.now())});
  return to_bytes(answer, keep_alive);
}

QByteArray http_date(TimeMs time) {
  return QLocale::c()
             .toString(QDateTime::fromMSecsSinceEpoch(time, Qt::UTC),
                       QStringLiteral("ddd, dd MMM yyyy HH:mm:ss"))
             .toLatin1() +
         " GMT";
}

}  // namespace hearth::demo
