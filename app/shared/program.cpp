#include "app/shared/program.h"

#include <QByteArray>

#include <fmt/format.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <cstdio>

namespace hearth {

Expected<std::unique_ptr<Clock>> clock_from_environment() {
  return make_clock(qgetenv("HEARTHBOARD_CLOCK").toStdString());
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
