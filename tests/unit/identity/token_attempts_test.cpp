#include "core/identity/token_attempts.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

/// Notes what it is told.
struct Told final : TokenSource {
  std::vector<std::pair<std::string, TokenRefusal>> refusals;
  QCoro::Task<Expected<AccessToken>> token() override {
    co_return fail(ErrorKind::internal, "Nobody asks here.");
  }
  void refused(const AccessToken& token, TokenRefusal how) override {
    refusals.emplace_back(token.value, how);
  }
};

enum class Says { good, unauthorized, forbidden, trouble };
enum class End { good, service, source };

/// What the source gives, one after another ("": an error), what the service says to each that is sent, and
/// what is to come of it.
struct Row {
  const char* what;
  std::vector<std::string> given;
  std::vector<Says> says;
  std::vector<std::string> sent;
  std::vector<TokenRefusal> told;
  End end;
};

ErrorKind kind_of(Says says) {
  if (says == Says::unauthorized) return ErrorKind::sign_in;
  return says == Says::forbidden ? ErrorKind::not_permitted : ErrorKind::retry;
}

void expect_row(const Row& row, TokenRefusal unauthorized) {
  SCOPED_TRACE(row.what);
  Told source;
  TokenAttempts attempts(source, unauthorized);
  std::vector<std::string> sent;
  std::optional<End> end;
  for (std::size_t i = 0; !end; ++i) {
    ASSERT_LT(i, row.given.size()) << "asks the source too often";
    const std::string& value = row.given[i];
    const Expected<AccessToken> given = value.empty()
                                            ? Expected<AccessToken>(fail(ErrorKind::sign_in, "None."))
                                            : Expected<AccessToken>(AccessToken{value});
    const auto use = attempts.judge(given);
    if (use != TokenAttempts::Use::send) {
      end = use == TokenAttempts::Use::stands ? End::service : End::source;
      break;
    }
    sent.push_back(value);
    ASSERT_LE(sent.size(), row.says.size()) << "asks the service too often";
    const Says says = row.says[sent.size() - 1];
    if (says == Says::good)
      end = End::good;
    else if (!attempts.failed(kind_of(says)))
      end = End::service;
  }
  EXPECT_EQ(sent, row.sent);
  EXPECT_EQ(*end, row.end);
  ASSERT_EQ(source.refusals.size(), row.told.size());
  for (std::size_t i = 0; i < row.told.size(); ++i) {
    EXPECT_EQ(source.refusals[i].first, sent[i]);
    EXPECT_EQ(source.refusals[i].second, row.told[i]);
  }
}

TEST(TokenAttempts, OneMoreTryWithAnotherTokenAndNoOther) {
  for (const TokenRefusal live : {TokenRefusal::unauthorized, TokenRefusal::live}) {
    const TokenRefusal no = TokenRefusal::forbidden;
    const std::vector<Row> rows = {
        {"taken", {"a"}, {Says::good}, {"a"}, {}, End::good},
        {"no token", {""}, {}, {}, {}, End::source},
        {"401, another", {"a", "b"}, {Says::unauthorized, Says::good}, {"a", "b"}, {live}, End::good},
        {"401, the same", {"a", "a"}, {Says::unauthorized}, {"a"}, {live}, End::service},
        {"401, none", {"a", ""}, {Says::unauthorized}, {"a"}, {live}, End::source},
        {"401 twice",
         {"a", "b"},
         {Says::unauthorized, Says::unauthorized},
         {"a", "b"},
         {live, live},
         End::service},
        {"403, another", {"a", "b"}, {Says::forbidden, Says::good}, {"a", "b"}, {no}, End::good},
        {"403, the same", {"a", "a"}, {Says::forbidden}, {"a"}, {no}, End::service},
        {"403, none", {"a", ""}, {Says::forbidden}, {"a"}, {no}, End::service},
        {"403, then 401",
         {"a", "b"},
         {Says::forbidden, Says::unauthorized},
         {"a", "b"},
         {no, live},
         End::service},
        {"trouble", {"a"}, {Says::trouble}, {"a"}, {}, End::service},
        {"401, then trouble",
         {"a", "b"},
         {Says::unauthorized, Says::trouble},
         {"a", "b"},
         {live},
         End::service},
    };
    for (const Row& row : rows) expect_row(row, live);
  }
}

TEST(TokenAttempts, ANewConnectionMayTryTheSameTokenAgain) {
  Told source;
  TokenAttempts attempts(source, TokenRefusal::live);
  const Expected<AccessToken> token = AccessToken{"a"};
  ASSERT_EQ(attempts.judge(token), TokenAttempts::Use::send);
  ASSERT_TRUE(attempts.failed(ErrorKind::sign_in));
  ASSERT_EQ(attempts.judge(token), TokenAttempts::Use::stands);
  attempts.restart();
  EXPECT_EQ(attempts.judge(token), TokenAttempts::Use::send);
  EXPECT_TRUE(attempts.failed(ErrorKind::sign_in));
}

}  // namespace
}  // namespace hearth
