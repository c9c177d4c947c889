#pragma once

#include "core/net/http_reader.h"

#include <QDeadlineTimer>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QPointer>
#include <QSslSocket>
#include <QTimer>

#include <chrono>
#include <vector>

namespace hearth {

/// Connections that wait for their next request, a few and for a while. Lives on one thread.
class IdleConnections : public QObject {
  Q_OBJECT
 public:
  explicit IdleConnections(QObject* parent);

  /// A connection to the origin of `url`; nothing where none waits.
  [[nodiscard]] QSslSocket* take(const QUrl& url);
  void give(const QUrl& url, QSslSocket* socket);
  /// Lets go of all: after a time-out, for what waits may be as dead.
  void clear();

 private:
  struct Idle {
    QString origin;
    QPointer<QSslSocket> socket;
    QDeadlineTimer until;
  };
  std::vector<Idle> idle_;
  QTimer limit_;
};

/// One request over HTTP/1.1, and its answer. QNetworkAccessManager's own reads the head of an answer without
/// any bound. Sends nothing twice but a GET on a connection that was idle and proved to be closed.
///
/// Follows redirects as the request's policy says (Manual, NoLessSafe, SameOrigin), sends no cookies, asks no
/// one for a password. Errors are those of QNetworkAccessManager; a status of 400 or more is none by itself.
class HttpReply : public QNetworkReply {
  Q_OBJECT
 public:
  /// Real times, after which it ends with TimeoutError.
  struct Patience {
    std::chrono::milliseconds connect = std::chrono::seconds(5);  ///< once the host's address is known
    /// From a connection that stands to the first byte of an answer, and for the host's address.
    std::chrono::milliseconds first_byte = std::chrono::seconds(15);
  };

  /// `idle` must outlive it; null: a connection of its own. With `form` it is a POST. Ends from the event
  /// loop.
  HttpReply(const QNetworkRequest& request, std::optional<QByteArray> form, qint64 most_body,
            IdleConnections* idle, Patience patience, QObject* parent);
  ~HttpReply() override;

  void abort() override;
  /// The connection may be dead: a GET is sent again on a new one, or fails where its answer has begun. A
  /// form is sent once, and its answer, if there is one, is waited for.
  void start_over();
  [[nodiscard]] bool isSequential() const override { return true; }
  [[nodiscard]] qint64 bytesAvailable() const override;
  /// What the body was refused for, where it was; `State::complete` otherwise.
  [[nodiscard]] HttpReader::State refusal() const noexcept { return refusal_; }

 protected:
  qint64 readData(char* data, qint64 most) override;

 private:
  void begin();
  void try_way();
  void connect_to_host();
  void connect_to_proxy(const QNetworkProxy& proxy);
  void try_next_way();
  void send_request();
  void read();
  void take_head();
  void on_error(QAbstractSocket::SocketError error);
  bool redirect();
  void complete();
  void fail_with(NetworkError error, const QString& text);
  void drop_socket();
  void wait_at_most(std::chrono::milliseconds patience) { limit_.start(patience); }
  void on_limit();

  IdleConnections* idle_;
  std::optional<QByteArray> form_;
  qint64 most_body_;
  QPointer<QSslSocket> socket_;
  std::unique_ptr<HttpReader> reader_;
  HttpReader::State refusal_ = HttpReader::State::complete;
  Patience patience_;
  QTimer limit_;             ///< of what is waited for now
  bool connecting_ = false;  ///< on any of the ways
  int redirects_ = 0;
  QTimer next_way_;
  std::size_t way_ = 0;     ///< of connecting
  bool reused_ = false;     ///< the connection has had a request before
  bool head_told_ = false;  ///< `metaDataChanged` was said
  bool done_ = false;
};

}  // namespace hearth
