#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace hearth {

/// Turns SIGINT, SIGTERM and SIGHUP into a Qt signal. One at a time in a program; made and used on the main
/// thread.
class EndSignals : public QObject {
  Q_OBJECT
 public:
  explicit EndSignals(QObject* parent = nullptr);
  ~EndSignals() override;

  /// The last signal that came; 0 where none did. For long work between two rounds of the event loop.
  [[nodiscard]] static int received() noexcept;
  /// Readable once a signal came, until the event loop has seen it; for a wait outside the event loop. -1
  /// where there is no object of this class.
  [[nodiscard]] static int descriptor() noexcept;

 Q_SIGNALS:
  void asked_to_end(int signal);

 private:
  std::unique_ptr<QSocketNotifier> notifier_;
};

}  // namespace hearth
