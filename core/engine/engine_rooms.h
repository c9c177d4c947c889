#pragma once

#include "core/engine/clock_watch.h"
#include "core/engine/energy_service.h"
#include "core/engine/engine.h"
#include "core/engine/exporter.h"
#include "core/engine/history_contents.h"
#include "core/engine/live_publisher.h"
#include "core/engine/queries.h"
#include "core/engine/recorder.h"
#include "core/engine/setup.h"
#include "core/engine/source_wiring.h"
#include "core/engine/status_publisher.h"
#include "core/engine/store_session.h"

#include <QObject>

#include <memory>
#include <optional>

namespace hearth {

/// The services that the rooms tell what there is to tell.
struct EngineServices {
  HistoryService& history;
  LiveService& live;
  StatusService& status;
  CommandService& commands;
};

/// The rooms of the engine, on its worker thread: made, connected, started and stopped. What each of them
/// does is its own affair.
class EngineRooms : public QObject {
  Q_OBJECT
 public:
  /// The services and the clock must outlive this.
  EngineRooms(Engine::Options options, EngineServices services, const Clock& clock);

  /// Opens the store, then connects the sources.
  void start();
  /// Ends everything that is under way, writes the tail, and says `stopped`.
  void stop();

  [[nodiscard]] Queries& queries() { return queries_; }
  [[nodiscard]] Setup& setup() { return setup_; }
  [[nodiscard]] SourceWiring& sources() { return sources_; }
  void export_history(const ExportOrder& order);
  void cancel_export();

 Q_SIGNALS:
  void stopped(const hearth::StoreSession::Closed& closed);

 private:
  void connect_rooms();
  void on_opened(const Known& known);
  void on_corrected();
  void look();
  void finish_stop();

  const Engine::Options options_;
  const EngineServices services_;
  ClockWatch clocks_;
  StoreSession store_;
  StatusPublisher status_;
  HistoryContents contents_;
  LivePublisher live_;
  EnergyService energy_;
  Recorder recorder_;
  Queries queries_;
  SourceWiring sources_;
  Setup setup_;
  std::unique_ptr<Exporter> exporter_;  ///< where there is a store; reads it
  ClockTimer look_timer_;
};

}  // namespace hearth
