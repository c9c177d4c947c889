#include "app/shared/signals.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>

namespace hearth {
namespace {

constexpr std::array end_signals = {SIGINT, SIGTERM, SIGHUP};

// What a signal handler may touch: a number and a pipe.
std::atomic<int> last_signal{0};
std::array<int, 2> wake_up = {-1, -1};

void take_signal(int number) {
  const int before = errno;
  last_signal = number;
  const char byte = 0;
  [[maybe_unused]] const ssize_t written = ::write(wake_up[1], &byte, 1);
  errno = before;
}

}  // namespace

EndSignals::EndSignals(QObject* parent) : QObject(parent) {
  last_signal = 0;
  if (::pipe2(wake_up.data(), O_CLOEXEC | O_NONBLOCK) != 0) qFatal("no descriptors are left for a pipe");
  notifier_ = std::make_unique<QSocketNotifier>(wake_up[0], QSocketNotifier::Read);
  connect(notifier_.get(), &QSocketNotifier::activated, this, [this] {
    std::array<char, 16> bytes{};
    while (::read(wake_up[0], bytes.data(), bytes.size()) > 0) {
    }
    Q_EMIT asked_to_end(last_signal);
  });
  struct sigaction action = {};
  action.sa_handler = take_signal;
  action.sa_flags = SA_RESTART;
  for (const int number : end_signals) ::sigaction(number, &action, nullptr);
}

EndSignals::~EndSignals() {
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  for (const int number : end_signals) ::sigaction(number, &action, nullptr);
  notifier_.reset();
  for (int& descriptor : wake_up) {
    ::close(descriptor);
    descriptor = -1;
  }
}

int EndSignals::received() noexcept {
  return last_signal;
}
int EndSignals::descriptor() noexcept {
  return wake_up[0];
}

}  // namespace hearth
