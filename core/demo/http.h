#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>

#include <optional>

namespace hearth::demo {

/// The head of an HTTP/1.1 request.
struct HttpRequest {
  QByteArray method;
  QString path;                           ///< decoded, without the query
  QHash<QString, QString> query;          ///< decoded; a `+` is a space, as in forms
  QHash<QByteArray, QByteArray> headers;  ///< names in lower case
  qsizetype head_bytes = 0;               ///< how much of the input it was
  bool keep_alive = true;

  [[nodiscard]] bool wants_websocket() const;
  /// What follows `Bearer ` in the Authorization header; empty where there is none.
  [[nodiscard]] QByteArray bearer() const;
};

inline constexpr qsizetype largest_head = 16 * 1024;

/// The request at the beginning of `bytes`; nothing where its head is not complete. A malformed head gives a
/// request with an empty method.
std::optional<HttpRequest> parse_head(const QByteArray& bytes);

struct HttpAnswer {
  int status = 200;
  QByteArray body;
  QByteArray type = "application/json";
};

/// Status line, headers and body. 204 has no body and says no length.
QByteArray to_bytes(const HttpAnswer& answer, bool keep_alive);

}  // namespace hearth::demo
