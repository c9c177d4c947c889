#pragma once

#include "core/engine/api/commands.h"

#include <atomic>
#include <thread>

namespace hearth {

/// Writes the local history into files, one at a time, on a thread of its own, and tells the command service
/// how it goes. Made and called on one thread. Each `begin` is answered by exactly one of `export_exists`,
/// `export_done` and `export_failed`.
class Exporter {
 public:
  /// Both must outlive it.
  Exporter(const HistoryStore& store, CommandService& service) : store_(store), service_(service) {}
  Exporter(const Exporter&) = delete;
  Exporter& operator=(const Exporter&) = delete;
  /// Cancels what is under way and waits for its end, which is a window of the export away.
  ~Exporter() { cancel(); }

  void begin(ExportOrder order);
  /// `export_failed` with `cancelled` follows, unless the export is done already; no file is left.
  void cancel();

 private:
  void run(const ExportOrder& order, const std::stop_token& stop);

  const HistoryStore& store_;
  CommandService& service_;
  std::atomic<bool> busy_ = false;
  std::jthread thread_;
};

}  // namespace hearth
