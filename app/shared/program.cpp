#include "app/shared/program.h"

#include "core/net/log.h"

#include <QByteArray>

#include <fmt/format.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <sys/prctl.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace hearth {

void begin_program() {
  refuse_core_dumps();
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
