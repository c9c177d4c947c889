#include "tests/integration/program_run.h"

#include "tests/support/wait.h"

#include <QDir>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace hearth {
namespace {

constexpr int patience_ms = 120'000;

/// What programs say is searched for secrets after the whole run, see tools/test.sh.
void log_said(const std::string& said) {
  if (const QByteArray file = qgetenv("HEARTH_TEST_LOG"); !file.isEmpty())
    std::ofstream(file.toStdString(), std::ios::app) << said;
}

/// What each thread of a process waits for: all that is left to know of one that does not end.
std::string threads_of(qint64 pid) {
  const std::filesystem::path tasks = "/proc/" + std::to_string(pid) + "/task";
  std::string all;
  std::error_code gone;
  for (const auto& task : std::filesystem::directory_iterator(tasks, gone)) {
    for (const char* what : {"comm", "wchan", "syscall"}) {
      std::string line;
      std::getline(std::ifstream(task.path() / what) >> std::ws, line);
      all += line + ' ';
    }
    all += '\n';
  }
  return all;
}

Ended ended(QProcess& process) {
  const bool whole = process.waitForFinished(patience_ms) && process.exitStatus() == QProcess::NormalExit;
  std::string threads;
  if (process.state() != QProcess::NotRunning) {
    threads = "It does not end:\n" + threads_of(process.processId());
    process.kill();
    process.waitForFinished();
  }
  Ended result{whole ? process.exitCode() : -1, process.readAllStandardOutput().toStdString(),
               process.readAllStandardError().toStdString() + threads};
  log_said(result.err);
  return result;
}

QString path_of(const char* program) {
  const QString name = QString::fromLatin1(program);
  if (name.startsWith(QLatin1Char('/'))) return name;
  // Those that are installed, where somebody wants to know of them.
  const QString folder =
      qEnvironmentVariable("HEARTHBOARD_TEST_PROGRAMS", QStringLiteral(HEARTHBOARD_BIN_DIR));
  return folder + QLatin1Char('/') + name;
}

int count(std::string_view text, std::string_view part) {
  int found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
    ++found;
  return found;
}

}  // namespace

RunningProgram::RunningProgram(const QProcessEnvironment& environment, const QString& folder,
                               const QString& program, const QStringList& arguments, std::string& said,
                               Input input) {
  process_.setProcessEnvironment(environment);
  process_.setWorkingDirectory(folder);
  const auto hear = [&said](std::string& heard, const QByteArray& news) {
    heard += news.toStdString();
    said += news.toStdString();
    log_said(news.toStdString());
  };
  QObject::connect(&process_, &QProcess::readyReadStandardOutput, &process_,
                   [this, hear] { hear(out_, process_.readAllStandardOutput()); });
  QObject::connect(&process_, &QProcess::readyReadStandardError, &process_,
                   [this, hear] { hear(err_, process_.readAllStandardError()); });
  process_.start(program, arguments);
  if (input == Input::closed) process_.closeWriteChannel();
}

RunningProgram::~RunningProgram() {
  process_.kill();
  process_.waitForFinished();
}

bool RunningProgram::says(std::string_view text, int times) {
  test::wait_until([&] { return count(err_, text) >= times || ended(); }, patience_ms);
  return count(err_, text) >= times;
}

bool RunningProgram::prints(std::string_view text) {
  test::wait_until([&] { return has(out_, text) || ended(); }, patience_ms);
  return has(out_, text);
}

Ended RunningProgram::end(int signal) {
  if (!ended()) ::kill(static_cast<pid_t>(pid()), signal);
  return end();
}

Ended RunningProgram::end() {
  test::wait_until([this] { return ended(); }, patience_ms);
  const bool whole =
      ended() && process_.exitStatus() == QProcess::NormalExit && process_.error() != QProcess::FailedToStart;
  return {whole ? process_.exitCode() : -1, out_, err_};
}

ProgramRunner::ProgramRunner() : environment_(QProcessEnvironment::systemEnvironment()) {
  for (const QString& name : environment_.keys())
    if (name.startsWith(QLatin1String("HEARTHBOARD_")) || name.startsWith(QLatin1String("XDG_")) ||
        name.startsWith(QLatin1String("PG")))
      environment_.remove(name);
  set("HOME", folder_.path().toStdString());
  set("TZ", "Europe/Stockholm");
  set("HEARTHBOARD_CLOCK", "2026-01-15T07:00:00Z");
  // What is older than two days is no part of these tests, and takes a sanitized build long to make.
  set("HEARTHBOARD_DEMO_DAYS", "2");
  set("HEARTHBOARD_CONFIG", path("hearthboard.toml"));
  QDir(folder_.path()).mkdir(QStringLiteral("tmp"));
  set("TMPDIR", path("tmp"));
}

void ProgramRunner::set(const char* name, const std::string& value) {
  environment_.insert(QString::fromLatin1(name), QString::fromStdString(value));
}
void ProgramRunner::unset(const char* name) {
  environment_.remove(QString::fromLatin1(name));
}

std::string ProgramRunner::path(const char* name) const {
  return folder_.filePath(QString::fromLatin1(name)).toStdString();
}

void ProgramRunner::write(const char* name, const std::string& text) const {
  std::ofstream(path(name)) << text;
  // Secrets are among them.
  std::filesystem::permissions(path(name),
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

std::string ProgramRunner::read(const char* name) const {
  std::ostringstream text;
  text << std::ifstream(path(name)).rdbuf();
  return text.str();
}

QStringList ProgramRunner::temporary_files() const {
  return QDir(folder_.filePath(QStringLiteral("tmp")))
      .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
}

void ProgramRunner::start(QProcess& process, const char* program, const QStringList& arguments,
                          const QByteArray& input) const {
  process.setProcessEnvironment(environment_);
  process.setWorkingDirectory(folder_.path());
  process.start(path_of(program), arguments);
  process.write(input);
  process.closeWriteChannel();
}

Ended ProgramRunner::run(const char* program, const QStringList& arguments, const QByteArray& input) const {
  QProcess process;
  start(process, program, arguments, input);
  return ended(process);
}

std::unique_ptr<RunningProgram> ProgramRunner::launch(const char* program, const QStringList& arguments,
                                                      RunningProgram::Input input) {
  return std::make_unique<RunningProgram>(environment_, folder_.path(), path_of(program), arguments, said_,
                                          input);
}

Ended ProgramRunner::run_until(const char* program, const QStringList& arguments,
                               const std::function<bool(const QByteArray& err)>& enough,
                               const std::function<void(qint64 pid)>& meanwhile) const {
  QProcess process;
  start(process, program, arguments, {});
  process.setReadChannel(QProcess::StandardError);
  QByteArray said;
  while (!enough(said) && process.waitForReadyRead(patience_ms)) said += process.readAllStandardError();
  if (meanwhile) meanwhile(process.processId());
  process.terminate();
  Ended result = ended(process);
  log_said(said.toStdString());
  result.err = said.toStdString() + result.err;
  return result;
}

}  // namespace hearth
