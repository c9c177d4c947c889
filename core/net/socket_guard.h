#pragma once

#include <QAbstractSocket>
#include <QObject>
#include <QTimer>

namespace hearth {

/// Watches what comes and goes through a socket that somebody else reads (QWebSocket, which has no bounds of
/// its own on an answer's head, and answers pings without end), and says when it is too much. Lives on the
/// socket's thread, and ends with the socket.
class SocketGuard : public QObject {
  Q_OBJECT
 public:
  /// In bytes.
  struct Limits {
    qint64 head = 32 * 1024;               ///< until `head_is_over`
    qint64 received = 1280 * 1024;         ///< in each ten seconds after that, as `count` is told
    qint64 sent = 16 * 1024;               ///< in each ten seconds: we have little to say but pongs
    qint64 unsent = 64 * 1024;             ///< waiting for a peer that does not read
    qint64 read_buffer = 128 * 1024 + 64;  ///< what the socket itself holds; must take the largest frame
  };

  SocketGuard(QAbstractSocket& socket, const Limits& limits);
  void head_is_over();
  /// A frame of so many bytes has come. Each counts for some more, for it costs its handling, too.
  void count(qint64 bytes);

 Q_SIGNALS:
  /// Once, from the event loop.
  void exceeded();

 private:
  void on_ready_read();
  void on_bytes_written(qint64 bytes);
  void judge();

  QAbstractSocket& socket_;
  Limits limits_;
  bool in_head_ = true;
  bool told_ = false;
  qint64 received_ = 0;
  qint64 sent_ = 0;
  QTimer window_;
};

}  // namespace hearth
