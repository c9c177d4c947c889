#pragma once

#include "core/telemetry/clock.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

struct pg_conn;

namespace hearth::replica {

/// Ends a call of libpq that nothing else would end, on a thread of its own: where the server has been silent
/// for too long its socket is shut down; where we do not want the answer any more the server is told to
/// cancel, again and again, for it forgets what it hears between two statements, and the socket is shut down
/// a moment later if that does not help. Members may be called from any thread.
class Watchdog {
 public:
  /// The connection must be open, and is not looked at again: its owner may use it meanwhile. The clock must
  /// outlive this.
  Watchdog(pg_conn* connection, const Clock& clock);
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog();

  /// From now on the server may be silent for so long.
  void watch(std::chrono::milliseconds silence);
  /// Something has come.
  void heard();
  /// Nothing is waited for.
  void rest();
  /// Tells the server to cancel what it does, where something is waited for.
  void cancel();
  /// Whether the connection is of no more use: its socket was shut down, or a cancellation is on its way that
  /// might meet what is asked next.
  [[nodiscard]] bool is_spoilt() const;

 private:
  struct Request;
  void run(const std::stop_token& stop);

  int socket_;  ///< a descriptor of our own: libpq's may be closed, and its number given to another, any time
  std::shared_ptr<Request> request_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  bool watching_ = false;
  bool cancelled_ = false;
  bool spoilt_ = false;
  std::chrono::milliseconds silence_{};
  std::chrono::nanoseconds deadline_{};  ///< on the clock's `monotonic`
  std::jthread thread_;
};

}  // namespace hearth::replica
