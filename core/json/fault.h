#pragma once

#include "core/telemetry/error.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

/// What was left out of an answer because it was wrong: how many elements, and why the first few were.
struct Refusals {
  static constexpr std::size_t kept = 5;
  std::size_t count = 0;
  std::vector<Error> first;  ///< bad_data; `place` is like "[3].ts"; at most `kept`

  void add(Error why) {
    ++count;
    if (first.size() < kept) first.push_back(std::move(why));
  }
};

}  // namespace hearth

/// What is wrong with a document, and where in it.
namespace hearth::json {

/// The id of what simdjson says of a whole document: "{} is not valid UTF-8.", which is of what. `code` is a
/// `simdjson::error_code`, whose header stays out of this one.
std::string_view fault_of(int code) noexcept;

/// The same problem, seen from one level further out: its place begins with `outer`.
Error at(std::string_view outer, Error inner);
/// Counts what was refused one level further in.
void add_all(Refusals& into, std::string_view outer, Refusals inner);

/// A text for a person to see: control characters become spaces, and it is cut to `longest` bytes, between
/// characters.
std::string shown(std::string_view text, std::size_t longest);

}  // namespace hearth::json
