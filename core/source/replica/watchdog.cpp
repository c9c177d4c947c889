#include "core/source/replica/watchdog.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <utility>

namespace hearth::replica {
namespace {

/// A server that hears of a cancellation answers within this.
constexpr std::chrono::seconds cancel_grace{2};

constexpr std::chrono::milliseconds between_requests{100};

}  // namespace

struct Watchdog::Request {
  explicit Request(PGconn* connection) : cancel(PQgetCancel(connection)) {}
  ~Request() { PQfreeCancel(cancel); }
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  /// On a thread that nobody waits for: it connects anew, which takes long where packets are lost.
  static void send(const std::shared_ptr<Request>& request) {
    if (request->under_way.exchange(true)) return;
    std::thread([request] {
      std::array<char, 256> why{};
      PQcancel(request->cancel, why.data(), static_cast<int>(why.size()));
      request->under_way = false;
    }).detach();
  }

  PGcancel* cancel;
  std::atomic<bool> under_way = false;
};

Watchdog::Watchdog(pg_conn* connection, const Clock& clock)
    : socket_(::fcntl(PQsocket(connection), F_DUPFD_CLOEXEC, 0)),
      request_(std::make_shared<Request>(connection)),
      clock_(clock),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Watchdog::~Watchdog() {
  thread_.request_stop();
  thread_.join();
  ::close(socket_);
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
    const bool cancelled = cancelled_;
    if (cancelled) Request::send(request_);
    const auto left = due - clock_.monotonic();
    if (left > left.zero()) {
      changed_.wait_for(lock, stop,
                        cancelled ? std::min<std::chrono::nanoseconds>(left, between_requests) : left,
                        [&] { return !watching_ || cancelled_ != cancelled || deadline_ < due; });
      continue;
    }
    // Whoever reads from it sees its end at once.
    ::shutdown(socket_, SHUT_RDWR);
    spoilt_ = true;
    watching_ = false;
  }
}

}  // namespace hearth::replica
