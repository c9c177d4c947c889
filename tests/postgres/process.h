#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace hearth::test {

/// The fixture itself could not do what a test asked; the test fails with its text.
struct FixtureFailure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Asks `done` again every few milliseconds until it holds; false after `limit`, which only a failing test
/// reaches.
bool wait_for(const std::function<bool()>& done,
              std::chrono::milliseconds limit = std::chrono::milliseconds(30'000));

/// Real time since some moment: what a real server or network takes.
std::chrono::nanoseconds real_time();

/// A folder of the test's own below the system's folder for such, with a short path, as sockets need. Where
/// root runs the tests it belongs to the account `postgres`, as which the servers then run.
class TempFolder {
 public:
  TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder();
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

/// Gives what is at `path`, and below, to the account that the servers run as; nothing unless root runs.
void give_to_servers(const std::filesystem::path& path);

/// A program that runs until it is stopped; ends with the thread that started it, however that ends. It gets
/// a small environment of its own and, where root runs the tests, the account `postgres`, because PostgreSQL
/// and PgBouncer refuse root.
class Process {
 public:
  /// What it says is added to the file `log`.
  Process(const std::vector<std::string>& command, const std::filesystem::path& log,
          const std::filesystem::path& input = "/dev/null");
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  [[nodiscard]] pid_t id() const noexcept { return id_; }
  [[nodiscard]] bool running();
  void signal(int number) const;
  /// Waits for its end, and kills it when `limit` has passed; its exit status, or -1 after a signal.
  int wait(std::chrono::milliseconds limit = std::chrono::milliseconds(30'000));

 private:
  pid_t id_ = -1;
  bool ended_ = false;
  int status_ = 0;
};

/// Runs a program as the servers' account to its end; throws FixtureFailure with what it said unless it ends
/// with 0.
void run_as_server(const std::vector<std::string>& command, const std::filesystem::path& folder,
                   const std::filesystem::path& input = "/dev/null");

/// Runs a program as whoever runs the tests.
void run(const std::vector<std::string>& command);

/// A TCP port on loopback that nobody listens at, below those that outgoing connections get.
int free_port();

std::string read_text(const std::filesystem::path& path);
void write_text(const std::filesystem::path& path, const std::string& text);

}  // namespace hearth::test
