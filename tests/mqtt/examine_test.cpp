#include "core/source/mqtt/examine.h"

#include "tests/mqtt/broker.h"
#include "tests/postgres/tls.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <thread>

namespace hearth::mqtt {
namespace {

using test::Broker;
using test::publish;
using test::wait_for;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* meter_payload =
    R"({"saveeyeDeviceSerialNumber":"SE-1","activeActualConsumption":{"total":1077}})";
constexpr const char* weather_payload = R"({"temperature_c":-3.4,"humidity_pct":88})";
constexpr const char* sensor_payload =
    R"({"src":"shellyhtg3-84fce63ad204","method":"NotifyFullStatus","params":{"temperature:0":{"tC":21.7}}})";

/// A session may outlive what it was begun for while a host's name is looked up.
const Clock& test_clock() {
  static const ManualClock clock(parse_rfc3339("2026-01-15T12:30:00Z").value());
  return clock;
}

Examination examination_at(int port) {
  Examination wish;
  wish.settings.host = "127.0.0.1";
  wish.settings.port = port;
  wish.settings.topics = {"#"};
  wish.listen = 60 * second_ms;
  wish.settle = 50;
  return wish;
}

/// "warning: what they say | how to mend it", of all of them.
std::vector<std::string> lines_of(const std::vector<Check>& checks) {
  constexpr std::array names = {"good", "note", "warning", "failure"};
  std::vector<std::string> lines;
  for (const Check& check : checks) {
    EXPECT_EQ(check.about, "mqtt");
    lines.push_back(std::string(names.at(static_cast<std::size_t>(check.verdict))) + ": " + check.what +
                    (check.mend.empty() ? "" : " | " + check.mend));
  }
  return lines;
}

/// What is found while `meanwhile` goes on, once the broker has been asked for its topics.
std::vector<std::string> found(const Broker& broker, const Examination& wish,
                               const std::function<void()>& meanwhile) {
  std::vector<std::string> lines;
  std::thread examining([&] { lines = lines_of(examine(wish, test_clock(), {})); });
  EXPECT_TRUE(
      wait_for([&] { return broker.log().find("Sending SUBACK to hearthboard-") != std::string::npos; }));
  meanwhile();
  examining.join();
  return lines;
}

struct Trouble {
  const char* name;
  Broker::Options broker;
  std::function<void(Settings&)> settings;
  ErrorKind kind;
  const char* sentence;
};

void PrintTo(const Trouble& trouble, std::ostream* out) {
  *out << trouble.name;
}

class MqttExamineTrouble : public testing::TestWithParam<Trouble> {};

TEST_P(MqttExamineTrouble, IsOneFailureInWords) {
  const Trouble& trouble = GetParam();
  const Broker broker(trouble.broker);
  Examination wish = examination_at(broker.port());
  wish.settings.user = "me";
  wish.settings.password = "wrong-5e1f";
  trouble.settings(wish.settings);
  const auto checks = examine(wish, test_clock(), {});
  ASSERT_EQ(checks.size(), 1U);
  EXPECT_EQ(checks[0].verdict, Verdict::failure);
  EXPECT_EQ(checks[0].kind, trouble.kind);
  EXPECT_THAT(lines_of(checks)[0], HasSubstr(trouble.sentence));
  EXPECT_THAT(lines_of(checks)[0], testing::Not(HasSubstr("wrong-5e1f")));
}

INSTANTIATE_TEST_SUITE_P(
    All, MqttExamineTrouble,
    testing::Values(
        Trouble{"Nobody",
                {},
                [](Settings& s) { s.port = test::free_port(); },
                ErrorKind::offline,
                "Nothing listens at 127.0.0.1:"},
        Trouble{"WrongPassword",
                {.accounts = {{"me", "right"}}},
                [](Settings&) {},
                ErrorKind::not_permitted,
                "does not let me in. | Set [mqtt] user, and its password with \"hearthctl secret set mqtt\""},
        Trouble{"NoUser",
                {.accounts = {{"me", "right"}}},
                [](Settings& s) { s.user.clear(); },
                ErrorKind::not_permitted,
                "lets nobody in without a user name. | Set [mqtt] user"},
        Trouble{"UnknownAuthority",
                {.tls = true},
                [](Settings& s) {
                  s.tls = true;
                  s.host = "localhost";
                },
                ErrorKind::config,
                "is signed by an authority that nobody here knows."},
        Trouble{"NoTls",
                {},
                [](Settings& s) { s.tls = true; },
                ErrorKind::offline,
                "does not speak TLS with us."}),
    [](const auto& one) { return one.param.name; });

TEST(MqttExamine, TellsWhatComesAndWhatIsLeftOut) {
  const Broker broker;
  publish(broker, "old/energy", meter_payload, true);
  EXPECT_THAT(
      found(broker, examination_at(broker.port()),
            [&] {
              publish(broker, "odd/form", R"({"hello":1})", false, 2);
              publish(broker, "odd/text", "no JSON");
              publish(broker, "odd/shelly", R"({"src":"x","method":"NotifyStatus"})");
              publish(broker, "a/outdoor", R"({"temperature_c":-3.4,"humidity_pct":880})");
            }),
      ElementsAre(
          "good: Connected to mqtt://127.0.0.1:" + std::to_string(broker.port()) + ".",
          "good: 1 reading of climate came, the first on a/outdoor.",
          "note: 1 reading came that the broker had kept, the first on old/energy: of nobody knows when, "
          "and so not stored.",
          "note: 3 messages came of no form that is known, the first on odd/form.",
          HasSubstr("warning: 1 message could not be read, the first on odd/text: "),
          HasSubstr("warning: 1 value had to be left out, the first on a/outdoor: humidity_pct: ")));
}

TEST(MqttExamine, NamesASensorThatHasNoPlace) {
  const Broker broker;
  Examination wish = examination_at(broker.port());
  const std::string mend = "hearthctl config set 'mqtt.places.\"shellyhtg3-84fce63ad204\"' PLACE";
  EXPECT_THAT(found(broker, wish, [&] { publish(broker, "x/events/rpc", sensor_payload); }),
              testing::Contains("note: The sensor shellyhtg3-84fce63ad204 has no place. | " + mend));
  wish.places = {{"shellyhtg3-84fce63ad204", "indoor"}};
  const Broker another;
  wish.settings.port = another.port();
  EXPECT_THAT(found(another, wish, [&] { publish(another, "x/events/rpc", sensor_payload); }),
              ElementsAre(HasSubstr("good: Connected"), HasSubstr("good: 1 reading of climate came")));
}

/// Mosquitto lets everybody subscribe, and keeps back what they may not read.
TEST(MqttExamine, WhatMayNotBeReadDoesNotCome) {
  const Broker broker({.accounts = {{"me", "right"}, {"devices", "secret"}},
                       .acl = "user me\ntopic read open/#\nuser devices\ntopic write #\n"});
  Examination wish = examination_at(broker.port());
  wish.settings.user = "me";
  wish.settings.password = "right";
  EXPECT_THAT(found(broker, wish,
                    [&] {
                      publish(broker, "closed/energy", meter_payload, false, 1, "devices");
                      publish(broker, "open/outdoor", weather_payload, false, 1, "devices");
                    }),
              ElementsAre("good: Connected to mqtt://127.0.0.1:" + std::to_string(broker.port()) + " as me.",
                          "good: 1 reading of climate came, the first on open/outdoor."));
}

TEST(MqttExamine, SaysThatNothingComes) {
  const Broker broker({.tls = true});
  Examination wish = examination_at(broker.port());
  wish.settings.host = "localhost";
  wish.settings.tls = true;
  wish.settings.ca_file = test::certificates_in(broker.folder()).authority;
  wish.listen = 0;
  EXPECT_THAT(lines_of(examine(wish, test_clock(), {})),
              ElementsAre(HasSubstr("good: Connected to mqtts://localhost:"),
                          HasSubstr("warning: Nothing came within 0 s. | See whether the devices publish")));
}

TEST(MqttExamine, EndsWithNothingWhenItIsStopped) {
  const Broker broker;
  std::stop_source stop;
  std::vector<Check> checks = {{"", Verdict::good, "none yet"}};
  std::thread examining(
      [&] { checks = examine(examination_at(broker.port()), test_clock(), stop.get_token()); });
  EXPECT_TRUE(wait_for([&] { return broker.log().find("Sending SUBACK") != std::string::npos; }));
  const auto begun = test::real_time();
  stop.request_stop();
  examining.join();
  EXPECT_LT(test::real_time() - begun, std::chrono::seconds(30)) << "it would have listened for 60 s";
  EXPECT_TRUE(checks.empty());
}

/// A broker that refuses subscriptions, as Debian's never does: it lets in with MQTT 5, grants no topic but
/// the first `granted`, and then sends a reading on the topic "t".
class StrictBroker {
 public:
  explicit StrictBroker(int granted) : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(listener_, reinterpret_cast<const sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener_, 4), 0);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, granted] { serve(granted); });
  }
  StrictBroker(const StrictBroker&) = delete;
  StrictBroker& operator=(const StrictBroker&) = delete;
  ~StrictBroker() {
    thread_.join();
    close(listener_);
  }
  [[nodiscard]] int port() const { return port_; }

 private:
  void serve(int granted) const {
    const int client = accept(listener_, nullptr, nullptr);
    std::array<char, 512> packet{};
    recv(client, packet.data(), packet.size(), 0);
    constexpr std::array<char, 5> welcome = {0x20, 3, 0, 0, 0};
    send(client, welcome.data(), welcome.size(), MSG_NOSIGNAL);
    recv(client, packet.data(), packet.size(), 0);
    // Two topics: OASIS MQTT 5.0, 3.9.
    std::array<char, 7> answer = {static_cast<char>(0x90), 5, packet[2], packet[3], 0, 0, 0};
    for (std::size_t i = static_cast<std::size_t>(granted); i < 2; ++i)
      answer.at(5 + i) = static_cast<char>(0x87);
    send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
    const std::string_view payload = weather_payload;
    const std::string reading = {0x30, static_cast<char>(4 + payload.size()), 0, 1, 't', 0};
    send(client, (reading + std::string(payload)).data(), reading.size() + payload.size(), MSG_NOSIGNAL);
    while (recv(client, packet.data(), packet.size(), 0) > 0) {
    }
    close(client);
  }

  int listener_;
  int port_ = 0;
  std::thread thread_;
};

TEST(MqttExamine, NamesTopicsThatTheBrokerRefuses) {
  for (const int granted : {0, 1}) {
    const StrictBroker broker(granted);
    Examination wish = examination_at(broker.port());
    wish.settings.topics = {"a/energy", "b/rooms"};
    const auto checks = examine(wish, test_clock(), {});
    const auto lines = lines_of(checks);
    const std::string refused = R"( does not let us read "b/rooms". | Allow it at the broker)";
    EXPECT_THAT(lines, testing::Contains(testing::AllOf(
                           testing::StartsWith(granted == 0 ? "failure" : "warning"), HasSubstr(refused))))
        << granted;
    EXPECT_EQ(std::ranges::count(checks, ErrorKind::not_permitted, &Check::kind), 2 - granted);
    EXPECT_THAT(lines, testing::Contains("good: 1 reading of climate came, the first on t."));
  }
}

}  // namespace
}  // namespace hearth::mqtt
