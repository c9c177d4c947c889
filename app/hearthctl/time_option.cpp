#include "app/hearthctl/time_option.h"

#include "app/hearthctl/output.h"
#include "core/aggregate/moment.h"

#include <fmt/format.h>

namespace hearth {

Expected<TimeMs> time_option(const CommandLine& line, std::string_view option, const std::string& zone,
                             TimeMs now) {
  const std::string text = line.value(option);
  const auto moment = parse_moment(text, zone, now);
  if (!moment)
    return fail(ErrorKind::usage, moment.error().message, moment.error().next, std::string(option));
  const std::string taken = local_time_text(moment->time, zone, true);
  if (moment->local == LocalTimeIs::twice)
    say(fmt::format("{} {}: this time comes twice in {}; the first is taken, {}.", option, text, zone,
                    taken));
  if (moment->local == LocalTimeIs::skipped)
    say(fmt::format("{} {}: the clock skips this time in {}; the moment after is taken, {}.", option, text,
                    zone, taken));
  return moment->time;
}

}  // namespace hearth
