#include "core/source/mqtt/session.h"

#include "tests/mqtt/broker.h"
#include "tests/postgres/tls.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace hearth::mqtt {
namespace {

using test::Broker;
using test::publish;
using test::wait_for;
using testing::HasSubstr;

/// All that a session says.
struct Heard {
  struct Message {
    std::string topic, payload;
    bool retained;
  };
  Listener listener() {
    return {.message =
                [this](std::string topic, std::string payload, bool retained) {
                  const std::scoped_lock lock(mutex);
                  messages.push_back({std::move(topic), std::move(payload), retained});
                },
            .stage =
                [this](Stage stage, const Error& why) {
                  const std::scoped_lock lock(mutex);
                  stages.emplace_back(stage, why);
                },
            .problem =
                [this](const Error& why) {
                  const std::scoped_lock lock(mutex);
                  problems.push_back(why);
                }};
  }
  template <class Look>
  auto look(Look look) {
    const std::scoped_lock lock(mutex);
    return look();
  }
  std::size_t count() {
    return look([&] { return messages.size(); });
  }
  /// Waits for a stage after the first `seen` ones; what it says.
  Error wait(Stage stage, std::size_t seen = 0) {
    Error why{ErrorKind::internal, "never", {}, {}};
    EXPECT_TRUE(wait_for([&] {
      return look([&] {
        for (std::size_t i = seen; i < stages.size(); ++i)
          if (stages[i].first == stage) {
            why = stages[i].second;
            return true;
          }
        return false;
      });
    }));
    return why;
  }
  std::size_t seen() {
    return look([&] { return stages.size(); });
  }

