#include "tests/integration/program_run.h"

#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <thread>

namespace hearth {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

/// The calling thread's right to look into any process, which root has; whose a process is still counts.
bool drop_ptrace_right() {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> sets{};
  if (::syscall(SYS_capget, &header, sets.data()) != 0) return false;
  sets[CAP_SYS_PTRACE / 32].effective &= ~(1U << (CAP_SYS_PTRACE % 32));
  return ::syscall(SYS_capset, &header, sets.data()) == 0;
}

/// Whether a debugger or a core dump of this user would see the process's memory. Two ways to ask, because
/// the kernel has more reasons to refuse (ptrace(2)): one where this user has fewer capabilities than the
/// process, the other where the system lets no debugger in at all. There is nothing to read at address 0.
bool open_to_its_user(qint64 pid) {
  bool open = false;
  std::thread([&] {
    ASSERT_TRUE(drop_ptrace_right());
    std::array<char, 4096> buffer{};
    const iovec here = {buffer.data(), 1};
    const iovec there = {nullptr, 1};
    const bool seen =
        ::process_vm_readv(static_cast<pid_t>(pid), &here, 1, &there, 1, 0) < 0 && errno == EFAULT;
    const std::string link = "/proc/" + std::to_string(pid) + "/exe";
    open = seen || ::readlink(link.c_str(), buffer.data(), buffer.size()) > 0;
  }).join();
  return open;
}

bool hearthctl_is_open(const char* dumpable) {
  ProgramRunner runner;
  runner.set("HEARTHBOARD_DUMPABLE", dumpable);
  runner.write("hearthboard.toml",
               "[api]\nbase_url = \"http://127.0.0.1:9\"\n[history]\npath = \"history.db\"\n");
  bool open = false;
  const Ended ended = runner.run_until(
      "hearthctl", words("record"), [](const QByteArray& err) { return err.contains("Recording into"); },
      [&](qint64 pid) { open = open_to_its_user(pid); });
  // Without a token it has nothing to record, but it was running.
  EXPECT_TRUE(has(ended.err, "Recording into")) << ended.err;
  return open;
}

TEST(SecretMemory, IsClosedToDebuggersAndCoreDumps) {
  EXPECT_EQ(hearthctl_is_open(""), sanitized);
}

TEST(SecretMemory, IsOpenToThoseWhoAskForIt) {
  EXPECT_TRUE(hearthctl_is_open("1"));
}

}  // namespace
}  // namespace hearth
