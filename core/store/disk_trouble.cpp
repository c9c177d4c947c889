#include "core/store/disk_trouble.h"

#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace hearth {
namespace {

struct DiskTrouble {
  int code;
  std::string_view what;
  std::string_view mend;
};
constexpr std::string_view full = "The disk is full";
constexpr std::string_view no_right = "The history may not be written";
constexpr std::string_view not_there = "The folder of the history is not there";
constexpr std::array disk_troubles = {
    DiskTrouble{ENOSPC, full, "Make room"},
    DiskTrouble{EFBIG, full, "Make room"},
    DiskTrouble{EDQUOT, "The disk quota is used up", "Make room, or have the quota raised"},
    DiskTrouble{EROFS, "The disk is read-only",
                "Make it writable; one with errors is often made read-only, \"dmesg\" tells"},
    DiskTrouble{EACCES, no_right, "Check the rights on the file and its folder"},
    DiskTrouble{EPERM, no_right, "Check the rights on the file and its folder"},
    DiskTrouble{ENOENT, not_there, "Put the disk in, or set [history] path"},
    DiskTrouble{ENOTDIR, not_there, "Set [history] path to a file in a folder"},
    DiskTrouble{EIO, "The disk reports an error", "Look at the disk; \"dmesg\" tells more"},
};

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

bool is_read_only(const std::filesystem::path& folder) {
  struct statvfs facts = {};
  return ::statvfs(folder.c_str(), &facts) == 0 && (facts.f_flag & ST_RDONLY) != 0;
}

}  // namespace

Error disk_trouble(int code, const std::filesystem::path& file, Unwritten what) {
  const bool kept = what == Unwritten::kept;
  const std::string_view pauses = kept ? ": recording pauses." : ".";
  const std::string_view then =
      kept ? "; what is measured meanwhile is kept in memory and written then." : ", and try again.";
  for (const DiskTrouble& t : disk_troubles)
    if (t.code == code)
      return {ErrorKind::storage, Text::joined(t.what, pauses), Text::joined(t.mend, then), file.string()};
  return {
      ErrorKind::storage,
      Text::joined(said("The history cannot be written ({})", std::generic_category().message(code)), pauses),
      Text::joined("Look at the disk", then), file.string()};
}

std::optional<Error> disk_trouble(const DatabaseFault& fault, const std::filesystem::path& file,
                                  Unwritten what) {
  const int said = fault.system_error();
  switch (fault.code()) {
    case SQLITE_FULL:
      return disk_trouble(said == EDQUOT ? EDQUOT : ENOSPC, file, what);
    case SQLITE_READONLY:
      // SQLite opens what it may not write for reading, and tells no cause later.
      return disk_trouble(is_read_only(folder_of(file)) ? EROFS : EACCES, file, what);
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return disk_trouble(said != 0 ? said : EACCES, file, what);
    case SQLITE_IOERR:
      return disk_trouble(said != 0 ? said : EIO, file, what);
    default:
      return std::nullopt;
  }
}

std::optional<Error> foreseen_trouble(const std::filesystem::path& file, bool as_us) {
  constexpr unsigned long little = 16 * 1024;
  const std::filesystem::path folder = folder_of(file);
  std::error_code error;
  if (!std::filesystem::exists(folder, error)) return std::nullopt;
  struct statvfs facts = {};
  if (::statvfs(folder.c_str(), &facts) != 0) return disk_trouble(errno, file);
  if ((facts.f_flag & ST_RDONLY) != 0) return disk_trouble(EROFS, file);
  if (as_us && ::access(folder.c_str(), W_OK | X_OK) != 0) return disk_trouble(errno, file);
  if (as_us && std::filesystem::exists(file, error) && ::access(file.c_str(), R_OK | W_OK) != 0)
    return disk_trouble(errno, file);
  if (facts.f_blocks > 0 && facts.f_bavail * facts.f_frsize < little) return disk_trouble(ENOSPC, file);
  return std::nullopt;
}

}  // namespace hearth
