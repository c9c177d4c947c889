#pragma once

#include "core/net/one_shot.h"
#include "core/net/server/http_head.h"
#include "core/telemetry/error.h"

#include <QCoroTask>
#include <QHash>
#include <QObject>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>

#include <stop_token>
#include <string>

namespace hearth {

/// Where the system's browser comes back to after a sign-in: a listener on 127.0.0.1 that takes one answer
/// with the right state and shows a small page (RFC 8252, section 7.3). Requests with a foreign Host, another
/// path or another state are refused and change nothing, so that no page in the browser can end a sign-in.
/// Holds at most 40 connections. Listens from `listen` until it is destroyed. Lives on one thread.
class LoopbackListener : public QObject {
  Q_OBJECT
 public:
  /// `state`: what the request said. `path` begins with a slash.
  LoopbackListener(std::string state, std::string path, QObject* parent = nullptr);

  /// Port 0: any that is free. Errors: offline (the port is taken).
  Expected<void> listen(quint16 port);
  [[nodiscard]] std::string redirect_uri() const;

  using Query = QHash<QString, QString>;
  /// The query of the answer. Errors: cancelled (`stop` was triggered, inside that call).
  QCoro::Task<Expected<Query>> answer(std::stop_token stop);
  /// Tells the person in the browser what became of it; sent before this returns where the browser still
  /// waits.
  void tell(bool good, const QString& sentence);

 private:
  void on_connection(QTcpSocket* socket);
  void read(QTcpSocket* socket);
  [[nodiscard]] HttpAnswer refusal(const HttpRequest& request) const;
  void reply(QTcpSocket* socket, int status, const QString& headline, const QString& text);

  std::string state_;
  std::string path_;
  QList<QTcpSocket*> waiting_;  ///< all connections, the oldest first
  QTcpServer server_;
  OneShot<Expected<Query>> answer_;
  bool answered_ = false;
  QPointer<QTcpSocket> browser_;  ///< waits to be told what became of its answer
};

}  // namespace hearth
