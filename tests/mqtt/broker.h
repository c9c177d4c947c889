#pragma once

#include "tests/postgres/process.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>

struct mosquitto;

namespace hearth::test {

/// A real Mosquitto on a free loopback port, in a folder of its own. Throws FixtureFailure.
class Broker {
 public:
  struct Options {
    bool tls = false;  ///< as `localhost`, with what `make_certificates` makes
    bool client_certificates = false;
    std::map<std::string, std::string> accounts = {};  ///< passwords by user; with any, nobody else gets in
    std::string acl = {};                              ///< lines of its acl_file; empty: all may do all
    std::string more = {};                             ///< lines of its configuration
    int port = 0;                                      ///< 0: a free one
  };
  explicit Broker(Options options);
  Broker() : Broker(Options()) {}

  [[nodiscard]] int port() const noexcept { return port_; }
  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_.path(); }
  void stop();
  void start();
  /// Held up, as a machine that sleeps is.
  void pause() const;
  void go_on() const;
  /// Everything it has logged.
  [[nodiscard]] std::string log() const;

 private:
  TempFolder folder_;
  int port_;
  std::unique_ptr<Process> process_;
};

/// Publishes at a broker, and returns when that has taken all of it. As `user` with the password "secret"
/// where one is named.
void publish(const Broker& broker, const std::string& topic, const std::string& payload, bool retain = false,
             int times = 1, const std::string& user = {});

}  // namespace hearth::test
