#include "core/store/schema.h"

#include <array>
#include <cstdint>

namespace hearth {
namespace {

struct Migration {
  std::int64_t from;
  void (*run)(Database& db);
};
constexpr std::array migrations = {Migration{1, migrate_1_to_2}, Migration{2, note_unjudged}};

}  // namespace

void make_tables(Database& db) {
  db.exec(R"(
CREATE TABLE IF NOT EXISTS series_group (
  id INTEGER PRIMARY KEY, dataset TEXT NOT NULL, entity TEXT NOT NULL, UNIQUE (dataset, entity));
CREATE TABLE IF NOT EXISTS block (
  id INTEGER PRIMARY KEY, start INTEGER NOT NULL, "end" INTEGER NOT NULL, count INTEGER NOT NULL,
  crc INTEGER NOT NULL, columns BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS journal (id INTEGER PRIMARY KEY, crc INTEGER NOT NULL, rows BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS set_aside (
  id INTEGER PRIMARY KEY, block INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  count INTEGER NOT NULL, crc INTEGER NOT NULL, columns BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS latest (
  group_id INTEGER NOT NULL, channel TEXT NOT NULL, time INTEGER NOT NULL, value REAL NOT NULL,
  PRIMARY KEY (group_id, channel)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS epoch (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS coverage (
  group_id INTEGER NOT NULL, provenance INTEGER NOT NULL, settled INTEGER NOT NULL, start INTEGER NOT NULL,
  "end" INTEGER NOT NULL, asked_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
)");
}

void bring_up_to_date(Database& db) {
  for (const Migration& migration : migrations)
    if (db.number("PRAGMA user_version") <= migration.from) migration.run(db);
}

}  // namespace hearth
