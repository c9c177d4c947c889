#include "core/files/removable_drives.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>

namespace hearth {
namespace {

namespace fs = std::filesystem;

struct Mount {
  std::string folder;
  std::string options;
  std::string device;  ///< "/dev/sda1"
};

/// Blanks, tabs, line ends and backslashes are written as three octal digits.
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit = [&](std::size_t at) {
      return at < text.size() && text[at] >= '0' && text[at] <= '7' ? text[at] - '0' : -1;
    };
    if (text[i] != '\\' || digit(i + 1) < 0 || digit(i + 2) < 0 || digit(i + 3) < 0) {
      plain += text[i];
      continue;
    }
    plain += static_cast<char>(digit(i + 1) * 64 + digit(i + 2) * 8 + digit(i + 3));
    i += 3;
  }
  return plain;
}

/// A line is: id, parent, device number, root, folder, options, any number of words, "-", type, device, more.
std::optional<Mount> parse_line(const std::string& line) {
  std::istringstream text(line);
  std::vector<std::string> words;
  for (std::string word; text >> word;) words.push_back(std::move(word));
  const auto dash = std::find(words.begin(), words.end(), "-");
  if (dash - words.begin() < 6 || words.end() - dash < 3) return std::nullopt;
  return Mount{unescaped(words[4]), words[5], unescaped(dash[2])};
}

bool is_below(const std::string& folder, std::string_view parent) {
  return folder.starts_with(parent) && folder.size() > parent.size() + 1 && folder[parent.size()] == '/';
}

bool kernel_says_removable(const fs::path& root, const Mount& mount) {
  std::error_code error;
  // A partition's folder lies within its disk's, and only the disk's says so.
  const fs::path entry = fs::canonical(root / "sys/class/block" / fs::path(mount.device).filename(), error);
  if (error) return false;
  for (const fs::path& disk : {entry, entry.parent_path()}) {
    char answer = '0';
    if (std::ifstream(disk / "removable") >> answer) return answer == '1';
  }
  return false;
}

bool is_plugged_in(const fs::path& root, const Mount& mount) {
  if (!mount.device.starts_with("/dev/")) return false;
  if (is_below(mount.folder, "/media") || is_below(mount.folder, "/run/media")) return true;
  return (mount.folder == "/mnt" || is_below(mount.folder, "/mnt")) && kernel_says_removable(root, mount);
}

bool is_writable(const Mount& mount, const fs::path& folder) {
  const bool read_write = mount.options == "rw" || mount.options.starts_with("rw,");
  return read_write && ::access(folder.c_str(), W_OK | X_OK) == 0;
}

}  // namespace

std::vector<RemovableDrive> find_removable_drives(const fs::path& root) {
  std::vector<RemovableDrive> drives;
  std::ifstream table(root / "proc/self/mountinfo");
  for (std::string line; std::getline(table, line);) {
    const auto mount = parse_line(line);
    if (!mount || !is_plugged_in(root, *mount)) continue;
    const fs::path folder = root / fs::path(mount->folder).relative_path();
    if (!is_writable(*mount, folder)) continue;
    std::error_code error;
    const fs::space_info room = fs::space(folder, error);
    drives.push_back({folder, fs::path(mount->folder).filename().string(), error ? 0 : room.available});
  }
  return drives;
}

}  // namespace hearth
