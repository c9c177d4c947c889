#pragma once

#include <QByteArray>
#include <QCoroTask>
#include <QEventLoop>
#include <QHash>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <QUrl>

#include <functional>
#include <optional>

namespace hearth::test {

/// Runs the event loop until `done` holds; false after half a minute of real time, which only a failure
/// needs.
inline bool run_until(const std::function<bool()>& done) {
  bool late = false;
  QTimer limit;
  limit.setSingleShot(true);
  QObject::connect(&limit, &QTimer::timeout, &limit, [&] { late = true; });
  limit.start(30000);
  while (!done() && !late) QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
  return done();
}

/// Lets everything happen that is already due.
inline void settle() {
  for (int i = 0; i < 3; ++i) {
    QCoreApplication::processEvents();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  }
}

/// Where a coroutine that nobody awaits leaves its result.
template <class T>
struct Outcome {
  std::shared_ptr<std::optional<T>> result = std::make_shared<std::optional<T>>();
  [[nodiscard]] bool ready() const { return result->has_value(); }
  T& value() { return result->value(); }
};

template <class T>
QCoro::Task<> put_into(QCoro::Task<T> task, std::shared_ptr<std::optional<T>> out) {
  T value = co_await task;
  *out = std::move(value);
}

template <class T>
Outcome<T> start(QCoro::Task<T> task) {
  Outcome<T> outcome;
  put_into(std::move(task), outcome.result);
  return outcome;
}

inline QCoro::Task<> mark_end(QCoro::Task<> task, std::shared_ptr<bool> ended) {
  co_await task;
  *ended = true;
}

/// True once a coroutine without a result has come to its end.
inline std::shared_ptr<bool> start_void(QCoro::Task<> task) {
  auto ended = std::make_shared<bool>(false);
  mark_end(std::move(task), ended);
  return ended;
}

/// The result of a coroutine that needs no help from the test.
template <class T>
T finish(QCoro::Task<T> task) {
  Outcome<T> outcome = start(std::move(task));
  run_until([&] { return outcome.ready(); });
  return std::move(outcome.value());
}

struct HttpRequest {
  QByteArray target;                      ///< path and query as sent
  QHash<QByteArray, QByteArray> headers;  ///< names in lower case
};

/// A server on loopback that answers with the bytes the test hands out.
class HttpStub {
 public:
  /// Gets the request and its socket; what it does not send or close stays open.
  using Handler = std::function<void(const HttpRequest&, QTcpSocket&)>;

  explicit HttpStub(Handler handler) : handler_(std::move(handler)) {
    QObject::connect(&server_, &QTcpServer::newConnection, &server_, [this] {
      while (QTcpSocket* socket = server_.nextPendingConnection())
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { read(*socket); });
    });
    server_.listen(QHostAddress::LocalHost);
  }

  [[nodiscard]] QUrl url(const QString& path = QString()) const {
    return QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(server_.serverPort()).arg(path));
  }
  std::vector<HttpRequest> requests;

 private:
  void read(QTcpSocket& socket) {
    QByteArray& head = heads_[&socket];
    head += socket.readAll();
    const auto end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    const QList<QByteArray> lines = head.left(end).split('\n');
    heads_.remove(&socket);
    HttpRequest request{lines.front().split(' ').value(1), {}};
    for (qsizetype i = 1; i < lines.size(); ++i) {
      const auto colon = lines[i].indexOf(':');
      request.headers[lines[i].left(colon).trimmed().toLower()] = lines[i].mid(colon + 1).trimmed();
    }
    requests.push_back(request);
    handler_(request, socket);
  }

  QTcpServer server_;
  Handler handler_;
  QHash<QTcpSocket*, QByteArray> heads_;
};

inline void answer(QTcpSocket& socket, int status, const QByteArray& body, const QByteArray& headers = {}) {
  socket.write("HTTP/1.1 " + QByteArray::number(status) +
               " X\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" + headers + "\r\n" + body);
}

}  // namespace hearth::test
