#pragma once

#include "core/source/decoded.h"
#include "core/telemetry/name.h"
#include "core/telemetry/reading.h"

#include <simdjson.h>

#include <functional>
#include <string>
#include <string_view>

/// Reading JSON that nobody vouches for: on-demand, element by element, so that one bad number refuses one
/// element and not the whole body. Every function checks the type itself; errors are bad_data with the place
/// in the document. For the sources' own .cpp files only: simdjson stays out of the other headers.
namespace hearth::json {

namespace od = simdjson::ondemand;

/// No reading of a home is larger; what is larger would only be noise in the store's integers.
inline constexpr double largest_value = 1e12;
/// A time further ahead of the clock is no time at all. A clock of 1970 must not refuse those of today.
inline constexpr DurationMs farthest_ahead = 100 * 365 * day_ms;
/// Bytes of what is a code rather than a name: an area, a currency, a kind of frame.
inline constexpr std::size_t longest_code = 64;

/// A finite number of at most `largest_value` (either sign); null is `no_value`. Booleans and strings are
/// refused.
Expected<double> number(od::value value);
/// 1 for true and 1, 0 for false and 0; null is `no_value`.
Expected<double> state(od::value value);
/// Text of at most `longest` bytes, as `clean_name` leaves it; null and "" are the empty string.
Expected<std::string> name(od::value value, std::size_t longest = longest_name);
/// An RFC 3339 time inside `allowed`.
Expected<TimeMs> time(od::value value, TimeRange allowed);
bool is_null(od::value value);
/// The value of a channel: `state` or `number` as its kind asks, times `factor`, inside its plausible range.
Expected<double> channel_value(od::value value, ChannelIndex channel, double factor = 1);

/// The same problem, seen from one level further out.
Error at(std::string_view outer, Error inner);
/// Counts what was refused one level further in.
void add_all(Refusals& into, std::string_view outer, Refusals inner);

/// Calls `member` for each member of an object until one is refused. Unknown members are left alone by
/// `member` simply returning.
using MemberFunction = std::function<Expected<void>(std::string_view key, od::value value)>;
Expected<void> each_member(od::value object, const MemberFunction& member);

/// Calls `element` for each element of an array; what it refuses is counted in `refused`, the rest goes on.
/// An element that is taken all the same may note in `within` what it left out; of one that is refused, only
/// the element counts. Errors: the value is no array, or the document is broken from here on.
using ElementFunction = std::function<Expected<void>(od::value element, Refusals& within)>;
Expected<void> each_element(od::value array, Refusals& refused, const ElementFunction& element);

/// Parses `body` and hands over its root: `root(value)` for an object or an array, not at all for `null`.
/// Errors: empty, truncated or otherwise malformed body, invalid UTF-8, anything after the root's end.
Expected<void> with_root(std::string_view body, const std::function<Expected<void>(od::value root)>& root);

/// The same for a root that is one element: what `root` refuses of a sound object is counted in `refused` and
/// is no error. A `null` root is one.
Expected<void> with_root_element(std::string_view body, Refusals& refused,
                                 const std::function<Expected<void>(od::value root)>& root);

/// Adds a value to a reading; a channel named twice keeps the later value, `no_value` adds nothing.
void set_sample(Reading& reading, ChannelIndex channel, double value);

}  // namespace hearth::json
