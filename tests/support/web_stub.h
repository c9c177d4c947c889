#pragma once

#include "tests/support/certificate.h"
#include "tests/support/loopback.h"

#include <QSslConfiguration>
#include <QSslServer>
#include <QSslSocket>

#include <functional>
#include <vector>

namespace hearth::test {

/// A server that hangs up on what is no HTTP, as servers do.
class WebStub {
 public:
  using Handler = std::function<void(const HttpRequest&, QTcpSocket&)>;
  explicit WebStub(Handler handler) : handler_(std::move(handler)) {
    QObject::connect(&server_, &QTcpServer::newConnection, &server_, [this] {
      while (QTcpSocket* socket = server_.nextPendingConnection())
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { read(*socket); });
    });
    server_.listen(QHostAddress::LocalHost);
  }
  [[nodiscard]] QUrl url(const QString& path = {}) const {
    return QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(server_.serverPort()).arg(path));
  }
  std::vector<HttpRequest> requests;

 private:
  void read(QTcpSocket& socket) {
    if (!socket.peek(4).startsWith("GET")) {
      socket.write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
      return socket.disconnectFromHost();
    }
    const QByteArray head = socket.peek(16384);
    if (!head.contains("\r\n\r\n")) return;
    socket.readAll();
    HttpRequest request{head.split(' ').value(1), {}};
    if (head.toLower().contains("\nauthorization:")) request.headers["authorization"] = "some";
    requests.push_back(request);
    handler_(request, socket);
  }
  QTcpServer server_;
  Handler handler_;
};

/// The same behind TLS.
class TlsStub {
 public:
  using Handler = WebStub::Handler;
  TlsStub(const Identity& identity, Handler handler) : handler_(std::move(handler)) {
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(identity.qt_certificate());
    configuration.setPrivateKey(identity.qt_key());
    server_.setSslConfiguration(configuration);
    QObject::connect(&server_, &QSslServer::pendingConnectionAvailable, &server_, [this] {
      while (QTcpSocket* socket = server_.nextPendingConnection()) {
        const auto read = [this, socket] {
          const QByteArray head = socket->peek(16384);
          if (!head.contains("\r\n\r\n")) return;
          socket->readAll();
          handler_({head.split(' ').value(1), {}}, *socket);
        };
        QObject::connect(socket, &QTcpSocket::readyRead, socket, read);
        read();
      }
    });
    server_.listen(QHostAddress::LocalHost);
  }
  [[nodiscard]] QUrl url(const char* scheme, const QString& path = {}) const {
    return QUrl(
        QStringLiteral("%1://127.0.0.1:%2%3").arg(QLatin1String(scheme)).arg(server_.serverPort()).arg(path));
  }

 private:
  QSslServer server_;
  Handler handler_;
};

/// A web page, whatever was asked for.
inline void page(QTcpSocket& socket, int status = 200) {
  answer(socket, status, "<!DOCTYPE html><title>Hello</title>", "Content-Type: text/html; charset=utf-8\r\n");
}

/// The same answer to everything.
inline WebStub::Handler always(int status, QByteArray body = {}, QByteArray headers = {}) {
  return [=](const HttpRequest&, QTcpSocket& socket) { answer(socket, status, body, headers); };
}

}  // namespace hearth::test
