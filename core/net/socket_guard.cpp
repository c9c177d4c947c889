#include "core/net/socket_guard.h"

#include <algorithm>

namespace hearth {
namespace {

constexpr qint64 window_ms = 10'000;

}  // namespace

SocketGuard::SocketGuard(QAbstractSocket& socket, const Limits& limits)
    : QObject(&socket), socket_(socket), limits_(limits) {
  socket_.setReadBufferSize(limits_.head);
  window_.start();
  connect(&socket_, &QAbstractSocket::readyRead, this, &SocketGuard::on_ready_read);
  connect(&socket_, &QAbstractSocket::bytesWritten, this, &SocketGuard::on_bytes_written);
}

void SocketGuard::head_is_over() {
  in_head_ = false;
  received_ = sent_ = 0;
  window_.start();
  socket_.setReadBufferSize(limits_.read_buffer);
}

void SocketGuard::on_ready_read() {
  begin_window();
  received_ += std::max<qint64>(0, socket_.bytesAvailable() - unread_);
  unread_ = socket_.bytesAvailable();
  judge();
  // Behind its reader, who was told first.
  QMetaObject::invokeMethod(
      this,
      [this] {
        unread_ = socket_.bytesAvailable();
        judge();
      },
      Qt::QueuedConnection);
}

void SocketGuard::on_bytes_written(qint64 bytes) {
  begin_window();
  sent_ += bytes;
  judge();
}

void SocketGuard::begin_window() {
  if (in_head_ || window_.elapsed() < window_ms) return;
  received_ = sent_ = 0;
  window_.start();
}

void SocketGuard::judge() {
  const qint64 most = in_head_ ? limits_.head : limits_.received;
  if (told_ || (received_ < most && sent_ <= limits_.sent && socket_.bytesToWrite() <= limits_.unsent))
    return;
  told_ = true;
  QMetaObject::invokeMethod(this, &SocketGuard::exceeded, Qt::QueuedConnection);
}

}  // namespace hearth
