#include "core/store/database.h"

#include <cerrno>
#include <system_error>

namespace hearth {
namespace {

constexpr int busy_wait_ms = 5000;

/// What fails within a commit SQLite does not keep the cause of, but errno still has it: whoever calls this
/// has cleared that before.
[[noreturn]] void raise(sqlite3* db, int code) {
  throw DatabaseFault(code, db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code),
                      errno != 0      ? errno
                      : db != nullptr ? sqlite3_system_errno(db)
                                      : 0);
}

int flags_of(Database::Mode mode) {
  switch (mode) {
    case Database::Mode::create:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case Database::Mode::read_write:
      return SQLITE_OPEN_READWRITE;
    case Database::Mode::frozen:
      return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    case Database::Mode::read_only:
      break;
  }
  return SQLITE_OPEN_READONLY;
}

std::string name_of(const std::filesystem::path& path, Database::Mode mode) {
  if (mode != Database::Mode::frozen) return path.string();
  std::error_code error;
  std::string name = "file:";
  for (const char c : std::filesystem::absolute(path, error).string()) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = byte == '/' || byte == '.' || byte == '-' || byte == '_' ||
                       (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= 'a' && byte <= 'z');
    constexpr std::string_view digits = "0123456789abcdef";
    if (plain)
      name += c;
    else
      (name += '%') += {digits[byte >> 4], digits[byte & 15]};
  }
  return name + "?immutable=1";
}

}  // namespace

Database::Database(const std::filesystem::path& path, Mode mode) {
  sqlite3* db = nullptr;
  errno = 0;
  const int code =
      sqlite3_open_v2(name_of(path, mode).c_str(), &db, flags_of(mode) | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(db);
  if (code != SQLITE_OK) raise(db, code);
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, busy_wait_ms);
}

void Database::disown() {
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

void Database::exec(const char* sql) {
  errno = 0;
  const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) raise(handle_.get(), code);
}

std::int64_t Database::number(const char* sql) {
  Statement s(*this, sql);
  return s.step() ? s.integer(0) : 0;
}

Statement::Statement(Database& db, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  errno = 0;
  const int code =
      sqlite3_prepare_v2(db.handle(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  statement_.reset(statement);
  if (code != SQLITE_OK) raise(db.handle(), code);
}

bool Statement::step() {
  errno = 0;
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) raise(sqlite3_db_handle(statement_.get()), code);
  return false;
}

std::string_view Statement::bytes(int column) {
  const void* data = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  if (data == nullptr || size <= 0) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

void Statement::bind_one(int i, std::string_view v) {
  check(sqlite3_bind_text64(statement_.get(), i, v.data(), v.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind_one(int i, const Blob& v) {
  check(sqlite3_bind_blob64(statement_.get(), i, v.bytes.data(), v.bytes.size(), SQLITE_STATIC));
}

void Statement::check(int code) {
  errno = 0;
  if (code != SQLITE_OK) raise(sqlite3_db_handle(statement_.get()), code);
}

Transaction::Transaction(Database& db, Kind kind)
    : db_(db), within_(sqlite3_get_autocommit(db.handle()) == 0) {
  db_.exec(within_ ? "SAVEPOINT part" : kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  if (open_)
    sqlite3_exec(db_.handle(), within_ ? "ROLLBACK TO part; RELEASE part" : "ROLLBACK", nullptr, nullptr,
                 nullptr);
}

void Transaction::commit() {
  db_.exec(within_ ? "RELEASE part" : "COMMIT");
  open_ = false;
}

}  // namespace hearth
