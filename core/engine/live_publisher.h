#pragma once

#include "core/engine/api/live.h"
#include "core/engine/live_cache.h"
#include "core/engine/store_questions.h"

#include <QObject>

#include <span>
#include <vector>

namespace hearth {

/// The newest values, told to the live service once for all that came with one turn of the event loop. Lives
/// on the engine's worker thread.
class LivePublisher : public QObject {
  Q_OBJECT
 public:
  /// The service must outlive this.
  explicit LivePublisher(LiveService& service, QObject* parent = nullptr)
      : QObject(parent), service_(service) {}

  [[nodiscard]] LiveCache& cache() { return cache_; }
  /// What time it is for values to be compared with.
  void set_time(const LiveTime& time) { cache_.set_time(time); }
  /// What the store says is newest, prices apart: the newest of those are not yet in force.
  void on_stored(std::span<const Latest> newest);
  /// Temperatures of the past, for the decimals that they show.
  void on_last_day(const std::vector<LastDay>& days);

  /// Soon.
  void schedule();
  void publish();

 private:
  LiveService& service_;
  LiveCache cache_;
  bool scheduled_ = false;
};

}  // namespace hearth
