#include "core/source/replica/server_error.h"

#include <gmock/gmock.h>

#include <array>

namespace hearth::replica {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ServerError, FindsTheStateInEveryLanguage) {
  EXPECT_EQ(sqlstate_in("ERROR:  42P01: relation \"x\" does not exist\nLOCATION:  parserOpenTable, x.c:1"),
            "42P01");
  EXPECT_EQ(sqlstate_in("connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  28P01: password"),
            "28P01");
  EXPECT_EQ(sqlstate_in("Verbindung zum Server auf »127.0.0.1« fehlgeschlagen: FATAL:  3D000: Datenbank"),
            "3D000");
  EXPECT_EQ(sqlstate_in("ОШИБКА:  57014: выполнение оператора отменено"), "57014");
  EXPECT_EQ(sqlstate_in("エラー:  40001: リカバリで競合"), "40001");
  for (const char* none :
       {"", "FATAL:  ", "FATAL:  28P0", "FATAL:  28P01", "FATAL: 28P01: x", "could not connect: refused",
        "ERROR:  relation: 42P01", "ERROR:  abcde: lower case", "x:  42P01 : y"})
    EXPECT_EQ(sqlstate_in(none), "") << none;
}

TEST(ServerError, ARefusalIsTheMostTellingOfSeveral) {
  EXPECT_EQ(refusal_in("FATAL:  28000: no pg_hba.conf entry, SSL encryption\nFATAL:  28P01: password"),
            "28P01");
  EXPECT_EQ(refusal_in("FATAL:  28P01: password\nFATAL:  28000: no pg_hba.conf entry"), "28P01");
  EXPECT_EQ(refusal_in("FATAL:  28000: no pg_hba.conf entry"), "28000");
  EXPECT_EQ(refusal_in("FATAL:  08P01: SASL authentication failed"), "28P01");
  EXPECT_EQ(refusal_in("FATAL:  08P01: no such database: home"), "3D000");
  EXPECT_EQ(refusal_in("FATAL:  08P01: unsupported startup parameter: options"), "08P01");
  EXPECT_EQ(refusal_in("FATAL:  08P01: pgbouncer cannot connect to server"), "08006");
  EXPECT_EQ(refusal_in("FATAL:  08P01: something new"), "08P01");
  EXPECT_EQ(refusal_in("FATAL:  57P03: the database system is starting up"), "57P03");
  EXPECT_EQ(refusal_in("server closed the connection unexpectedly"), "");
}

TEST(ServerError, EveryStateHasItsKind) {
  const std::pair<const char*, ErrorKind> kinds[] = {
      {"40001", ErrorKind::retry},         {"40P01", ErrorKind::retry},
      {"57014", ErrorKind::retry},         {"57P01", ErrorKind::retry},
      {"57P02", ErrorKind::retry},         {"57P03", ErrorKind::retry},
      {"57P05", ErrorKind::retry},         {"25P03", ErrorKind::retry},
      {"25006", ErrorKind::not_permitted}, {"28P01", ErrorKind::sign_in},
      {"28000", ErrorKind::sign_in},       {"3D000", ErrorKind::config},
      {"42501", ErrorKind::not_permitted}, {"42P01", ErrorKind::not_found},
      {"42703", ErrorKind::bad_data},      {"53300", ErrorKind::retry},
      {"53100", ErrorKind::retry},         {"08P01", ErrorKind::config},
      {"08006", ErrorKind::retry},         {"58030", ErrorKind::retry},
      {"XX000", ErrorKind::retry},         {"22012", ErrorKind::retry}};
  for (const auto& [state, kind] : kinds) {
    const Error error = error_of(Stage::connected, state, "db.example:5432");
    EXPECT_EQ(error.kind, kind) << state;
    EXPECT_THAT(error.message, HasSubstr("db.example:5432")) << state;
    EXPECT_EQ(count_places(error.message.id()), error.message.args().size()) << error.message.id();
    EXPECT_FALSE(error.next.empty()) << state;
    EXPECT_THAT(to_text(error), Not(HasSubstr("{"))) << state;
  }
  EXPECT_THAT(error_of(Stage::connected, "22012", "h").message, HasSubstr("SQLSTATE 22012"));
  EXPECT_THAT(error_of(Stage::connected, "57P01", "").message, HasSubstr("The database"));
}

TEST(ServerError, EveryStageHasItsKind) {
  const std::pair<Stage, ErrorKind> kinds[] = {{Stage::address, ErrorKind::offline},
                                               {Stage::connecting, ErrorKind::offline},
                                               {Stage::encrypting, ErrorKind::config},
                                               {Stage::authenticating, ErrorKind::sign_in},
                                               {Stage::connected, ErrorKind::retry}};
  for (const auto& [stage, kind] : kinds) {
    const Error error = error_of(stage, {}, "host");
    EXPECT_EQ(error.kind, kind);
    EXPECT_THAT(error.message, HasSubstr("host"));
    EXPECT_FALSE(error.next.empty());
  }
}

TEST(ServerError, OnlyWhatPassesIsTriedAgain) {
  for (const char* passing :
       {"", "40001", "40P01", "57P01", "57P02", "57P03", "57P05", "25P03", "08006", "08P01"})
    EXPECT_TRUE(is_worth_another_try(passing)) << passing;
  for (const char* lasting : {"57014", "25006", "28P01", "42P01", "42501", "3D000", "XX000", "57P04"})
    EXPECT_FALSE(is_worth_another_try(lasting)) << lasting;
}

}  // namespace
}  // namespace hearth::replica
