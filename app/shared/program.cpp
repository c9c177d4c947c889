#include "app/shared/program.h"

#include <QByteArray>

#include <fmt/format.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <sys/prctl.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace hearth {

Expected<std::unique_ptr<Clock>> clock_from_environment() {
  return make_clock(qgetenv("HEARTHBOARD_CLOCK").toStdString());
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
  fmt::print(stderr, "{}: {}\n", program, to_text(error));
  return exit_code(error.kind);
}

}  // namespace hearth
