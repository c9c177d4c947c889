#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

/// SQLite's C API with owners. Inside core/store only: what fails throws `DatabaseFault`, so that a
/// transaction of many statements reads straight; the store's public members turn it into an Error.
namespace hearth {

class DatabaseFault : public std::runtime_error {
 public:
  DatabaseFault(int code, const std::string& message, int system_error = 0)
      : std::runtime_error(message), code_(code), system_error_(system_error) {}
  /// SQLite's primary result code.
  [[nodiscard]] int code() const noexcept { return code_ & 0xff; }
  /// The file itself is no good.
  [[nodiscard]] bool corrupt() const noexcept { return code() == SQLITE_CORRUPT || code() == SQLITE_NOTADB; }
  /// The errno behind it; 0 where there was none.
  [[nodiscard]] int system_error() const noexcept { return system_error_; }

 private:
  int code_;
  int system_error_;
};

/// One connection; used by one thread at a time.
class Database {
 public:
  /// `frozen`: nobody writes the file meanwhile, and nothing may be laid beside it.
  enum class Mode { read_write, create, read_only, frozen };
  Database(const std::filesystem::path& path, Mode mode);
  void exec(const char* sql);
  [[nodiscard]] std::int64_t last_id() const { return sqlite3_last_insert_rowid(handle_.get()); }
  /// The first column of the first row, 0 where there is none.
  std::int64_t number(const char* sql);
  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }
  /// Closing it then leaves the names beside the file alone: they may be another file's by now.
  void disown();

 private:
  struct Close {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
  };
  std::unique_ptr<sqlite3, Close> handle_;
};

/// A prepared statement. Parameters are numbered from 1, columns from 0. Text and bytes that are bound must
/// stay until the last step; those that are read stay until the next.
class Statement {
 public:
  Statement(Database& db, std::string_view sql);
  template <class... Args>
  Statement& bind(const Args&... args) {
    // Where the last run ended without a row nobody has reset it, and SQLite binds nothing then.
    reset();
    int i = 0;
    (bind_one(++i, args), ...);
    return *this;
  }
  /// Binds what another statement's row holds, of whatever type.
  void bind_value(int i, Statement& from, int column) {
    check(sqlite3_bind_value(statement_.get(), i, sqlite3_column_value(from.statement_.get(), column)));
  }
  /// True where there is a row.
  bool step();
  void run() {
    while (step()) {
    }
    reset();
  }
  void reset() { sqlite3_reset(statement_.get()); }
  [[nodiscard]] std::int64_t integer(int column) { return sqlite3_column_int64(statement_.get(), column); }
  [[nodiscard]] double real(int column) { return sqlite3_column_double(statement_.get(), column); }
  [[nodiscard]] bool is_null(int column) {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
  }
  [[nodiscard]] std::string_view bytes(int column);

 private:
  struct Blob {
    std::string_view bytes;
  };
  void bind_one(int i, std::int64_t v) { check(sqlite3_bind_int64(statement_.get(), i, v)); }
  void bind_one(int i, double v) { check(sqlite3_bind_double(statement_.get(), i, v)); }
  void bind_one(int i, std::string_view v);
  void bind_one(int i, const Blob& v);
  void check(int code);

  struct Finalize {
    void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;

 public:
  /// Marks bytes to be bound as a blob.
  static Blob blob(std::string_view bytes) { return {bytes}; }
};

/// Rolls back unless committed. One within another is a part of it: it rolls back alone, and is kept with it.
class Transaction {
 public:
  enum class Kind { read, write };
  Transaction(Database& db, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& db_;
  bool within_;
  bool open_ = true;
};

}  // namespace hearth
