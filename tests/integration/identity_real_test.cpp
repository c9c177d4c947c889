// This program's sessions at a provider that knows nothing of them: npm's oidc-provider, and Chromium.
#include "tests/integration/real_session_fixture.h"
#include "tests/support/passing_time.h"

#include <set>

namespace hearth {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::Not;

/// The claims of a JWT, for a service to which the access token is one.
QJsonObject claims(const std::string& token) {
  const QByteArray payload = QByteArray::fromStdString(token).split('.').value(1);
  return QJsonDocument::fromJson(QByteArray::fromBase64(payload, QByteArray::Base64UrlEncoding)).object();
}

struct RealSessions : RealSession, testing::WithParamInterface<const char*> {
  void SetUp() override { serve(GetParam()); }
  [[nodiscard]] bool opaque() const { return std::string_view(GetParam()) != "jwt"; }
  void expect_taken(const std::string& token) {
    if (opaque()) {
      EXPECT_EQ(userinfo(token).text("sub"), "robin");
    } else {
      EXPECT_EQ(claims(token)[QStringLiteral("scope")].toString(), QStringLiteral("read:energy read:plugs"));
    }
  }
};

TEST_P(RealSessions, AnAfternoon) {
  ManualClock next_run(clock.now());
  auto wall = session();
  EXPECT_EQ(finish(wall->token()).error().kind, ErrorKind::sign_in);
  EXPECT_EQ(wall->status().state, SignInState::signed_out);
  EXPECT_TRUE(run_until([&] { return wall->status().device_offered; }));
  let_in(*wall);
  EXPECT_EQ(wall->status().who, who);
  EXPECT_TRUE(wall->status().detail.isEmpty()) << wall->status().detail.toStdString();
  expect_taken(finish(wall->token()).value().value);

  // The next run has it without a word to the provider.
  end(std::move(wall));
  const SessionRecord record = kept();
  next_run.set(record.obtained + second_ms);
  provider->freeze();
  wall = session(next_run);
  EXPECT_EQ(finish(wall->token()).value().value, record.access_token);
  EXPECT_EQ(wall->status().state, SignInState::signed_in);
  EXPECT_EQ(wall->status().who, who);
  EXPECT_EQ(wall->status().until, record.until);
  provider->thaw();

  wall->sign_out();
  ASSERT_TRUE(becomes(*wall, SignInState::signed_out));
  EXPECT_TRUE(wall->status().detail.isEmpty()) << wall->status().detail.toStdString();
  EXPECT_TRUE(wall->status().who.isEmpty());
  EXPECT_FALSE(exists(kept_file()));
  EXPECT_EQ(finish(wall->token()).error().kind, ErrorKind::sign_in);
  EXPECT_EQ(refresh(record.refresh_token).text("error"), "invalid_grant");
  if (opaque()) {
    EXPECT_EQ(userinfo(record.access_token).status, 401);
  }
}

TEST_P(RealSessions, LetADeviceInThatAPersonApproves) {
  const auto wall = session();
  const DevicePrompt prompt = ask_for_code(*wall);
  EXPECT_EQ(wall->status().state, SignInState::signing_in);
  EXPECT_THAT(prompt.complete_page.toStdString(), HasSubstr(prompt.code.toStdString()));
  EXPECT_THAT(prompt.complete_page.toStdString(), HasSubstr(prompt.page.toStdString()));
  EXPECT_GT(prompt.expires, clock.now());
  let_in(*wall, prompt);
  expect_taken(finish(wall->token()).value().value);
}

TEST_P(RealSessions, LetNoDeviceInThatAPersonRefuses) {
  const auto wall = session();
  const DevicePrompt first = ask_for_code(*wall);
  wall->cancel_sign_in();
  EXPECT_EQ(wall->status().state, SignInState::signed_out);
  EXPECT_FALSE(wall->status().prompt.has_value());
  EXPECT_TRUE(wall->status().detail.isEmpty()) << wall->status().detail.toStdString();

  const DevicePrompt second = ask_for_code(*wall);
  EXPECT_NE(second.code, first.code);
  const auto person = provider->deny(second.complete_page);
  ASSERT_TRUE(person->wait());
  EXPECT_TRUE(person->succeeded()) << person->last_page().toStdString();
  clock.advance(5 * second_ms);
  ASSERT_TRUE(becomes(*wall, SignInState::signed_out));
  EXPECT_FALSE(wall->status().prompt.has_value());
  EXPECT_EQ(wall->status().detail.toStdString(),
            "The sign-in was refused. The provider says: End-User aborted interaction.");
  EXPECT_EQ(wall->status().next.toStdString(), "Sign in as somebody who may, or say yes.");
  EXPECT_FALSE(exists(kept_file()));
  EXPECT_EQ(provider->secrets().size(), 2U) << "two device codes, and nothing for them";
}

INSTANTIATE_TEST_SUITE_P(Modes, RealSessions, testing::Values("example", "rotating", "jwt"),
                         [](const auto& mode) { return std::string(mode.param); });

/// What others than oidc-provider answer (tests/oidc/bent.mjs).
struct Likeness {
  const char* mode;
  const char* dead_token;  ///< what it calls one
  const char* ended;
  friend std::ostream& operator<<(std::ostream& out, const Likeness& like) { return out << like.mode; }
};

struct RealLikenesses : RealSession, testing::WithParamInterface<Likeness> {
  RealLikenesses() { scopes_are_default = true; }
  void SetUp() override { serve(GetParam().mode); }
};

TEST_P(RealLikenesses, LetADeviceInAndTellOfItsEnd) {
  const auto wall = session();
  let_in(*wall, ask_for_code(*wall));
  const std::string used = kept().refresh_token;
  renewed(*wall);
  EXPECT_NE(kept().refresh_token, used);

  // Somebody else has the old one: the provider ends them both.
  EXPECT_EQ(refresh(used).text("error"), GetParam().dead_token);
  ASSERT_TRUE(pass_time_until(clock, minute_ms, [&] { return wall->status().state == SignInState::needed; }))
      << wall->status().detail.toStdString();
  EXPECT_EQ(wall->status().detail.toStdString(), GetParam().ended);
  EXPECT_EQ(wall->status().next.toStdString(), "Sign in again.");
  EXPECT_TRUE(kept().ended());
}

INSTANTIATE_TEST_SUITE_P(
    Of, RealLikenesses,
    testing::Values(Likeness{"keycloak", "invalid_grant",
                             "The session has ended at the provider. The provider says: Maximum allowed "
                             "refresh token reuse exceeded."},
                    Likeness{"dex", "invalid_request",
                             "The session has ended at the provider. The provider says: Refresh token is "
                             "invalid or has already been claimed by another client."}),
    [](const auto& likeness) { return std::string(likeness.param.mode); });

struct RealRotation : RealSession {
  void SetUp() override { serve("rotating"); }
  /// Signs in again, when the provider's keys may be asked for again.
  void mend(OidcSession& ended) {
    clock.advance(minute_ms);
    let_in(ended);
    EXPECT_EQ(userinfo(finish(ended.token()).value().value).status, 200);
  }
  static constexpr const char* provider_says =
      "The session has ended at the provider. The provider says: grant request is invalid.";
};

TEST_F(RealRotation, IsKept) {
  const auto wall = session();
  let_in(*wall);
  std::set<std::string> refresh_tokens{kept().refresh_token};
  constexpr std::size_t renewals = 4;
  for (std::size_t i = 1; i <= renewals; ++i) {
    const std::string token = renewed(*wall);
    const SessionRecord record = kept();
    EXPECT_EQ(record.access_token, token);
    EXPECT_EQ(userinfo(token).status, 200);
    refresh_tokens.insert(record.refresh_token);
    EXPECT_EQ(refresh_tokens.size(), 1 + i);
  }
  EXPECT_EQ(wall->status().detail.toStdString(),
            "This machine's clock is 4 minutes ahead of the sign-in service's.");
}

TEST_F(RealRotation, IsDoneOnceForTwoPrograms) {
  const auto display = session();
  const auto recorder = session();
  let_in(*display);
  EXPECT_EQ(finish(recorder->token()).value().value, finish(display->token()).value().value);
  for (int i = 0; i < 5; ++i) {
    const std::size_t handed_out = provider->secrets().size();
    clock.advance(6 * minute_ms);
    const auto a = start(display->token());
    const auto b = start(recorder->token());
    ASSERT_TRUE(run_until([&] { return a.ready() && b.ready(); }));
    ASSERT_TRUE(a.result->value().has_value() && b.result->value().has_value());
    EXPECT_EQ(a.result->value()->value, b.result->value()->value);
    EXPECT_EQ(provider->secrets().size(), handed_out + 3);  // an access, a refresh and an ID token
  }
  EXPECT_EQ(userinfo(kept().access_token).status, 200);
}

TEST_F(RealRotation, EndsWithAStolenToken) {
  const auto wall = session();
  let_in(*wall);
  const std::string used = kept().refresh_token;
  const std::string token = renewed(*wall);
  EXPECT_EQ(refresh(used).text("error"), "invalid_grant");
  EXPECT_EQ(userinfo(token).status, 401);

  clock.advance(minute_ms);
  wall->refused({token}, TokenRefusal::unauthorized);
  const auto none = finish(wall->token());
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().kind, ErrorKind::sign_in);
  EXPECT_EQ(none.error().message, provider_says);
  EXPECT_EQ(wall->status().state, SignInState::needed);
  EXPECT_EQ(wall->status().detail.toStdString(), provider_says);
  EXPECT_EQ(wall->status().next.toStdString(), "Sign in again.");
  EXPECT_EQ(wall->status().who, who);
  EXPECT_THAT(said, Not(testing::Contains("The session has ended."))) << "said before the reason was";
  EXPECT_TRUE(kept().ended());
  mend(*wall);
}

