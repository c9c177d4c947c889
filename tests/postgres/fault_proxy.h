#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace hearth::test {

/// A bad network between a client and a server, both on loopback: forwards TCP on a thread of its own. May be
/// told from any thread; what was told holds when the call returns.
class FaultProxy {
 public:
  /// Listens at a port of its own, and connects to this one for every client.
  explicit FaultProxy(int server_port);
  FaultProxy(const FaultProxy&) = delete;
  FaultProxy& operator=(const FaultProxy&) = delete;
  ~FaultProxy();

  [[nodiscard]] int port() const noexcept { return port_; }

  /// What the server sends from now on arrives this much later.
  void delay(std::chrono::milliseconds time);
  /// A black hole: connections stay open, and nothing comes through any more, in neither direction; new ones
  /// are established by the system and never served.
  void drop();
  /// Ends `delay` and `drop`. Connections of which something was dropped stay dead; those that were opened
  /// meanwhile are served now.
  void pass();
  /// Resets every connection; new ones are served.
  void cut();
  /// The same, once so many more bytes have come from the server.
  void cut_after(std::uint64_t bytes);

  /// From the server to clients; what was dropped does not count.
  [[nodiscard]] std::uint64_t bytes_from_server() const noexcept { return bytes_; }
  [[nodiscard]] std::uint64_t bytes_to_server() const noexcept { return bytes_up_; }
  /// How many connections were ever served, and how many are open.
  [[nodiscard]] int accepted() const noexcept { return accepted_; }
  [[nodiscard]] int open() const noexcept { return open_; }

 private:
  struct Descriptor {
    Descriptor() = default;
    explicit Descriptor(int number) : fd(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor();
    int fd = -1;
  };
  using Clock = std::chrono::steady_clock;
  struct Chunk {
    std::string bytes;
    Clock::time_point due;
  };
  /// One direction of a connection.
  struct Flow {
    std::deque<Chunk> waiting;
    std::size_t size = 0;  // bytes in it
    bool stuck = false;    // the receiver takes no more at the moment
    bool ended = false;    // the sender has no more
    bool told = false;     // and the receiver knows
  };
  struct Link {
    Link(int client_fd, int server_fd) : client(client_fd), server(server_fd) {}
    Descriptor client, server;
    Flow up, down;
    bool dead = false;    // something was dropped
    bool broken = false;  // to be reset
  };

  void tell(std::function<void()> what);
  void run();
  void do_what_was_told();
  void accept_client();
  void serve(Link& link, short client_events, short server_events);
  bool receive(const Link& link, int from, Flow& flow, bool from_server);
  [[nodiscard]] int time_to_next() const;
  void sweep();

  const int server_port_;
  int port_ = 0;
  Descriptor listener_, wake_;

  // Of the thread alone.
  std::list<Link> links_;
  std::chrono::milliseconds delay_{0};
  bool dropping_ = false;
  bool ending_ = false;
  std::optional<std::uint64_t> cut_at_;  // bytes_ at which everything is cut

  std::mutex mutex_;
  std::deque<std::function<void()>> told_;
  std::atomic<std::uint64_t> bytes_{0}, bytes_up_{0};
  std::atomic<int> accepted_{0}, open_{0};
  std::thread thread_;
};

}  // namespace hearth::test
