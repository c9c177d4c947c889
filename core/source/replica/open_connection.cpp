#include "core/source/replica/open_connection.h"

#include "core/source/replica/server_error.h"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netdb.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

namespace hearth::replica {
namespace {

std::unexpected<Error> stopped() {
  return fail(ErrorKind::cancelled, "Stopped.");
}

/// Becomes readable when a stop is requested.
class StopEvent {
 public:
  explicit StopEvent(const std::stop_token& stop) : callback_(stop, Raise{descriptor_.fd}) {}
  [[nodiscard]] int fd() const { return descriptor_.fd; }

 private:
  struct Descriptor {
    Descriptor() : fd(::eventfd(0, EFD_CLOEXEC)) {}
    ~Descriptor() { ::close(fd); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int fd;
  };
  struct Raise {
    int fd;
    void operator()() const { (void)::eventfd_write(fd, 1); }
  };
  Descriptor descriptor_;  ///< before the callback, which may be writing to it until it is gone
  std::stop_callback<Raise> callback_;
};

/// When something is given up.
struct Deadline {
  const Clock& clock;
  std::chrono::nanoseconds at;
};

/// As every read of ours: what it may not do, and for how long it may.
constexpr const char* kind_query =
    "BEGIN READ ONLY; SET LOCAL statement_timeout = 10000; "
    "SET LOCAL idle_in_transaction_session_timeout = 10000; SELECT pg_catalog.pg_is_in_recovery(); COMMIT";

enum class Waited { ready, late, stopped };

Waited wait_for(PGconn* connection, short events, const Deadline& deadline, const StopEvent& stop) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline.at - deadline.clock.monotonic()).count();
    if (left <= 0) return Waited::late;
    std::array<pollfd, 2> watched = {{{stop.fd(), POLLIN, 0}, {PQsocket(connection), events, 0}}};
    const int ready = ::poll(watched.data(), watched.size(), static_cast<int>(left));
    if (ready < 0 && errno != EINTR) return Waited::late;
    if (watched[0].revents != 0) return Waited::stopped;
    if (ready > 0 && watched[1].revents != 0) return Waited::ready;
  }
}

bool has_hung_up(int socket) {
  char next{};
  const ssize_t got = ::recv(socket, &next, 1, MSG_PEEK | MSG_DONTWAIT);
  return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

/// The addresses of a name. Asking for them cannot be interrupted, so it happens on a thread that is left to
/// itself where nobody waits any more. Nothing where the name has none, or is not answered in time; cancelled
/// where stopped.
Expected<std::vector<std::string>> addresses_of(const std::string& host, std::chrono::seconds limit,
                                                const std::stop_token& stop) {
  struct Answer {
    std::mutex mutex;
    std::condition_variable_any ready;
    std::optional<std::vector<std::string>> addresses;
  };
  auto answer = std::make_shared<Answer>();
  std::thread asking([answer, host] {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    std::vector<std::string> found;
    if (::getaddrinfo(host.c_str(), nullptr, &hints, &list) == 0) {
      for (const addrinfo* a = list; a != nullptr; a = a->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        if (::getnameinfo(a->ai_addr, a->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) ==
            0)
          found.emplace_back(text.data());
      }
      ::freeaddrinfo(list);
    }
    const std::lock_guard lock(answer->mutex);
    answer->addresses = std::move(found);
    answer->ready.notify_all();
  });
  std::unique_lock lock(answer->mutex);
  if (answer->ready.wait_for(lock, stop, limit, [&] { return answer->addresses.has_value(); })) {
    lock.unlock();
    asking.join();
    return std::move(*answer->addresses);
  }
  asking.detach();
  if (stop.stop_requested()) return stopped();
  return {};
}

struct Failure {
  Stage stage = Stage::address;
  Error error;
};

/// One attempt at one address.
class Attempt {
 public:
  Attempt(const HostPlan& host, const std::string& address, const Deadline& deadline, const StopEvent& stop)
      : host_(host), deadline_(deadline), stop_(stop) {
    std::vector<const char*> keywords;
    std::vector<const char*> values;
    const auto say = [&](const char* keyword, const std::string& value) {
      keywords.push_back(keyword);
      values.push_back(value.c_str());
    };
    for (const auto& [keyword, value] : host.parameters) say(keyword.c_str(), value);
    say("host", host.host);
    say("port", host.port);
    if (!address.empty()) say("hostaddr", address);
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    connection_.reset(PQconnectStartParams(keywords.data(), values.data(), 0));
    if (!connection_) return;
    // Messages then carry an SQLSTATE, whatever language they are in.
    PQsetErrorVerbosity(connection_.get(), PQERRORS_VERBOSE);
    // What a server has to remark is not for our standard error.
    PQsetNoticeReceiver(connection_.get(), [](void*, const PGresult*) {}, nullptr);
  }

  /// Whether it is open now; else why not.
  std::optional<Failure> connect() {
    PGconn* c = connection_.get();
    if (c == nullptr || PQstatus(c) == CONNECTION_BAD) return failed();
    for (PostgresPollingStatusType next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK;
         next = PQconnectPoll(c)) {
      note_stage();
      if (next == PGRES_POLLING_FAILED) return failed();
      switch (wait_for(c, next == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline_, stop_)) {
        case Waited::ready:
          break;
        case Waited::late:
          return unreachable();
        case Waited::stopped:
          return Failure{stage_, stopped().error()};
      }
      note_stage();
      hung_up_ = next == PGRES_POLLING_READING && has_hung_up(PQsocket(c));
    }
    stage_ = Stage::connected;
    return std::nullopt;
  }

  /// Finds out whether this server replays another one; else why that cannot be known.
  std::optional<Failure> find_kind() {
    PGconn* c = connection_.get();
    // PostgreSQL 14 and newer report in_hot_standby by themselves, but a pooler repeats what it heard long
    // ago.
    if (PQsendQuery(c, kind_query) == 0) return failed();
    std::optional<bool> standby;
    for (;;) {
      while (PQisBusy(c) != 0) {
        const Waited waited = wait_for(c, POLLIN, deadline_, stop_);
        if (waited == Waited::stopped) return Failure{stage_, stopped().error()};
        if (waited == Waited::late) return unreachable();
        if (PQconsumeInput(c) == 0) return failed();
      }
      PGresult* result = PQgetResult(c);
      if (result == nullptr) break;
      if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1)
        standby = std::string_view(PQgetvalue(result, 0, 0)) == "t";
      PQclear(result);
    }
    if (!standby) return failed();
    standby_ = *standby;
    return std::nullopt;
  }
  [[nodiscard]] bool is_standby() const { return standby_; }

  OpenConnection take() { return std::move(connection_); }

 private:
  void note_stage() {
    switch (PQstatus(connection_.get())) {
      case CONNECTION_SSL_STARTUP:
        stage_ = Stage::encrypting;
        break;
      case CONNECTION_AWAITING_RESPONSE:
      case CONNECTION_AUTH_OK:
      case CONNECTION_CHECK_TARGET:
        stage_ = Stage::authenticating;
        break;
      default:
        break;
    }
  }

  [[nodiscard]] Failure unreachable() const { return {stage_, error_of(Stage::connecting, {}, host_.host)}; }

  [[nodiscard]] Failure failed() const {
    PGconn* c = connection_.get();
    const std::string_view told = c == nullptr ? "" : PQerrorMessage(c);
    if (const std::string state = refusal_in(told); !state.empty())
      return {stage_, error_of(stage_, state, host_.host)};
    if (c != nullptr && PQconnectionNeedsPassword(c) != 0)
      return {stage_,
              {ErrorKind::sign_in,
               said("{} asks for a password, and there is none.", host_.host),
               "Set it with \"hearthctl secret set replica\", in ~/.pgpass, or in [replica] password_file.",
               {}}};
    // Who hangs up without a word is not strict, but gone. libpq closes its socket then, but not in the
    // middle of a TLS handshake; for an end that it meets there by itself most languages have this word.
    const bool gone =
        hung_up_ || c == nullptr || PQsocket(c) < 0 || told.find("SYSCALL") != std::string_view::npos;
    return gone ? unreachable() : Failure{stage_, error_of(stage_, {}, host_.host)};
  }

  const HostPlan& host_;
  Deadline deadline_;
  const StopEvent& stop_;
  OpenConnection connection_;
  Stage stage_ = Stage::connecting;
  bool standby_ = false;
  bool hung_up_ = false;  ///< there was nothing to read any more but the end
};

