#include "app/hearthctl/output.h"

#include "app/shared/signals.h"
#include "core/net/log.h"
#include "core/telemetry/name.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>
#include <utility>

namespace hearth {
namespace {

std::unexpected<Error> not_written(int code) {
  return fail(ErrorKind::storage, said("The output cannot be written: {}.", std::strerror(code)));
}

/// So much of a text that it takes no more than `columns`, each character being one wide.
std::string cut(std::string_view text, int columns) {
  const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  if (std::count_if(text.begin(), text.end(), begins_character) <= columns) return std::string(text);
  std::size_t end = 0;
  for (int left = columns; end < text.size(); ++end)
    if (begins_character(text[end]) && --left == 0) break;
  return std::string(text.substr(0, end)) + "…";
}

/// A file takes all at once, and keeps nobody waiting for a reader.
bool output_is_file() {
  static const bool is_file = [] {
    struct stat facts = {};
    return ::fstat(STDOUT_FILENO, &facts) == 0 && S_ISREG(facts.st_mode);
  }();
  return is_file;
}

}  // namespace

namespace {

/// The lines without what a terminal takes for commands.
std::string for_terminal(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += clean_name(text.substr(0, end));
    if (end < text.size()) out += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

Expected<void> write_bytes(std::string_view text) {
  const std::size_t most = output_is_file() ? SSIZE_MAX : PIPE_BUF;
  while (!text.empty()) {
    // A reader may stand still for ever; a signal must end the wait. What a ready pipe takes without waiting
    // is PIPE_BUF.
    std::array<pollfd, 2> waits = {pollfd{STDOUT_FILENO, POLLOUT, 0},
                                   pollfd{EndSignals::descriptor(), POLLIN, 0}};
    if (::poll(waits.data(), waits.size(), -1) < 0 && errno != EINTR) return not_written(errno);
    if (EndSignals::received() != 0) return fail(ErrorKind::cancelled, "Told to end.");
    if (waits[0].revents == 0) continue;
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), std::min(text.size(), most));
    if (written >= 0)
      text.remove_prefix(static_cast<std::size_t>(written));
    else if (errno == EPIPE)
      return fail(ErrorKind::cancelled, "Nobody reads the output any more.");
    else if (errno != EINTR && errno != EAGAIN)
      return not_written(errno);
  }
  return {};
}

}  // namespace

Expected<void> write_output(std::string_view text) {
  static const bool terminal = output_is_terminal();
  return terminal ? write_bytes(for_terminal(text)) : write_bytes(text);
}

namespace {
bool told_to_be_quiet = false;
}

void be_quiet() {
  told_to_be_quiet = true;
}
bool is_quiet() {
  return told_to_be_quiet;
}

void say(std::string_view text) {
  fmt::print(stderr, "hearthctl: {}\n", redact(text));
}

void note(std::string_view text) {
  if (!told_to_be_quiet) say(text);
}

bool error_is_terminal() {
  return ::isatty(STDERR_FILENO) == 1;
}
bool output_is_terminal() {
  return ::isatty(STDOUT_FILENO) == 1;
}

std::optional<TerminalSize> error_terminal_size() {
  winsize size = {};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
    return std::nullopt;
  return TerminalSize{size.ws_col, size.ws_row};
}

void ProgressLine::show(std::string_view text) {
  if (!shown_) return;
  // A line that went on below could not be written over; nor could one that "^C" makes too long.
  constexpr int echo_of_ctrl_c = 2;
  const auto size = error_terminal_size();
  const std::string clean = clean_name(text);
  std::string fitting = size ? cut(clean, size->columns - 1 - echo_of_ctrl_c) : clean;
  if (fitting == now_) return;
  now_ = std::move(fitting);
  fmt::print(stderr, "\r\x1b[K{}", now_);
  std::fflush(stderr);
}

void ProgressLine::clear() {
  if (now_.empty()) return;
  now_.clear();
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
}

std::string full_sentence(std::string text) {
  constexpr std::string_view ends = ".!?";
  if (!text.empty() && ends.find(text.back()) == std::string_view::npos) text += '.';
  return text;
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (c >= 0 && c < ' ')
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out + '"';
}

std::string number_text(double value, int decimals) {
  std::string text = fmt::format("{:.{}f}", value, decimals);
  const bool zero = text.find_first_of("123456789") == std::string::npos;
  return zero && text.front() == '-' ? text.substr(1) : text;
}

std::string unit_text(const Channel& channel, const std::string& currency) {
  constexpr std::string_view unknown = "currency/";
  if (!channel.unit.starts_with(unknown)) return std::string(channel.unit);
  const std::string_view per = channel.unit.substr(unknown.size());
  return currency.empty() ? fmt::format("per {}", per) : fmt::format("{}/{}", currency, per);
}

std::string size_text(std::uint64_t bytes) {
  if (bytes < 10'000) return fmt::format("{} bytes", bytes);
  if (bytes < 10'000'000) return fmt::format("{} kB", bytes / 1000);
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

}  // namespace hearth
