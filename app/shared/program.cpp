#include "app/shared/program.h"

#include <QByteArray>

#include <fmt/format.h>

#include <cstdio>

namespace hearth {

Expected<std::unique_ptr<Clock>> clock_from_environment() {
  return make_clock(qgetenv("HEARTHBOARD_CLOCK").toStdString());
}

int report(std::string_view program, const Error& error) {
  fmt::print(stderr, "{}: {}\n", program, to_text(error));
  return exit_code(error.kind);
}

}  // namespace hearth