  std::mutex mutex;
  std::vector<Message> messages;
  std::vector<std::pair<Stage, Error>> stages;
  std::vector<Error> problems;
};

Settings settings_for(int port, std::vector<std::string> topics = {"#"}) {
  return {.host = "127.0.0.1",
          .port = port,
          .tls = false,
          .user = {},
          .password = {},
          .ca_file = {},
          .certificate_file = {},
          .key_file = {},
          .topics = std::move(topics),
          .delay = [](int) { return DurationMs{20}; },
          .now = test::real_time,
          .patience = 500,
          .look_at_files = 20};
}

Settings with_tls(const Broker& broker) {
  Settings settings = settings_for(broker.port());
  settings.tls = true;
  settings.host = "localhost";
  settings.ca_file = test::certificates_in(broker.folder()).authority;
  return settings;
}

TEST(MqttSession, HearsWhatIsPublishedAndPublishesNothing) {
  Broker broker;
  publish(broker, "house/old", "kept", true);
  Heard heard;
  {
    const Session session(settings_for(broker.port(), {"house/#", "+/events/rpc"}), heard.listener());
    heard.wait(Stage::connected);
    ASSERT_TRUE(wait_for([&] { return heard.count() == 1; }));
    publish(broker, "house/new", "fresh");
    publish(broker, "shelly/events/rpc", "event");
    publish(broker, "elsewhere", "not ours");
    publish(broker, "house/new", std::string(100'000, 'x'));
    publish(broker, "house/new", "last");
    ASSERT_TRUE(wait_for([&] { return heard.count() == 4; }));
  }
  EXPECT_EQ(heard.messages[0].topic, "house/old");
  EXPECT_TRUE(heard.messages[0].retained);
  EXPECT_EQ(heard.messages[1].payload, "fresh");
  EXPECT_FALSE(heard.messages[1].retained);
  EXPECT_EQ(heard.messages[2].topic, "shelly/events/rpc");
  EXPECT_EQ(heard.messages[3].payload, "last");
  const std::string log = broker.log();
  EXPECT_THAT(log, testing::Not(HasSubstr("Received PUBLISH from hearthboard-")));
  // MQTT 5, clean start, no will, ten seconds.
  EXPECT_THAT(log, testing::ContainsRegex("as hearthboard-[0-9a-f]{16} \\(p5, c1, k10"));
  EXPECT_THAT(log, HasSubstr("No will message specified."));
}

TEST(MqttSession, ComesBackAfterARestartAndASilence) {
  Broker broker;
  Heard heard;
  const Session session(settings_for(broker.port()), heard.listener());
  heard.wait(Stage::connected);
  std::size_t seen = heard.seen();
  broker.stop();
  const Error lost = heard.wait(Stage::lost, seen);
  EXPECT_EQ(lost.kind, ErrorKind::offline);
  seen = heard.seen();
  broker.start();
  heard.wait(Stage::connected, seen);
  publish(broker, "t", "again");
  EXPECT_TRUE(wait_for([&] { return heard.count() == 1; }));
}

TEST(MqttSession, TakesAThousandMessagesASecond) {
  const Broker broker;
  Heard heard;
  const Session session(settings_for(broker.port()), heard.listener());
  heard.wait(Stage::connected);
  publish(broker, "t", std::string(600, 'x'), false, 5000);
  EXPECT_TRUE(wait_for([&] { return heard.count() == 5000; })) << heard.count();
}

TEST(MqttSession, EndsAtOnceInEveryStage) {
  const Broker broker;
  for (const int port : {broker.port(), test::free_port()}) {
    for (int turn = 0; turn < 20; ++turn) {
      Heard heard;
      const auto begun = test::real_time();
      {
        const Session session(settings_for(port), heard.listener());
        if (turn % 2 == 0) heard.wait(port == broker.port() ? Stage::connected : Stage::lost);
      }
      EXPECT_LT(test::real_time() - begun, std::chrono::seconds(20));
    }
  }
}

struct Wrong {
  const char* name;
  Broker::Options broker;
  std::function<void(Settings&, const Broker&)> settings;
  Stage stage;
  const char* sentence;
};

void PrintTo(const Wrong& wrong, std::ostream* out) {
  *out << wrong.name;
}

class MqttRefusals : public testing::TestWithParam<Wrong> {};

TEST_P(MqttRefusals, AreToldInWords) {
  const Wrong& wrong = GetParam();
  const Broker broker(wrong.broker);
  Settings settings = wrong.broker.tls ? with_tls(broker) : settings_for(broker.port());
  wrong.settings(settings, broker);
  Heard heard;
  const Session session(settings, heard.listener());
  EXPECT_THAT(heard.wait(wrong.stage).message, HasSubstr(wrong.sentence));
}

const char* const closed = "allow_anonymous false\n";

INSTANTIATE_TEST_SUITE_P(
    All, MqttRefusals,
    testing::Values(Wrong{"Nobody",
                          {},
                          [](Settings& s, const Broker&) { s.port = test::free_port(); },
                          Stage::lost,
                          "Nothing listens at 127.0.0.1:"},
                    Wrong{"NoSuchHost",
                          {},
                          [](Settings& s, const Broker&) { s.host = "no-such-host.invalid"; },
                          Stage::lost,
                          "No host is called no-such-host.invalid."},
                    Wrong{"Anonymous",
                          {.more = closed},
                          [](Settings&, const Broker&) {},
                          Stage::refused,
                          "lets nobody in without a user name."},
                    Wrong{"WrongPassword",
                          {.more = closed},
                          [](Settings& s, const Broker&) {
                            s.user = "me";
                            s.password = "wrong-5e1f";
                          },
                          Stage::refused,
                          "does not let me in."},
                    Wrong{"PlainToTls",
                          {.tls = true},
                          [](Settings& s, const Broker&) { s.tls = false; },
                          Stage::lost,
                          "closes the connection before it lets us in."},
                    Wrong{"TlsToPlain",
                          {},
                          [](Settings& s, const Broker&) { s.tls = true; },
                          Stage::lost,
                          "does not speak TLS with us."},
                    Wrong{"UnknownAuthority",
                          {.tls = true},
                          [](Settings& s, const Broker&) { s.ca_file.clear(); },
                          Stage::refused,
                          "is signed by an authority that nobody here knows."},
                    Wrong{"AnotherHost",
                          {.tls = true},
                          [](Settings& s, const Broker&) { s.host = "127.0.0.1"; },
                          Stage::refused,
                          "The certificate of 127.0.0.1 is for another host."},
                    Wrong{"NoCaFile",
                          {.tls = true},
                          [](Settings& s, const Broker&) { s.ca_file = "/no/such/file"; },
                          Stage::refused,
                          "The file cannot be read."},
                    Wrong{"NoCertificate",
                          {.tls = true, .client_certificates = true},
                          [](Settings&, const Broker&) {},
                          Stage::lost,
                          "closes the connection before it lets us in."}),
    [](const auto& one) { return one.param.name; });

TEST(MqttSession, NoPasswordStandsInWhatIsSaid) {
  const Broker broker({.more = closed});
  Settings settings = settings_for(broker.port());
  settings.user = "me";
  settings.password = "wrong-5e1f";
  Heard heard;
  const Session session(settings, heard.listener());
  EXPECT_THAT(to_text(heard.wait(Stage::refused)), testing::Not(HasSubstr("wrong-5e1f")));
}

/// The way in with a certificate of one's own; renewed by a rename while it runs, a pair that does not match
/// changes nothing.
TEST(MqttSession, TakesARenewedCertificateAndNoHalfOne) {
  const Broker broker({.tls = true, .client_certificates = true});
  const auto files = test::certificates_in(broker.folder());
  const test::TempFolder own;
  const auto copy = [&](const std::filesystem::path& from, const char* to) {
    test::write_text(own.path() / "new", test::read_text(from));
    std::filesystem::rename(own.path() / "new", own.path() / to);
  };
  copy(files.certificate, "client.crt");
  copy(files.key, "client.key");
  Settings settings = with_tls(broker);
  settings.certificate_file = own.path() / "client.crt";
  settings.key_file = own.path() / "client.key";
  Heard heard;
  const Session session(settings, heard.listener());
  heard.wait(Stage::connected);
  EXPECT_THAT(broker.log(), HasSubstr("u'hearthboard'"));

  copy(broker.folder() / "server.key", "client.key");
  ASSERT_TRUE(wait_for([&] { return heard.look([&] { return !heard.problems.empty(); }); }));
  EXPECT_THAT(heard.problems[0].message, HasSubstr("The key is not that of the certificate."));
  std::size_t seen = heard.seen();
  copy(broker.folder() / "server.crt", "client.crt");
  heard.wait(Stage::connected, seen);
  EXPECT_THAT(broker.log(), HasSubstr("u'localhost'"));
}

/// A broker of before 2018, which knows no MQTT 5: Debian's does.
TEST(MqttSession, SpeaksTheOlderVersionWhereTheNewerIsNotKnown) {
  for (const bool says_why : {true, false}) {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ASSERT_EQ(bind(listener, reinterpret_cast<const sockaddr*>(&address), size), 0);
    ASSERT_EQ(listen(listener, 4), 0);
    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    std::vector<int> levels;
    std::jthread broker([&] {
      for (int turn = 0; turn < 2; ++turn) {
        const int client = accept(listener, nullptr, nullptr);
        std::array<char, 512> hello{};
        if (recv(client, hello.data(), hello.size(), 0) < 9) return;
        levels.push_back(hello[8]);
        const bool known = hello[8] == 4;
        const std::array<char, 4> answer = {0x20, 2, 0, static_cast<char>(known ? 0 : 1)};
        if (known || says_why) send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
        while (known && recv(client, hello.data(), hello.size(), 0) > 3) {
          // What is asked for is granted (MQTT 3.1.1, 3.9).
          const std::array<char, 5> granted = {static_cast<char>(0x90), 3, hello[2], hello[3], 0};
          if (hello[0] == static_cast<char>(0x82)) send(client, granted.data(), granted.size(), MSG_NOSIGNAL);
        }
        close(client);
      }
    });
    {
      Heard heard;
      const Session session(settings_for(ntohs(address.sin_port)), heard.listener());
      heard.wait(Stage::connected);
      EXPECT_EQ(heard.look([&] { return heard.stages.size(); }), 2U) << "nothing was lost on the way";
    }
    broker.join();
    close(listener);
    EXPECT_THAT(levels, testing::ElementsAre(5, 4));
  }
}

constexpr const char* broker_outside = "HEARTHBOARD_TEST_BROKER";

/// A name has an IPv6 address where nothing listens, and an IPv4 one that is the broker's. In a mount
/// namespace, in which names are the test's to give.
TEST(MqttSession, FollowsTheAddressesThatAnswer) {
  if (const char* outside = std::getenv(broker_outside)) {
    Settings settings = settings_for(std::atoi(outside), {"house/#"});
    settings.host = "localhost";
    if (const char* authority = std::getenv("HEARTHBOARD_TEST_AUTHORITY")) {
      settings.tls = true;
      settings.ca_file = authority;
    }
    Heard heard;
    const Session session(settings, heard.listener());
    heard.wait(Stage::connected);
    EXPECT_EQ(heard.seen(), 2U) << "nothing was lost on the way";
    return;
  }
  if (std::system("unshare -Urm mount --bind /etc/hosts /etc/hosts") != 0)
    GTEST_SKIP() << "There are no mount namespaces here.";
  for (const bool tls : {false, true}) {
    const Broker broker({.tls = tls});
    const test::TempFolder folder;
    // Inside, we are somebody else.
    std::filesystem::permissions(folder.path(), std::filesystem::perms{0755});
    test::write_text(folder.path() / "hosts", "::1 localhost\n127.0.0.1 localhost\n");
    std::vector<std::string> command = {"/usr/bin/env",
                                        broker_outside + ("=" + std::to_string(broker.port()))};
    if (tls) {
      const auto authority = folder.path() / "authority";
      std::filesystem::copy_file(test::certificates_in(broker.folder()).authority, authority);
      command.push_back("HEARTHBOARD_TEST_AUTHORITY=" + authority.string());
    }
    for (const char* word : {"unshare", "-Urm", "sh", "-c", "mount --bind \"$0\" /etc/hosts && exec \"$@\""})
      command.push_back(word);
    command.push_back((folder.path() / "hosts").string());
    command.push_back(std::filesystem::read_symlink("/proc/self/exe").string());
    command.emplace_back("--gtest_filter=MqttSession.FollowsTheAddressesThatAnswer");
    EXPECT_NO_THROW(test::run(command)) << (tls ? "with TLS" : "without");
  }
}

TEST(MqttSession, AllThatItSaysIsOver) {
  const Broker broker;
  std::atomic<bool> gone = false, late = false;
  for (int turn = 0; turn < 20; ++turn) {
    gone = false;
    {
      const Session session(settings_for(broker.port()),
                            {.message = [](const std::string&, const std::string&, bool) {},
                             .stage = [&](Stage, const Error&) { late = late || gone; },
                             .problem = [](const Error&) {}});
    }
    gone = true;
  }
  EXPECT_FALSE(late);
}

}  // namespace
}  // namespace hearth::mqtt
