#include "core/telemetry/name.h"

#include <array>

namespace hearth {
namespace {

/// First and last of a run of characters as UTF-8; those of a run have the same length.
struct Run {
  std::string_view first, last;
};
constexpr std::array unseen = {
    Run{{"\x00", 1}, "\x1F"},
    Run{"\x7F", "\x7F"},
    Run{"\xC2\x80", "\xC2\x9F"},
    Run{"\xE2\x80\x8E", "\xE2\x80\x8F"},
    Run{"\xE2\x80\xAA", "\xE2\x80\xAE"},
    Run{"\xE2\x81\xA6", "\xE2\x81\xA9"},
};

/// How many bytes `text` begins with that nobody sees.
std::size_t unseen_size(std::string_view text) {
  for (const Run& run : unseen) {
    const std::string_view head = text.substr(0, run.first.size());
    if (head.size() == run.first.size() && head >= run.first && head <= run.last) return head.size();
  }
  return 0;
}

}  // namespace

std::string clean_name(std::string_view name) {
  std::string clean;
  clean.reserve(name.size());
  while (!name.empty()) {
    const std::size_t dropped = unseen_size(name);
    if (dropped == 0) clean += name.front();
    name.remove_prefix(dropped == 0 ? 1 : dropped);
  }
  return clean;
}

}  // namespace hearth
