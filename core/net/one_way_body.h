#pragma once

#include <QByteArray>
#include <QIODevice>

#include <algorithm>

namespace hearth {

/// A request's body that can be read once. Qt sends a request again by itself when the connection ends before
/// an answer, a POST too; one with such a body it cannot (and ends it with ContentReSendError). For requests
/// that must not come twice: a refresh token that does ends its session.
class OneWayBody final : public QIODevice {
 public:
  OneWayBody(QByteArray bytes, QObject* parent) : QIODevice(parent), bytes_(std::move(bytes)) {
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
  }
  [[nodiscard]] bool isSequential() const override { return true; }
  [[nodiscard]] qint64 bytesAvailable() const override {
    return bytes_.size() - read_ + QIODevice::bytesAvailable();
  }
  /// QIODevice would say in the log that it cannot.
  bool seek(qint64) override { return false; }
  [[nodiscard]] bool atEnd() const override { return read_ == bytes_.size(); }

 protected:
  qint64 readData(char* data, qint64 most) override {
    const qint64 n = std::min<qint64>(most, bytes_.size() - read_);
    std::copy_n(bytes_.constData() + read_, n, data);
    read_ += n;
    return n;
  }
  qint64 writeData(const char*, qint64) override { return -1; }

 private:
  QByteArray bytes_;
  qint64 read_ = 0;
};

}  // namespace hearth
