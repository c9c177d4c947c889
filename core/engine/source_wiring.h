#pragma once

#include "core/engine/api/commands.h"
#include "core/engine/api/reply.h"
#include "core/engine/engine.h"
#include "core/engine/recorder.h"
#include "core/engine/scheduler.h"

#include <QObject>

#include <deque>
#include <memory>

namespace hearth {

/// Where the scheduler is made, connected to the rooms that hear of it, and stopped. Lives on the engine's
/// worker thread.
class SourceWiring : public QObject {
  Q_OBJECT
 public:
  struct Rooms {
    ClockWatch& clocks;
    StoreSession& store;
    Recorder& recorder;
    EnergyService& energy;
    StatusPublisher& status;
  };
  /// The rooms must outlive this.
  SourceWiring(Engine::Options options, Rooms rooms, QObject* parent = nullptr);

  /// From the beginning the status says what is going to be connected.
  void announce();
  /// Makes the scheduler and starts it; does nothing before there is a store, or where there is one already.
  void connect_sources();
  /// Ends every request; `stopped` follows, from the event loop, where there is a scheduler. True where so.
  bool stop();
  /// After `stopped`.
  void clear() { scheduler_.reset(); }

  /// Fetches what is missing of the last `hours`, after what was asked for before.
  void sync(int hours, Reply<SyncEnd> reply);
  void sign_in(SignInMethod method);
  void cancel_sign_in();
  void sign_out();
  /// The clock was set: nobody knows what was asked when.
  void ask_again();
  void prefer_meter(std::uint32_t meter);
  /// Fetches what is missing of what somebody looks at.
  void want(const HistoryWish& wish);
  /// Why nothing may be seen of a group in this range; nothing while no source is connected.
  [[nodiscard]] std::vector<AbsentRange> absence(const GroupKey& group, TimeRange range) const;

 Q_SIGNALS:
  void stopped();

 private:
  struct Wanted {
    int hours = 0;
    Reply<SyncEnd> reply;
  };
  void connect_source(Source& source);
  void connect_scheduler();
  void on_synced(const SyncEnd& end);

  const Engine::Options options_;
  const Rooms rooms_;
  std::unique_ptr<Scheduler> scheduler_;
  std::deque<Wanted> wanted_;  ///< the first is being fetched
};

}  // namespace hearth
