#pragma once

#include "core/telemetry/error.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

/// Tables of input that is refused, each row with its own reason.
namespace hearth::test {

struct Refused {
  std::string input;
  std::string_view reason;  ///< a part of the message that only this row's has, and rows' of the same reason
  ErrorKind kind = ErrorKind::bad_data;
};

/// A text that no error may hold: put it where secrets stand.
inline constexpr std::string_view secret = "dont-tell-9f2c";

/// `text` with `from`, which stands in it once, replaced.
inline std::string with(std::string_view text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string_view::npos) << from;
  EXPECT_EQ(text.find(from, at + 1), std::string_view::npos) << from;
  if (at == std::string_view::npos) return std::string(text);
  return fmt::format("{}{}{}", text.substr(0, at), to, text.substr(at + from.size()));
}

/// The same without `from`.
inline std::string without(std::string_view text, std::string_view from) {
  return with(text, from, "");
}

/// So many objects in each other.
inline std::string nested(int levels) {
  std::string text;
  for (int i = 0; i < levels; ++i) text += R"({"a":)";
  return text + "1" + std::string(static_cast<std::size_t>(levels), '}');
}

/// Every row is refused for its own reason and no other one.
template <class Parse>
void expect_refused(const std::vector<Refused>& rows, const Parse& parse) {
  std::vector<std::string> messages;
  messages.reserve(rows.size());
  for (const Refused& row : rows) {
    const auto found = parse(row.input);
    SCOPED_TRACE(row.reason);
    messages.push_back(found ? "taken" : found.error().message);
    EXPECT_NE(messages.back().find(row.reason), std::string::npos) << messages.back();
    if (found) continue;
    EXPECT_EQ(found.error().kind, row.kind);
    EXPECT_TRUE(messages.back().ends_with('.')) << messages.back();
    const Text& sentence = found.error().message;
    EXPECT_EQ(count_places(sentence.id()), sentence.args().size()) << sentence.id();
    EXPECT_EQ(filled(sentence.id(), sentence.args()), messages.back());
    EXPECT_EQ(to_text(found.error()).find(secret), std::string::npos) << "the error tells a secret";
  }
  for (const Refused& row : rows)
    for (std::size_t other = 0; other < rows.size(); ++other) {
      if (rows[other].reason == row.reason) continue;
      EXPECT_EQ(messages[other].find(row.reason), std::string::npos)
          << "one reason for two faults: " << row.reason << " and " << rows[other].reason;
    }
}

}  // namespace hearth::test
