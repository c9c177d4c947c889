#include "core/store/maintenance.h"

#include "core/files/atomic_file.h"
#include "core/store/cache_file.h"
#include "core/store/lock_file.h"
#include "core/store/store_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <vector>

namespace hearth {
namespace {

namespace fs = std::filesystem;

constexpr int pages_at_once = 4096;
constexpr std::size_t bytes_at_once = std::size_t{1} << 20;

std::unexpected<Error> cancelled() {
  return fail(ErrorKind::cancelled, "The work was cancelled.");
}
std::unexpected<Error> unreadable(const fs::path& path, const DatabaseFault& fault) {
  return fail(ErrorKind::storage, said("The history cannot be read: {}.", fault.what()),
              "\"hearthctl store check\" tells more.", path.string());
}

struct EndBackup {
  void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

/// Copies all pages. Throws DatabaseFault.
Expected<void> copy_pages(Database& from, Database& to, const MaintenanceProgress& progress) {
  // Within a transaction all pages are of one moment, and what others write does not make the copy begin
  // again.
  const Transaction moment(from, Transaction::Kind::read);
  from.number("SELECT count(*) FROM sqlite_schema");
  const std::unique_ptr<sqlite3_backup, EndBackup> backup(
      sqlite3_backup_init(to.handle(), "main", from.handle(), "main"));
  if (!backup) throw DatabaseFault(sqlite3_errcode(to.handle()), sqlite3_errmsg(to.handle()));
  for (int code = SQLITE_OK; code != SQLITE_DONE;) {
    code = sqlite3_backup_step(backup.get(), pages_at_once);
    if (code != SQLITE_OK && code != SQLITE_DONE) throw DatabaseFault(code, sqlite3_errstr(code));
    const auto all = static_cast<std::uint64_t>(sqlite3_backup_pagecount(backup.get()));
    const auto left = static_cast<std::uint64_t>(sqlite3_backup_remaining(backup.get()));
    if (progress && !progress(all - left, all)) return cancelled();
  }
  return {};
}

/// Removes what SQLite may have laid beside a file that it looked at.
class Beside {
 public:
  explicit Beside(fs::path file) : file_(std::move(file)) {}
  ~Beside() {
    std::error_code ignored;
    for (const char* suffix : {"-wal", "-shm", "-journal"}) fs::remove(fs::path(file_) += suffix, ignored);
  }
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;

 private:
  fs::path file_;
};

Expected<void> copy_bytes(const fs::path& from, AtomicFile& to, const MaintenanceProgress& progress) {
  std::error_code error;
  const std::uint64_t all = fs::file_size(from, error);
  std::ifstream in(from, std::ios::binary);
  std::vector<char> piece(bytes_at_once);
  std::uint64_t done = 0;
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())), in.gcount() > 0) {
    if (auto written = to.write({piece.data(), static_cast<std::size_t>(in.gcount())}); !written)
      return written;
    done += static_cast<std::uint64_t>(in.gcount());
    if (progress && !progress(done, all)) return cancelled();
  }
  if (error || in.bad() || done != all)
    return fail(ErrorKind::storage, "The backup cannot be read.", {}, from.string());
  return {};
}

/// Is the copy of a backup a store that can be used?
Expected<void> judge_backup(const std::string& copy, const fs::path& file) {
  Text why;
  try {
    const FileVerdict verdict = judge_file(copy);
    why = verdict.spoiled;
    if (why.empty() && !verdict.ready && !verdict.outdated) why = "is no history file";
  } catch (const DatabaseFault& fault) {
    why = said("cannot be read: {}", fault.what());
  }
  if (why.empty()) return {};
  return fail(ErrorKind::bad_data, Text::joined("The backup ", Text::joined(why, ".")),
              "The history is as it was.", file.string());
}

/// Undoes `set_aside`.
void put_back(const fs::path& aside, const fs::path& path) {
  std::error_code ignored;
  for (const char* suffix : {"-wal", "-shm", ""})
    fs::rename(fs::path(aside) += suffix, fs::path(path) += suffix, ignored);
}

}  // namespace

Expected<void> backup_store(const fs::path& path, const fs::path& file, bool replace,
                            const MaintenanceProgress& progress) {
  try {
    const FileVerdict verdict = judge_file(path);
    if (!verdict.there) return fail(ErrorKind::not_found, "There is no history yet.", {}, path.string());
    if (!verdict.spoiled.empty())
      return fail(ErrorKind::storage, said("The history file {}.", verdict.spoiled),
                  "Copy the file itself to keep it as it is.", path.string());
    auto target = AtomicFile::create(file, {.mode = 0600, .replace = replace});
    if (!target) return std::unexpected(target.error());
    const Beside beside(target->temporary());
    {
      const auto from = open_reader(path);
      Database to(target->temporary(), Database::Mode::read_write);
      // The file counts only once it is whole and in its place.
      to.exec("PRAGMA journal_mode = OFF");
      to.exec("PRAGMA synchronous = OFF");
      if (auto copied = copy_pages(*from, to, progress); !copied) return copied;
    }
    return target->commit();
  } catch (const DatabaseFault& fault) {
    return unreadable(path, fault);
  }
}

Expected<std::optional<fs::path>> restore_store(const fs::path& file, const fs::path& path,
                                                const Clock& clock, const MaintenanceProgress& progress) {
  std::error_code error;
  if (!fs::is_regular_file(file, error))
    return fail(ErrorKind::not_found, "There is no such backup.", {}, file.string());
  const auto log_bytes = fs::file_size(file.string() + "-wal", error);
  if (!error && log_bytes > 0)
    return fail(ErrorKind::bad_data, "This is a history in use, and not all of it is in this one file.",
                "Make a backup of it with \"hearthctl store backup\".", file.string());
  if (const auto made = make_folder(path); !made) return std::unexpected(made.error());
  LockFile lock(path.string() + ".lock");
  if (!lock.try_take(fmt::format("hearthctl store restore (pid {})", ::getpid())))
    return fail(ErrorKind::offline,
                said("{} records into this history.", lock.holder().value_or("Another program")),
                "End that program first.", path.string());
  // Where the path is a link, the file that it leads to is replaced.
  const fs::path place = fs::is_symlink(path, error) ? fs::weakly_canonical(path, error) : path;
  auto copy = AtomicFile::create(place, {.mode = 0600, .replace = true});
  if (!copy) return std::unexpected(copy.error());
  const Beside beside(copy->temporary());
  if (auto copied = copy_bytes(file, *copy, progress); !copied) return std::unexpected(copied.error());
  if (auto good = judge_backup(copy->temporary(), file); !good) return std::unexpected(good.error());
  std::optional<fs::path> aside;
  if (fs::exists(place, error)) {
    auto moved = set_aside(place, clock.now());
    if (!moved) return std::unexpected(moved.error());
    aside = std::move(*moved);
  }
  if (auto committed = copy->commit(); !committed) {
    if (aside) put_back(*aside, place);
    return std::unexpected(committed.error());
  }
  // What was looked at in the other history may be of another home.
  remove_cache(path);
  return aside;
}

}  // namespace hearth
