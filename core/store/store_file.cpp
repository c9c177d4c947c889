#include "core/store/store_file.h"

#include "core/store/schema.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>

namespace hearth {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t application_id = 0x48727468;  // "Hrth"
/// Small pages: each commit writes whole ones, and a minute's readings fill less than two.
constexpr int page_bytes = 2048;
std::uint32_t big_endian(const std::array<char, 100>& head, std::size_t at) {
  std::uint32_t v = 0;
  for (std::size_t i = 0; i < 4; ++i) v = v << 8 | static_cast<unsigned char>(head[at + i]);
  return v;
}

/// What the first bytes say, before SQLite is asked: it takes some truncated files for whole ones.
/// A file that cannot be read is not spoiled for that.
std::string spoiled_head(const fs::path& path) {
  std::array<char, 100> head{};
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) throw DatabaseFault(SQLITE_CANTOPEN, std::strerror(errno), errno);
  const ssize_t got = ::pread(file, head.data(), head.size(), 0);
  const int trouble = errno;
  ::close(file);
  if (got < 0) throw DatabaseFault(SQLITE_IOERR, std::strerror(trouble), trouble);
  if (got != static_cast<ssize_t>(head.size())) return "is too short for a history";
  constexpr std::string_view magic("SQLite format 3\0", 16);
  if (!std::equal(magic.begin(), magic.end(), head.begin())) return "is no history file";
  std::error_code error;
  const auto wal_bytes = fs::file_size(fs::path(path) += "-wal", error);
  if (!error && wal_bytes > 0) return {};
  const std::uint64_t page = big_endian(head, 16) >> 16 == 1 ? 65536 : big_endian(head, 16) >> 16;
  if (fs::file_size(path, error) < page * big_endian(head, 28)) return "is cut short";
  return {};
}

}  // namespace

FileVerdict judge_file(const fs::path& path, std::unique_ptr<Database>* reader) {
  FileVerdict verdict;
  std::error_code error;
  const auto bytes = fs::file_size(path, error);
  verdict.there = !error && bytes > 0;
  if (!verdict.there) return verdict;
  verdict.spoiled = spoiled_head(path);
  if (!verdict.spoiled.empty()) return verdict;
  try {
    auto db = open_reader(path);
    const std::int64_t tables = db->number("SELECT count(*) FROM sqlite_schema");
    const std::int64_t id = db->number("PRAGMA application_id");
    const std::int64_t version = db->number("PRAGMA user_version");
    if (tables == 0 && id == 0) return verdict;
    if (id != application_id) {
      verdict.spoiled = "belongs to another program";
    } else if (version > schema_version) {
      verdict.spoiled = "was written by a newer version";
    } else if (version < schema_version) {
      verdict.outdated = true;
    } else {
      for (const char* sql :
           {"SELECT id, start, \"end\", count, crc, columns FROM block LIMIT 1",
            "SELECT dataset, entity FROM series_group LIMIT 1", "SELECT id, crc, rows FROM journal LIMIT 1",
            "SELECT channel FROM latest LIMIT 1", "SELECT asked_at FROM coverage LIMIT 1"})
        db->number(sql);
      verdict.ready = true;
      if (reader != nullptr) *reader = std::move(db);
    }
  } catch (const DatabaseFault& fault) {
    // A table that lacks or has other columns is a plain error of SQLite.
    if (!fault.corrupt() && fault.code() != SQLITE_ERROR) throw;
    verdict.spoiled = "is damaged";
  }
  return verdict;
}

std::unique_ptr<Database> open_writer(const fs::path& path) {
  auto db = std::make_unique<Database>(path, Database::Mode::create);
  // What it may not write SQLite opens for reading, and would not try again.
  if (sqlite3_db_readonly(db->handle(), "main") == 1)
    throw DatabaseFault(SQLITE_READONLY, "attempt to write a readonly database");
  if (db->number("PRAGMA page_count") == 0)
    db->exec(fmt::format("PRAGMA page_size = {}", page_bytes).c_str());
  db->exec("PRAGMA journal_mode = WAL");
  // Every commit is on the disk when it returns: a pulled plug costs what was not flushed, and no more.
  db->exec("PRAGMA synchronous = FULL");
  db->exec("PRAGMA temp_store = MEMORY");
  const bool ours = db->number("PRAGMA application_id") == application_id;
  if (ours && db->number("PRAGMA user_version") == schema_version) return db;
  Transaction transaction(*db, Transaction::Kind::write);
  if (ours) {
    bring_up_to_date(*db);
  } else {
    make_tables(*db);
    db->exec(fmt::format("PRAGMA application_id = {}", application_id).c_str());
  }
  db->exec(fmt::format("PRAGMA user_version = {}", schema_version).c_str());
  transaction.commit();
  return db;
}

std::unique_ptr<Database> open_reader(const fs::path& path) {
  // SQLite's read-only mode comes second: it cannot read a write-ahead log that no writer has open. Where
  // nothing may be laid beside the file nobody writes it either, and it can be read as it stands.
  constexpr std::array modes = {Database::Mode::read_write, Database::Mode::read_only,
                                Database::Mode::frozen};
  for (std::size_t i = 0; true; ++i) {
    try {
      auto db = std::make_unique<Database>(path, modes[i]);
      db->exec("PRAGMA query_only = 1");
      db->exec("PRAGMA temp_store = MEMORY");
      db->number("SELECT count(*) FROM sqlite_schema");
      return db;
    } catch (const DatabaseFault& fault) {
      const bool may_not = fault.code() == SQLITE_CANTOPEN || fault.code() == SQLITE_READONLY ||
                           (fault.code() == SQLITE_IOERR && fault.system_error() != EIO);
      if (!may_not || i + 1 == modes.size()) throw;
    }
  }
}

Expected<fs::path> set_aside(const fs::path& path, TimeMs now) {
  std::string time = format_rfc3339(floor_to(now, second_ms));
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  fs::path target = path;
  target += ".set-aside-" + time;
  const fs::path first = target;
  for (int n = 2; fs::exists(target); ++n) target = fs::path(first) += fmt::format("-{}", n);
  std::error_code error;
  fs::rename(path, target, error);
  if (error)
    return fail(ErrorKind::storage, said("The history cannot be set aside: {}.", error.message()),
                "Move the file away by hand.", path.string());
  for (const char* suffix : {"-wal", "-shm"}) {
    std::error_code absent;
    fs::rename(fs::path(path) += suffix, fs::path(target) += suffix, absent);
  }
  return target;
}

std::error_code folder_made(const fs::path& file) {
  const fs::path folder = file.parent_path();
  std::error_code error;
  if (folder.empty() || fs::is_directory(folder, error)) return {};
  fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  return error;
}

Expected<void> make_folder(const fs::path& file) {
  if (const std::error_code error = folder_made(file))
    return fail(ErrorKind::storage, said("The folder for the history cannot be made: {}.", error.message()),
                "Set [history] path to a folder you may write to.", file.parent_path().string());
  return {};
}

}  // namespace hearth
