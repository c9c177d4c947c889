#pragma once

#include "core/telemetry/clock.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>

namespace hearth {

/// The addresses this machine may be reached from elsewhere at, each with its interface: those of interfaces
/// that run, without loopback and link-local ones, of IPv6 the network alone (its privacy addresses change by
/// the day). Empty without a network. Linux.
std::set<std::string> network_ways();

/// Notices that connections which stand may be dead, long before they say so themselves: the machine has
/// other addresses than before, or has slept. Listens to the kernel (rtnetlink(7)), which no service of the
/// desktop needs to run for. Lives on one thread, with an event loop; the clock must outlive it.
class NetworkWatch : public QObject {
  Q_OBJECT
 public:
  struct Options {
    /// Real times. What changes within `calm` is one change, up to five times that.
    std::chrono::milliseconds calm = std::chrono::seconds(1);
    std::chrono::milliseconds look = std::chrono::seconds(5);  ///< how often it looks whether it has slept
    std::function<std::set<std::string>()> ways = network_ways;
  };

  explicit NetworkWatch(const Clock& clock, QObject* parent = nullptr);
  NetworkWatch(const Clock& clock, Options options, QObject* parent = nullptr);
  ~NetworkWatch() override;
  NetworkWatch(const NetworkWatch&) = delete;
  NetworkWatch& operator=(const NetworkWatch&) = delete;

 Q_SIGNALS:
  /// There is a network, and connections made before now are better dropped. Not told of a network that went,
  /// but of the one that comes.
  void changed();

 private:
  void listen();
  void on_message();
  void look_for_sleep();
  void judge();
  [[nodiscard]] std::chrono::nanoseconds slept() const;

  const Clock& clock_;
  Options options_;
  std::set<std::string> ways_;
  std::chrono::nanoseconds slept_;  ///< since boot, when last looked
  bool has_slept_ = false;
  int socket_ = -1;
  std::unique_ptr<QSocketNotifier> notifier_;
  QTimer look_;
  QTimer calm_;    ///< since the last message
  QTimer latest_;  ///< since the first
};

}  // namespace hearth
