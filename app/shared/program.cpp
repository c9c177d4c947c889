#include "app/shared/program.h"

#include "core/net/log.h"

#include <QByteArray>

#include <fmt/format.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace hearth {
namespace {

/// Event loops, the history, connections and the graphics of a display have room in so many.
constexpr rlim_t enough_files = 1024;
/// With fewer the libraries abort somewhere on the way, without a word.
constexpr rlim_t fewest_files = 64;

/// As many as are allowed are taken, up to what is needed; with too few there is no beginning.
void take_descriptors() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  if (files.rlim_cur < enough_files) {
    files.rlim_cur = std::min(enough_files, files.rlim_max);
    ::setrlimit(RLIMIT_NOFILE, &files);
    ::getrlimit(RLIMIT_NOFILE, &files);
  }
  if (files.rlim_cur >= fewest_files) return;
  std::exit(
      report(program_invocation_short_name,
             {ErrorKind::config,
              said("This program may open {} files at a time, and needs {}.", files.rlim_cur, fewest_files),
              "Allow it more: LimitNOFILE= of its unit, \"ulimit -n\" in a shell.",
              {}}));
}

}  // namespace

void begin_program() {
  refuse_core_dumps();
  take_descriptors();
  std::signal(SIGPIPE, SIG_IGN);
  // Never destroyed: a message may come from another thread until the very end.
  static const Clock* const until_it_is_known = make_system_clock().release();
  install_log_handler(*until_it_is_known);
}

Expected<const Clock*> program_clock() {
  auto made = make_clock(qgetenv("HEARTHBOARD_CLOCK").toStdString());
  if (!made) return std::unexpected(made.error());
  static const Clock* const clock = made->release();
  install_log_handler(*clock);
  return clock;
}

void refuse_core_dumps() {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  const char* const allowed = std::getenv("HEARTHBOARD_DUMPABLE");
  if (allowed == nullptr || allowed != std::string_view("1")) ::prctl(PR_SET_DUMPABLE, 0);
#endif
}

void keep_freed_memory() {
#if defined(__GLIBC__)
  constexpr int large = 256 << 20;
  ::mallopt(M_MMAP_THRESHOLD, large);
  ::mallopt(M_TRIM_THRESHOLD, large);
#endif
}

int report(std::string_view program, const Error& error) {
  fmt::print(stderr, "{}: {}\n", program, redact(to_text(error)));
  return exit_code(error.kind);
}

}  // namespace hearth
