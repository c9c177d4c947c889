#pragma once

#include <QByteArray>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <string>
#include <vector>

namespace hearth::test {

/// What a hostile service does when somebody asks: something first, then something else without end, as fast
/// as it is taken.
struct Hostility {
  std::string name;
  QByteArray first;
  QByteArray again;       ///< empty: it says nothing more, and keeps the connection
  bool upgrades = false;  ///< a proper upgrade to WebSocket comes before
  bool reads = true;      ///< what comes back is taken; else it is left in the pipe
  friend std::ostream& operator<<(std::ostream& out, const Hostility& h) { return out << h.name; }
};

/// A service on loopback that does one such thing to everybody. What the real ones cannot be brought to do.
class HostileServer {
 public:
  explicit HostileServer(Hostility hostility);

  [[nodiscard]] QUrl url(const char* scheme, const QString& path) const;
  /// Bytes that were written into connections so far, and how many connections there were.
  [[nodiscard]] qint64 sent() const { return sent_; }
  [[nodiscard]] int connections() const { return connections_; }
  /// How many of them the other side has not ended.
  [[nodiscard]] int open() const { return open_; }

 private:
  void begin(QTcpSocket* socket);
  void go_on(QTcpSocket* socket);

  Hostility hostility_;
  QByteArray burst_;
  QTcpServer server_;
  qint64 sent_ = 0;
  int connections_ = 0;
  int open_ = 0;
};

/// Of HTTP, and of the live stream.
const std::vector<Hostility>& http_hostilities();
const std::vector<Hostility>& live_hostilities();

}  // namespace hearth::test