TEST_F(RealRotation, WaitsForAProviderThatIsAway) {
  const auto wall = session();
  let_in(*wall);
  const std::string first = finish(wall->token()).value().value;
  const TimeMs until = wall->status().until;
  provider->freeze();
  clock.advance(270 * second_ms);  // of 300
  ASSERT_TRUE(becomes(*wall, SignInState::refreshing));
  EXPECT_EQ(finish(wall->token()).value().value, first);
  provider->thaw();
  ASSERT_TRUE(run_until([&] { return wall->status().until > until; }));
  const std::string second = finish(wall->token()).value().value;

  provider->go_down();
  clock.advance(270 * second_ms);
  ASSERT_TRUE(becomes(*wall, SignInState::unreachable));
  EXPECT_TRUE(wall->status().detail.startsWith(QStringLiteral("127.0.0.1:")) &&
              wall->status().detail.endsWith(QStringLiteral(" refuses the connection.")))
      << wall->status().detail.toStdString();
  EXPECT_EQ(wall->status().next.toStdString(), "Is the service running there, and is the port right?");
  EXPECT_EQ(finish(wall->token()).value().value, second);
  clock.advance(minute_ms);
  EXPECT_EQ(finish(wall->token()).error().kind, ErrorKind::offline);
  EXPECT_EQ(wall->status().state, SignInState::unreachable);
  EXPECT_FALSE(kept().ended());

  // It has lost its memory.
  provider->come_up();
  ASSERT_TRUE(
      pass_time_until(clock, 10 * second_ms, [&] { return wall->status().state == SignInState::needed; }));
  EXPECT_EQ(wall->status().detail.toStdString(), provider_says);
  EXPECT_TRUE(kept().ended());
  mend(*wall);
}

