// What a first start asks, as far as nobody has to be reached for it.
#include "core/engine/setup.h"

#include "core/config/config.h"
#include "core/source/homelab_api/config.h"
#include "tests/support/wait.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <memory>

namespace hearth {
namespace {

TEST(Setup, AnAddressThatNobodyKnowsIsAnswered) {
  QObject service;
  QObject receiver;
  hearth::Setup setup;
  std::optional<HomeReport> report;
  setup.test_home(QUrl(QStringLiteral("ftp://home.example")),
                  {service, &receiver, [&](const HomeReport& r) { report = r; }});
  ASSERT_TRUE(test::wait_until([&] { return report.has_value(); }));
  EXPECT_EQ(report.value_or(HomeReport()).verdict, HomeReport::Verdict::none);
}

TEST(Setup, TheLaterTestTakesThePlaceOfTheEarlier) {
  QObject service;
  QObject receiver;
  hearth::Setup setup;
  std::vector<QString> said;
  const auto try_scheme = [&](const char* scheme) {
    setup.test_home(QUrl(QStringLiteral("%1://127.0.0.1:1").arg(QLatin1String(scheme))),
                    {service, &receiver, [&](const HomeReport& r) { said.push_back(r.base_url.left(4)); }});
  };
  for (const char* scheme : {"http", "mqtt"}) try_scheme(scheme);
  ASSERT_TRUE(test::wait_until([&] { return !said.empty(); }));
  EXPECT_EQ(said, std::vector{QStringLiteral("mqtt")});
  try_scheme("http");
  setup.cancel_test();
  try_scheme("mqtt");
  ASSERT_TRUE(test::wait_until([&] { return said.size() == 2; }));
  EXPECT_EQ(said.back(), QStringLiteral("mqtt"));
}

TEST(Setup, WhoHasGoneIsNotAnswered) {
  QObject service;
  auto receiver = std::make_unique<QObject>();
  QObject other;
  int answers = 0;
  int gone = 0;
  QTemporaryDir folder;
  const auto file = std::filesystem::path(folder.path().toStdString()) / "my.toml";
  const auto change = config_change("api.base_url", "https://home.example");
  ASSERT_TRUE(change.has_value());
  hearth::Setup::change_configuration(
      file, {*change}, {service, receiver.get(), [&](const std::optional<Error>&) { ++gone; }});
  hearth::Setup::change_configuration(file / "below", {*change},
                                      {service, &other, [&](const std::optional<Error>& error) {
                                         ++answers;
                                         EXPECT_TRUE(error.has_value());
                                       }});
  receiver.reset();
  ASSERT_TRUE(test::wait_until([&] { return answers == 1; }));
  EXPECT_EQ(gone, 0);
  EXPECT_EQ(load_config_layers({file}).config.of<HomelabApiConfig>().base_url, "https://home.example");
}

}  // namespace
}  // namespace hearth
