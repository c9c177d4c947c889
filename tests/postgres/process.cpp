#include "tests/postgres/process.h"

#include "core/telemetry/clock.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>

namespace hearth::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr const char* server_account = "postgres";

bool root() {
  return geteuid() == 0;
}

const passwd& account() {
  static const passwd* const found = getpwnam(server_account);
  if (found == nullptr)
    throw FixtureFailure("There is no account 'postgres': install the package postgresql.");
  return *found;
}

/// posix_spawn wants pointers to texts that may be written to.
std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

pid_t spawn(std::vector<std::string> command, const fs::path& log, const fs::path& input) {
  std::vector<std::string> environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"};
  const auto arguments = pointers(command);
  const auto variables = pointers(environment);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, input.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  pid_t id = -1;
  const int error =
      posix_spawnp(&id, command.front().c_str(), &files, nullptr, arguments.data(), variables.data());
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) throw FixtureFailure(command.front() + ": " + std::strerror(error));
  return id;
}

/// Through setpriv, which also ties it to the life of the thread that starts it.
std::vector<std::string> as_server(const std::vector<std::string>& command) {
  std::vector<std::string> all = {"setpriv", "--pdeathsig=QUIT"};
  if (root()) {
    const std::string name = server_account;
    all.insert(all.end(),
               {"--reuid=" + name, "--regid=" + std::to_string(account().pw_gid), "--clear-groups"});
  }
  all.emplace_back("--");
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

void expect_success(const std::vector<std::string>& command, int status, const fs::path& log) {
  if (status != 0)
    throw FixtureFailure(command.front() + " ended with " + std::to_string(status) + ":\n" + read_text(log));
}

}  // namespace

std::chrono::nanoseconds real_time() {
  static const std::unique_ptr<const hearth::Clock> clock = make_system_clock();
  return clock->monotonic();
}

bool wait_for(const std::function<bool()>& done, std::chrono::milliseconds limit) {
  const auto end = real_time() + limit;
  while (!done()) {
    if (real_time() > end) return done();
    // Another process does not tell when it has come so far.
    ::poll(nullptr, 0, 5);
  }
  return true;
}

TempFolder::TempFolder() {
  std::string name = (fs::temp_directory_path() / "hearth-pg-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw FixtureFailure("mkdtemp: " + std::string(std::strerror(errno)));
  path_ = name;
  give_to_servers(path_);
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void give_to_servers(const fs::path& path) {
  if (!root()) return;
  const auto give = [](const fs::path& file) {
    if (lchown(file.c_str(), account().pw_uid, account().pw_gid) != 0)
      throw FixtureFailure("chown " + file.string() + ": " + std::strerror(errno));
  };
  give(path);
  if (!fs::is_directory(path)) return;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path)) give(entry.path());
}

Process::Process(const std::vector<std::string>& command, const fs::path& log, const fs::path& input)
    : id_(spawn(as_server(command), log, input)) {}

Process::~Process() {
  if (!running()) return;
  // PostgreSQL's own children end with it at QUIT, not at KILL.
  signal(SIGQUIT);
  wait(10s);
}

bool Process::running() {
  if (ended_) return false;
  const pid_t got = waitpid(id_, &status_, WNOHANG);
  ended_ = got == id_ || (got < 0 && errno == ECHILD);
  return !ended_;
}

void Process::signal(int number) const {
  if (!ended_) kill(id_, number);
}

int Process::wait(std::chrono::milliseconds limit) {
  if (!wait_for([this] { return !running(); }, limit)) {
    signal(SIGKILL);
    waitpid(id_, &status_, 0);
    ended_ = true;
  }
  return WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
}

void run_as_server(const std::vector<std::string>& command, const fs::path& folder, const fs::path& input) {
  const fs::path log = folder / (fs::path(command.front()).filename().string() + ".log");
  Process process(command, log, input);
  expect_success(command, process.wait(120s), log);
}

void run(const std::vector<std::string>& command) {
  const TempFolder folder;
  const fs::path log = folder.path() / "log";
  const pid_t id = spawn(command, log, "/dev/null");
  int status = 0;
  waitpid(id, &status, 0);
  expect_success(command, WIFEXITED(status) ? WEXITSTATUS(status) : -1, log);
}

int free_port() {
  constexpr int lowest = 12'000, highest = 32'000;
  std::random_device random;
  std::uniform_int_distribution<int> any(lowest, highest);
  for (int tries = 0; tries < 1000; ++tries) {
    const int port = any(random);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool free = bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(socket);
    if (free) return port;
  }
  throw FixtureFailure("no free TCP port found");
}

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_text(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) throw FixtureFailure("cannot write " + path.string());
}

}  // namespace hearth::test
