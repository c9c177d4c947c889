#include "core/identity/loopback_listener.h"

#include "core/identity/oidc/encoding.h"

#include <algorithm>
#include <functional>

namespace hearth {
namespace {

constexpr qsizetype most_connections = 40;

QByteArray page(const QString& headline, const QString& text) {
  const QString html =
      QStringLiteral(
          "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
          "<meta name=\"viewport\" content=\"width=device-width\"><title>Hearthboard</title>"
          "<style>body{font:1.1rem/1.5 system-ui,sans-serif;background:#10151a;color:#e8edf2;"
          "display:grid;place-items:center;min-height:90vh;margin:0}main{max-width:30rem;"
          "padding:2rem;text-align:center}h1{font-size:1.6rem}</style>"
          "<main><h1>%1</h1><p>%2</p></main>")
          .arg(headline.toHtmlEscaped(), text.toHtmlEscaped());
  return html.toUtf8();
}

}  // namespace

LoopbackListener::LoopbackListener(std::string state, std::string path, QObject* parent)
    : QObject(parent), state_(std::move(state)), path_(std::move(path)) {
  connect(&server_, &QTcpServer::newConnection, this, [this] {
    while (QTcpSocket* socket = server_.nextPendingConnection()) on_connection(socket);
  });
}

/// Whoever on this machine opens connections and says nothing must not keep the browser out: of too many, the
/// one that has waited longest goes.
void LoopbackListener::on_connection(QTcpSocket* socket) {
  socket->setReadBufferSize(largest_head);
  connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
  connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
  connect(socket, &QObject::destroyed, this, [this, socket] { waiting_.removeOne(socket); });
  waiting_.append(socket);
  if (waiting_.size() <= most_connections) return;
  const auto oldest = std::ranges::find_if(waiting_, [this](QTcpSocket* s) { return s != browser_; });
  QTcpSocket* const leaves = *oldest;
  waiting_.erase(oldest);
  leaves->abort();
  leaves->deleteLater();
}

Expected<void> LoopbackListener::listen(quint16 port) {
  if (server_.listen(QHostAddress::LocalHost, port)) return {};
  return fail(ErrorKind::offline,
              said("Port {} on 127.0.0.1, where the browser is to come back to, is taken.", port),
              "End the program that listens there, or set another [identity] redirect_port.");
}

std::string LoopbackListener::redirect_uri() const {
  return "http://127.0.0.1:" + std::to_string(server_.serverPort()) + path_;
}

QCoro::Task<Expected<LoopbackListener::Query>> LoopbackListener::answer(std::stop_token stop) {
  const std::stop_callback<std::function<void()>> stopped(
      stop, [this] { answer_.give(fail(ErrorKind::cancelled, "Stopped.")); });
  const auto wait = answer_.wait();
  Expected<Query> query = co_await wait;
  co_return query;
}

void LoopbackListener::read(QTcpSocket* socket) {
  const auto request = parse_head(socket->peek(largest_head));
  if (!request && socket->bytesAvailable() < largest_head) return;
  disconnect(socket, &QTcpSocket::readyRead, this, nullptr);
  if (!request) return reply(socket, 431, QStringLiteral("Not understood"), {});
  const HttpAnswer refused = refusal(*request);
  if (refused.status != 200) {
    socket->write(to_bytes(refused, false));
    socket->disconnectFromHost();
    return;
  }
  answered_ = true;
  browser_ = socket;
  // From the event loop: whoever waits may destroy this and its sockets.
  QMetaObject::invokeMethod(
      this, [this, query = request->query] { answer_.give(query); }, Qt::QueuedConnection);
}

HttpAnswer LoopbackListener::refusal(const HttpRequest& request) const {
  const auto refuse = [](int status, const QString& headline, const QString& text) {
    return HttpAnswer{status, page(headline, text), "text/html; charset=utf-8"};
  };
  const QByteArray port = QByteArray::number(server_.serverPort());
  const QByteArray host = request.headers.value("host");
  // A page of another site whose name was made to point here (DNS rebinding) comes with its own name.
  if (host != "127.0.0.1:" + port && host != "localhost:" + port)
    return refuse(403, QStringLiteral("Not for this address"), {});
  if (request.path.toStdString() != path_)
    return refuse(404, QStringLiteral("Nothing here"),
                  QStringLiteral("Hearthboard only waits for its sign-in."));
  if (request.method != "GET") return refuse(405, QStringLiteral("Not understood"), {});
  if (answered_)
    return refuse(409, QStringLiteral("Already answered"),
                  QStringLiteral("This sign-in has had its answer. Begin another one in Hearthboard."));
  if (!oidc::same_text(request.query.value(QStringLiteral("state")).toStdString(), state_))
    return refuse(400, QStringLiteral("Not this sign-in"),
                  QStringLiteral("The answer belongs to another sign-in. Begin again in Hearthboard."));
  return HttpAnswer{};
}

void LoopbackListener::reply(QTcpSocket* socket, int status, const QString& headline, const QString& text) {
  socket->write(to_bytes({status, page(headline, text), "text/html; charset=utf-8"}, false));
  socket->flush();
  socket->disconnectFromHost();
}

void LoopbackListener::tell(bool good, const QString& sentence) {
  if (browser_.isNull()) return;
  reply(browser_, good ? 200 : 400,
        good ? QStringLiteral("You are signed in") : QStringLiteral("The sign-in did not succeed"), sentence);
  browser_.clear();
}

}  // namespace hearth
