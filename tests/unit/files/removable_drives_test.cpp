#include "core/files/removable_drives.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <fstream>

namespace hearth {
namespace {

namespace fs = std::filesystem;

/// A machine's tables of mounts and block devices, as files below a folder.
class Sticks : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(root() / "proc/self");
    disk("sda", "sda1", true);
    disk("nvme0n1", "nvme0n1p2", false);
  }
  void disk(const char* name, const char* partition, bool removable) const {
    const fs::path device = root() / "sys/devices/block" / name;
    fs::create_directories(device / partition);
    fs::create_directories(root() / "sys/class/block");
    std::ofstream(device / "removable") << (removable ? "1\n" : "0\n");
    fs::create_symlink(device, root() / "sys/class/block" / name);
    fs::create_symlink(device / partition, root() / "sys/class/block" / partition);
  }
  /// `mount_point` is made, and its line added.
  void mounted(const std::string& mount_point, const char* device, const char* options = "rw,relatime",
               const char* type = "vfat") const {
    std::string plain = mount_point;
    if (const auto at = plain.find("\\040"); at != std::string::npos) plain.replace(at, 4, " ");
    fs::create_directories(root() / fs::path(plain).relative_path());
    std::ofstream(root() / "proc/self/mountinfo", std::ios::app)
        << "36 27 8:1 / " << mount_point << ' ' << options << " shared:9 master:2 - " << type << ' ' << device
        << " rw,uid=1000\n";
  }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const RemovableDrive& drive : find_removable_drives(root())) found.push_back(drive.name);
    return found;
  }
  [[nodiscard]] fs::path root() const { return temporary_.path().toStdString(); }

 private:
  QTemporaryDir temporary_;
};

TEST_F(Sticks, AreWhatDesktopsAndAutomountersMount) {
  mounted("/", "/dev/nvme0n1p2", "rw", "ext4");
  mounted("/home", "/dev/nvme0n1p2", "rw", "ext4");
  mounted("/media/pi/KINGSTON", "/dev/sda1");
  mounted("/run/media/pi/My\\040Stick", "/dev/sdb1", "rw", "fuseblk");
  mounted("/mnt", "/dev/sda1");
  mounted("/mnt/disk", "/dev/nvme0n1p2", "rw", "ext4");
  const std::vector<RemovableDrive> found = find_removable_drives(root());
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].name, "KINGSTON");
  EXPECT_EQ(found[0].folder, root() / "media/pi/KINGSTON");
  EXPECT_GT(found[0].free_bytes, 0U);
  EXPECT_EQ(found[1].name, "My Stick");
  EXPECT_EQ(found[1].folder, root() / "run/media/pi/My Stick");
  EXPECT_EQ(found[2].name, "mnt");
}

TEST_F(Sticks, AreNotWhatCannotBeWrittenOrIsNoDevice) {
  mounted("/media/cdrom", "/dev/sr0", "ro,relatime", "iso9660");
  mounted("/media/share", "//server/share", "rw", "cifs");
  mounted("/media/ram", "tmpfs", "rw", "tmpfs");
  mounted("/mediaeval", "/dev/sda1");
  mounted("/mnt/unknown", "/dev/mapper/secret");
  EXPECT_TRUE(names().empty());
}

TEST_F(Sticks, ComeAndGo) {
  EXPECT_TRUE(names().empty());
  mounted("/media/pi/KINGSTON", "/dev/sda1");
  EXPECT_EQ(names(), std::vector<std::string>{"KINGSTON"});
  fs::remove(root() / "proc/self/mountinfo");
  EXPECT_TRUE(names().empty());
}

TEST_F(Sticks, ALineThatIsNoneIsPassedOver) {
  std::ofstream(root() / "proc/self/mountinfo")
      << "\n- - -\n36 27 8:1 / /media/a rw -\n36 27 8:1 / /media/a rw "
         "shared:9 vfat /dev/sda1 rw\n";
  mounted("/media/pi/KINGSTON", "/dev/sda1");
  EXPECT_EQ(names(), std::vector<std::string>{"KINGSTON"});
}

}  // namespace
}  // namespace hearth
