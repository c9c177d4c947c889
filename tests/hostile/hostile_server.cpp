#include "tests/hostile/hostile_server.h"

#include <QCryptographicHash>

namespace hearth::test {
namespace {

constexpr qint64 burst_bytes = 64 * 1024;

QByteArray frame(char opcode, const QByteArray& payload, bool last = true) {
  QByteArray bytes(1, static_cast<char>((last ? 0x80 : 0) | opcode));
  if (payload.size() < 126) {
    bytes += static_cast<char>(payload.size());
  } else if (payload.size() < 65536) {
    bytes += '\x7e';
    bytes += static_cast<char>(payload.size() >> 8);
    bytes += static_cast<char>(payload.size() & 0xff);
  } else {
    bytes += '\x7f';
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>((payload.size() >> shift) & 0xff);
  }
  return bytes + payload;
}

QByteArray upgrade_for(const QByteArray& head) {
  const qsizetype begin = head.toLower().indexOf("sec-websocket-key:") + 18;
  const QByteArray key = head.mid(begin, head.indexOf('\r', begin) - begin).trimmed();
  const QByteArray accept =
      QCryptographicHash::hash(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", QCryptographicHash::Sha1);
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
         "Upgrade\r\nSec-WebSocket-Accept: " +
         accept.toBase64() + "\r\n\r\n";
}

/// Ones and zeros packed a thousand times over.
QByteArray packed(qsizetype size) {
  return qCompress(QByteArray(size, ' ')).mid(4);
}

constexpr char text = 1, binary = 2, more = 0, ping = 9, pong = 10;

}  // namespace

HostileServer::HostileServer(Hostility hostility) : hostility_(std::move(hostility)) {
  while (!hostility_.again.isEmpty() && burst_.size() < burst_bytes) burst_ += hostility_.again;
  QObject::connect(&server_, &QTcpServer::newConnection, &server_, [this] {
    while (QTcpSocket* socket = server_.nextPendingConnection()) {
      ++connections_;
      ++open_;
      QObject::connect(socket, &QObject::destroyed, &server_, [this] { --open_; });
      QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
      QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { begin(socket); });
    }
  });
  server_.listen(QHostAddress::LocalHost);
}

QUrl HostileServer::url(const char* scheme, const QString& path) const {
  return QUrl(QStringLiteral("%1://127.0.0.1:%2%3")
                  .arg(QLatin1String(scheme), QString::number(server_.serverPort()), path));
}

void HostileServer::begin(QTcpSocket* socket) {
  const QByteArray head = socket->peek(16 * 1024);
  if (!head.contains("\r\n\r\n")) return;
  QObject::disconnect(socket, &QTcpSocket::readyRead, nullptr, nullptr);
  if (hostility_.reads) {
    socket->readAll();
    QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->readAll(); });
  } else {
    socket->setReadBufferSize(1);
  }
  socket->write((hostility_.upgrades ? upgrade_for(head) : QByteArray()) + hostility_.first);
  QObject::connect(socket, &QTcpSocket::bytesWritten, socket, [this, socket](qint64 bytes) {
    sent_ += bytes;
    go_on(socket);
  });
  go_on(socket);
}

void HostileServer::go_on(QTcpSocket* socket) {
  if (!burst_.isEmpty() && socket->bytesToWrite() < burst_bytes) socket->write(burst_);
}

const std::vector<Hostility>& http_hostilities() {
  static const QByteArray ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
  static const QByteArray chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
  static const std::vector<Hostility> all = {
      {"StatusLine", "HTTP/1.1 200 ", "x"},
      {"HeaderLine", ok + "X: ", "y"},
      {"Headers", ok, "A: b\r\n"},
      {"InterimAnswers", "", "HTTP/1.1 100 Continue\r\n\r\n"},
      {"NoHttp", "", "\xff\xfe"},
      {"Body", ok + "\r\n[", " "},
      {"SizedBody", ok + "Content-Length: 900000000000\r\n\r\n", " "},
      {"Chunks", chunked, "1\r\n \r\n"},
      {"ChunkSize", chunked, "0"},
      {"Trailers", chunked + "0\r\n", "A: b\r\n"},
      {"Bomb", ok + "Content-Encoding: gzip\r\n\r\n" + packed(200 * 1024 * 1024), ""},
      {"BombsInChunks",
       ok + "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n" +
           QByteArray::number(packed(50 * 1024 * 1024).size(), 16) + "\r\n" + packed(50 * 1024 * 1024) +
           "\r\n",
       ""},
      {"Nesting", ok + "\r\n", "[{\"a\":"},
      {"Silence", "", ""},
  };
  return all;
}

const std::vector<Hostility>& live_hostilities() {
  static const QByteArray huge = QByteArray::fromHex("817f00000000f0000000");
  static const std::vector<Hostility> all = {
      {"LiveStatusLine", "HTTP/1.1 101 ", "x"},
      {"LiveHeaderLine", "HTTP/1.1 101 X\r\nX: ", "y"},
      {"LiveHeaders", "HTTP/1.1 101 X\r\n", "A: b\r\n"},
      {"Pings", "", frame(ping, {}), true},
      {"PingsUnread", "", frame(ping, QByteArray(125, 'x')), true, false},
      {"Pongs", "", frame(pong, {}), true},
      {"HugeFrame", huge, "x", true},
      {"Messages", "", frame(text, R"({"type":"data"})"), true},
      {"BinaryMessages", "", frame(binary, QByteArray(1000, 'x')), true},
      {"Fragments", frame(text, "{", false), frame(more, QByteArray(1000, ' '), false), true},
      {"EmptyFragments", frame(text, "{", false), frame(more, {}, false), true},
      {"NoFrames", "", "\xff", true},
  };
  return all;
}

}  // namespace hearth::test
