#include "core/source/mqtt/session.h"

#include "core/source/mqtt/tls_files.h"
#include "core/source/mqtt/words.h"
#include "core/telemetry/clock.h"

#include <fmt/format.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <random>
#include <thread>
#include <utility>

namespace hearth::mqtt {
namespace {

using std::chrono::milliseconds;

/// A ping after so much silence, and so long for its answer.
constexpr int keepalive_s = 10;
/// No reading is larger; what is, is left alone.
constexpr int largest_payload = 64 * 1024;
/// A connection that lasted so long was a good one: the next failure is the first again.
constexpr auto good_connection = std::chrono::minutes(1);
constexpr milliseconds stop_patience(1000);

struct FreeClient {
  void operator()(mosquitto* client) const noexcept { mosquitto_destroy(client); }
};
using Client = std::unique_ptr<mosquitto, FreeClient>;

/// Clients that share an id push each other out.
std::string new_client_id() {
  std::random_device random;
  return fmt::format("hearthboard-{:08x}{:08x}", random(), random());
}

/// libmosquitto turns to the first address of a name alone. Bound to this, a socket reaches those of the
/// other family only; null where there are none.
const char* other_family(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (getaddrinfo(host.c_str(), nullptr, &hints, &list) != 0) return nullptr;
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> all(list, freeaddrinfo);
  for (const addrinfo* next = list; next != nullptr; next = next->ai_next)
    if (next->ai_family != list->ai_family) return next->ai_family == AF_INET ? "0.0.0.0" : "::";
  return nullptr;
}

/// Whether the other side has ever taken the connection. What it refused is closed, and nothing was agreed
/// on.
bool was_taken(int socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return false;
  return (info.tcpi_state != TCP_CLOSE && info.tcpi_state != TCP_SYN_SENT) || info.tcpi_options != 0;
}

}  // namespace

std::chrono::nanoseconds real_time() {
  static const Clock& clock = *make_system_clock().release();
  return clock.monotonic();
}

struct Session::Shared {
  Shared(Settings its_settings, Listener its_listener)
      : settings(std::move(its_settings)),
        listener(std::move(its_listener)),
        files(settings.ca_file, settings.certificate_file, settings.key_file),
        wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  ~Shared() {
    if (wake >= 0) close(wake);
  }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;

  /// One connection, from its first step to its end.
  struct Attempt {
    std::optional<int> answer;  ///< the broker's, to our wish to come in
    std::optional<Error> end;
    bool up = false;          ///< TCP is
    bool has_address = true;  ///< the host's name
    bool tell_again = false;
  };

  void run();
  Error connect();
  Error connect_to(const char* bound);
  Expected<Client> client();
  Error follow(mosquitto& client);
  std::optional<Error> step(mosquitto& client, bool readable, bool writable);
  std::optional<Error> look_at_files();
  Error words(int code);
  void pause(DurationMs wait);

  void tell(const auto& call) {
    const std::scoped_lock lock(telling);
    if (!stopping) call();
  }
  void tell_stage(Stage stage, const Error& why) {
    tell([&] { listener.stage(stage, why); });
  }
  [[nodiscard]] bool is_stopping() {
    const std::scoped_lock lock(telling);
    return stopping;
  }

  static void on_connect(mosquitto* client, void* self, int code, int flags, const mosquitto_property* rest);
  static void on_message(mosquitto* client, void* self, const mosquitto_message* message,
                         const mosquitto_property* rest);
  static void on_subscribe(mosquitto* client, void* self, int id, int count, const int* granted,
                           const mosquitto_property* rest);

  const Settings settings;
  const Listener listener;
  TlsFiles files;
  Context context;
  Handshake handshake;
  const int wake;
  const std::string id = new_client_id();
  const char* bound = nullptr;  ///< what the last connection's socket was bound to; null: nothing
  int version = MQTT_PROTOCOL_V5;
  int attempts = 0;
  Attempt attempt;
  std::chrono::nanoseconds files_due{};

