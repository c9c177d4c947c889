#pragma once

#include "core/net/server/http_head.h"
#include "core/telemetry/clock.h"

#include <QObject>
#include <QTcpServer>

#include <functional>

class QTcpSocket;

namespace hearth::demo {

/// What becomes of a request.
struct HttpReply {
  HttpAnswer answer;
  int delay_ms = 0;        ///< real time until it is sent
  bool cut = false;        ///< the connection ends without an answer
  bool half_body = false;  ///< half of the body, then the end
};

/// Requests on loopback, each with its body and with its answer. Every answer tells the time in a `Date`
/// header. Lives on one thread, with an event loop.
class HttpServer : public QObject {
  Q_OBJECT
 public:
  using Handler = std::function<HttpReply(const HttpRequest&)>;
  /// Takes the socket of a request for a WebSocket, whose head has only been peeked at, or refuses with a
  /// status.
  using Upgrader = std::function<std::optional<int>(QTcpSocket*, const HttpRequest&)>;

  static constexpr qint64 largest_body = 64LL * 1024;

  /// The clock must outlive this.
  HttpServer(const Clock& clock, Handler handler, QObject* parent = nullptr);
  void set_upgrader(Upgrader upgrader) { upgrade_ = std::move(upgrader); }

  /// On 127.0.0.1; port 0: any that is free. Errors: offline (the port is taken).
  Expected<void> listen(quint16 port);
  [[nodiscard]] quint16 port() const noexcept { return port_; }
  [[nodiscard]] bool is_refusing() const { return !server_.isListening(); }
  /// Nothing listens any more and all connections are cut; or as before, on the same port.
  void set_refusing(bool refusing);

 private:
  void accept();
  void read(QTcpSocket* socket);
  void refuse(QTcpSocket* socket, int status);
  void write(QTcpSocket* socket, const HttpReply& reply, bool keep_alive);
  [[nodiscard]] QByteArray bytes_of(HttpAnswer answer, bool keep_alive) const;

  const Clock& clock_;
  Handler handle_;
  Upgrader upgrade_;
  QTcpServer server_;
  quint16 port_ = 0;
};

/// A time as HTTP writes it (RFC 9110, 5.6.7).
QByteArray http_date(TimeMs time);

}  // namespace hearth::demo
