#pragma once

#include "app/hearthboard/options.h"
#include "app/shared/demo_home.h"
#include "core/engine/engine.h"
#include "ui/shell/remembered.h"

#include <QLocale>
#include <QObject>

#include <memory>
#include <thread>

namespace hearth {

/// Decides which home is shown (the demo home, the configured one, or the first-start page) and keeps the
/// engine that feeds it. Main thread.
class Session : public QObject {
  Q_OBJECT
 public:
  /// `locale` is of the language that the screen is in.
  Session(Options options, LoadedConfig loaded, const Clock& clock, const QLocale& locale = QLocale::c());
  ~Session() override;

  [[nodiscard]] AppModel& app() { return app_; }
  /// What is kept between runs; nothing is of the demo home.
  [[nodiscard]] Memory* memory() { return memory_.get(); }
  /// Once; what follows comes through the event loop.
  void begin();

 private:
  void open_demo(const QString& scenario);
  void open_home(const Config& config, bool demo);
  void open_first_start();
  void read_new_config();
  void go_back_to_first_start();
  void forget_home();
  void end_forgetting(const Expected<void>& forgotten);
  [[nodiscard]] std::filesystem::path written_config() const;

  Options options_;
  LoadedConfig loaded_;
  const Clock& clock_;
  const QLocale locale_;
  std::unique_ptr<Memory> memory_;
  std::unique_ptr<DemoHome> demo_;
  std::unique_ptr<Engine> engine_;
  AppModel app_;          ///< looks through the engine's services, so it goes first
  std::jthread forgets_;  ///< ends the engine and deletes its history, while the window goes on
};

}  // namespace hearth
