#pragma once

#include "core/store/rows.h"

#include <cstddef>
#include <cstdint>

namespace hearth {

/// A meter that is silent so long, while another is heard, has been taken away.
inline constexpr DurationMs meter_gone_after = 15 * minute_ms;

/// Takes the rows of a second meter out of those of one stretch of time, ascending; how many went. Of two
/// that take turns it keeps the `preferred` one (an `epoch_number`), else the one that comes first; where one
/// follows upon the other, all stay. Rows of an unknown meter stay.
std::size_t keep_one_meter(Rows& rows, std::uint32_t preferred);

}  // namespace hearth
