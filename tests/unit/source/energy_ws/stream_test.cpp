#include "tests/unit/source/energy_ws/energy_ws_fixture.h"

namespace hearth {
namespace {

using namespace test;
using State = ConnectionState;
const QString& frame = energy_ws_frame;

using EnergyWsStream = EnergyWsFixture;

TEST_F(EnergyWsStream, ReadsWithoutWaitingForItsSubscription) {
  tokens.valid = {"se/cr+et token"};
  make();
  stream->start();
  ASSERT_TRUE(run_until([&] { return !readings.empty() && !service.said.isEmpty(); }));
  EXPECT_EQ(readings[0].value(channel("energy.power_total")), 5);
  EXPECT_EQ(states, (std::vector{State::connecting, State::connected}));
  EXPECT_EQ(service.said, QStringList{QStringLiteral(R"({"type":"subscribe","streams":["energy"]})")});
}

TEST_F(EnergyWsStream, StartingAndReconnectingTwiceIsTheSameAsOnce) {
  tokens.valid = {"se/cr+et token"};
  make();
  stream->start();
  stream->start();
  stream->reconnect();
  ASSERT_TRUE(wait_for(State::connected));
  stream->reconnect();
  stream->start();
  settle();
  EXPECT_EQ(service.heads, 1);
}

TEST_F(EnergyWsStream, ARefusedTokenIsToldAndTheNextOneTaken) {
  tokens.valid = {"old-token-value", "se/cr+et token"};
  make();
  stream->start();
  ASSERT_TRUE(run_until([&] { return !readings.empty(); }));
  EXPECT_EQ(tokens.refusals, 1);
  EXPECT_EQ(states, (std::vector{State::connecting, State::connected}));
  EXPECT_FALSE(details.contains(QStringLiteral("old-token"))) << details.toStdString();
}

TEST_F(EnergyWsStream, AfterASecondRefusalItWaits) {
  retry_factor = 1;
  for (const auto& [status, says] : {std::pair(101, "(401)"), std::pair(403, "(403)")}) {
    SCOPED_TRACE(says);
    tokens.valid = {"old-token-value", "older-token-value", "se/cr+et token"};
    service.heads = 0;
    service.status = status;
    details.clear();
    make();
    stream->start();
    ASSERT_TRUE(wait_for(State::refused));
    settle();
    EXPECT_EQ(service.heads, 2);
    EXPECT_TRUE(details.contains(QString::fromLatin1(says))) << details.toStdString();
    EXPECT_EQ(stream->is_forbidden(), status == 403);
    stream->reconnect();
    EXPECT_TRUE(wait_for(status == 403 ? State::refused : State::connected));
  }
}

TEST_F(EnergyWsStream, WithoutATokenItAsksAgainForOne) {
  make();
  stream->start();
  EXPECT_EQ(stream->state(), State::refused);
  EXPECT_TRUE(details.contains(QStringLiteral("There is no access token.")));
  tokens.valid = {"se/cr+et token"};
  EXPECT_TRUE(wait_for(State::connected));
}

TEST_F(EnergyWsStream, AnotherStatusIsTroubleOfTheService) {
  tokens.valid = {"se/cr+et token"};
  service.status = 503;
  make();
  stream->start();
  ASSERT_TRUE(wait_for(State::reconnecting));
  EXPECT_TRUE(details.contains(QStringLiteral("503"))) << details.toStdString();
  EXPECT_EQ(tokens.refusals, 0);
  service.status = 101;
  EXPECT_TRUE(wait_for(State::connected));
}

TEST_F(EnergyWsStream, ComesBackAfterEveryLoss) {
  tokens.valid = {"se/cr+et token"};
  make();
  stream->start();
  for (std::size_t losses = 0; losses < 3; ++losses) {
    ASSERT_TRUE(run_until([&] { return readings.size() > losses; }));
    service.client->abort();
  }
  ASSERT_TRUE(run_until([&] { return readings.size() > 3; }));
  EXPECT_EQ(service.heads, 4);
}

TEST_F(EnergyWsStream, GivesUpALinkThatIsSilent) {
  tokens.valid = {"se/cr+et token"};
  service.mute = true;
  make(std::chrono::milliseconds(40));
  stream->start();
  ASSERT_TRUE(wait_for(State::reconnecting));
  EXPECT_TRUE(details.contains(QStringLiteral("does not answer"))) << details.toStdString();
  service.mute = false;
  EXPECT_TRUE(run_until([&] { return !readings.empty(); }));
}

TEST_F(EnergyWsStream, GivesUpAStreamThatFallsSilent) {
  tokens.valid = {"se/cr+et token"};
  service.half_open = true;
  make(std::chrono::milliseconds(200), std::chrono::milliseconds(50));
  stream->start();
  ASSERT_TRUE(wait_for(State::connected));
  service.half_open = false;
  ASSERT_TRUE(wait_for(State::reconnecting));
  EXPECT_TRUE(details.contains(QStringLiteral("gone silent"))) << details.toStdString();
  EXPECT_TRUE(run_until([&] { return !readings.empty(); }));
}

TEST_F(EnergyWsStream, StartsOverWhenTheNetworkChanges) {
  tokens.valid = {"se/cr+et token"};
  make();
  stream->start_over();
  EXPECT_EQ(stream->state(), State::off);
  stream->start();
  ASSERT_TRUE(run_until([&] { return readings.size() == 1; }));
  stream->start_over();
  ASSERT_TRUE(run_until([&] { return readings.size() == 2; }));
  EXPECT_EQ(service.heads, 2);
  EXPECT_EQ(states, (std::vector{State::connecting, State::connected, State::connecting, State::connected}));
  // Also out of a handshake that hangs, and out of a wait.
  service.mute = true;
  stream->start_over();
  ASSERT_TRUE(run_until([&] { return service.heads == 3; }));
  service.mute = false;
  stream->start_over();
  ASSERT_TRUE(run_until([&] { return readings.size() == 3; }));
}

/// What Qt's log holds of the live stream, while it lives.
class LiveLog {
 public:
  LiveLog() {
    lines().clear();
    before_ = qInstallMessageHandler([](QtMsgType, const QMessageLogContext& context, const QString& text) {
      if (QLatin1String(context.category) == QLatin1String("hearth.live")) lines().append(text);
    });
  }
  ~LiveLog() { qInstallMessageHandler(before_); }
  LiveLog(const LiveLog&) = delete;
  LiveLog& operator=(const LiveLog&) = delete;
  static QStringList& lines() {
    static QStringList all;
    return all;
  }