  std::mutex telling;  ///< also over the three below
  std::condition_variable changed;
  bool stopping = false;
  bool hurried = false;
  bool ended = false;
};

void Session::Shared::on_connect(mosquitto* client, void* self, int code, int /*flags*/,
                                 const mosquitto_property* /*rest*/) {
  auto& shared = *static_cast<Shared*>(self);
  shared.attempt.answer = code;
  if (code != 0) return;
  std::vector<char*> topics;
  topics.reserve(shared.settings.topics.size());
  for (const std::string& topic : shared.settings.topics)
    topics.push_back(const_cast<char*>(topic.c_str()));  // which the library does not change
  if (const int done = mosquitto_subscribe_multiple(client, nullptr, static_cast<int>(topics.size()),
                                                    topics.data(), 0, 0, nullptr);
      done != MOSQ_ERR_SUCCESS)
    shared.attempt.end = shared.words(done);
}

void Session::Shared::on_message(mosquitto* /*client*/, void* self, const mosquitto_message* message,
                                 const mosquitto_property* /*rest*/) {
  auto& shared = *static_cast<Shared*>(self);
  if (message->payloadlen <= 0 || message->payloadlen > largest_payload) return;
  shared.tell([&] {
    shared.listener.message(message->topic,
                            std::string(static_cast<const char*>(message->payload),
                                        static_cast<std::size_t>(message->payloadlen)),
                            message->retain);
  });
}

void Session::Shared::on_subscribe(mosquitto* /*client*/, void* self, int /*id*/, int count,
                                   const int* granted, const mosquitto_property* /*rest*/) {
  auto& shared = *static_cast<Shared*>(self);
  constexpr int refused = 0x80;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count) && i < shared.settings.topics.size(); ++i)
    if (granted[i] >= refused)
      shared.tell([&] {
        shared.listener.problem(
            {ErrorKind::not_permitted,
             said("{} does not let us read \"{}\".", where(shared.settings), shared.settings.topics[i]),
             "Allow it at the broker, or leave it out of [mqtt] topics.",
             {}});
      });
  // What is published from now on is heard.
  shared.tell_stage(Stage::connected, {});
}

/// What the library's answer means.
Error Session::Shared::words(int code) {
  const std::string place = where(settings);
  // Somebody is there who says so.
  attempt.up = attempt.up || code == MOSQ_ERR_TLS || code == MOSQ_ERR_CONN_LOST ||
               code == MOSQ_ERR_PROTOCOL || code == MOSQ_ERR_MALFORMED_PACKET;
  switch (code) {
    case MOSQ_ERR_ERRNO:
      // So the library tells what OpenSSL did not like.
      if (errno == EPROTO) return words(MOSQ_ERR_TLS);
      if (errno == ECONNRESET || errno == EPIPE) return words(MOSQ_ERR_CONN_LOST);
      return unreachable(settings, errno);
    case MOSQ_ERR_EAI:
    case MOSQ_ERR_LOOKUP:
      return {ErrorKind::offline,
              said("No host is called {}.", settings.host),
              "Look at how it is written, and at the network.",
              {}};
    case MOSQ_ERR_TLS:
      if (handshake.verdict != 0) return certificate_words(handshake.verdict, settings.host);
      // TLS 1.3 tells only afterwards that a certificate of ours is wanted.
      if (handshake.done) return words(MOSQ_ERR_CONN_LOST);
      return {ErrorKind::offline,
              said("{} does not speak TLS with us.", place),
              "Look at the port: mqtts is on 8883 where nothing else was chosen.",
              {}};
    case MOSQ_ERR_CONN_LOST:
      // It may hang up before it has said that it understands nothing.
      if (settings.tls && !handshake.done) return words(MOSQ_ERR_TLS);
      if (!attempt.answer)
        return {ErrorKind::offline,
                said("{} closes the connection before it lets us in.", place),
                settings.tls ? "Look whether the broker asks for a certificate of ours."
                             : "Look whether it is an MQTT broker, and whether it wants mqtts.",
                {}};
      return {ErrorKind::offline, said("{} closed the connection.", place), {}, {}};
    case MOSQ_ERR_KEEPALIVE:
      return {ErrorKind::offline, said("{} has gone silent.", place), {}, {}};
    case MOSQ_ERR_PROTOCOL:
    case MOSQ_ERR_MALFORMED_PACKET:
      return {ErrorKind::offline, said("{} does not speak MQTT.", place), "Look at the port.", {}};
    default:
      return {ErrorKind::offline, said("{}: {}", place, mosquitto_strerror(code)), {}, {}};
  }
}

