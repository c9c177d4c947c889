#include "app/hearthctl/output.h"
#include "app/hearthctl/session.h"
#include "app/shared/program.h"

#include <QCoreApplication>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace hearth {
namespace {

int print(const std::string& text) {
  const auto written = write_output(text);
  return written || written.error().kind == ErrorKind::cancelled ? exit_ok
                                                                 : report("hearthctl", written.error());
}

int run(const std::vector<std::string>& arguments) {
  const std::array commands = {&sync_command(),   &export_command(),  &watch_command(), &record_command(),
                               &status_command(), &config_command(),  &store_command(), &login_command(),
                               &logout_command(), &replica_command(), &doctor_command()};
  std::array<const CommandRule*, commands.size()> rules{};
  std::transform(commands.begin(), commands.end(), rules.begin(), [](const Command* c) { return &c->rule; });
  if (arguments.empty()) {
    fmt::print(stderr, "{}", help_text(rules));
    return exit_usage;
  }
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h" || name == "help") return print(help_text(rules));
  if (name == "--version") return print("hearthctl " HEARTHBOARD_VERSION "\n");
  const auto found =
      std::find_if(commands.begin(), commands.end(), [&](const Command* c) { return c->rule.name == name; });
  if (found == commands.end())
    return report("hearthctl", {ErrorKind::usage,
                                fmt::format("There is no command \"{}\".", name.substr(0, 40)),
                                "\"hearthctl --help\" names them.",
                                {}});
  const Command& command = **found;
  auto line = parse_command_line(command.rule, std::span(arguments).subspan(1));
  if (!line) return report("hearthctl", line.error());
  if (line->has("--help")) return print(help_text(command.rule));
  const auto clock = program_clock();
  if (!clock) return report("hearthctl", clock.error());
  Session session(command, std::move(*line), **clock);
  QMetaObject::invokeMethod(&session, &Session::start, Qt::QueuedConnection);
  const int code = QCoreApplication::exec();
  return session.end(code);
}

}  // namespace
}  // namespace hearth

int main(int argc, char** argv) {
  hearth::begin_program();
  const QCoreApplication app(argc, argv);
  QCoreApplication::setApplicationName(QStringLiteral("hearthctl"));
  QCoreApplication::setApplicationVersion(QStringLiteral(HEARTHBOARD_VERSION));
  return hearth::run({argv + std::min(argc, 1), argv + argc});
}
