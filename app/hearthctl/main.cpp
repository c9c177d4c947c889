#include "app/hearthctl/output.h"
#include "app/hearthctl/session.h"
#include "app/shared/program.h"

#include <QCoreApplication>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace hearth {

std::span<const Command* const> all_commands() {
  static const std::array commands = {
      &sync_command(),    &export_command(), &watch_command(),     &record_command(), &status_command(),
      &config_command(),  &store_command(),  &login_command(),     &logout_command(), &secret_command(),
      &replica_command(), &doctor_command(), &completion_command()};
  return commands;
}

const ProgramRule& hearthctl_rule() {
  static const ProgramRule program = [] {
    using namespace common_option;
    ProgramRule rule{"hearthctl",
                     "Reads and records a home's telemetry without a display.",
                     {},
                     {demo,
                      config,
                      common_option::json,
                      quiet,
                      help,
                      {"--version", Argument::none, {}, "tell the version"}}};
    for (const Command* command : all_commands()) rule.commands.push_back(&command->rule);
    return rule;
  }();
  return program;
}

namespace {

int print(const std::string& text) {
  const auto written = write_output(text);
  return written || written.error().kind == ErrorKind::cancelled ? exit_ok
                                                                 : report("hearthctl", written.error());
}

int run(const std::vector<std::string>& arguments) {
  const ProgramRule& program = hearthctl_rule();
  auto line = parse_command_line(program, arguments);
  if (!line) return report("hearthctl", line.error());
  if (line->has("--version")) return print("hearthctl " HEARTHBOARD_VERSION "\n");
  if (line->has("--help")) return print(help_text(program, line->command));
  if (line->command == nullptr) {
    fmt::print(stderr, "{}", help_text(program, nullptr));
    return exit_usage;
  }
  if (line->has("--quiet")) be_quiet();
  const auto commands = all_commands();
  const Command& command =
      **std::ranges::find_if(commands, [&](const Command* c) { return &c->rule == line->command; });
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
