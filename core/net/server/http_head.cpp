#include "core/net/server/http_head.h"

#include <algorithm>

namespace hearth {
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
    case 302:
      return "Found";
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
    case 413:
      return "Content Too Large";
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

QByteArray one_line(QByteArray text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return text;
}

void add_header(QHash<QByteArray, QByteArray>& headers, const QByteArray& name, const QByteArray& value) {
  const auto held = headers.find(name);
  if (held == headers.end())
    headers.insert(name, value);
  else
    *held += ", " + value;
}

}  // namespace

HttpFields parse_fields(const QByteArray& text) {
  HttpFields fields;
  for (const QByteArray& pair : text.split('&')) {
    if (pair.isEmpty()) continue;
    const qsizetype equals = pair.indexOf('=');
    const QString name = decoded(equals < 0 ? pair : pair.left(equals));
    fields.repeats |= fields.values.contains(name);
    fields.values.insert(name, equals < 0 ? QString() : decoded(pair.mid(equals + 1)));
  }
  return fields;
}

bool HttpRequest::wants_websocket() const {
  return headers.value("upgrade").toLower() == "websocket" && headers.contains("sec-websocket-key");
}

QByteArray HttpRequest::bearer() const {
  const QByteArray value = headers.value("authorization");
  return value.startsWith("Bearer ") ? value.mid(7).trimmed() : QByteArray();
}

std::optional<qint64> HttpRequest::body_bytes() const {
  if (headers.contains("transfer-encoding")) return std::nullopt;
  const auto said = headers.constFind("content-length");
  if (said == headers.constEnd()) return 0;
  if (said->isEmpty() || !std::ranges::all_of(*said, [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  bool ok = false;
  const qint64 length = said->toLongLong(&ok);
  return ok ? std::optional(length) : std::nullopt;
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
    if (colon > 0) add_header(request.headers, line.left(colon).toLower(), line.mid(colon + 1).trimmed());
  }
  const QByteArray connection = request.headers.value("connection").toLower();
  request.keep_alive =
      first[2] == "HTTP/1.0" ? connection.contains("keep-alive") : !connection.contains("close");

  const qsizetype mark = first[1].indexOf('?');
  request.path =
      QString::fromUtf8(QByteArray::fromPercentEncoding(mark < 0 ? first[1] : first[1].left(mark)));
  if (mark >= 0) {
    HttpFields fields = parse_fields(first[1].mid(mark + 1));
    request.query = std::move(fields.values);
    request.query_repeats = fields.repeats;
  }
  request.method = first[0];
  return request;
}

QByteArray to_bytes(const HttpAnswer& answer, bool keep_alive) {
  QByteArray bytes = "HTTP/1.1 " + QByteArray::number(answer.status) + ' ' + reason(answer.status) + "\r\n";
  if (!answer.body.isEmpty()) bytes += "Content-Type: " + answer.type + "\r\n";
  if (answer.status != 204) bytes += "Content-Length: " + QByteArray::number(answer.body.size()) + "\r\n";
  for (const auto& [name, value] : answer.headers) bytes += one_line(name) + ": " + one_line(value) + "\r\n";
  bytes += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return bytes + answer.body;
}

}  // namespace hearth
