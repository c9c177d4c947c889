#include "app/hearthsim/options.h"
#include "app/shared/program.h"
#include "app/shared/signals.h"
#include "core/aggregate/zone_data.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstdio>

namespace hearth {
namespace {

constexpr std::string_view program = "hearthsim";

void say_ready(demo::HomeServer& server) {
  const QJsonObject facts{
      {QStringLiteral("api"), server.api_url().toString()},
      {QStringLiteral("live"), server.live_url().toString()},
      {QStringLiteral("token"), QString::fromLatin1(server.token())},
      {QStringLiteral("issuer"), server.identity().issuer()},
      {QStringLiteral("client_id"), server.identity().client_id()},
  };
  const QByteArray line = QJsonDocument(facts).toJson(QJsonDocument::Compact) + '\n';
  // Whoever should read this may be gone: then it is lost, and that is all.
  std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stdout);
  std::fflush(stdout);
}

/// Lets the house live up to now and writes its history.
Expected<void> write_store(demo::SimulatedHome& home, const demo::StoreExportOptions& options,
                           const Clock& clock) {
  const TimeMs now = clock.now();
  const auto store = demo::StoreExport::begin(options, now, clock);
  if (!store) return std::unexpected(store.error());
  home.advance_to(now, [&](const demo::SimulatedHome& passing) { (*store)->take(passing); });
  return (*store)->finish(home);
}

int run(QCoreApplication& app) {
  const auto options = read_options(QCoreApplication::arguments());
  if (!options) return report(program, options.error());
  if (!options->text.isEmpty()) {
    std::fputs(options->text.toUtf8().constData(), stdout);
    return exit_ok;
  }
  const auto clock = program_clock();
  if (!clock) return report(program, clock.error());

  if (const auto missing = zone_data_problem()) return report(program, *missing);
  demo::HomeServer server(options->server, **clock);
  if (!options->store.path.empty()) {
    if (const auto written = write_store(server.home(), options->store, **clock); !written)
      return report(program, written.error());
    if (options->exit) return exit_ok;
  }
  if (const auto listening = server.listen(); !listening) return report(program, listening.error());
  // From here on signals end the event loop; before, they end the process at once.
  const EndSignals signals;
  QObject::connect(&signals, &EndSignals::asked_to_end, &app, [] { QCoreApplication::exit(exit_ok); });
  say_ready(server);
  return app.exec();
}

/// Ties this process to the one that started it. False where that one has gone already.
bool tie_to_parent(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  return ::getppid() == parent;
}

}  // namespace
}  // namespace hearth

int main(int argc, char** argv) {
  hearth::begin_program();
  const pid_t parent = ::getppid();
  for (int i = 1; i < argc; ++i)
    if (std::string_view(argv[i]) == "--with-parent" && !hearth::tie_to_parent(parent))
      return hearth::exit_ok;
  QCoreApplication app(argc, argv);
  QCoreApplication::setApplicationName(QStringLiteral("hearthsim"));
  return hearth::run(app);
}
