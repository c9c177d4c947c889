#include "core/json/fault.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

namespace hearth::json {

std::string_view fault_of(int code) noexcept {
  switch (code) {
    case simdjson::EMPTY:
      return "{} is empty.";
    case simdjson::UTF8_ERROR:
      return "{} is not valid UTF-8.";
    case simdjson::UNCLOSED_STRING:
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      return "{} ends early.";
    case simdjson::DEPTH_ERROR:
      return "{} is nested too deeply.";
    case simdjson::NUMBER_ERROR:
      return "{} has a number that cannot be.";
    default:
      return "{} is not valid JSON.";
  }
}

Error at(std::string_view outer, Error inner) {
  const bool joined = inner.place.empty() || inner.place.front() == '[' || outer.empty();
  inner.place = fmt::format("{}{}{}", outer, joined ? "" : ".", inner.place);
  return inner;
}

void add_all(Refusals& into, std::string_view outer, Refusals inner) {
  into.count += inner.count - inner.first.size();
  for (Error& why : inner.first) into.add(at(outer, std::move(why)));
}

std::string shown(std::string_view text, std::size_t longest) {
  std::size_t end = std::min(text.size(), longest);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  std::string clean(text.substr(0, end));
  for (std::size_t i = 0; i < clean.size(); ++i) {
    const auto c = static_cast<unsigned char>(clean[i]);
    // The second half of ASCII's control characters is U+0080 to U+009F.
    const bool c1 = c == 0xc2 && i + 1 < clean.size() && static_cast<unsigned char>(clean[i + 1]) < 0xa0;
    if (c1) clean[i + 1] = ' ';
    if (c < 0x20 || c == 0x7f || c1) clean[i] = ' ';
  }
  return clean;
}

}  // namespace hearth::json
