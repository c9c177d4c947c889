// Letting somebody in: in the browser, on another device, and everything that must not let anybody in.
#include "core/identity/loopback_listener.h"
#include "tests/support/wait.h"
#include "tests/unit/identity/session_fixture.h"

#include <QUrlQuery>

namespace hearth {
namespace {

using namespace test;

struct IdentitySignIn : SessionTest {
  /// Begins a sign-in in the browser; the page to open.
  QString page_of(OidcSession& signing_in) {
    signing_in.sign_in(SignInMethod::browser);
    EXPECT_TRUE(run_until([&] { return !signing_in.status().browser_page.isEmpty(); }));
    return signing_in.status().browser_page;
  }
  DevicePrompt prompt_of(OidcSession& signing_in) {
    signing_in.sign_in(SignInMethod::device);
    EXPECT_TRUE(run_until([&] { return signing_in.status().prompt.has_value(); }));
    return signing_in.status().prompt.value_or(DevicePrompt{});
  }
  /// Lets the device poll once.
  void poll() {
    const auto count = [this] { return provider->counts().requests.value(QStringLiteral("/token")); };
    const int before = count();
    // The answer to the poll before may still be on its way: the pause begins when it is there.
    constexpr int patience_ms = 100;
    for (int tries = 0; count() == before && tries < 100; ++tries) {
      clock.advance(5 * second_ms);
      wait_until([&] { return count() > before; }, patience_ms);
    }
    EXPECT_GT(count(), before);
  }
};

TEST_F(IdentitySignIn, InTheBrowser) {
  serve();
  const auto desk = session();
  const QString page = page_of(*desk);
  EXPECT_EQ(desk->status().state, SignInState::signing_in);
  const QUrlQuery query{QUrl(page)};
  EXPECT_EQ(query.queryItemValue(QStringLiteral("response_type")), QStringLiteral("code"));
  EXPECT_EQ(query.queryItemValue(QStringLiteral("code_challenge_method")), QStringLiteral("S256"));
  EXPECT_GE(query.queryItemValue(QStringLiteral("state")).size(), 43);
  EXPECT_GE(query.queryItemValue(QStringLiteral("nonce")).size(), 43);
  const auto shown = browse(page);
  ASSERT_TRUE(shown.has_value()) << to_text(shown.error());
  EXPECT_EQ(shown->status, 200);
  EXPECT_TRUE(shown->body.contains("You are signed in"));
  EXPECT_TRUE(becomes(*desk, SignInState::signed_in));
  EXPECT_TRUE(desk->status().browser_page.isEmpty());
  EXPECT_TRUE(finish(desk->token()).has_value());
  // Nobody listens any more.
  const QUrl redirect(query.queryItemValue(QStringLiteral("redirect_uri"), QUrl::FullyDecoded));
  EXPECT_EQ(browse(redirect.toString()).error().kind, ErrorKind::offline);
}

TEST_F(IdentitySignIn, CountsALifetimeFromWhenTheTokenCame) {
  serve();
  const auto desk = session();
  const TimeMs came = clock.now();
  const QString page = page_of(*desk);
  provider->set_delay_ms(200);
  const auto browser = start(http.get(QUrl(page), std::nullopt, {}));
  // The tokens are there; the keys that their ID token is checked with take their time.
  ASSERT_TRUE(run_until([&] { return provider->counts().requests.value(QStringLiteral("/jwks")) == 1; }));
  clock.advance(5 * minute_ms);
  ASSERT_TRUE(becomes(*desk, SignInState::signed_in)) << desk->status().detail.toStdString();
  EXPECT_EQ(desk->status().until, came + hour_ms);
  EXPECT_TRUE(run_until([&] { return browser.ready(); }));
}

TEST_F(IdentitySignIn, ARefusalInTheBrowserIsSaidThereAndHere) {
  serve();
  provider->set_consent(false);
  const auto desk = session();
  const auto shown = browse(page_of(*desk));
  ASSERT_TRUE(shown.has_value());
  EXPECT_EQ(shown->status, 400);
  ASSERT_TRUE(becomes(*desk, SignInState::signed_out));
  EXPECT_TRUE(desk->status().detail.startsWith(QStringLiteral("The sign-in was refused.")))
      << desk->status().detail.toStdString();
}

TEST_F(IdentitySignIn, OnlyOneAnswerToTheRightAddressCounts) {
  serve();
  const auto desk = session();
  const QUrl page(page_of(*desk));
  const QUrlQuery query(page);
  const QString redirect = query.queryItemValue(QStringLiteral("redirect_uri"), QUrl::FullyDecoded);
  const QString state = query.queryItemValue(QStringLiteral("state"));
  const auto status_of = [&](const QString& address) {
    return browse(address).value_or(HttpResponse{404, {}}).status;
  };
  EXPECT_EQ(status_of(redirect + QStringLiteral("?code=x&state=wrong")), 400);
  EXPECT_EQ(status_of(redirect + QStringLiteral("?code=x")), 400);
  EXPECT_EQ(status_of(QString(redirect).replace(QStringLiteral("/callback"), QStringLiteral("/favicon.ico"))),
            404);
  // A name that was made to point here.
  QTcpSocket stranger;
  stranger.connectToHost(QHostAddress::LocalHost, static_cast<quint16>(QUrl(redirect).port()));
  stranger.write("GET /callback?code=x&state=" + state.toLatin1() +
                 " HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  QByteArray heard;
  ASSERT_TRUE(run_until([&] {
    heard += stranger.readAll();
    return heard.contains("\r\n\r\n");
  }));
  EXPECT_TRUE(heard.startsWith("HTTP/1.1 403")) << heard.toStdString();
  QTcpSocket poster;
  poster.connectToHost(QHostAddress::LocalHost, static_cast<quint16>(QUrl(redirect).port()));
  poster.write("POST /callback?code=x&state=" + state.toLatin1() +
               " HTTP/1.1\r\nHost: " + QUrl(redirect).authority().toLatin1() + "\r\n\r\n");
  heard.clear();
  ASSERT_TRUE(run_until([&] {
    heard += poster.readAll();
    return heard.contains("\r\n\r\n");
  }));
  EXPECT_TRUE(heard.startsWith("HTTP/1.1 405")) << heard.toStdString();
  // None of that has ended it.
  EXPECT_EQ(desk->status().state, SignInState::signing_in);
  EXPECT_EQ(status_of(page.toString()), 200);
  EXPECT_TRUE(becomes(*desk, SignInState::signed_in));
}

TEST_F(IdentitySignIn, TheListenerTakesNoSecondAnswer) {
  LoopbackListener listener("the-state", "/back");
  ASSERT_TRUE(listener.listen(0).has_value());
  const QString address =
      QString::fromStdString(listener.redirect_uri()) + QStringLiteral("?state=the-state&code=");
  const auto answer = start(listener.answer({}));
  const auto first = start(http.get(QUrl(address + QStringLiteral("one")), std::nullopt, {}));
  ASSERT_TRUE(run_until([&] { return answer.ready(); }));
  EXPECT_EQ(answer.result->value()->value(QStringLiteral("code")), QStringLiteral("one"));
  const auto second = finish(http.get(QUrl(address + QStringLiteral("two")), std::nullopt, {}));
  EXPECT_FALSE(second.has_value());
  listener.tell(true, QStringLiteral("Good."));
  ASSERT_TRUE(run_until([&] { return first.ready(); }));
  EXPECT_EQ(first.result->value()->status, 200);
}

TEST_F(IdentitySignIn, AnotherProvidersAnswerIsNotTaken) {
  serve();
  const auto desk = session();
  const QUrlQuery query{QUrl(page_of(*desk))};
  const QString redirect = query.queryItemValue(QStringLiteral("redirect_uri"), QUrl::FullyDecoded);
  const auto shown = browse(redirect + QStringLiteral("?code=x&iss=https%3A%2F%2Fevil.example&state=") +
                            query.queryItemValue(QStringLiteral("state")));
  EXPECT_EQ(shown->status, 400);
  EXPECT_TRUE(becomes(*desk, SignInState::signed_out));
  EXPECT_TRUE(desk->status().detail.contains(QStringLiteral("another provider")));
  EXPECT_EQ(provider->counts().token_requests.size(), 0);
}

TEST_F(IdentitySignIn, NobodyComesBack) {
  serve();
  const auto desk = session();
  page_of(*desk);
  clock.advance(11 * minute_ms);
  ASSERT_TRUE(becomes(*desk, SignInState::signed_out));
  EXPECT_TRUE(desk->status().detail.contains(QStringLiteral("ten minutes")));
}

TEST_F(IdentitySignIn, CanBeCancelledAndBegunAgain) {
  serve();
  const auto desk = session();
  page_of(*desk);
  desk->cancel_sign_in();
  EXPECT_EQ(desk->status().state, SignInState::signed_out);
  EXPECT_TRUE(desk->status().detail.isEmpty());
  const QString first = page_of(*desk);
  const QString second = page_of(*desk);  // in place of the first
  EXPECT_NE(first, second);
  EXPECT_FALSE(browse(first).has_value());
  EXPECT_TRUE(browse(second).has_value());
  EXPECT_TRUE(becomes(*desk, SignInState::signed_in));
}

TEST_F(IdentitySignIn, AFixedPortThatIsTakenIsSaid) {
  serve();
  QTcpServer squatter;
  ASSERT_TRUE(squatter.listen(QHostAddress::LocalHost));
  OidcSession::Options wanted = options();
  wanted.redirect_port = squatter.serverPort();
  const auto desk = session(wanted);
  desk->sign_in(SignInMethod::browser);
  ASSERT_TRUE(run_until([&] { return !desk->status().detail.isEmpty(); }));
  EXPECT_TRUE(desk->status().detail.contains(QStringLiteral("taken")));
  squatter.close();
  EXPECT_TRUE(browse(page_of(*desk)).has_value());
}

struct Flaw {
  demo::IdTokenFlaw flaw;
  const char* reason;
};

TEST_F(IdentitySignIn, EveryFlawOfAnIdTokenIsRefusedWithItsOwnReason) {
  std::set<QString> reasons;
  using demo::IdTokenFlaw;
  for (const auto flaw :
       {IdTokenFlaw::issuer, IdTokenFlaw::audience, IdTokenFlaw::nonce, IdTokenFlaw::expired,
        IdTokenFlaw::unissued, IdTokenFlaw::signature, IdTokenFlaw::unknown_key, IdTokenFlaw::alg_none,
        IdTokenFlaw::alg_hmac, IdTokenFlaw::absent}) {
    serve();
    provider->set_id_token_flaw(flaw);
    const auto desk = session();
    browse(page_of(*desk));
    ASSERT_TRUE(becomes(*desk, SignInState::signed_out));
    EXPECT_FALSE(kept().has_value());
    EXPECT_FALSE(desk->status().detail.isEmpty());
    EXPECT_TRUE(reasons.insert(desk->status().detail).second) << desk->status().detail.toStdString();
  }
}

TEST_F(IdentitySignIn, AnotherPersonDoesNotComeOfARenewal) {
  serve();
  const auto wall = let_in();
  provider->set_id_token_flaw(demo::IdTokenFlaw::subject);
  clock.advance(2 * hour_ms);
  EXPECT_FALSE(finish(wall->token()).has_value());
  EXPECT_EQ(wall->status().state, SignInState::needed);
}

TEST_F(IdentitySignIn, ANewSigningKeyIsFetched) {
  serve();
  const auto desk = let_in();
  provider->rotate_signing_key();
  browse(page_of(*desk));
  EXPECT_TRUE(becomes(*desk, SignInState::signed_in));
}

TEST_F(IdentitySignIn, OnAnotherDevice) {
  serve();
  const auto wall = session();
  const DevicePrompt prompt = prompt_of(*wall);
  EXPECT_FALSE(prompt.code.isEmpty());
  EXPECT_TRUE(prompt.complete_page.contains(prompt.code));
  EXPECT_EQ(prompt.expires, clock.now() + 10 * minute_ms);
  poll();
  EXPECT_EQ(wall->status().state, SignInState::signing_in);
  ASSERT_TRUE(provider->approve(prompt.code));
  poll();
  EXPECT_TRUE(becomes(*wall, SignInState::signed_in));
  EXPECT_FALSE(wall->status().prompt.has_value());
  EXPECT_TRUE(finish(wall->token()).has_value());
}

TEST_F(IdentitySignIn, ADeniedDeviceIsSaid) {
  serve();
  const auto wall = session();
  const DevicePrompt prompt = prompt_of(*wall);
  ASSERT_TRUE(provider->deny(prompt.code));
  poll();
  ASSERT_TRUE(becomes(*wall, SignInState::signed_out));
  EXPECT_TRUE(wall->status().detail.startsWith(QStringLiteral("The sign-in was refused.")));
}

TEST_F(IdentitySignIn, AnExpiredCodeIsFollowedByANewOne) {
  serve();
  const auto wall = session();
  const DevicePrompt first = prompt_of(*wall);
  clock.advance(11 * minute_ms);
  ASSERT_TRUE(run_until([&] { return wall->status().prompt && wall->status().prompt->code != first.code; }));
  ASSERT_TRUE(provider->approve(wall->status().prompt->code));
  poll();
  EXPECT_TRUE(becomes(*wall, SignInState::signed_in));
}

TEST_F(IdentitySignIn, SlowsDownWhenAsked) {
  demo::IdentityOptions fast;
  serve(fast);
  const auto wall = session();
  const DevicePrompt prompt = prompt_of(*wall);
  poll();
  // The provider's clock and ours are one: only a program that asks too early is told so. Make it be early.
  provider->set_clock_skew(0);
  EXPECT_EQ(provider->counts().refusals.value(QStringLiteral("slow_down")), 0);
  ASSERT_TRUE(provider->approve(prompt.code));
  poll();
  EXPECT_TRUE(becomes(*wall, SignInState::signed_in));
}

TEST_F(IdentitySignIn, ADeviceRidesOutAProviderThatIsDown) {
  serve();
  const auto wall = session();
  EXPECT_FALSE(finish(wall->token()).has_value());
  provider->set_down(true);
  wall->sign_in(SignInMethod::device);
  ASSERT_TRUE(run_until([&] { return !wall->status().detail.isEmpty(); }));
  EXPECT_EQ(wall->status().state, SignInState::signing_in);
  provider->set_down(false);
  ASSERT_TRUE(pass_time_until(clock, 30 * second_ms, [&] { return wall->status().prompt.has_value(); }));
  EXPECT_TRUE(wall->status().detail.isEmpty());
  const DevicePrompt prompt = *wall->status().prompt;
  provider->set_down(true);
  ASSERT_TRUE(pass_time_until(clock, 6 * second_ms, [&] { return !wall->status().detail.isEmpty(); }));
  provider->set_down(false);
  ASSERT_TRUE(provider->approve(prompt.code));
  EXPECT_TRUE(becomes_in_time(*wall, SignInState::signed_in));
}

TEST_F(IdentitySignIn, WithoutADeviceGrantItIsNotOffered) {
  demo::IdentityOptions without;
  without.device_grant = false;
  serve(without);
  const auto wall = session();
  EXPECT_FALSE(finish(wall->token()).has_value());
  wall->sign_in(SignInMethod::device);
  ASSERT_TRUE(run_until([&] { return !wall->status().detail.isEmpty(); }));
  EXPECT_FALSE(wall->status().device_offered);
  EXPECT_EQ(wall->status().state, SignInState::signed_out);
}

TEST_F(IdentitySignIn, AClientWithASecretShowsIt) {
  for (const auto by : {demo::SecretBy::basic, demo::SecretBy::body}) {
    demo::IdentityOptions confidential;
    confidential.client_secret = QStringLiteral("s3cret&=+ %väl");
    confidential.client_secret = QStringLiteral("s3cret&=+%");
    confidential.secret_by = by;
    serve(confidential);
    QFile file(folder.filePath(QStringLiteral("client-secret")));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    file.write(confidential.client_secret.toUtf8());
    file.close();
    OidcSession::Options wanted = options();
    wanted.client_secret_file = file.fileName().toStdString();
    const auto desk = session(wanted);
    EXPECT_FALSE(finish(desk->token()).has_value());
    browse(page_of(*desk));
    EXPECT_TRUE(becomes(*desk, SignInState::signed_in)) << desk->status().detail.toStdString();
    // Without it the provider does not know the client.
    const auto stranger = session();
    browse(page_of(*stranger));
    EXPECT_TRUE(
        run_until([&] { return stranger->status().detail.contains(QStringLiteral("does not know")); }));
  }
}

TEST_F(IdentitySignIn, MayEndInEveryState) {
  serve();
  for (const auto method : {SignInMethod::browser, SignInMethod::device}) {
    for (int turns = 0; turns < 10; ++turns) {
      auto wall = session();
      wall->sign_in(method);
      for (int i = 0; i < turns; ++i) QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
      wall.reset();
      settle();
    }
  }
}

}  // namespace
}  // namespace hearth
