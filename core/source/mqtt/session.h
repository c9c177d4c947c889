#pragma once

#include "core/telemetry/error.h"
#include "core/telemetry/time.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace hearth::mqtt {

/// Since some moment, by a clock that is there to the end of the program. Any thread.
std::chrono::nanoseconds real_time();

/// Whom to reach, and as whom.
struct Settings {
  std::string host;
  int port = 1883;
  bool tls = false;
  std::string user;                        ///< empty: nobody in particular
  std::string password;                    ///< shown nowhere
  std::filesystem::path ca_file;           ///< PEM; empty: those that this machine trusts
  std::filesystem::path certificate_file;  ///< PEM, our own; empty: none
  std::filesystem::path key_file;          ///< PEM, of our own certificate
  std::vector<std::string> topics;         ///< filters
  /// How long to wait before try number `attempt` (0: the first after a failure), in real milliseconds.
  std::function<DurationMs(int attempt)> delay;
  /// Real time since some moment, for the session's thread, which may outlive most else: not an accelerated
  /// clock's.
  std::function<std::chrono::nanoseconds()> now = real_time;
  DurationMs patience = 15 * second_ms;       ///< of a broker that does not let us in, real
  DurationMs look_at_files = 10 * second_ms;  ///< how often, real
};

enum class Stage { connecting, connected, lost, refused };

/// What the session tells, on its own thread, one call at a time. Nothing comes after the session has gone.
struct Listener {
  std::function<void(std::string topic, std::string payload, bool retained)> message;
  /// Why is empty where all is well: a sentence, and what to do.
  std::function<void(Stage, const Error& why)> stage;
  /// What is wrong and keeps nothing from going on: a topic that may not be read, a certificate that was not
  /// taken.
  std::function<void(const Error&)> problem;
};

/// Stays connected to a broker until it is destroyed, on a thread of its own; QoS 0, clean start, nothing
/// published, no last will. MQTT 5 (OASIS), and 3.1.1 where the broker does not speak it.
///
/// Of a name with IPv6 and IPv4 addresses the family that answers is used. A broker that is silent for 20 s
/// is given up. Certificate files that are rewritten are taken at the next look; a pair that does not match
/// or is half written leaves the one that was read before.
class Session {
 public:
  Session(Settings settings, Listener listener);
  /// Does not wait for a look-up of the host's name, which cannot be ended; its thread ends after it.
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Tries now instead of at the end of the wait. Any thread.
  void hurry();

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
  std::thread thread_;
};

}  // namespace hearth::mqtt