Expected<Client> Session::Shared::client() {
  Client made(mosquitto_new(id.c_str(), true, this));
  if (!made) return fail(ErrorKind::internal, "libmosquitto makes no client.");
  mosquitto_int_option(made.get(), MOSQ_OPT_PROTOCOL_VERSION, version);
  if (!settings.user.empty())
    mosquitto_username_pw_set(made.get(), settings.user.c_str(), settings.password.c_str());
  if (settings.tls) {
    if (auto looked = files.look(); !looked) {
      auto usable = files.context(settings.host, handshake);
      if (!usable) return std::unexpected(looked.error());
      tell([&] { listener.problem(looked.error()); });
    }
    auto opened = files.context(settings.host, handshake);
    if (!opened) return std::unexpected(opened.error());
    context = std::move(*opened);
    mosquitto_int_option(made.get(), MOSQ_OPT_SSL_CTX_WITH_DEFAULTS, 0);
    mosquitto_void_option(made.get(), MOSQ_OPT_SSL_CTX, context.get());
  }
  mosquitto_connect_v5_callback_set(made.get(), on_connect);
  mosquitto_message_v5_callback_set(made.get(), on_message);
  mosquitto_subscribe_v5_callback_set(made.get(), on_subscribe);
  return made;
}

std::optional<Error> Session::Shared::step(mosquitto& client, bool readable, bool writable) {
  int code = MOSQ_ERR_SUCCESS;
  if (writable && !attempt.up) {
    int trouble = 0;
    socklen_t size = sizeof trouble;
    getsockopt(mosquitto_socket(&client), SOL_SOCKET, SO_ERROR, &trouble, &size);
    attempt.up = was_taken(mosquitto_socket(&client));
    // The library may have begun with TLS at once, and so taken the refusal off the socket.
    errno = trouble != 0 || attempt.up ? trouble : ECONNREFUSED;
    if (errno != 0) return words(MOSQ_ERR_ERRNO);
  }
  if (writable) code = mosquitto_loop_write(&client, 1);
  bool more = readable;
  while (code == MOSQ_ERR_SUCCESS && more) {
    code = mosquitto_loop_read(&client, 1);
    const auto* ssl = static_cast<const SSL*>(mosquitto_ssl_get(&client));
    more = ssl != nullptr && SSL_pending(ssl) > 0;
  }
  if (code == MOSQ_ERR_SUCCESS) code = mosquitto_loop_misc(&client);
  if (attempt.answer.value_or(0) != 0) return refusal(settings, *attempt.answer);
  if (code != MOSQ_ERR_SUCCESS) return words(code);
  return attempt.end;
}

/// A certificate that was renewed is taken at once: the old one may be about to end.
std::optional<Error> Session::Shared::look_at_files() {
  if (!settings.tls || settings.now() < files_due) return std::nullopt;
  files_due = settings.now() + milliseconds(settings.look_at_files);
  const auto looked = files.look();
  if (!looked) {
    tell([&] { listener.problem(looked.error()); });
    return std::nullopt;
  }
  if (!*looked) return std::nullopt;
  attempt.tell_again = true;
  return Error{ErrorKind::retry, "The certificates were renewed.", {}, {}};
}

Error Session::Shared::follow(mosquitto& client) {
  const auto given_up = settings.now() + milliseconds(settings.patience);
  files_due = settings.now() + milliseconds(settings.look_at_files);
  for (;;) {
    if (is_stopping()) return {ErrorKind::cancelled, "Asked to stop.", {}, {}};
    const int socket = mosquitto_socket(&client);
    if (socket < 0) return words(MOSQ_ERR_CONN_LOST);
    const bool writes = !attempt.up || mosquitto_want_write(&client);
    std::array<pollfd, 2> both = {pollfd{socket, static_cast<short>(POLLIN | (writes ? POLLOUT : 0)), 0},
                                  pollfd{wake, POLLIN, 0}};
    if (poll(both.data(), both.size(), 1000) < 0 && errno != EINTR) return unreachable(settings, errno);
    if (both[1].revents != 0) {
      eventfd_t ignored = 0;
      eventfd_read(wake, &ignored);
      continue;
    }
    const bool broken = (both[0].revents & (POLLERR | POLLHUP)) != 0;
    if (auto trouble = step(client, (both[0].revents & POLLIN) != 0 || (broken && attempt.up),
                            (both[0].revents & POLLOUT) != 0 || (broken && !attempt.up)))
      return *trouble;
    if (auto renewed = look_at_files()) return *renewed;
    if (!attempt.answer && settings.now() >= given_up)
      return {ErrorKind::offline, said("{} does not answer.", where(settings)), {}, {}};
  }
}

