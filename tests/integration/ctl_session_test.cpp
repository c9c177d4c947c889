// How the commands that run on and those that end fare with a session that comes, goes and is shared.
#include "tests/integration/ctl_login_fixture.h"

namespace hearth {
namespace {

using namespace test;

using CtlSession = CtlLoginTest;

TEST_F(CtlSession, ARecorderWaitsForASignInAndGoesOnByItself) {
  provide_home();
  const auto record = ctl("record");
  const char* waiting = "Waiting for a sign-in (\"hearthctl login\").\n";
  ASSERT_TRUE(record->says(waiting)) << record->err();
  EXPECT_TRUE(has(record->err(), "hearthctl: Nobody is signed in. Waiting")) << record->err();
  EXPECT_EQ(home->live_clients(), 0);
  ASSERT_NO_FATAL_FAILURE(sign_in());
  ASSERT_TRUE(wait_until([&] { return home->live_clients() == 1; })) << record->err();
  const auto hears_a_reading = [&] {
    return wait_until([&, before = home->live_heard()] { return home->live_heard() > before; });
  };
  ASSERT_TRUE(hears_a_reading()) << record->err();
  const Ended watched = ctl_ends("watch --count 3");
  EXPECT_EQ(watched.code, 0) << watched.err;
  EXPECT_EQ(record->err().find(waiting), record->err().rfind(waiting)) << record->err();

  // The provider ends the session: the reason is told, and the wait begins again.
  provider->forget_sessions();
  provider->revoke_access_tokens();
  home->drop_live();
  ASSERT_TRUE(record->says(waiting, 2)) << record->err();
  EXPECT_TRUE(has(record->err(), "hearthctl: The session has ended at the provider.")) << record->err();
  EXPECT_TRUE(has(ctl_ends("status").out, "signed in      nobody; the session of Demo Person has ended\n"));
  ASSERT_NO_FATAL_FAILURE(sign_in());
  ASSERT_TRUE(wait_until([&] { return home->live_clients() == 1; })) << record->err();
  ASSERT_TRUE(record->says("hearthctl: Signed in as Demo Person. Going on.\n", 2)) << record->err();
  ASSERT_TRUE(hears_a_reading()) << record->err();
  EXPECT_FALSE(holds_secret(seen_from_outside(*record)));
  const Ended ended = record->end(SIGTERM);
  EXPECT_EQ(ended.code, 0) << ended.err;
  const Ended exported = ctl_ends("export --dataset energy");
  // A line of names, and what it has heard in each session.
  EXPECT_GE(std::count(exported.out.begin(), exported.out.end(), '\n'), 3) << exported.out;
}

TEST_F(CtlSession, AProviderThatRepeatsATokenIsQuotedWithoutIt) {
  provide_home();
  ASSERT_NO_FATAL_FAILURE(sign_in());
  provider->set_indiscreet(true);
  provider->forget_sessions();
  provider->revoke_access_tokens();
  const Ended synced = ctl_ends("sync --hours 2");
  EXPECT_EQ(synced.code, 77) << synced.err;
  EXPECT_TRUE(has(synced.err, "The provider says: Refused: refresh_token [redacted]")) << synced.err;
  // The log has it too, in its own form: "2026-11-26T20:00:00Z warning hearth.identity: …".
  EXPECT_TRUE(has(synced.err, "Z warning hearth.identity: invalid_grant: The session has ended"))
      << synced.err;
  // TearDown looks for every secret that the provider gave out.
}

TEST_F(CtlSession, WhoAskedForOneThingHearsThatNobodyIsSignedIn) {
  provide_home();
  for (const char* line : {"sync --hours 2", "watch --count 3", "watch --seconds 100"}) {
    const Ended ended = ctl_ends(line);
    EXPECT_EQ(ended.code, 77) << line << ended.err;
    EXPECT_EQ(ended.err, "hearthctl: Nobody is signed in. \"hearthctl login\" signs in.\n") << line;
  }
  ASSERT_NO_FATAL_FAILURE(sign_in());
  const Ended synced = ctl_ends("sync --hours 2");
  EXPECT_EQ(synced.code, 0) << synced.err;
  provider->forget_sessions();
  provider->revoke_access_tokens();
  const Ended first = ctl_ends("sync --hours 2");
  EXPECT_EQ(first.code, 77) << first.err;
  EXPECT_TRUE(has(first.err, "hearthctl: The session has ended at the provider.")) << first.err;
  const Ended second = ctl_ends("sync --hours 2");
  EXPECT_EQ(second.code, 77) << second.err;
  EXPECT_EQ(second.err,
            "hearthctl: The session has ended. Sign in on the dashboard, or with \"hearthctl login\".\n");
}

TEST_F(CtlSession, ProgramsThatShareASessionRenewItOnce) {
  demo::IdentityOptions options = quick();
  options.token_lifetime = 5 * second_ms;
  provide_home(options);
  ASSERT_NO_FATAL_FAILURE(sign_in());
  std::vector<TimeMs> renewals;
  note_renewals(renewals);
  const auto record = ctl("record");
  const auto watch = ctl("watch");
  ASSERT_TRUE(wait_until([&] { return home->live_clients() == 2; })) << record->err() << watch->err();
  ASSERT_TRUE(wait_until([&] { return renewals.size() >= 3; })) << record->err() << watch->err();
  EXPECT_FALSE(holds_secret(seen_from_outside(*record) + seen_from_outside(*watch)));
  EXPECT_EQ(record->end(SIGTERM).code, 0) << record->err();
  EXPECT_EQ(watch->end(SIGINT).code, 0) << watch->err();
  expect_no_renewal_too_many(renewals);
}

}  // namespace
}  // namespace hearth
