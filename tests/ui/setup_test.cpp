#include "tests/ui/scripted_home.h"
#include "ui/setup/setup_model.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

using Verdict = HomeReport::Verdict;
using Written = std::map<std::string, std::string>;

QString q(const char* text) {
  return QString::fromUtf8(text);
}

class Setup : public testing::Test {
 protected:
  void begin(SetupModel::Known known = {}) {
    known.config_file = "/home/anna/my.toml";
    setup_ = std::make_unique<SetupModel>(commands_, known);
    QObject::connect(setup_.get(), &SetupModel::configured, setup_.get(), [this] { ++configured_; });
  }
  void type(const char* address) {
    setup_->set_address(q(address));
    setup_->connect_home();
  }
  void answer(HomeReport report) {
    report.base_url = commands_.homes_tested.last();
    commands_.home_tested(report);
  }
  [[nodiscard]] const Written& written() const { return commands_.changed; }
  void finish() { commands_.configuration_changed(std::nullopt); }

  ScriptedCommands commands_;
  std::unique_ptr<SetupModel> setup_;
  int configured_ = 0;
};

TEST_F(Setup, AnOpenHomeIsWrittenAndOpened) {
  begin();
  type(" https://home.example.org/ ");
  EXPECT_TRUE(setup_->busy());
  EXPECT_EQ(commands_.homes_tested, QStringList{q("https://home.example.org")});
  setup_->connect_home();
  EXPECT_EQ(commands_.homes_tested.size(), 1) << "one at a time";
  answer({.verdict = Verdict::open});
  EXPECT_EQ(commands_.changed_file, "/home/anna/my.toml");
  EXPECT_EQ(written(), (Written{{"[api] base_url", "\"https://home.example.org\""}}));
  EXPECT_EQ(configured_, 0);
  finish();
  EXPECT_EQ(configured_, 1);
  finish();
  EXPECT_EQ(configured_, 1) << "somebody else's";
}

TEST_F(Setup, WhatIsNoAddressIsNotTried) {
  begin();
  for (const char* wrong : {"", "  ", "my home", "ftp://home", "https://"}) {
    type(wrong);
    EXPECT_TRUE(setup_->failed()) << wrong;
    EXPECT_EQ(setup_->sentence(), q("This is no address."));
  }
  EXPECT_TRUE(commands_.homes_tested.isEmpty());
}

TEST_F(Setup, AWrongAddressSaysWhyAndWhatWouldDo) {
  begin();
  type("https://home");
  answer({.sentence = q("No."), .next = q("Do."), .suggestion = q("http://127.0.0.1")});
  EXPECT_TRUE(setup_->failed());
  EXPECT_EQ(setup_->sentence(), q("No."));
  EXPECT_EQ(setup_->next(), q("Do."));
  EXPECT_EQ(setup_->suggestion(), q("http://127.0.0.1"));
  setup_->use_suggestion();
  EXPECT_EQ(setup_->address(), q("http://127.0.0.1"));
  EXPECT_EQ(commands_.homes_tested.last(), q("http://127.0.0.1"));
  EXPECT_TRUE(setup_->suggestion().isEmpty());
  setup_->use_suggestion();
  EXPECT_EQ(commands_.homes_tested.size(), 2);
}

TEST_F(Setup, PlainHttpBeyondThisMachineIsAskedAboutOnceAndWritten) {
  begin({.plain_hosts = {"pi.local"}});
  type("http://192.168.1.5:8080");
  answer({.verdict = Verdict::open, .in_the_clear = true});
  EXPECT_EQ(setup_->step(), SetupModel::PlainHttp);
  EXPECT_EQ(setup_->host(), q("192.168.1.5"));
  EXPECT_TRUE(written().empty());
  setup_->back();
  EXPECT_EQ(setup_->step(), SetupModel::Address);
  EXPECT_EQ(setup_->address(), q("http://192.168.1.5:8080"));
  setup_->agree_to_plain_http();
  EXPECT_TRUE(written().empty()) << "nothing was asked";
  setup_->connect_home();
  answer({.verdict = Verdict::open, .in_the_clear = true});
  setup_->agree_to_plain_http();
  EXPECT_EQ(written(), (Written{{"[api] base_url", "\"http://192.168.1.5:8080\""},
                                {"[net] allow_plain_http", "[\"pi.local\", \"192.168.1.5\"]"}}));

  begin({.plain_hosts = {"192.168.1.5"}});
  type("http://192.168.1.5:8080");
  answer({.verdict = Verdict::open, .in_the_clear = true});
  EXPECT_EQ(written(), (Written{{"[api] base_url", "\"http://192.168.1.5:8080\""}}));
}

