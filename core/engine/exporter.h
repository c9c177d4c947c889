#pragma once

#include "core/engine/doors.h"

#include <QObject>

#include <atomic>
#include <thread>

namespace hearth {

/// Writes the local history into files, one at a time, on a thread of its own. Made and called on one thread;
/// its signals come from its own. Each `begin` is answered by exactly one of `exists`, `done` and `failed`,
/// unless this is destroyed first.
class Exporter : public QObject {
  Q_OBJECT
 public:
  /// The store must outlive it.
  explicit Exporter(const HistoryStore& store, QObject* parent = nullptr);
  /// Cancels what is under way and waits for its end, which is a window of the export away.
  ~Exporter() override;

  void begin(ExportOrder order);
  /// `failed` with `cancelled` follows, unless the export is done already; no file is left.
  void cancel();

 Q_SIGNALS:
  void progress(double share);
  void exists(const QString& file);
  void done(const QString& file, quint64 rows);
  void failed(const hearth::Error& error);

 private:
  void run(const ExportOrder& order, const std::stop_token& stop);

  const HistoryStore& store_;
  std::atomic<bool> busy_ = false;
  std::jthread thread_;
};

}  // namespace hearth
