#include "core/source/replica/dial.h"

#include "core/source/replica/server_error.h"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netdb.h>
#include <poll.h>
#include <sys/eventfd.h>
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
  explicit StopEvent(const std::stop_token& stop)
      : fd_(::eventfd(0, EFD_CLOEXEC)), callback_(stop, Raise{fd_}) {}
  ~StopEvent() { ::close(fd_); }
  StopEvent(const StopEvent&) = delete;
  StopEvent& operator=(const StopEvent&) = delete;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  struct Raise {
    int fd;
    void operator()() const { (void)::eventfd_write(fd, 1); }
  };
  int fd_;
  std::stop_callback<Raise> callback_;
};

/// When something is given up.
struct Deadline {
  const Clock& clock;
  std::chrono::nanoseconds at;
};

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

/// The addresses of a name. Asking for them cannot be interrupted, so it happens on a thread that is left to
/// itself where nobody waits any more. Nothing where the name has none; cancelled where stopped.
Expected<std::vector<std::string>> addresses_of(const std::string& host, const std::stop_token& stop) {
  struct Answer {
    std::mutex mutex;
    std::condition_variable_any ready;
    std::optional<std::vector<std::string>> addresses;
  };
  auto answer = std::make_shared<Answer>();
  std::thread([answer, host] {
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
  }).detach();
  std::unique_lock lock(answer->mutex);
  if (!answer->ready.wait(lock, stop, [&] { return answer->addresses.has_value(); })) return stopped();
  return std::move(*answer->addresses);
}

bool proves_itself(const HostPlan& host) {
  return std::ranges::any_of(host.parameters, [](const auto& p) {
    return p.first == "sslmode" && (p.second == "verify-full" || p.second == "verify-ca");
  });
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
    // Messages then carry an SQLSTATE, whatever language they are in.
    if (connection_) PQsetErrorVerbosity(connection_.get(), PQERRORS_VERBOSE);
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
          return failed();
        case Waited::stopped:
          return Failure{stage_, stopped().error()};
      }
      note_stage();
    }
    stage_ = Stage::connected;
    return std::nullopt;
  }

  /// Whether this server replays another one; nothing where it does not say.
  std::optional<bool> is_standby() {
    PGconn* c = connection_.get();
    // PostgreSQL 14 and newer say so by themselves, poolers do not pass it on.
    if (const char* said = PQparameterStatus(c, "in_hot_standby"); said != nullptr)
      return std::string_view(said) == "on";
    if (PQsendQuery(c, "SELECT pg_catalog.pg_is_in_recovery()") == 0) return std::nullopt;
    std::optional<bool> standby;
    for (;;) {
      while (PQisBusy(c) != 0)
        if (wait_for(c, POLLIN, deadline_, stop_) != Waited::ready || PQconsumeInput(c) == 0)
          return std::nullopt;
      PGresult* result = PQgetResult(c);
      if (result == nullptr) return standby;
      if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1)
        standby = std::string_view(PQgetvalue(result, 0, 0)) == "t";
      PQclear(result);
    }
  }

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

  [[nodiscard]] Failure failed() const {
    PGconn* c = connection_.get();
    const std::string state = sqlstate_in(c == nullptr ? "" : PQerrorMessage(c));
    // Where no certificate is asked for, it was not the certificate.
    const Stage stage = stage_ == Stage::encrypting && !proves_itself(host_) ? Stage::connecting : stage_;
    Failure failure{stage, error_of(stage, state, host_.host)};
    if (c != nullptr && state.empty() && stage_ == Stage::authenticating) {
      // A server that was reached and says no more is silent, not strict.
      if (PQconnectionNeedsPassword(c) != 0)
        failure.error = {
            ErrorKind::sign_in,
            host_.host + " asks for a password, and there is none.",
            "Set it with \"hearthctl replica password\", in ~/.pgpass, or in [replica] password_file.",
            {}};
      else
        failure.error = error_of(Stage::connecting, {}, host_.host);
    }
    return failure;
  }

  const HostPlan& host_;
  Deadline deadline_;
  const StopEvent& stop_;
  OpenConnection connection_;
  Stage stage_ = Stage::connecting;
};

bool suits(Target target, std::optional<bool> standby, bool second_round) {
  switch (target) {
    case Target::any:
      return true;
    case Target::prefer_standby:
      return second_round || standby.value_or(true);
    case Target::standby:
    case Target::read_only:
      return standby.value_or(false);
    case Target::primary:
    case Target::read_write:
      return !standby.value_or(true);
  }
  return true;
}

bool has(const HostPlan& host, std::string_view keyword) {
  return std::ranges::any_of(host.parameters, [&](const auto& p) { return p.first == keyword; });
}

}  // namespace

void CloseConnection::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

Expected<OpenConnection> dial(const ConnectionPlan& plan, const Clock& clock, const std::stop_token& stop) {
  const StopEvent stop_event(stop);
  std::optional<Failure> worst;
  OpenConnection spare;  // of the wrong kind, but better than none
  for (const HostPlan& host : plan.hosts) {
    std::vector<std::string> addresses = {std::string()};
    if (!host.host.starts_with('/') && !host.host.starts_with('@') && !has(host, "hostaddr")) {
      auto found = addresses_of(host.host, stop);
      if (!found) return std::unexpected(found.error());
      addresses = std::move(*found);
      if (addresses.empty() && !worst) worst = {Stage::address, error_of(Stage::address, {}, host.host)};
    }
    for (const std::string& address : addresses) {
      const Deadline deadline{clock, clock.monotonic() + std::chrono::seconds(plan.connect_timeout_s)};
      Attempt attempt(host, address, deadline, stop_event);
      if (auto failure = attempt.connect()) {
        if (failure->error.kind == ErrorKind::cancelled) return std::unexpected(failure->error);
        if (!worst || failure->stage > worst->stage) worst = std::move(failure);
        continue;
      }
      if (plan.target == Target::any || suits(plan.target, attempt.is_standby(), false))
        return attempt.take();
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
