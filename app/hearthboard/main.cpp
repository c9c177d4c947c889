#include "app/hearthboard/clean_opener.h"
#include "app/hearthboard/options.h"
#include "app/hearthboard/screenshot.h"
#include "app/hearthboard/session.h"
#include "app/shared/program.h"
#include "app/shared/signals.h"
#include "core/aggregate/zone_data.h"
#include "ui/shell/language.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QtQml/qqmlextensionplugin.h>

#include <fmt/format.h>

#include <cstdlib>

Q_IMPORT_QML_PLUGIN(HearthboardPlugin)

namespace hearth {
namespace {

constexpr QSize usual_size(1280, 800);

/// Qt ends the program itself where it finds no display; this at least says it in a sentence.
void say_no_display(QtMsgType type, const QMessageLogContext&, const QString&) {
  if (type != QtFatalMsg) return;
  const Error error{ErrorKind::offline,
                    "There is no display to open a window on.",
                    "Start it in a graphical session, or set QT_QPA_PLATFORM=offscreen with --screenshot.",
                    {}};
  std::_Exit(report("hearthboard", error));
}

/// 0 where the configuration can be used; else its faults are said.
int check_config(const LoadedConfig& loaded) {
  for (const ConfigProblem& problem : loaded.problems) report("hearthboard", problem.error);
  return loaded.usable() ? exit_ok : exit_config;
}

int run(int argc, char** argv) {
  const auto options = parse_options(std::span(argv + 1, argv + argc));
  if (!options) return report("hearthboard", options.error());
  if (options->help || options->version) {
    fmt::print("{}", options->help ? help_text() : std::string("hearthboard " HEARTHBOARD_VERSION "\n"));
    return exit_ok;
  }
  const auto clock = program_clock();
  if (!clock) return report("hearthboard", clock.error());
  LoadedConfig loaded;
  // The demo home is the same whatever the user has configured; but its days, too, begin somewhere.
  if (!options->demo)
    loaded = load_config(options->config);
  else if (const auto missing = zone_data_problem())
    return report("hearthboard", *missing);
  if (const int fault = check_config(loaded); fault != exit_ok) return fault;

  if (options->kiosk || loaded.config.kiosk) AppModel::choose_on_screen_keyboard();
  const QtMessageHandler usual = qInstallMessageHandler(say_no_display);
  QApplication application(argc, argv);
  qInstallMessageHandler(usual);
  QApplication::setApplicationName(QStringLiteral("hearthboard"));
  QGuiApplication::setDesktopFileName(QStringLiteral("hearthboard"));

  // Before anything records: who is told to end while the window is being made ends well, too.
  const EndSignals signals;
  QObject::connect(&signals, &EndSignals::asked_to_end, &application,
                   [] { QCoreApplication::exit(exit_ok); });
  const CleanOpener opener;
  const int dpi = loaded.config.display_dpi;
  const Language language(application, loaded.config.language);
  Session session(*options, std::move(loaded), **clock, language.locale());
  session.begin();
  Memory* const memory = session.memory();
  const QSize remembered = memory != nullptr ? memory->now().size.value_or(usual_size) : usual_size;
  MainWindow main_window(session.app(), options->size.value_or(remembered), dpi);
  if (main_window.window() == nullptr) return exit_code(ErrorKind::internal);
  if (!options->screenshot.isEmpty())
    new Screenshot(session.app(), *main_window.window(),
                   {.file = options->screenshot,
                    .timeout_s = options->timeout_s,
                    .without_connection = options->demo == QStringLiteral("offline")},
                   &application);
  if (qEnvironmentVariableIsSet("HEARTHBOARD_TRACE_STARTUP"))
    new StartupTrace(session.app(), *main_window.window(), &application);
  main_window.show(options->size.has_value());
  if (memory != nullptr && options->screenshot.isEmpty() && !session.app().kiosk() && !options->size) {
    QQuickWindow* const window = main_window.window();
    const auto keep = [window, memory] {
      if (window->visibility() == QWindow::Windowed) memory->keep_size(window->size());
    };
    QObject::connect(window, &QQuickWindow::widthChanged, memory, keep);
    QObject::connect(window, &QQuickWindow::heightChanged, memory, keep);
  }
  return QApplication::exec();
}

}  // namespace
}  // namespace hearth

int main(int argc, char** argv) {
  hearth::begin_program();
  return hearth::run(argc, argv);
}