bool suits(Target target, bool standby) {
  switch (target) {
    case Target::any:
      return true;
    case Target::prefer_standby:
    case Target::standby:
    case Target::read_only:
      return standby;
    case Target::primary:
    case Target::read_write:
      return !standby;
  }
  return true;
}

}  // namespace

void CloseConnection::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

Expected<OpenConnection> open_connection(const ConnectionPlan& plan, const Clock& clock,
                                         const std::stop_token& stop) {
  const StopEvent stop_event(stop);
  const std::chrono::seconds limit(plan.connect_timeout_s);
  std::optional<Failure> worst;
  OpenConnection spare;  // of the wrong kind, but better than none
  for (const HostPlan& host : plan.hosts) {
    std::vector<std::string> addresses = {std::string()};
    if (!host.host.starts_with('/') && !host.host.starts_with('@') && !host.has("hostaddr")) {
      auto found = addresses_of(host.host, limit, stop);
      if (!found) return std::unexpected(found.error());
      addresses = std::move(*found);
      if (addresses.empty() && !worst) worst = {Stage::address, error_of(Stage::address, {}, host.host)};
    }
    for (const std::string& address : addresses) {
      Attempt attempt(host, address, {clock, clock.monotonic() + limit}, stop_event);
      auto failure = attempt.connect();
      // Also where any will do: a pooler lets us in though no server is behind it, and then says nothing.
      if (!failure) failure = attempt.find_kind();
      if (failure) {
        if (failure->error.kind == ErrorKind::cancelled) return std::unexpected(failure->error);
        if (!worst || failure->stage > worst->stage) worst = std::move(failure);
        continue;
      }
      if (suits(plan.target, attempt.is_standby())) return attempt.take();
      if (plan.target == Target::prefer_standby && !spare) spare = attempt.take();
      break;
    }
    if (stop.stop_requested()) return stopped();
  }
  if (spare) return spare;
  if (worst) return std::unexpected(worst->error);
  return fail(ErrorKind::offline, "None of the database's hosts is of the kind that is asked for.",
              "Correct target_session_attrs in [replica] dsn: prefer-standby takes any.", "[replica] dsn");
}

}  // namespace hearth::replica
