#include "app/hearthboard/session.h"

#include "core/config/page_names.h"
#include "core/source/home_finder.h"
#include "core/store/forget.h"
#include "ui/format/core_text.h"

namespace hearth {
namespace {

/// The command line, then what was open last, then the configuration.
int first_page(const Options& options, const Memory* memory, const Config& config) {
  if (options.page) return *options.page;
  if (memory != nullptr && memory->now().page) return *memory->now().page;
  return static_cast<int>(find_page_name(config.start_page).value_or(0));
}

}  // namespace

Session::Session(Options options, LoadedConfig loaded, const Clock& clock, const QLocale& locale)
    : options_(std::move(options)),
      loaded_(std::move(loaded)),
      clock_(clock),
      locale_(locale),
      memory_(options_.demo ? nullptr
                            : std::make_unique<Memory>(loaded_.config.state_folder,
                                                       read_remembered(loaded_.config.state_folder))),
      app_(first_page(options_, memory_.get(), loaded_.config),
           options_.dark.value_or(loaded_.config.theme != "light"), options_.kiosk || loaded_.config.kiosk) {
  app_.set_text_scale(loaded_.config.text_percent / 100.0);
  if (memory_ == nullptr) return;
  connect(&app_, &AppModel::page_changed, this, [this] { memory_->keep_page(app_.page()); });
}

Session::~Session() = default;

void Session::begin() {
  if (options_.demo) return open_demo(*options_.demo);
  if (!loaded_.config.is_set_up()) return open_first_start();
  open_home(loaded_.config, false);
}

void Session::open_demo(const QString& scenario) {
  app_.show_starting(tr("Building your demo home…"));
  demo_ = std::make_unique<DemoHome>(clock_);
  connect(demo_.get(), &DemoHome::ready, this,
          [this](const DemoHomeFacts& facts) { open_home(demo_config(facts), true); });
  connect(demo_.get(), &DemoHome::failed, this, [this](const Error& error) {
    // Once the home stands, its engine says what is lost.
    if (app_.phase() == AppModel::Starting)
      app_.show_failure(translated(error.message), translated(error.next));
  });
  demo_->start(scenario);
}

void Session::open_home(const Config& config, bool demo) {
  std::unique_ptr<Engine> engine = Engine::start(
      {.config = config, .wait_for_disk = true, .watch_removable_drives = app_.kiosk()}, clock_);
  const HomeModel::Services services = {engine->history(), engine->live(), engine->status(),
                                        engine->commands()};
  app_.show_home(std::make_unique<HomeModel>(services, config.time_zone, clock_, locale_, app_.kiosk()),
                 demo);
  if (options_.export_dialog) app_.show_export();
  if (!demo) {
    SignInModel* const sign_in = app_.home()->sign_in();
    sign_in->offer_forgetting();
    // From the event loop: the model goes with the home that it is told to forget.
    connect(sign_in, &SignInModel::forget_wanted, this, &Session::forget_home, Qt::QueuedConnection);
  }
  engine_ = std::move(engine);
}

void Session::open_first_start() {
  // It tries addresses and writes a file; there need be no history, and none is made.
  std::unique_ptr<Engine> engine =
      Engine::start({.config = loaded_.config, .record = false, .connect = false}, clock_);
  const Config& config = loaded_.config;
  auto setup = std::make_unique<SetupModel>(
      engine->commands(),
      SetupModel::Known{
          .config_file = written_config(),
          .plain_hosts = config.allow_plain_http,
          .can_sign_in = !config.issuer.empty() || !config.access_token.empty() || !config.token_file.empty(),
          .address = address_to_type(config)});
  connect(setup.get(), &SetupModel::demo_wanted, this, [this] { open_demo({}); });
  // From the event loop: what says so goes with the engine that has the service.
  connect(setup.get(), &SetupModel::configured, this, &Session::read_new_config, Qt::QueuedConnection);
  app_.show_first_start(std::move(setup));
  app_.drop_home();
  engine_ = std::move(engine);
}

std::filesystem::path Session::written_config() const {
  return options_.config.empty() ? user_config_file() : options_.config;
}

void Session::read_new_config() {
  loaded_ = load_config(options_.config);
  open_home(loaded_.config, false);
  SignInModel* const sign_in = app_.home()->sign_in();
  // From the event loop: the page that asks for it is not to go within its own call.
  connect(sign_in, &SignInModel::back_wanted, this, &Session::go_back_to_first_start, Qt::QueuedConnection);
  sign_in->begin_first_start();
}

/// The history is deleted when nobody has it open any more, this program's engine included.
void Session::forget_home() {
  app_.show_starting(tr("Forgetting this home…"));
  app_.drop_home();
  forgets_ = std::jthread([this, engine = engine_.get(), history = loaded_.config.history_path] {
    engine->stop();
    QMetaObject::invokeMethod(
        this, [this, forgotten = forget_history(history)] { end_forgetting(forgotten); },
        Qt::QueuedConnection);
  });
}

/// The home begins anew where it is configured, as after a first start; one that could not be forgotten goes
/// on.
void Session::end_forgetting(const Expected<void>& forgotten) {
  read_new_config();
  if (!forgotten) app_.home()->sign_in()->say_not_forgotten(forgotten.error());
}

/// What was entered is asked for anew, the provider included.
void Session::go_back_to_first_start() {
  loaded_.config.issuer.clear();
  open_first_start();
}

}  // namespace hearth
