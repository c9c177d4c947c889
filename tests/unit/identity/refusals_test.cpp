// What a provider may answer to a renewal or a sign-in that is neither tokens nor a clear no.
#include "core/demo/http_server.h"
#include "tests/unit/identity/session_fixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <functional>

namespace hearth {
namespace {

using namespace test;

struct IdentityRefusals : SessionTest {
  /// The provider behind a server that may change what it answers.
  void serve_behind(demo::IdentityOptions options = {}) {
    provider = std::make_unique<demo::IdentityProvider>(std::move(options), clock);
    front = std::make_unique<demo::HttpServer>(clock, [this](const hearth::HttpRequest& request) {
      if (instead)
        if (auto reply = instead(request)) return std::move(*reply);
      demo::HttpReply reply = provider->reply(request);
      if (change) change(request, reply);
      return reply;
    });
    ASSERT_TRUE(front->listen(0).has_value());
    provider->set_issuer(QStringLiteral("http://127.0.0.1:%1").arg(front->port()));
  }
  /// From now on each request at `path` is answered so, without having reached the provider's books.
  void answer_with(const QString& path, int status, QByteArray body, QByteArray type = "application/json") {
    instead = [this, path, status, body = std::move(body),
               type = std::move(type)](const hearth::HttpRequest& request) -> std::optional<demo::HttpReply> {
      if (!request.path.endsWith(path)) return std::nullopt;
      ++answered;
      return demo::HttpReply{.answer = {status, body, type, {}}};
    };
  }
  /// From now on token answers have other members.
  void answer_with_members(const QJsonObject& members) {
    change = [members](const hearth::HttpRequest& request, demo::HttpReply& reply) {
      if (!request.path.endsWith(QStringLiteral("/token")) || reply.answer.status != 200) return;
      QJsonObject said = QJsonDocument::fromJson(reply.answer.body).object();
      for (auto member = members.begin(); member != members.end(); ++member) said[member.key()] = *member;
      reply.answer.body = QJsonDocument(said).toJson(QJsonDocument::Compact);
    };
  }
  [[nodiscard]] int revocations() const {
    return provider->counts().requests.value(QStringLiteral("/revoke"));
  }
  std::function<std::optional<demo::HttpReply>(const hearth::HttpRequest&)> instead;
  std::function<void(const hearth::HttpRequest&, demo::HttpReply&)> change;
  std::unique_ptr<demo::HttpServer> front;
  int answered = 0;
};

TEST_F(IdentityRefusals, AWordThatMayPassEndsASessionWhenItLasts) {
  for (const auto& [status, body] : {std::pair<int, QByteArray>{400, R"({"error":"invalid_request"})"},
                                     {400, ""},
                                     {401, R"({"error":"odd"})"}}) {
    serve_behind();
    auto wall = let_in();
    answer_with(QStringLiteral("/token"), status, body);
    answered = 0;
    clock.advance(2 * hour_ms);
    EXPECT_EQ(finish(wall->token()).error().kind, ErrorKind::retry) << body.constData();
    EXPECT_EQ(wall->status().state, SignInState::unreachable);
    EXPECT_EQ(kept().value().refusals, 1);
    EXPECT_FALSE(kept().value().ended());
    // Neither this program nor another one asks again at once.
    auto other = session();
    EXPECT_EQ(finish(other->token()).error().kind, ErrorKind::retry);
    EXPECT_EQ(finish(wall->token()).error().kind, ErrorKind::retry);
    EXPECT_EQ(answered, 1) << body.constData();
    other.reset();
    clock.advance(5 * minute_ms);
    ASSERT_TRUE(run_until([&] { return kept().value().refusals == 2; })) << body.constData();
    EXPECT_FALSE(kept().value().ended());
    clock.advance(5 * minute_ms);
    ASSERT_TRUE(becomes(*wall, SignInState::needed)) << body.constData();
    EXPECT_TRUE(kept().value().ended());
    EXPECT_EQ(answered, 3);
    wall.reset();
    instead = nullptr;
    QFile::remove(QString::fromStdString(kept_file().string()));
  }
}

TEST_F(IdentityRefusals, ARefusalThatPassesIsForgotten) {
  serve_behind();
  const auto wall = let_in();
  answer_with(QStringLiteral("/token"), 400, R"({"error":"invalid_request"})");
  clock.advance(2 * hour_ms);
  EXPECT_FALSE(finish(wall->token()).has_value());
  instead = nullptr;
  clock.advance(5 * minute_ms);
  ASSERT_TRUE(becomes(*wall, SignInState::signed_in));
  EXPECT_EQ(kept().value().refusals, 0);
}

TEST_F(IdentityRefusals, AProviderThatRestartsEndsNothing) {
  serve_behind();
  const auto wall = let_in();
  for (const auto& [status, path] :
       {std::pair(404, "/token"), {502, "/token"}, {200, "/token"}, {403, "/token"}}) {
    answer_with(QLatin1String(path), status, "<html><body>Sign in to the hotel's network</body></html>",
                "text/html");
    answered = 0;
    clock.advance(2 * hour_ms);
    EXPECT_FALSE(finish(wall->token()).has_value()) << status;
    EXPECT_EQ(wall->status().state, SignInState::unreachable) << status;
    EXPECT_FALSE(kept().value().ended());
    // It is tried again within a minute.
    const int before = answered;
    clock.advance(minute_ms);
    ASSERT_TRUE(run_until([&] { return answered > before; })) << status;
    instead = nullptr;
    ASSERT_TRUE(becomes_in_time(*wall, SignInState::signed_in)) << status;
  }
}

TEST_F(IdentityRefusals, AProviderThatAsksToBeLeftAloneIs) {
  serve_behind();
  const auto wall = let_in();
  instead = [this](const hearth::HttpRequest& request) -> std::optional<demo::HttpReply> {
    if (!request.path.endsWith(QStringLiteral("/token"))) return std::nullopt;
    ++answered;
    return demo::HttpReply{.answer = {503, {}, "text/plain", {{"Retry-After", "600"}}}};
  };
  clock.advance(2 * hour_ms);
  EXPECT_FALSE(finish(wall->token()).has_value());
  EXPECT_EQ(answered, 1);
  // Ten windows of a minute at most would have passed.
  for (int i = 0; i < 9; ++i) {
    clock.advance(minute_ms);
    EXPECT_FALSE(finish(wall->token()).has_value());
    settle();
  }
  EXPECT_EQ(answered, 1);
  instead = nullptr;
  EXPECT_TRUE(becomes_in_time(*wall, SignInState::signed_in));
}

TEST_F(IdentityRefusals, ARotatedTokenIsKeptWhateverElseIsOdd) {
  const QJsonObject odd[] = {
      {{QStringLiteral("expires_in"), 0}},
      {{QStringLiteral("expires_in"), -5}},
      {{QStringLiteral("expires_in"), 1e300}},
      {{QStringLiteral("expires_in"), QStringLiteral("soon")}},
      {{QStringLiteral("token_type"), QJsonValue::Null}},
      {{QStringLiteral("token_type"), QStringLiteral("DPoP")}},
      {{QStringLiteral("scope"), QJsonArray{QStringLiteral("openid")}}},
      {{QStringLiteral("id_token"), 17}},
      {{QStringLiteral("access_token"), QJsonValue::Null}},
  };
  serve_behind();
  const auto wall = let_in();
  for (const QJsonObject& members : odd) {
    const std::string said = QJsonDocument(members).toJson(QJsonDocument::Compact).toStdString();
    const std::string before = kept().value().refresh_token;
    answer_with_members(members);
    clock.advance(2 * hour_ms);
    const auto token = finish(wall->token());
    // However long it is said to live.
    if (token) wall->refused(*token, TokenRefusal::unauthorized);
    EXPECT_NE(kept().value().refresh_token, before) << said;
    change = nullptr;
    clock.advance(2 * hour_ms);
    EXPECT_TRUE(finish(wall->token()).has_value()) << said;
    EXPECT_EQ(provider->counts().refresh_reuses, 0) << said;
  }
}

TEST_F(IdentityRefusals, ASessionThatIsReplacedIsRevoked) {
  serve_behind();
  const auto desk = let_in();
  const std::string before = kept().value().refresh_token;
  let_in(*desk);
  ASSERT_NE(kept().value().refresh_token, before);
  EXPECT_TRUE(run_until([&] { return revocations() == 1; }));
  // A sign-in that is refused takes nothing away.
  provider->set_consent(false);
  desk->sign_in(SignInMethod::browser);
  ASSERT_TRUE(run_until([&] { return !desk->status().browser_page.isEmpty(); }));
  browse(desk->status().browser_page);
  ASSERT_TRUE(run_until([&] { return desk->attempt_error().has_value(); }));
  EXPECT_EQ(desk->status().state, SignInState::signed_in);
  EXPECT_EQ(revocations(), 1);
}

TEST_F(IdentityRefusals, ACodeIsNotRedeemedTwiceForWantOfKeys) {
  serve_behind();
  const auto desk = session();
  answer_with(QStringLiteral("/jwks"), 503, {});
  desk->sign_in(SignInMethod::browser);
  ASSERT_TRUE(run_until([&] { return !desk->status().browser_page.isEmpty(); }));
  const auto browsing = start(http.get(QUrl(desk->status().browser_page), std::nullopt, {}));
  ASSERT_TRUE(run_until([&] { return answered > 0; }));
  instead = nullptr;
  ASSERT_TRUE(becomes_in_time(*desk, SignInState::signed_in)) << desk->status().detail.toStdString();
  EXPECT_EQ(provider->counts().token_requests.value(QStringLiteral("authorization_code")), 1);
  EXPECT_TRUE(run_until([&] { return browsing.ready(); }));
}

TEST_F(IdentityRefusals, ADeviceShowsThatItIsTheOneThatAsked) {
  serve_behind({.device_pkce = true});
  const auto wall = session();
  wall->sign_in(SignInMethod::device);
  ASSERT_TRUE(run_until([&] { return wall->status().prompt.has_value(); }))
      << wall->status().detail.toStdString();
  ASSERT_TRUE(provider->approve(wall->status().prompt->code));
  EXPECT_TRUE(becomes_in_time(*wall, SignInState::signed_in));
}

TEST_F(IdentityRefusals, AStatusAloneMayMeanThatNobodyHasDecided) {
  serve_behind();
  const auto wall = session();
  wall->sign_in(SignInMethod::device);
  ASSERT_TRUE(run_until([&] { return wall->status().prompt.has_value(); }));
  const DevicePrompt prompt = *wall->status().prompt;
  answer_with(QStringLiteral("/token"), 428, {});
  ASSERT_TRUE(pass_time_until(clock, 6 * second_ms, [&] { return answered >= 2; }));
  EXPECT_TRUE(wall->status().detail.isEmpty()) << wall->status().detail.toStdString();
  instead = nullptr;
  ASSERT_TRUE(provider->approve(prompt.code));
  EXPECT_TRUE(becomes_in_time(*wall, SignInState::signed_in));
}

TEST_F(IdentityRefusals, CodesThatExpireAtOnceAreNotAskedForWithoutEnd) {
  serve_behind();
  const auto wall = session();
  int codes = 0;
  answer_with(QStringLiteral("/token"), 400, R"({"error":"expired_token"})");
  QObject::connect(provider.get(), &demo::IdentityProvider::requested, provider.get(),
                   [&](const hearth::HttpRequest& request) {
                     codes += request.path.endsWith(QStringLiteral("/device_authorization")) ? 1 : 0;
                   });
  wall->sign_in(SignInMethod::device);
  ASSERT_TRUE(run_until([&] { return codes == 1; }));
  // Two minutes, in steps of the interval: a code and its refusal take 5 s, the pauses double from 1 to 60 s.
  for (int i = 0; i < 24; ++i) {
    clock.advance(5 * second_ms);
    settle();
  }
  EXPECT_LE(codes, 10);
  wall->cancel_sign_in();
}

}  // namespace
}  // namespace hearth
