#include "core/demo/http.h"

#include <QUrl>

namespace hearth::demo {
namespace {

QString decoded(QByteArray text) {
  text.replace('+', ' ');
  return QString::fromUtf8(QByteArray::fromPercentEncoding(text));
}

QByteArray reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return "Status";
  }
}

}  // namespace

bool HttpRequest::wants_websocket() const {
  return headers.value("upgrade").toLower() == "websocket" && headers.contains("sec-websocket-key");
}

QByteArray HttpRequest::bearer() const {
  const QByteArray value = headers.value("authorization");
  return value.startsWith("Bearer ") ? value.mid(7).trimmed() : QByteArray();
}

std::optional<HttpRequest> parse_head(const QByteArray& bytes) {
  const qsizetype end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return std::nullopt;
  HttpRequest request;
  request.head_bytes = end + 4;
  QList<QByteArray> lines = bytes.left(end).split('\n');
  const QList<QByteArray> first = lines.takeFirst().trimmed().split(' ');
  if (first.size() != 3 || !first[1].startsWith('/') || !first[2].startsWith("HTTP/1.")) return request;
  for (const QByteArray& line : lines) {
    const qsizetype colon = line.indexOf(':');
    if (colon > 0) request.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
  }
  const QByteArray connection = request.headers.value("connection").toLower();
  request.keep_alive =
      first[2] == "HTTP/1.0" ? connection.contains("keep-alive") : !connection.contains("close");

  const qsizetype mark = first[1].indexOf('?');
  request.path =
      QString::fromUtf8(QByteArray::fromPercentEncoding(mark < 0 ? first[1] : first[1].left(mark)));
  if (mark >= 0) {
    for (const QByteArray& pair : first[1].mid(mark + 1).split('&')) {
      const qsizetype equals = pair.indexOf('=');
      if (!pair.isEmpty())
        request.query.insert(decoded(equals < 0 ? pair : pair.left(equals)),
                             equals < 0 ? QString() : decoded(pair.mid(equals + 1)));
    }
  }
  request.method = first[0];
  return request;
}

QByteArray to_bytes(const HttpAnswer& answer, bool keep_alive) {
  QByteArray bytes = "HTTP/1.1 " + QByteArray::number(answer.status) + ' ' + reason(answer.status) + "\r\n";
  if (!answer.body.isEmpty()) bytes += "Content-Type: " + answer.type + "\r\n";
  if (answer.status != 204) bytes += "Content-Length: " + QByteArray::number(answer.body.size()) + "\r\n";
  bytes += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return bytes + answer.body;
}

}  // namespace hearth::demo
