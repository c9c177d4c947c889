#pragma once

#include "core/aggregate/buckets.h"

#include <string>
#include <vector>

namespace hearth {

/// The same stretch of local time one `by` (day, week, month, year) earlier: the same clock times on the
/// calendar day before, the same weekday, the same day of the month. A day that the earlier month or year
/// lacks begins where the next month does, so that the 31st of March, one month earlier, is empty, and March
/// is all of February. A clock time that the earlier day skips is the moment after; of one that it has
/// twice, the first. Errors: config (unknown time zone), usage (`by` an hour).
Expected<TimeRange> earlier(TimeRange range, CalendarUnit by, const std::string& time_zone);

/// What changed from the earlier bucket to this one.
struct Change {
  TimeRange now;
  TimeRange before;           ///< empty where the earlier period has no such time
  double value = no_value;    ///< a counter's sum, else the mean
  double earlier = no_value;  ///< the same of `before`; none where a part of it has none
  double delta = no_value;    ///< value - earlier; none where either is missing
  double percent = no_value;  ///< delta in percent of |earlier|; none where that is 0 too
};

/// Sets buckets against those of an earlier period, one element for each bucket of `now`. `before` holds the
/// same series over `earlier(…)` of the whole range, in buckets of the same width or finer (ascending); a
/// bucket whose time is not made up of whole ones of these has no earlier value. A local day or hour meets
/// one, whatever its length; where the clock is put back, an hour may meet two, which are taken together.
/// Errors: as `earlier`.
Expected<std::vector<Change>> compare(const Buckets& now, const Buckets& before, CalendarUnit by,
                                      const std::string& time_zone);

}  // namespace hearth
