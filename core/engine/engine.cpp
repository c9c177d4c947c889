#include "core/engine/engine.h"

#include "core/engine/engine_rooms.h"
#include "core/engine/remote_services.h"

#include <QThread>

#include <utility>
#include <vector>

namespace hearth {

namespace {

/// Those whose disk hangs: what waits for it may go on at any time, and uses them.
std::vector<EngineRooms*>& hanging() {
  static auto* const all = new std::vector<EngineRooms*>;
  return *all;
}

}  // namespace

struct Engine::Private {
  Private(Options options, const Clock& clock_used)
      : config(options.config),
        clock(clock_used),
        rooms(new EngineRooms(std::move(options), {history, live, status, commands}, clock_used)) {
    history.attach(*rooms);
    commands.attach(*rooms);
    thread.setObjectName(QStringLiteral("engine"));
    rooms->moveToThread(&thread);
    QObject::connect(
        rooms, &EngineRooms::stopped, rooms,
        [this](const StoreSession::Closed& closed) { on_stopped(closed); }, Qt::DirectConnection);
    QObject::connect(&thread, &QThread::finished, rooms, &QObject::deleteLater);
    thread.start();
    QMetaObject::invokeMethod(rooms, [r = rooms] { r->start(); });
  }

  /// On `thread`.
  void on_stopped(const StoreSession::Closed& closed) {
    left = closed.lost;
    if (closed.hangs) {
      thread.disconnect(rooms);
      hanging().push_back(rooms);
    }
    thread.quit();
  }

  Config config;
  const Clock& clock;
  std::optional<Error> left;  ///< set on `thread` before it ends
  bool running = true;
  RemoteHistory history;
  LiveService live;
  StatusService status;
  RemoteCommands commands;
  QThread thread;
  EngineRooms* rooms;  ///< belongs to `thread`, which deletes it
};

Engine::Engine(std::unique_ptr<Private> d) : d_(std::move(d)) {}

std::unique_ptr<Engine> Engine::start(Options options, const Clock& clock) {
  return std::unique_ptr<Engine>(new Engine(std::make_unique<Private>(std::move(options), clock)));
}

std::optional<Error> Engine::stop() {
  if (std::exchange(d_->running, false)) {
    QMetaObject::invokeMethod(d_->rooms, [rooms = d_->rooms] { rooms->stop(); });
    d_->thread.wait();
  }
  return d_->left;
}

Engine::~Engine() {
  stop();
}

HistoryService& Engine::history() {
  return d_->history;
}
LiveService& Engine::live() {
  return d_->live;
}
StatusService& Engine::status() {
  return d_->status;
}
CommandService& Engine::commands() {
  return d_->commands;
}
const Config& Engine::config() const {
  return d_->config;
}
const Clock& Engine::clock() const {
  return d_->clock;
}

}  // namespace hearth
