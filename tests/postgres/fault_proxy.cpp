#include "tests/postgres/fault_proxy.h"

#include "tests/postgres/process.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <future>
#include <utility>
#include <vector>

namespace hearth::test {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int listening_socket(int& port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_in address = loopback(0);
  socklen_t length = sizeof address;
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), length) != 0 || listen(fd, 64) != 0 ||
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0)
    throw FixtureFailure("The proxy cannot listen.");
  port = ntohs(address.sin_port);
  return fd;
}

/// A loopback server that listens accepts at once, so this does not block; -1 where none does.
int connected_socket(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close(fd);
    return -1;
  }
  return fd;
}

void send_at_once(int fd) {
  const int yes = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

/// Its closing is then a reset.
void reset_at_close(int fd) {
  const linger none{.l_onoff = 1, .l_linger = 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

}  // namespace

FaultProxy::Descriptor::~Descriptor() {
  if (fd >= 0) close(fd);
}

FaultProxy::FaultProxy(int server_port)
    : server_port_(server_port),
      listener_(listening_socket(port_)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  thread_ = std::thread([this] { run(); });
}

FaultProxy::~FaultProxy() {
  tell([this] { ending_ = true; });
  thread_.join();
}

void FaultProxy::delay(std::chrono::milliseconds time) {
  tell([this, time] { delay_ = time; });
}

void FaultProxy::drop() {
  tell([this] {
    dropping_ = true;
    for (Link& link : links_) link.dead = true;
  });
}

void FaultProxy::pass() {
  tell([this] {
    delay_ = {};
    dropping_ = false;
  });
}

void FaultProxy::cut() {
  tell([this] {
    for (Link& link : links_) link.broken = true;
    sweep();
  });
}

void FaultProxy::cut_after(std::uint64_t bytes) {
  tell([this, bytes] { cut_at_ = bytes_ + bytes; });
}

/// Has the thread do it, and waits until it has.
void FaultProxy::tell(std::function<void()> what) {
  std::promise<void> done;
  {
    const std::lock_guard lock(mutex_);
    told_.emplace_back([&] {
      what();
      done.set_value();
    });
  }
  eventfd_write(wake_.fd, 1);
  done.get_future().wait();
}

void FaultProxy::do_what_was_told() {
  eventfd_t count = 0;
  eventfd_read(wake_.fd, &count);
  std::deque<std::function<void()>> told;
  {
    const std::lock_guard lock(mutex_);
    told.swap(told_);
  }
  for (const auto& what : told) what();
}

void FaultProxy::run() {
  const auto watch = [](int fd, const Flow& from, const Flow& to) -> pollfd {
    constexpr std::size_t most_waiting = 16U << 20U;
    const bool reads = !from.ended && from.size < most_waiting;
    const int events = (reads ? POLLIN : 0) | (to.stuck ? POLLOUT : 0);
    return {events != 0 ? fd : -1, static_cast<short>(events), 0};
  };
  std::vector<pollfd> polled;
  while (!ending_) {
    // While nothing comes through nothing is accepted either: the system does so on its own.
    polled.assign({{wake_.fd, POLLIN, 0}, {dropping_ ? -1 : listener_.fd, POLLIN, 0}});
    for (const Link& link : links_) {
      polled.push_back(watch(link.client.fd, link.up, link.down));
      polled.push_back(watch(link.server.fd, link.down, link.up));
    }
    poll(polled.data(), polled.size(), time_to_next());
    std::size_t at = 2;
    for (Link& link : links_) {
      serve(link, polled[at].revents, polled[at + 1].revents);
      at += 2;
    }
    sweep();
    if (polled[1].revents != 0) accept_client();
    if (polled[0].revents != 0) do_what_was_told();
  }
  for (Link& link : links_) link.broken = true;
  sweep();
}

void FaultProxy::accept_client() {
  const int client = accept4(listener_.fd, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) return;
  Link& link = links_.emplace_back(client, connected_socket(server_port_));
  send_at_once(link.client.fd);
  send_at_once(link.server.fd);
  link.broken = link.server.fd < 0;
  ++accepted_;
  sweep();
}

void FaultProxy::serve(Link& link, short client_events, short server_events) {
  constexpr int readable = POLLIN | POLLHUP | POLLERR;
  if ((client_events & readable) != 0 && !receive(link, link.client.fd, link.up, false)) link.broken = true;
  if ((server_events & readable) != 0 && !receive(link, link.server.fd, link.down, true)) link.broken = true;
  // The ends of a dead link are not told of each other's end either.
  if (link.dead || link.broken) return;
  const auto send_due = [](int to, Flow& flow) {
    flow.stuck = false;
    while (!flow.waiting.empty() && flow.waiting.front().due <= Clock::now()) {
      std::string& bytes = flow.waiting.front().bytes;
      const ssize_t sent = send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      flow.stuck = sent < 0 && errno == EAGAIN;
      if (sent < 0) return flow.stuck;
      flow.size -= static_cast<std::size_t>(sent);
      bytes.erase(0, static_cast<std::size_t>(sent));
      if (bytes.empty()) flow.waiting.pop_front();
    }
    if (flow.ended && !flow.told && flow.waiting.empty()) {
      flow.told = true;
      shutdown(to, SHUT_WR);
    }
    return true;
  };
  link.broken = !send_due(link.server.fd, link.up) || !send_due(link.client.fd, link.down);
}

/// False where the sender is gone.
bool FaultProxy::receive(const Link& link, int from, Flow& flow, bool from_server) {
  constexpr std::size_t piece = 65'536;
  std::string bytes(piece, '\0');
  const ssize_t got = recv(from, bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (got < 0 && errno == EAGAIN) return true;
  if (got <= 0 && (got == 0 || link.dead)) {
    flow.ended = true;
    return true;
  }
  if (got < 0) return false;
  if (link.dead) return true;
  bytes.resize(static_cast<std::size_t>(got));
  if (from_server && cut_at_ && bytes_ + bytes.size() >= *cut_at_) {
    cut_at_.reset();
    for (Link& each : links_) each.broken = true;
    return true;
  }
  (from_server ? bytes_ : bytes_up_) += bytes.size();
  flow.size += bytes.size();
  const auto later = from_server ? delay_ : std::chrono::milliseconds(0);
  flow.waiting.push_back({std::move(bytes), Clock::now() + later});
  return true;
}

/// Milliseconds until something that waits is due, for poll(); -1 where nothing waits.
int FaultProxy::time_to_next() const {
  std::optional<Clock::time_point> next;
  for (const Link& link : links_) {
    const auto& waiting = link.down.waiting;
    if (!link.dead && !link.down.stuck && !waiting.empty())
      next = std::min(next.value_or(waiting.front().due), waiting.front().due);
  }
  if (!next) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - Clock::now()).count();
  return static_cast<int>(std::max<std::int64_t>(0, left));
}

void FaultProxy::sweep() {
  links_.remove_if([](const Link& link) {
    if (!link.broken)
      return (link.up.told && link.down.told) || (link.dead && link.up.ended && link.down.ended);
    reset_at_close(link.client.fd);
    reset_at_close(link.server.fd);
    return true;
  });
  open_ = static_cast<int>(links_.size());
}

}  // namespace hearth::test
