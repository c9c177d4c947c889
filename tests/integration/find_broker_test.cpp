#include "core/source/mqtt/find_broker.h"

#include "core/source/home_finder.h"
#include "tests/mqtt/broker.h"
#include "tests/support/loopback.h"

#include <gmock/gmock.h>

namespace hearth {
namespace {

using test::Broker;
using testing::HasSubstr;

HomeReport report_of(const QString& address) {
  const QUrl url = tidy_home_address(address);
  return test::finish(home_finder(url)->find(url, {}))
      .value_or(HomeReport{.sentence = QStringLiteral("none")});
}

QString address_of(const Broker& broker) {
  return QStringLiteral("mqtt://127.0.0.1:%1").arg(broker.port());
}

TEST(FindBroker, OneThatLetsEverybodyInIsAnOpenHome) {
  const Broker broker;
  const HomeReport report = report_of(QStringLiteral(" %1/ ").arg(address_of(broker)));
  EXPECT_EQ(report.verdict, HomeReport::Verdict::open) << report.sentence.toStdString();
  EXPECT_EQ(report.base_url, address_of(broker));
  EXPECT_FALSE(report.in_the_clear);
}

TEST(FindBroker, OneThatWantsAPasswordSaysWhatToType) {
  const Broker broker({.accounts = {{"me", "right"}}});
  const HomeReport report = report_of(address_of(broker));
  EXPECT_EQ(report.verdict, HomeReport::Verdict::none);
  EXPECT_EQ(report.kind, ErrorKind::not_permitted);
  EXPECT_THAT(report.sentence.toStdString(), HasSubstr("lets nobody in without a user name."));
  for (const std::string& part : {"hearthctl config set mqtt.url " + address_of(broker).toStdString(),
                                  std::string("mqtt.user"), std::string("hearthctl secret set mqtt")})
    EXPECT_THAT(report.next.toStdString(), HasSubstr(part));
}

TEST(FindBroker, WhatIsNoneIsSaidInWords) {
  const Broker with_tls({.tls = true});
  struct Row {
    QString address;
    const char* says;
  };
  for (const Row& row :
       {Row{QStringLiteral("mqtt://127.0.0.1:%1").arg(test::free_port()), "Nothing listens at 127.0.0.1:"},
        Row{QStringLiteral("mqtts://localhost:%1").arg(with_tls.port()),
            "an authority that nobody here knows"},
        Row{QStringLiteral("mqtt://127.0.0.1/topic"), "A broker's address must not hold a path"}}) {
    const HomeReport report = report_of(row.address);
    EXPECT_EQ(report.verdict, HomeReport::Verdict::none);
    EXPECT_THAT(report.sentence.toStdString(), HasSubstr(row.says));
  }
}

TEST(FindBroker, EndsWithNothingWhenItIsStopped) {
  const Broker broker;
  std::stop_source stop;
  broker.pause();
  auto outcome = test::start(find_broker(QUrl(address_of(broker)), stop.get_token()));
  stop.request_stop();
  ASSERT_TRUE(outcome.ready());
  EXPECT_FALSE(outcome.value().has_value());
  broker.go_on();
}

}  // namespace
}  // namespace hearth
