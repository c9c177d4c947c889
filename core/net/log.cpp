#include "core/net/log.h"

#include "core/net/redaction.h"
#include "core/telemetry/name.h"

#include <QString>
#include <QtGlobal>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <deque>
#include <mutex>
#include <utility>

namespace hearth {
namespace {

constexpr std::size_t shortest_secret = 8;
constexpr std::size_t most_secrets = 64;

struct Secrets {
  std::mutex mutex;
  std::deque<std::string> all;
};

/// Never destroyed: messages may come from other threads until the very end.
Secrets& secrets() {
  static auto* const known = new Secrets;
  return *known;
}

std::atomic<const Clock*> log_clock = nullptr;

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
      fmt::format("{} {} {}: {}\n", format_rfc3339(log_clock.load()->now()), level_name(type),
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
  if (const auto found = std::find(known.all.begin(), known.all.end(), secret); found != known.all.end())
    known.all.erase(found);
  known.all.push_back(std::move(secret));
  if (known.all.size() > most_secrets) known.all.pop_front();
}

std::string redact(std::string_view text) {
  std::string clean(text);
  for (char& c : clean)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  // A terminal takes some of the other characters that nobody sees as commands too.
  clean = clean_name(clean);
  {
    Secrets& known = secrets();
    const std::lock_guard lock(known.mutex);
    for (const std::string& secret : known.all) blot_out(clean, secret);
  }
  blot_out_what_looks_secret(clean);
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
