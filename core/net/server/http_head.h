#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

#include <optional>
#include <utility>

namespace hearth {

/// What a small HTTP/1.1 server on loopback needs of RFC 9112: the head of a request, and an answer's bytes.

/// Names and values of a query or of an `application/x-www-form-urlencoded` body, decoded; a `+` is a space.
struct HttpFields {
  QHash<QString, QString> values;  ///< the last one, where a name comes twice
  bool repeats = false;            ///< a name comes twice
};

HttpFields parse_fields(const QByteArray& text);

struct HttpRequest {
  QByteArray method;
  QString path;                           ///< decoded, without the query
  QHash<QString, QString> query;          ///< as in HttpFields
  bool query_repeats = false;             ///< as in HttpFields
  QHash<QByteArray, QByteArray> headers;  ///< names in lower case; repeated ones joined by commas
  qsizetype head_bytes = 0;               ///< how much of the input it was
  bool keep_alive = true;
  QByteArray body;  ///< what followed the head, where its reader has put it here

  [[nodiscard]] bool wants_websocket() const;
  /// What follows `Bearer ` in the Authorization header; empty where there is none.
  [[nodiscard]] QByteArray bearer() const;
  /// The length of the body that follows; 0 where none is announced, nothing where it cannot be told
  /// (a malformed or contradictory length, a transfer encoding).
  [[nodiscard]] std::optional<qint64> body_bytes() const;
};

inline constexpr qsizetype largest_head = 16 * 1024;

/// The request at the beginning of `bytes`; nothing where its head is not complete. A malformed head gives a
/// request with an empty method.
std::optional<HttpRequest> parse_head(const QByteArray& bytes);

struct HttpAnswer {
  int status = 200;
  QByteArray body;
  QByteArray type = "application/json";
  QList<std::pair<QByteArray, QByteArray>> headers = {};  ///< more of them, such as Location
};

/// Status line, headers and body. 204 has no body and says no length. Control characters in a header become
/// spaces, so that no value can begin another line.
QByteArray to_bytes(const HttpAnswer& answer, bool keep_alive);

}  // namespace hearth
