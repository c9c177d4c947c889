#include "core/net/socket_guard.h"

#include <algorithm>

namespace hearth {
namespace {

constexpr int window_ms = 10'000;
/// What a frame, or a piece of a head, counts for at least.
constexpr qint64 least = 512;

}  // namespace

SocketGuard::SocketGuard(QAbstractSocket& socket, const Limits& limits)
    : QObject(&socket), socket_(socket), limits_(limits) {
  socket_.setReadBufferSize(limits_.head);
  window_.setInterval(window_ms);
  connect(&window_, &QTimer::timeout, this, [this] { received_ = sent_ = 0; });
  connect(&socket_, &QAbstractSocket::readyRead, this, &SocketGuard::on_ready_read);
  connect(&socket_, &QAbstractSocket::bytesWritten, this, &SocketGuard::on_bytes_written);
}

void SocketGuard::head_is_over() {
  in_head_ = false;
  received_ = sent_ = 0;
  window_.start();
  socket_.setReadBufferSize(limits_.read_buffer);
}

void SocketGuard::count(qint64 bytes) {
  received_ += bytes + least;
  judge();
}

/// What its reader took before this cannot be seen: in the head, each piece counts, and what is left of it.
/// The socket holds no more than the limit at a time.
void SocketGuard::on_ready_read() {
  if (!in_head_) return judge();
  received_ += least;
  if (socket_.bytesAvailable() >= limits_.head) received_ += limits_.head;
  judge();
}

void SocketGuard::on_bytes_written(qint64 bytes) {
  sent_ += bytes;
  judge();
}

void SocketGuard::judge() {
  const qint64 most = in_head_ ? limits_.head : limits_.received;
  if (told_ || (received_ < most && sent_ <= limits_.sent && socket_.bytesToWrite() <= limits_.unsent))
    return;
  told_ = true;
  QMetaObject::invokeMethod(this, &SocketGuard::exceeded, Qt::QueuedConnection);
}

}  // namespace hearth
