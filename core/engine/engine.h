#pragma once

#include "core/config/config.h"
#include "core/engine/api/commands.h"
#include "core/engine/api/history.h"
#include "core/engine/api/live.h"
#include "core/engine/api/status.h"
#include "core/telemetry/clock.h"

#include <memory>
#include <optional>

namespace hearth {

/// Composes sources, recorder, sync, store and health on one worker thread, and opens the four services to
/// the thread that made it. The destructor stops everything, writes the tail and joins the threads.
class Engine {
 public:
  struct Options {
    Config config;
    bool record = true;          ///< become the store's writer if nobody else is
    bool connect = true;         ///< talk to the network at all
    bool poll = true;            ///< follow the newest values (off for a one-shot sync)
    bool wait_for_disk = false;  ///< go on in memory while the history cannot be written, and try again
    bool watch_removable_drives = false;  ///< say in the status which USB drives are plugged in
    std::filesystem::path root = "/";     ///< where /proc, /sys and mounts are looked for
    int history_hours = 24;               ///< how far back to fetch what is missing at start; 0 for nothing
    std::string name = "hearthboard";     ///< what others are told who records
  };

  /// Returns at once; the store is opened on the worker thread, and what goes wrong there is a problem in the
  /// status. The clock must outlive the engine.
  static std::unique_ptr<Engine> start(Options options, const Clock& clock);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Stops everything, as the destructor does; what could not be written then, and is lost, is returned.
  std::optional<Error> stop();

  [[nodiscard]] HistoryService& history();
  [[nodiscard]] LiveService& live();
  [[nodiscard]] StatusService& status();
  [[nodiscard]] CommandService& commands();
  [[nodiscard]] const Config& config() const;
  [[nodiscard]] const Clock& clock() const;

 private:
  struct Private;
  explicit Engine(std::unique_ptr<Private> d);
  std::unique_ptr<Private> d_;
};

}  // namespace hearth
