#include "core/telemetry/text.h"

#include <charconv>
#include <ostream>

namespace hearth {

Text::Text(std::string_view id, std::vector<std::string> args)
    : std::string(filled(id, args)), id_(id), args_(std::move(args)) {}

Text Text::joined(const Text& first, const Text& second) {
  std::string id;
  for (const Text* part : {&first, &second}) {
    // A whole sentence may have braces of its own.
    for (const char c : part->id()) {
      if (part->id_.empty() && (c == '{' || c == '}')) id += c;
      id += c;
    }
  }
  std::vector<std::string> args = first.args_;
  args.insert(args.end(), second.args_.begin(), second.args_.end());
  return {id, std::move(args)};
}

std::string filled(std::string_view sentence, std::span<const std::string> args) {
  std::string text;
  std::size_t next = 0;
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    const char c = sentence[i];
    const std::size_t end = c == '{' ? sentence.find('}', i) : std::string_view::npos;
    if ((c == '{' || c == '}') && sentence.substr(i + 1).starts_with(c)) {
      text += c;
      ++i;
    } else if (end != std::string_view::npos) {
      // What follows a colon is how the argument was written; it is text by now.
      const std::string_view inside = sentence.substr(i + 1, end - i - 1);
      std::size_t which = 0;
      const auto [rest, fault] = std::from_chars(inside.data(), inside.data() + inside.size(), which);
      if (fault != std::errc()) which = next++;
      if (which < args.size())
        text += args[which];
      else
        text += sentence.substr(i, end + 1 - i);
      i = end;
    } else {
      text += c;
    }
  }
  return text;
}

void PrintTo(const Text& text, std::ostream* out) {
  *out << '"' << static_cast<const std::string&>(text) << '"';
}

}  // namespace hearth
