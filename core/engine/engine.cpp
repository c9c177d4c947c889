#include "core/engine/engine.h"

#include "core/engine/door_impl.h"
#include "core/engine/worker.h"

#include <QThread>

#include <utility>
#include <vector>

namespace hearth {

namespace {

/// Those whose disk hangs: what waits for it may go on at any time, and uses them.
std::vector<Worker*>& hanging() {
  static auto* const all = new std::vector<Worker*>;
  return *all;
}

}  // namespace

struct Engine::Private {
  Private(Options options, const Clock& clock_used)
      : config(options.config),
        clock(clock_used),
        worker(new Worker(std::move(options), clock_used)),
        history(*worker),
        live(*worker),
        status(*worker),
        commands(*worker) {
    thread.setObjectName(QStringLiteral("engine"));
    worker->moveToThread(&thread);
    QObject::connect(
        worker, &Worker::unwritten, worker, [this](const Error& error) { left = error; },
        Qt::DirectConnection);
    QObject::connect(
        worker, &Worker::left_hanging, worker,
        [this] {
          thread.disconnect(worker);
          hanging().push_back(worker);
        },
        Qt::DirectConnection);
    QObject::connect(worker, &Worker::stopped, &thread, &QThread::quit, Qt::DirectConnection);
    QObject::connect(&thread, &QThread::finished, worker, &QObject::deleteLater);
    thread.start();
    QMetaObject::invokeMethod(worker, [w = worker] { w->start(); });
  }

  Config config;
  const Clock& clock;
  std::optional<Error> left;  ///< set on `thread` before it ends
  bool running = true;
  QThread thread;
  Worker* worker;  ///< belongs to `thread`, which deletes it
  WorkerHistoryService history;
  WorkerLiveService live;
  WorkerStatusService status;
  WorkerCommandService commands;
};

Engine::Engine(std::unique_ptr<Private> d) : d_(std::move(d)) {}

std::unique_ptr<Engine> Engine::start(Options options, const Clock& clock) {
  qRegisterMetaType<HistoryAnswerPtr>();
  qRegisterMetaType<LiveValuesPtr>();
  return std::unique_ptr<Engine>(new Engine(std::make_unique<Private>(std::move(options), clock)));
}

std::optional<Error> Engine::stop() {
  if (std::exchange(d_->running, false)) {
    QMetaObject::invokeMethod(d_->worker, [w = d_->worker] { w->stop(); });
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
