#include "tests/mqtt/broker.h"

#include "tests/postgres/tls.h"

#include <fmt/format.h>
#include <mosquitto.h>

#include <csignal>

namespace hearth::test {

Broker::Broker(Options options) : port_(options.port != 0 ? options.port : free_port()) {
  const auto in = [&](const char* name) { return (folder() / name).string(); };
  std::string text =
      fmt::format("listener {} 127.0.0.1\nlog_type all\nlog_timestamp false\nmax_queued_messages 0\n", port_);
  if (options.tls) {
    make_certificates(folder(), "localhost", "hearthboard");
    const auto files = certificates_in(folder());
    text += fmt::format("cafile {}\ncertfile {}\nkeyfile {}\n", files.authority.string(), in("server.crt"),
                        in("server.key"));
  }
  if (options.client_certificates) text += "require_certificate true\nuse_identity_as_username true\n";
  if (!options.accounts.empty()) {
    write_text(folder() / "accounts", "");
    for (const auto& [user, password] : options.accounts)
      run({"/usr/bin/mosquitto_passwd", "-b", in("accounts"), user, password});
    options.more += fmt::format("allow_anonymous false\npassword_file {}\n", in("accounts"));
  }
  if (!options.acl.empty()) {
    write_text(folder() / "acl", options.acl);
    text += fmt::format("acl_file {}\n", in("acl"));
  }
  if (options.more.find("allow_anonymous") == std::string::npos) text += "allow_anonymous true\n";
  write_text(folder() / "mosquitto.conf", text + options.more);
  give_to_servers(folder());
  start();
}

void Broker::start() {
  process_ = std::make_unique<Process>(
      std::vector<std::string>{"/usr/sbin/mosquitto", "-c", (folder() / "mosquitto.conf").string()},
      folder() / "log");
  const std::string ready = fmt::format("mosquitto version");
  if (!wait_for([&] { return !process_->running() || log().find("running") != std::string::npos; }) ||
      !process_->running())
    throw FixtureFailure("Mosquitto does not start: " + log());
}

void Broker::stop() {
  process_->signal(SIGTERM);
  process_->wait();
  process_.reset();
  std::filesystem::rename(folder() / "log", folder() / "log.before");
}

void Broker::pause() const {
  process_->signal(SIGSTOP);
}
void Broker::go_on() const {
  process_->signal(SIGCONT);
}

std::string Broker::log() const {
  return read_text(folder() / "log");
}

void publish(const Broker& broker, const std::string& topic, const std::string& payload, bool retain,
             int times, const std::string& user) {
  mosquitto_lib_init();
  struct Told {
    bool lets_in = false;
    bool has_last = false;
  } told;
  const std::unique_ptr<mosquitto, decltype(&mosquitto_destroy)> client(mosquitto_new(nullptr, true, &told),
                                                                        mosquitto_destroy);
  mosquitto_connect_callback_set(
      client.get(), [](mosquitto*, void* us, int code) { static_cast<Told*>(us)->lets_in = code == 0; });
  const auto publish_one = [&](int quality) {
    mosquitto_publish(client.get(), nullptr, topic.c_str(), static_cast<int>(payload.size()), payload.data(),
                      quality, retain);
  };
  const auto go_on_until = [&](const bool& done) {
    if (!wait_for([&] { return mosquitto_loop(client.get(), 10, 1) != MOSQ_ERR_SUCCESS || done; }) || !done)
      throw FixtureFailure("Not all was published.");
  };
  if (!user.empty()) mosquitto_username_pw_set(client.get(), user.c_str(), "secret");
  if (mosquitto_connect(client.get(), "127.0.0.1", broker.port(), 60) != MOSQ_ERR_SUCCESS)
    throw FixtureFailure("Nothing can be published.");
  go_on_until(told.lets_in);
  for (int i = 1; i < times; ++i) {
    publish_one(0);
    mosquitto_loop(client.get(), 0, 1);
  }
  // The broker takes them in their order: when it has confirmed the last one, it has them all.
  mosquitto_publish_callback_set(client.get(),
                                 [](mosquitto*, void* us, int) { static_cast<Told*>(us)->has_last = true; });
  publish_one(1);
  go_on_until(told.has_last);
  mosquitto_disconnect(client.get());
  mosquitto_loop(client.get(), 10, 1);
}

}  // namespace hearth::test
