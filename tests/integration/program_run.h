#pragma once

#include <QByteArray>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>
#include <QTemporaryDir>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace hearth {

struct Ended {
  int code = -1;  ///< -1 where it had to be killed, or crashed
  std::string out;
  std::string err;
};

/// A program under way beside what this process serves: all waits run the event loop.
class RunningProgram {
 public:
  enum class Input { closed, open };
  /// Starts it. What it says goes to `said` as well, which must outlive this.
  RunningProgram(const QProcessEnvironment& environment, const QString& folder, const QString& program,
                 const QStringList& arguments, std::string& said, Input input = Input::closed);
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;
  ~RunningProgram();

  /// Waits until it has said `text` on standard error, `times` times. False where it ends before.
  [[nodiscard]] bool says(std::string_view text, int times = 1);
  /// The same of standard output.
  [[nodiscard]] bool prints(std::string_view text);
  [[nodiscard]] bool ended() const { return process_.state() == QProcess::NotRunning; }
  [[nodiscard]] qint64 pid() const { return process_.processId(); }
  [[nodiscard]] const std::string& out() const { return out_; }
  [[nodiscard]] const std::string& err() const { return err_; }
  /// Writes to its standard input, where that is open.
  void type(const QByteArray& text) { process_.write(text); }
  /// Sends a signal, and waits for the end.
  Ended end(int signal);
  /// Waits for the end.
  Ended end();

 private:
  QProcess process_;
  std::string out_;
  std::string err_;
};

/// Runs the built programs in a home folder of their own, with nothing of this machine's settings, in
/// Stockholm, on the morning of 15 January 2026.
class ProgramRunner {
 public:
  ProgramRunner();

  void set(const char* name, const std::string& value);
  void unset(const char* name);
  [[nodiscard]] std::string path(const char* name) const;  ///< a file of this name in the home folder
  void write(const char* name, const std::string& text) const;
  [[nodiscard]] std::string read(const char* name) const;
  /// Names in the folder for temporary files, which is one of its own.
  [[nodiscard]] QStringList temporary_files() const;

  /// Runs to the end; `input` is all of its standard input.
  [[nodiscard]] Ended run(const char* program, const QStringList& arguments,
                          const QByteArray& input = {}) const;
  /// Runs until `enough` says so of what it has said on standard error, then sends SIGTERM; `meanwhile` may
  /// look at the running process first.
  [[nodiscard]] Ended run_until(const char* program, const QStringList& arguments,
                                const std::function<bool(const QByteArray& err)>& enough,
                                const std::function<void(qint64 pid)>& meanwhile = {}) const;
  /// Starts it, and returns at once.
  [[nodiscard]] std::unique_ptr<RunningProgram> launch(
      const char* program, const QStringList& arguments,
      RunningProgram::Input input = RunningProgram::Input::closed);
  /// All that programs have said so far which were launched.
  [[nodiscard]] const std::string& said() const { return said_; }

 private:
  void start(QProcess& process, const char* program, const QStringList& arguments,
             const QByteArray& input) const;

  QTemporaryDir folder_;
  QProcessEnvironment environment_;
  std::string said_;
};

/// A command line cut at its spaces.
inline QStringList words(const char* line) {
  return QString::fromUtf8(line).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}
inline bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace hearth