TEST_F(Setup, TheProviderThatWasFoundIsAgreedTo) {
  begin();
  type("https://home");
  answer({.verdict = Verdict::sign_in, .issuer = q("https://auth.example/realms/home")});
  EXPECT_EQ(setup_->step(), SetupModel::Provider);
  EXPECT_TRUE(setup_->provider_found());
  EXPECT_EQ(setup_->host(), q("auth.example"));
  EXPECT_TRUE(written().empty());
  // Another may be typed instead, and back again.
  setup_->type_provider();
  EXPECT_FALSE(setup_->provider_found());
  setup_->back();
  EXPECT_TRUE(setup_->provider_found());
  setup_->use_provider();
  EXPECT_TRUE(commands_.providers_tested.isEmpty());
  EXPECT_EQ(written(), (Written{{"[api] base_url", "\"https://home\""},
                                {"[identity] issuer", "\"https://auth.example/realms/home\""}}));
}

TEST_F(Setup, AHostIsNamedAsItGoesOverTheWire) {
  begin();
  type("https://home");
  answer({.verdict = Verdict::sign_in, .issuer = q("https://аuth.example")});  // its first letter is Cyrillic
  EXPECT_EQ(setup_->host(), q("xn--uth-5cd.example"));
}

TEST_F(Setup, TheProviderThatIsTypedIsTriedAndWrittenAsItCallsItself) {
  begin();
  type("https://home");
  answer({.verdict = Verdict::sign_in});
  EXPECT_FALSE(setup_->provider_found());
  setup_->use_provider();
  EXPECT_TRUE(setup_->failed());
  setup_->set_provider(q("auth.example"));
  EXPECT_FALSE(setup_->failed());
  setup_->use_provider();
  EXPECT_EQ(commands_.providers_tested, QStringList{q("auth.example")});
  commands_.provider_tested({{}, q("No."), q("Do.")});
  EXPECT_EQ(setup_->sentence(), q("No."));
  EXPECT_TRUE(written().empty());
  setup_->use_provider();
  commands_.provider_tested({q("https://auth.example/"), {}, {}});
  EXPECT_EQ(written().at("[identity] issuer"), "\"https://auth.example/\"");
}

TEST_F(Setup, WhoCanSignInAlreadyIsNotAsked) {
  begin({.can_sign_in = true});
  type("https://home");
  answer({.verdict = Verdict::sign_in, .issuer = q("https://auth.example")});
  EXPECT_EQ(written(), (Written{{"[api] base_url", "\"https://home\""}}));
}

TEST_F(Setup, ADatabaseAloneIsAHome) {
  begin();
  for (const char* dsn :
       {"postgresql://reader@db1,db2/telemetry", "host=db1 user=reader dbname=telemetry", "service=home"}) {
    commands_.changed.clear();
    type(dsn);
    EXPECT_EQ(written(), (Written{{"[replica] dsn", '"' + std::string(dsn) + '"'}}));
    finish();
  }
  EXPECT_EQ(configured_, 3);
  type("postgresql://reader:hush@db1/telemetry");
  EXPECT_TRUE(setup_->failed());
  EXPECT_TRUE(setup_->sentence().contains(q("must not hold a password"))) << setup_->sentence().toStdString();
  EXPECT_FALSE((setup_->sentence() + setup_->next()).contains(q("hush")));
  EXPECT_TRUE(commands_.homes_tested.isEmpty());
}

TEST_F(Setup, AFileThatCannotBeWrittenIsSaid) {
  begin();
  type("https://home");
  answer({.verdict = Verdict::open});
  commands_.configuration_changed(Error{ErrorKind::cannot_create, "No room.", "Make some.", "my.toml"});
  EXPECT_TRUE(setup_->failed());
  EXPECT_EQ(setup_->sentence(), q("my.toml: No room."));
  EXPECT_EQ(configured_, 0);
}

TEST_F(Setup, BackEndsWhatIsUnderWay) {
  begin();
  type("https://home");
  setup_->back();
  EXPECT_EQ(commands_.test_cancels, 1);
  EXPECT_FALSE(setup_->busy());
  answer({.verdict = Verdict::open});
  EXPECT_TRUE(written().empty()) << "nobody waits for it any more";
  setup_->connect_home();
  setup_->set_address(q("https://other"));
  EXPECT_EQ(commands_.test_cancels, 2) << "typing on ends it as well";
  EXPECT_FALSE(setup_->busy());
}

}  // namespace
}  // namespace hearth
