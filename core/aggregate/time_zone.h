#pragma once

#include "core/aggregate/moment.h"

#include <date/date.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

/// A time zone of the system's, from its file alone (TZif, RFC 9636). The library `date` reads the whole
/// folder of zones before the first answer, which is longer than a question of the history takes. Its answers
/// are the same; after the last change that the file lists, the last offset stays.
class TimeZone {
 public:
  using SysSeconds = date::sys_seconds;
  using LocalSeconds = date::local_seconds;

  /// A stretch of time with one offset from UTC.
  struct Period {
    SysSeconds begin;
    SysSeconds end;
    std::chrono::seconds offset{};
  };
  struct Local {
    LocalTimeIs is = LocalTimeIs::once;
    Period first;
    Period second;  ///< where it is not `once`
  };

  /// The bytes of a TZif file of version 2 or later. Throws std::runtime_error where they are none.
  explicit TimeZone(std::string_view bytes);

  [[nodiscard]] Period period_at(SysSeconds time) const;
  [[nodiscard]] Local local_at(LocalSeconds time) const;

 private:
  [[nodiscard]] Period period(std::size_t index) const;

  std::vector<SysSeconds> changes_;            ///< ascending
  std::vector<std::chrono::seconds> offsets_;  ///< one more: the first holds before all changes
};

/// The zone with this IANA name, read when it is first asked for and kept; null where there is none. Any
/// thread.
const TimeZone* zone_named(const std::string& name);

}  // namespace hearth