struct RealTime : RealSession {
  void SetUp() override { serve("jwt"); }
  /// Good now, by what stands in it, which is in whole seconds.
  void expect_good(const Expected<AccessToken>& token) {
    ASSERT_TRUE(token.has_value()) << to_text(token.error());
    const auto ends = static_cast<TimeMs>(claims(token->value)[QStringLiteral("exp")].toDouble()) * second_ms;
    EXPECT_GT(ends + second_ms, clock.now());
    given.insert(token->value);
  }
  std::set<std::string> given;
};

TEST_F(RealTime, RenewsByItselfBeforeATokenOfTenSecondsEnds) {
  const auto wall = session();
  let_in(*wall);
  // First nobody asks for a token.
  TimeMs until = wall->status().until;
  ASSERT_TRUE(run_until([&] { return wall->status().until > until; }));
  EXPECT_EQ(kept().until, wall->status().until);
  // Then somebody asks all the time.
  std::vector<Outcome<Expected<AccessToken>>> asked;
  QTimer asking;
  QObject::connect(&asking, &QTimer::timeout, &asking, [&] { asked.push_back(start(wall->token())); });
  asking.start(100);
  until = wall->status().until;
  ASSERT_TRUE(run_until([&] {
    for (; !asked.empty() && asked.front().ready(); asked.erase(asked.begin()))
      expect_good(asked.front().value());
    return wall->status().until > until;
  }));
  expect_good(finish(wall->token()));
  EXPECT_EQ(given.size(), 2U);
  EXPECT_TRUE(wall->status().detail.isEmpty()) << wall->status().detail.toStdString();
}

}  // namespace
}  // namespace hearth
