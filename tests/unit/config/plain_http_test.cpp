#include "core/config/plain_http.h"

#include "core/net/http_client.h"
#include "core/source/energy_ws/config.h"
#include "core/source/homelab_api/config.h"
#include "core/source/mqtt/config.h"
#include "tests/support/loopback.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

struct Row {
  const char* address;
  HostList allowed;
  bool refused;
};

TEST(PlainHttp, SendsATokenToThisMachineAndToThoseAllowedOnly) {
  for (const Row& row : {
           Row{"https://home.example", {}, false},
           Row{"wss://home.example/ws/energy", {}, false},
           Row{"http://localhost:8080", {}, false},
           Row{"http://127.0.0.1", {}, false},
           Row{"ws://127.9.8.7:1/ws", {}, false},
           Row{"http://[::1]:8080/x", {}, false},
           Row{"http://127.0.0.1.example.org", {}, true},
           Row{"http://localhost.example.org", {}, true},
           Row{"http://192.168.1.10", {}, true},
           Row{"HTTP://192.168.1.10", {}, true},
           Row{"ws://192.168.1.10:8000/ws/energy", {}, true},
           Row{"http://192.168.1.10:81/x", {"192.168.1.10"}, false},
           Row{"ws://Home.Example/ws", {"home.example"}, false},
           Row{"http://home.example", {"HOME.example"}, false},
           Row{"http://other.example", {"home.example"}, true},
           Row{"http://home.example.org", {"home.example"}, true},
           Row{"http://home.example@other.example/", {"home.example"}, true},
           Row{"http://other.example/home.example", {"home.example"}, true},
           Row{"http://[fd00::1]:80", {"fd00::1"}, false},
           Row{"http://[fd00::1]", {"[fd00::1]"}, false},
           Row{"http://[fd00::2]", {"fd00::1"}, true},
           Row{"mqtts://broker.example", {}, false},
           Row{"mqtt://localhost", {}, false},
           Row{"mqtt://127.0.0.1:1883", {}, false},
           Row{"mqtt://[::1]", {}, false},
           Row{"mqtt://broker.example:1883", {}, true},
           Row{"mqtt://192.168.1.10", {"192.168.1.10"}, false},
       }) {
    const auto problem = plain_http_problem(row.address, row.allowed);
    EXPECT_EQ(problem.has_value(), row.refused) << row.address;
    if (problem) {
      EXPECT_EQ(problem->kind, ErrorKind::config) << row.address;
    }
  }
}

TEST(PlainHttp, SaysTheLineThatAllowsIt) {
  const auto problem = plain_http_problem("ws://192.168.1.10:80/x", {"nas"});
  ASSERT_TRUE(problem.has_value());
  EXPECT_NE(problem->next.find("[net]: allow_plain_http = [\"nas\", \"192.168.1.10\"]"), std::string::npos)
      << problem->next;
}

TEST(PlainHttp, AConfigurationIsToldOfEachHostOnce) {
  Config config;
  config.of<HomelabApiConfig>().base_url = "http://home.example";
  config.of<EnergyWsConfig>().url = "ws://home.example/ws/energy";
  config.of<HomelabApiConfig>().spotprice_url = "http://prices.example";
  EXPECT_EQ(plain_http_problems(config).size(), 2U);
  config.allow_plain_http = {"home.example"};
  EXPECT_EQ(plain_http_problems(config).size(), 1U);
  // Whom a broker does not ask who it is has no secret to lose.
  config.of<MqttConfig>().url = "mqtt://broker.example";
  EXPECT_EQ(plain_http_problems(config).size(), 1U);
  config.of<MqttConfig>().user = "reader";
  const auto problems = plain_http_problems(config);
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_NE(problems[1].message.find("password is not sent to broker.example over plain mqtt"),
            std::string::npos)
      << problems[1].message;
  EXPECT_NE(problems[1].next.find("Use mqtts."), std::string::npos) << problems[1].next;
}

TEST(PlainHttp, NothingLeavesWithAToken) {
  HttpClient client;
  const auto response =
      test::finish(client.get(QUrl(QStringLiteral("http://192.0.2.1/")), AccessToken{"x"}, {}));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().kind, ErrorKind::config);
}

}  // namespace
}  // namespace hearth