/// Returns why it ended.
Error Session::Shared::connect_to(const char* address) {
  attempt = {};
  handshake = {};
  auto made = client();
  if (!made) return made.error();
  const int begun =
      mosquitto_connect_bind_async(made->get(), settings.host.c_str(), settings.port, keepalive_s, address);
  attempt.has_address = begun != MOSQ_ERR_EAI && begun != MOSQ_ERR_LOOKUP;
  if (begun != MOSQ_ERR_SUCCESS && begun != MOSQ_ERR_CONN_PENDING) return words(begun);
  const auto since = settings.now();
  Error why = follow(**made);
  if (why.kind == ErrorKind::cancelled) mosquitto_disconnect(made->get());
  if (attempt.answer == 0 && settings.now() - since >= good_connection) attempts = 0;
  return why;
}

/// By the family of addresses that was good the last time, else by the other one. Returns why it ended.
Error Session::Shared::connect() {
  Error why = connect_to(bound);
  if (attempt.up || !attempt.has_address || why.kind != ErrorKind::offline || is_stopping()) return why;
  const char* const other = bound == nullptr ? other_family(settings.host) : nullptr;
  if (bound == nullptr && other == nullptr) return why;
  const Attempt first = attempt;
  Error again = connect_to(other);
  if (attempt.up || bound != nullptr) {
    bound = attempt.up ? other : nullptr;
    return again;
  }
  attempt = first;
  return why;
}

void Session::Shared::pause(DurationMs wait) {
  std::unique_lock lock(telling);
  changed.wait_for(lock, milliseconds(wait), [&] { return stopping || hurried; });
  hurried = false;
}

void Session::Shared::run() {
  tell_stage(Stage::connecting, {});
  while (!is_stopping()) {
    const Error why = connect();
    if (is_stopping()) break;
    // A broker that knows no MQTT 5 says so, or hangs up.
    const bool may_be_older = attempt.up && attempt.answer.value_or(1) != 0 && handshake.verdict == 0 &&
                              (!attempt.answer || speaks_another_version(*attempt.answer));
    if (may_be_older && version == MQTT_PROTOCOL_V5) {
      version = MQTT_PROTOCOL_V311;
      continue;
    }
    if (attempt.answer != 0) version = MQTT_PROTOCOL_V5;
    if (attempt.tell_again) continue;
    const bool refused = why.kind == ErrorKind::not_permitted || why.kind == ErrorKind::config;
    tell_stage(refused ? Stage::refused : Stage::lost, why);
    pause(settings.delay(attempts++));
  }
  const std::scoped_lock lock(telling);
  ended = true;
  changed.notify_all();
}

Session::Session(Settings settings, Listener listener)
    : shared_(std::make_shared<Shared>(std::move(settings), std::move(listener))) {
  static const int ready = mosquitto_lib_init();
  (void)ready;
  thread_ = std::thread([shared = shared_] { shared->run(); });
}

Session::~Session() {
  std::unique_lock lock(shared_->telling);
  shared_->stopping = true;
  shared_->changed.notify_all();
  eventfd_write(shared_->wake, 1);
  const bool ended = shared_->changed.wait_for(lock, stop_patience, [&] { return shared_->ended; });
  lock.unlock();
  // What it still has of OpenSSL must have gone before the program's end takes OpenSSL down.
  if (ended)
    thread_.join();
  else
    thread_.detach();
}

void Session::hurry() {
  const std::scoped_lock lock(shared_->telling);
  shared_->hurried = true;
  shared_->changed.notify_all();
}

}  // namespace hearth::mqtt
