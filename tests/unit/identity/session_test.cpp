// A session's life without a person: renewal, trouble, its end, and what several programs share.
#include "tests/unit/identity/session_fixture.h"

namespace hearth {
namespace {

using namespace test;

struct IdentitySession : SessionTest {};

TEST_F(IdentitySession, SaysThatNobodyIsSignedIn) {
  serve();
  const auto wall = session();
  const auto token = finish(wall->token());
  ASSERT_FALSE(token.has_value());
  EXPECT_EQ(token.error().kind, ErrorKind::sign_in);
  EXPECT_EQ(wall->status().state, SignInState::signed_out);
  EXPECT_TRUE(wall->status().offered);
  EXPECT_TRUE(run_until([&] { return wall->status().device_offered; }));
  EXPECT_EQ(provider->counts().token_requests.size(), 0);
}

TEST_F(IdentitySession, OutlivesTheProgram) {
  serve();
  std::string first;
  {
    const auto wall = let_in();
    first = finish(wall->token()).value().value;
    EXPECT_EQ(wall->status().state, SignInState::signed_in);
    EXPECT_FALSE(wall->status().who.isEmpty());
    EXPECT_EQ(wall->status().until, clock.now() + hour_ms);
    EXPECT_TRUE(wall->status().keeper.contains(QString::fromStdString(kept_file().string())));
  }
  const auto again = session();
  EXPECT_EQ(finish(again->token()).value().value, first);
  EXPECT_EQ(again->status().state, SignInState::signed_in);
  EXPECT_EQ(refreshes(), 0);
}

TEST_F(IdentitySession, RenewsBeforeTheTokenEndsAndStoresThatFirst) {
  serve();
  const auto wall = let_in();
  const std::string first = finish(wall->token()).value().value;
  clock.advance(52 * minute_ms);
  // What is still good is given while the new one is fetched.
  EXPECT_EQ(finish(wall->token()).value().value, first);
  ASSERT_TRUE(run_until([&] { return wall->status().until > clock.now() + 50 * minute_ms; }));
  const std::string second = finish(wall->token()).value().value;
  EXPECT_NE(second, first);
  EXPECT_EQ(refreshes(), 1);
  EXPECT_EQ(kept().value().access_token, second);
}

TEST_F(IdentitySession, SixteenCallersMakeOneRequest) {
  serve();
  const auto wall = let_in();
  clock.advance(2 * hour_ms);
  std::vector<Outcome<Expected<AccessToken>>> callers;
  callers.reserve(16);
  for (int i = 0; i < 16; ++i) callers.push_back(start(wall->token()));
  ASSERT_TRUE(
      run_until([&] { return std::ranges::all_of(callers, [](const auto& c) { return c.ready(); }); }));
  for (auto& caller : callers) EXPECT_EQ(caller.value().value().value, callers[0].value().value().value);
  EXPECT_EQ(refreshes(), 1);
}

TEST_F(IdentitySession, AnUnreachableProviderIsNoSignOut) {
  serve();
  const auto wall = let_in();
  provider->set_down(true);
  clock.advance(52 * minute_ms);
  ASSERT_TRUE(becomes(*wall, SignInState::unreachable));
  EXPECT_TRUE(finish(wall->token()).has_value());  // it is good for ten more minutes
  clock.advance(hour_ms);
  const auto token = finish(wall->token());
  ASSERT_FALSE(token.has_value());
  EXPECT_EQ(token.error().kind, ErrorKind::offline);
  EXPECT_EQ(wall->status().state, SignInState::unreachable);
  EXPECT_FALSE(kept().value().ended());
  provider->set_down(false);
  EXPECT_TRUE(becomes_in_time(*wall, SignInState::signed_in));
  EXPECT_TRUE(finish(wall->token()).has_value());
}

TEST_F(IdentitySession, AProviderInTroubleIsLeftAloneForAWhile) {
  serve();
  const auto wall = let_in();
  provider->set_down(true, true);
  clock.advance(2 * hour_ms);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(finish(wall->token()).error().kind, ErrorKind::retry);
  EXPECT_LE(provider->counts().requests.value(QStringLiteral("/token")), 2);  // the sign-in's, and one
}

TEST_F(IdentitySession, TheProvidersWordEndsIt) {
  serve();
  const auto wall = let_in();
  provider->forget_sessions();
  clock.advance(2 * hour_ms);
  const auto token = finish(wall->token());
  EXPECT_EQ(token.error().kind, ErrorKind::sign_in);
  EXPECT_EQ(wall->status().state, SignInState::needed);
  EXPECT_FALSE(wall->status().detail.isEmpty());
  EXPECT_FALSE(wall->status().who.isEmpty());  // whose it was
  EXPECT_TRUE(kept().value().ended());
  const int asked = refreshes();
  EXPECT_FALSE(finish(wall->token()).has_value());
  EXPECT_EQ(refreshes(), asked);
  // The next run knows it, too.
  const auto again = session();
  EXPECT_FALSE(finish(again->token()).has_value());
  EXPECT_EQ(again->status().state, SignInState::needed);
  EXPECT_EQ(refreshes(), asked);
}

TEST_F(IdentitySession, ARefusedTokenIsRenewedOnceAMinute) {
  serve();
  const auto wall = let_in();
  const AccessToken first = finish(wall->token()).value();
  wall->refused(first, TokenRefusal::unauthorized);
  const AccessToken second = finish(wall->token()).value();
  EXPECT_NE(second.value, first.value);
  wall->refused(first, TokenRefusal::unauthorized);  // a late answer to an old request
  wall->refused(second, TokenRefusal::unauthorized);
  EXPECT_EQ(finish(wall->token()).value().value, second.value);
  EXPECT_EQ(refreshes(), 1);
  clock.advance(minute_ms);
  wall->refused(second, TokenRefusal::unauthorized);
  EXPECT_NE(finish(wall->token()).value().value, second.value);
  EXPECT_EQ(refreshes(), 2);
}

TEST_F(IdentitySession, ALostAnswerEndsInASignInNotInALoop) {
  serve();
  const auto wall = let_in();
  provider->set_losing_answers(true);
  clock.advance(2 * hour_ms);
  EXPECT_FALSE(finish(wall->token()).has_value());
  provider->set_losing_answers(false);
  // The old refresh token has been used, for all that the provider knows by a thief.
  ASSERT_TRUE(becomes_in_time(*wall, SignInState::needed));
  EXPECT_EQ(provider->counts().refresh_reuses, 1);
  let_in(*wall);
  EXPECT_TRUE(finish(wall->token()).has_value());
}

TEST_F(IdentitySession, TwoProgramsShareOneRotation) {
  serve();
  const auto display = let_in();
  const auto recorder = session();
  ASSERT_TRUE(finish(recorder->token()).has_value());
  for (int i = 0; i < 20; ++i) {
    clock.advance(2 * hour_ms);
    const auto a = start(display->token());
    const auto b = start(recorder->token());
    ASSERT_TRUE(run_until([&] { return a.ready() && b.ready(); }));
    ASSERT_TRUE(a.result->value().has_value() && b.result->value().has_value());
    EXPECT_EQ(a.result->value()->value, b.result->value()->value);
  }
  EXPECT_EQ(refreshes(), 20);
  EXPECT_EQ(provider->counts().refresh_reuses, 0);
}

TEST_F(IdentitySession, ASignInElsewhereIsHeard) {
  serve();
  const auto display = session();
  EXPECT_FALSE(finish(display->token()).has_value());
  const auto login = let_in();
  EXPECT_TRUE(becomes(*display, SignInState::signed_in));
  EXPECT_EQ(finish(display->token()).value().value, finish(login->token()).value().value);
  login->sign_out();
  EXPECT_TRUE(becomes(*display, SignInState::signed_out));
  EXPECT_TRUE(becomes(*login, SignInState::signed_out));
  EXPECT_FALSE(QFile::exists(QString::fromStdString(kept_file().string())));
  EXPECT_EQ(provider->counts().requests.value(QStringLiteral("/revoke")), 1);
}

TEST_F(IdentitySession, ASignOutWithoutTheProviderStillForgets) {
  serve();
  const auto wall = let_in();
  provider->set_down(true);
  wall->sign_out();
  ASSERT_TRUE(becomes(*wall, SignInState::signed_out));
  EXPECT_FALSE(QFile::exists(QString::fromStdString(kept_file().string())));
  EXPECT_TRUE(wall->status().detail.contains(QStringLiteral("could not be told")));
}

TEST_F(IdentitySession, AWrongClockIsSaid) {
  serve();
  const auto wall = let_in();
  EXPECT_TRUE(wall->status().detail.isEmpty());
  provider->set_clock_skew(-7 * minute_ms - 5 * second_ms);
  clock.advance(2 * hour_ms);
  ASSERT_TRUE(finish(wall->token()).has_value());
  EXPECT_EQ(wall->status().state, SignInState::signed_in);
  EXPECT_EQ(wall->status().detail.toStdString(),
            "This machine's clock is 7 minutes ahead of the sign-in service's.");
}

TEST_F(IdentitySession, AClockThatWasAheadDoesNotKeepAnOldToken) {
  serve();
  clock.advance(3650 * day_ms);
  const auto wall = let_in();
  const std::string first = finish(wall->token()).value().value;
  clock.set(clock.now() - 3650 * day_ms);
  EXPECT_NE(finish(wall->token()).value().value, first);
}

TEST_F(IdentitySession, WhatCannotBeStoredIsSaidAndStillUsed) {
  serve();
  const auto wall = let_in();
  QFile::remove(QString::fromStdString(kept_file().string()));
  QDir().mkpath(QString::fromStdString((kept_file() / "x").string()));
  clock.advance(52 * minute_ms);
  ASSERT_TRUE(run_until([&] { return !wall->status().detail.isEmpty(); }));
  EXPECT_TRUE(finish(wall->token()).has_value());
}

TEST_F(IdentitySession, ATokenHandedInBySystemdBeginsIt) {
  serve();
  std::string refresh;
  {
    const auto elsewhere = let_in();
    refresh = kept().value().refresh_token;
    QFile::remove(QString::fromStdString(kept_file().string()));
  }
  QFile credential(folder.filePath(QStringLiteral("hearthboard.refresh_token")));
  ASSERT_TRUE(credential.open(QIODevice::WriteOnly));
  credential.write(QByteArray::fromStdString(refresh) + '\n');
  credential.close();
  qputenv("CREDENTIALS_DIRECTORY", folder.path().toUtf8());
  const auto service = session();
  EXPECT_TRUE(finish(service->token()).has_value());
  EXPECT_FALSE(service->status().who.isEmpty());
  EXPECT_NE(kept().value().refresh_token, refresh);
  // Once it is used up it is not tried again.
  provider->forget_sessions();
  clock.advance(2 * hour_ms);
  EXPECT_FALSE(finish(service->token()).has_value());
  EXPECT_EQ(service->status().state, SignInState::needed);
  const int asked = refreshes();
  const auto again = session();
  EXPECT_FALSE(finish(again->token()).has_value());
  EXPECT_EQ(refreshes(), asked);
  qunsetenv("CREDENTIALS_DIRECTORY");
}

TEST_F(IdentitySession, WhatIsKeptMayBeNonsense) {
  serve();
  QDir().mkpath(QString::fromStdString(kept_file().parent_path().string()));
  for (const char* text :
       {"", "{", "[]", "{\"version\":1}", "{\"version\":2,\"issuer\":\"x\"}", "\xff\xfe"}) {
    QFile file(QString::fromStdString(kept_file().string()));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    file.write(text);
    file.close();
    const auto wall = session();
    EXPECT_EQ(finish(wall->token()).error().kind, ErrorKind::sign_in) << text;
    EXPECT_EQ(wall->status().state, SignInState::signed_out) << text;
  }
}

TEST_F(IdentitySession, MayEndInEveryStateOfARenewal) {
  serve();
  const auto first = let_in();
  for (int turns = 0; turns < 12; ++turns) {
    clock.advance(2 * hour_ms);
    auto wall = session();
    const auto token = start(wall->token());
    for (int i = 0; i < turns; ++i) QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
    wall->stop();
    EXPECT_TRUE(token.ready());
    wall.reset();
    settle();
  }
}

TEST_F(IdentitySession, LetsARenewalEndBeforeTheProgramDoes) {
  serve();
  auto wall = let_in();
  provider->set_delay_ms(200);
  clock.advance(2 * hour_ms);
  const auto token = start(wall->token());
  ASSERT_TRUE(run_until([&] { return wall->status().state == SignInState::refreshing; }));
  const auto winding_down = start_void(wall->wind_down());
  ASSERT_TRUE(run_until([&] { return *winding_down; }));
  wall->stop();
  wall.reset();
  EXPECT_EQ(refreshes(), 1);
  provider->set_delay_ms(0);
  const auto again = session();
  EXPECT_TRUE(finish(again->token()).has_value());
  EXPECT_EQ(provider->counts().refresh_reuses, 0);
}

}  // namespace
}  // namespace hearth
