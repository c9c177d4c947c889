#include "core/net/log.h"

#include <QString>
#include <QtGlobal>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <deque>
#include <mutex>
#include <utility>

namespace hearth {
namespace {

constexpr std::size_t shortest_secret = 8;
constexpr std::size_t most_secrets = 32;
constexpr std::string_view blot = "[redacted]";

struct Secrets {
  std::mutex mutex;
  std::deque<std::string> all;
};

/// Never destroyed: messages may come from other threads until the very end.
Secrets& secrets() {
  static auto* const known = new Secrets;
  return *known;
}

const Clock* log_clock = nullptr;

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
         });
}

bool ends_value(char c) {
  return c == '&' || c == '"' || c == '\'' || c == ',' || c == ';' || c == ')' || c == '<';
}

/// The value after each `marker`, up to a space or one of the characters that end a query's value.
void blot_after(std::string& text, std::string_view marker) {
  for (std::size_t at = 0; at + marker.size() <= text.size(); ++at) {
    if (!equal_ignoring_case(std::string_view(text).substr(at, marker.size()), marker)) continue;
    const std::size_t from = at + marker.size();
    std::size_t to = from;
    while (to < text.size() && text[to] != ' ' && !ends_value(text[to])) ++to;
    if (to == from) continue;
    text.replace(from, to - from, blot);
    at = from + blot.size() - 1;
  }
}

void blot_secret(std::string& text, const std::string& secret) {
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + blot.size()))
    text.replace(at, secret.size(), blot);
}

const char* level_name(QtMsgType type) {
  switch (type) {
    case QtDebugMsg:
      return "debug";
    case QtInfoMsg:
      return "info";
    case QtWarningMsg:
      return "warning";
    case QtCriticalMsg:
      return "error";
    case QtFatalMsg:
      return "fatal";
  }
  return "info";
}

void write_message(QtMsgType type, const QMessageLogContext& context, const QString& message) {
  const std::string line =
      fmt::format("{} {} {}: {}\n", format_rfc3339(log_clock->now()), level_name(type),
                  context.category != nullptr ? context.category : "default", redact(message.toStdString()));
  // One call a line, so that the lines of several threads do not mix.
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace

void install_log_handler(const Clock& clock) {
  log_clock = &clock;
  qInstallMessageHandler(write_message);
}

void add_log_secret(std::string secret) {
  if (secret.size() < shortest_secret) return;
  Secrets& known = secrets();
  const std::lock_guard lock(known.mutex);
  if (std::find(known.all.begin(), known.all.end(), secret) != known.all.end()) return;
  known.all.push_back(std::move(secret));
  if (known.all.size() > most_secrets) known.all.pop_front();
}

std::string redact(std::string_view text) {
  std::string clean(text);
  for (char& c : clean)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  {
    Secrets& known = secrets();
    const std::lock_guard lock(known.mutex);
    for (const std::string& secret : known.all) blot_secret(clean, secret);
  }
  for (const std::string_view marker : {"token=", "secret=", "token%3D", "bearer "})
    blot_after(clean, marker);
  return clean;
}

std::optional<std::size_t> WarningLimiter::count(std::size_t times) {
  pending_ += times;
  const TimeMs now = clock_.now();
  // A clock that was set back must not silence warnings.
  if (last_ && now >= *last_ && now < *last_ + every_) return std::nullopt;
  last_ = now;
  return std::exchange(pending_, 0);
}

}  // namespace hearth