 private:
  QtMessageHandler before_;
};

TEST_F(EnergyWsStream, AServiceThatAcceptsAndDropsIsAskedMoreAndMoreSeldomAndLoggedTwice) {
  const LiveLog log;
  tokens.valid = {"se/cr+et token"};
  make();
  bool drops = true;
  QObject::connect(stream.get(), &EnergyStream::reading, stream.get(), [&] {
    if (drops && service.client) service.client->abort();
  });
  std::vector<QString> told;
  QObject::connect(stream.get(), &EnergyStream::state_changed, stream.get(),
                   [&](State, const QString& detail) { told.push_back(detail); });
  stream->start();
  ASSERT_TRUE(run_until([&] { return service.heads == 25; }));
  drops = false;
  ASSERT_TRUE(wait_for(State::connected));
  EXPECT_EQ(LiveLog::lines().size(), 2) << LiveLog::lines().join(QLatin1Char('\n')).toStdString();
  // Connecting, connected, lost, connected, and then one sentence until it has settled.
  EXPECT_LE(told.size(), 7U);
  EXPECT_EQ(states.back(), State::connected);
  EXPECT_EQ(states[states.size() - 2], State::reconnecting);
  EXPECT_GE(readings.size(), 25U);
}

TEST_F(EnergyWsStream, PingsAndTakesTheAnswerForLife) {
  tokens.valid = {"se/cr+et token"};
  service.greet = false;
  make(std::chrono::milliseconds(600), std::chrono::milliseconds(20));
  stream->start();
  ASSERT_TRUE(wait_for(State::connected));
  bool passed = false;
  QTimer::singleShot(1500, [&] { passed = true; });
  ASSERT_TRUE(run_until([&] { return passed; }));
  EXPECT_EQ(service.heads, 1);
  EXPECT_EQ(stream->state(), State::connected);
}

TEST_F(EnergyWsStream, RefusedFramesAreCountedNotFatal) {
  tokens.valid = {"se/cr+et token"};
  make();
  stream->start();
  ASSERT_TRUE(run_until([&] { return !readings.empty(); }));
  for (const char* bad : {"{", "", "null", R"({"type":"data","data":{"fields":{"voltage_l1":1e400}}})"})
    service.client->sendTextMessage(QString::fromLatin1(bad));
  service.client->sendBinaryMessage("\x00\xff");
  service.client->sendTextMessage(frame);
  ASSERT_TRUE(run_until([&] { return readings.size() == 2; }));
  ASSERT_EQ(refused.size(), 1U);
  clock.advance(minute_ms);
  service.client->sendTextMessage(QStringLiteral("{"));
  ASSERT_TRUE(run_until([&] { return refused.size() == 2; }));
  EXPECT_EQ(refused[0] + refused[1], 5U);
  EXPECT_EQ(service.heads, 1);
}

TEST_F(EnergyWsStream, RefusedValuesAreCountedAndTheRestIsTaken) {
  tokens.valid = {"se/cr+et token"};
  make();
  stream->start();
  ASSERT_TRUE(run_until([&] { return !readings.empty(); }));
  service.client->sendTextMessage(QStringLiteral(
      R"({"data":{"ts":"2026-01-15T12:29:59Z","fields":{"active_energy_total":-5,"voltage_l1":)"
      R"("x","voltage_l2":231}}})"));
  ASSERT_TRUE(run_until([&] { return readings.size() == 2; }));
  EXPECT_EQ(readings[1].samples.size(), 1U);
  EXPECT_EQ(refused, (std::vector<qulonglong>{2}));
}

// A reader whose clock stands in 1970, or texts for numbers: the link is well, and brings nothing.
TEST_F(EnergyWsStream, SaysSoWhereNothingThatComesCanBeRead) {
  const std::vector<std::pair<QString, QString>> cases = {
      {QStringLiteral(R"({"data":{"ts":"1970-01-01T00:00:%1Z","fields":{"voltage_l1":230}}})"),
       QStringLiteral("1970-01-01T00:00:14Z cannot be")},
      {QStringLiteral(R"({"data":{"ts":"2026-01-15T12:29:%1Z","fields":{"voltage_l1":"230"}}})"),
       QStringLiteral("voltage_l1: Not a number")}};
  tokens.valid = {"se/cr+et token"};
  make();
  stream->start();
  ASSERT_TRUE(run_until([&] { return !readings.empty(); }));
  for (const auto& [bad, reason] : cases) {
    details.clear();
    for (int i = 10; i < 14; ++i) service.client->sendTextMessage(bad.arg(i));
    service.client->sendTextMessage(frame);
    for (int i = 10; i < 20; ++i) service.client->sendTextMessage(bad.arg(i));
    // Four of fourteen are too few: the reason is that of the fifth in a row, and is not renewed.
    ASSERT_TRUE(run_until([&] { return details.contains(QLatin1String("can be read")); }));
    const QString said = details;
    service.client->sendTextMessage(frame);
    ASSERT_TRUE(run_until([&] { return details.size() > said.size(); }));
    EXPECT_TRUE(said.contains(reason)) << said.toStdString();
    EXPECT_EQ(details, said + QLatin1Char('\n'));
    EXPECT_EQ(states.back(), State::connected);
  }
}

TEST_F(EnergyWsStream, AMessageThatIsTooLargeEndsTheLinkNotTheProgram) {
  tokens.valid = {"se/cr+et token"};
  make();
  stream->start();
  ASSERT_TRUE(run_until([&] { return !readings.empty(); }));
  service.client->sendTextMessage(QString(3 * 1024 * 1024, QLatin1Char(' ')));
  EXPECT_TRUE(run_until([&] { return readings.size() == 2; }));
  EXPECT_EQ(service.heads, 2);
}

TEST_F(EnergyWsStream, StopIsTheLastWord) {
  tokens.valid = {"se/cr+et token"};
  make();
  stream->start();
  ASSERT_TRUE(run_until([&] { return !readings.empty(); }));
  service.client->sendTextMessage(frame);
  stream->stop();
  settle();
  EXPECT_EQ(readings.size(), 1U);
  EXPECT_EQ(states.back(), State::off);
  stream->start();
  EXPECT_TRUE(run_until([&] { return readings.size() == 2; }));
}

TEST_F(EnergyWsStream, MayBeDestroyedInEveryState) {
  tokens.valid = {"se/cr+et token"};
  make();
  stream->start();
  stream.reset();  // before the connection stands
  settle();

  service.mute = true;
  make();
  stream->start();
  const int before = service.heads;
  ASSERT_TRUE(run_until([&] { return service.heads > before; }));
  stream.reset();  // in the handshake
  settle();

  service.mute = false;
  make();
  stream->start();
  ASSERT_TRUE(wait_for(State::connected));
  stream.reset();  // connected
  settle();

  service.status = 503;
  make();
  stream->start();
  ASSERT_TRUE(wait_for(State::reconnecting));
  stream.reset();  // waiting for the next try
  settle();
}

TEST(EnergyWsRefusal, IsReadFromTheText) {
  EXPECT_EQ(refused_upgrade_status(QStringLiteral("Unhandled http status code: 401 (Unauthorized).")), 401);
  EXPECT_EQ(refused_upgrade_status(
                QStringLiteral("QWebSocketPrivate::processHandshake: Unhandled http status code: 503 ().")),
            503);
  EXPECT_EQ(refused_upgrade_status(QStringLiteral("Connection refused")), 0);
  EXPECT_EQ(refused_upgrade_status(QString()), 0);
}

/// Whoever hears of something may stop it: nothing comes after that, and nothing is sent.
TEST_F(EnergyWsStream, AStopInsideAnyOfItsSignalsIsTheLastThingHeard) {
  enum class In { connecting, connected, heard, reading, frames_refused, service_error, refused_token };
  for (const In in : {In::connecting, In::connected, In::heard, In::reading, In::frames_refused,
                      In::service_error, In::refused_token}) {
    tokens.valid = {in == In::refused_token ? "another token" : "se/cr+et token"};
    make();
    readings.clear();
    states.clear();
    service.greet = in == In::reading || in == In::heard;
    bool stopped = false;
    int after = 0;
    const auto stop = [&] {
      if (std::exchange(stopped, true)) return;
      stream->stop();
    };
    QObject::connect(stream.get(), &EnergyStream::state_changed, stream.get(),
                     [&](State state, const QString& detail) {
                       if (stopped && state != State::off) ++after;
                       if (in == In::connecting && state == State::connecting) stop();
                       if (in == In::connected && state == State::connected) stop();
                       if (in == In::service_error && !detail.isEmpty()) stop();
                     });
    QObject::connect(stream.get(), &EnergyStream::heard, stream.get(), [&] {
      if (stopped) ++after;
      if (in == In::heard) stop();
    });
    QObject::connect(stream.get(), &EnergyStream::reading, stream.get(), [&] {
      if (stopped) ++after;
      if (in == In::reading) stop();
    });
    QObject::connect(stream.get(), &EnergyStream::frames_refused, stream.get(), [&] {
      if (stopped) ++after;
      if (in == In::frames_refused) stop();
    });
    tokens.on_refused = [&] {
      if (in == In::refused_token) stop();
    };
    stream->start();
    const bool says = in == In::frames_refused || in == In::service_error;
    if (says && run_until([&] { return service.client != nullptr; }))
      service.client->sendTextMessage(in == In::frames_refused
                                          ? QStringLiteral("garbage")
                                          : QStringLiteral(R"({"type":"error","message":"No broker."})"));
    EXPECT_TRUE(run_until([&] { return stopped; })) << static_cast<int>(in);
    settle();
    EXPECT_EQ(stream->state(), State::off) << static_cast<int>(in);
    EXPECT_EQ(after, 0) << static_cast<int>(in);
    stream.reset();
    delete service.client.data();
  }
}

}  // namespace
}  // namespace hearth
