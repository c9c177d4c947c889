#include "app/hearthboard/session.h"

namespace hearth {

Session::Session(Options options, LoadedConfig loaded, const Clock& clock)
    : options_(std::move(options)),
      loaded_(std::move(loaded)),
      clock_(clock),
      app_(options_.page.value_or(find_page(loaded_.config.start_page).value_or(AppModel::HomePage)),
           options_.dark.value_or(loaded_.config.theme != "light"), options_.kiosk || loaded_.config.kiosk) {}

Session::~Session() = default;

void Session::begin() {
  if (options_.demo) return open_demo(*options_.demo);
  if (!loaded_.config.is_set_up()) return open_first_start();
  open_home(loaded_.config, false);
}

void Session::open_demo(const QString& scenario) {
  app_.show_starting(QStringLiteral("Building your demo home…"));
  demo_ = std::make_unique<DemoHome>(clock_);
  connect(demo_.get(), &DemoHome::ready, this,
          [this](const DemoHomeFacts& facts) { open_home(demo_config(facts), true); });
  connect(demo_.get(), &DemoHome::failed, this, [this](const Error& error) {
    // Once the home stands, its engine says what is lost.
    if (app_.phase() == AppModel::Starting)
      app_.show_failure(QString::fromStdString(error.message), QString::fromStdString(error.next));
  });
  demo_->start(scenario);
}

void Session::open_home(const Config& config, bool demo) {
  std::unique_ptr<Engine> engine =
      Engine::start({.config = config, .wait_for_disk = true, .watch_sticks = app_.kiosk()}, clock_);
  const HomeModel::Doors doors = {engine->history(), engine->live(), engine->status(), engine->commands()};
  app_.show_home(
      std::make_unique<HomeModel>(doors, config.time_zone, clock_, QLocale::system(), app_.kiosk()), demo);
  if (options_.export_dialog) app_.show_export();
  engine_ = std::move(engine);
}

void Session::open_first_start() {
  engine_ = Engine::start({.config = loaded_.config, .record = false, .connect = false}, clock_);
  auto setup = std::make_unique<SetupModel>(engine_->commands(), user_config_file());
  connect(setup.get(), &SetupModel::demo_wanted, this, [this] { open_demo({}); });
  connect(setup.get(), &SetupModel::configured, this, &Session::read_new_config);
  app_.show_first_start(std::move(setup));
}

void Session::read_new_config() {
  loaded_ = load_config(user_config_file());
  open_home(loaded_.config, false);
}

}  // namespace hearth
