#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace hearth {

/// A file system that somebody has plugged in and that this program may write to.
struct RemovableDrive {
  std::filesystem::path folder;  ///< where it is mounted
  std::string name;              ///< as people know it: its label, where the desktop mounted it
  std::uint64_t free_bytes = 0;
  friend bool operator==(const RemovableDrive&, const RemovableDrive&) = default;
};

/// What is mounted now, of block devices, writable, and either below /media or /run/media, where desktops and
/// automounters put what is plugged in, or below /mnt on a device that the kernel calls removable. In the
/// order of mounting. `root` stands before all paths that are read, /proc and /sys included: "/", but for
/// tests. Reads /proc and /sys, and asks the file systems found for their room: not for the GUI thread.
/// Source: proc_pid_mountinfo(5).
std::vector<RemovableDrive> find_removable_drives(const std::filesystem::path& root);

}  // namespace hearth
