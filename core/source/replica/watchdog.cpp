#include "core/source/replica/watchdog.h"

#include <libpq-fe.h>
#include <sys/socket.h>

#include <array>
#include <utility>

namespace hearth::replica {
namespace {

/// A server that hears of a cancellation answers within this.
constexpr std::chrono::seconds cancel_grace{2};

/// On a thread that nobody waits for: it connects anew, which takes long where packets are lost.
void ask_to_cancel(PGconn* connection) {
  PGcancel* request = PQgetCancel(connection);
  if (request == nullptr) return;
  std::thread([request] {
    std::array<char, 256> why{};
    PQcancel(request, why.data(), static_cast<int>(why.size()));
    PQfreeCancel(request);
  }).detach();
}

}  // namespace

Watchdog::Watchdog(pg_conn* connection, const Clock& clock)
    : connection_(connection), clock_(clock), thread_([this](const std::stop_token& stop) { run(stop); }) {}

Watchdog::~Watchdog() {
  thread_.request_stop();
  thread_.join();
}

void Watchdog::watch(std::chrono::milliseconds silence) {
  {
    const std::lock_guard lock(mutex_);
    watching_ = true;
    cancelled_ = false;
    silence_ = silence;
    deadline_ = clock_.monotonic() + silence;
  }
  changed_.notify_all();
}

void Watchdog::heard() {
  const std::lock_guard lock(mutex_);
  if (!cancelled_) deadline_ = clock_.monotonic() + silence_;
}

void Watchdog::rest() {
  {
    const std::lock_guard lock(mutex_);
    watching_ = false;
  }
  changed_.notify_all();
}

void Watchdog::cancel() {
  {
    const std::lock_guard lock(mutex_);
    if (!watching_ || std::exchange(cancelled_, true)) return;
    spoilt_ = true;
    ask_to_cancel(connection_);
    deadline_ = clock_.monotonic() + cancel_grace;
  }
  changed_.notify_all();
}

bool Watchdog::is_spoilt() const {
  const std::lock_guard lock(mutex_);
  return spoilt_;
}

void Watchdog::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (!watching_) {
      changed_.wait(lock, stop, [&] { return watching_; });
      continue;
    }
    const auto due = deadline_;
    const auto left = due - clock_.monotonic();
    if (left > left.zero()) {
      changed_.wait_for(lock, stop, left, [&] { return !watching_ || deadline_ < due; });
      continue;
    }
    // Whoever reads from it sees its end at once.
    ::shutdown(PQsocket(connection_), SHUT_RDWR);
    spoilt_ = true;
    watching_ = false;
  }
}

}  // namespace hearth::replica
