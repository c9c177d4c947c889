#pragma once

#include "core/json/fault.h"
#include "core/json/limits.h"
#include "core/telemetry/name.h"
#include "core/telemetry/reading.h"

#include <simdjson.h>

#include <functional>
#include <string>
#include <string_view>

/// Reading JSON that nobody vouches for: on-demand, element by element, so that one bad number refuses one
/// element and not the whole body. Every function checks the type itself; errors are bad_data with the place
/// in the document. For .cpp files only: simdjson stays out of the other headers.
namespace hearth::json {

namespace od = simdjson::ondemand;

/// A finite number of at most `largest_value` (either sign); null is `no_value`. Booleans and strings are
/// refused.
Expected<double> number(od::value value);
/// 1 for true and 1, 0 for false and 0; null is `no_value`.
Expected<double> state(od::value value);
/// Text of at most `longest` bytes, as `clean_name` leaves it; null and "" are the empty string.
Expected<std::string> name(od::value value, std::size_t longest = longest_name);
/// An RFC 3339 time inside `allowed`.
Expected<TimeMs> time(od::value value, TimeRange allowed);
bool is(od::value value, od::json_type type);
bool is_null(od::value value);
/// The value of a channel: `state` or `number` as its kind asks, times `factor`, inside its plausible range.
Expected<double> channel_value(od::value value, ChannelIndex channel, double factor = 1);

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
