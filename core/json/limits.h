#pragma once

#include "core/telemetry/time.h"

#include <cstddef>

/// How large, how deep and how far off what strangers send may be. How long a name may be is
/// `hearth::longest_name`.
namespace hearth::json {

/// Objects and lists inside each other, of a document that is read as a whole. What is read element by
/// element goes as deep as its reader asks, and passes over the rest without a stack.
inline constexpr std::size_t deepest = 32;

/// Bytes of a document of sign-in, and of what names something in one.
inline constexpr std::size_t largest_document = 256 * 1024;
inline constexpr std::size_t longest_text = 256;
/// Of a list of texts in one; each text is of at most `longest_text` bytes.
inline constexpr std::size_t most_texts = 256;

/// Bytes of what is a code rather than a name: an area, a currency, a kind of frame.
inline constexpr std::size_t longest_code = 64;
/// Bytes that a member's name brings into a place; it comes from outside.
inline constexpr std::size_t longest_shown_key = 64;

/// No reading of a home is larger; what is larger would only be noise in the store's integers.
inline constexpr double largest_value = 1e12;
/// 2000-01-01, in ms. What is older is the time of a clock that was never set.
inline constexpr TimeMs earliest_time = 946684800000;
/// A time further ahead of the clock is no time at all. A clock of 1970 must not refuse those of today.
inline constexpr DurationMs farthest_ahead = 100 * 365 * day_ms;

}  // namespace hearth::json
