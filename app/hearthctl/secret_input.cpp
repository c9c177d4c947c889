#include "app/hearthctl/secret_input.h"

#include "app/shared/signals.h"

#include <fmt/format.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace hearth {
namespace {

constexpr std::size_t longest_line = 4096;

/// Nothing that is typed is shown while this is there.
class WithoutEcho {
 public:
  WithoutEcho() : quiet_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!quiet_) return;
    termios wanted = before_;
    wanted.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    // What was typed before anybody was asked is no answer.
    quiet_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &wanted) == 0;
  }
  ~WithoutEcho() {
    if (quiet_) ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
  }
  WithoutEcho(const WithoutEcho&) = delete;
  WithoutEcho& operator=(const WithoutEcho&) = delete;
  [[nodiscard]] bool quiet() const noexcept { return quiet_; }

 private:
  termios before_ = {};
  bool quiet_;
};

std::unexpected<Error> unreadable(int code) {
  return fail(ErrorKind::internal, said("Standard input cannot be read: {}.", std::strerror(code)));
}

Expected<std::string> read_line() {
  std::string line;
  for (;;) {
    std::array<pollfd, 2> waits = {pollfd{STDIN_FILENO, POLLIN, 0},
                                   pollfd{EndSignals::descriptor(), POLLIN, 0}};
    if (::poll(waits.data(), waits.size(), -1) < 0 && errno != EINTR) return unreadable(errno);
    if (EndSignals::received() != 0) return fail(ErrorKind::cancelled, "Told to end.");
    if (waits[0].revents == 0) continue;
    // One by one: what follows the line is not ours.
    char c = 0;
    const ssize_t got = ::read(STDIN_FILENO, &c, 1);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) return unreadable(errno);
    if (got == 0 || c == '\n') break;
    if (line.size() == longest_line)
      return fail(ErrorKind::usage, said("The line has more than {} bytes.", longest_line));
    line += c;
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

}  // namespace

Expected<std::string> read_secret(std::string_view prompt) {
  if (::isatty(STDIN_FILENO) != 1) return read_line();
  const WithoutEcho without_echo;
  if (!without_echo.quiet())
    return fail(ErrorKind::internal, "The terminal would show what is typed.",
                "Hand the line over in standard input.");
  fmt::print(stderr, "{}", prompt);
  std::fflush(stderr);
  auto line = read_line();
  // The end of the line was not shown either.
  fmt::print(stderr, "\n");
  return line;
}

}  // namespace hearth
