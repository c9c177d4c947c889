#include "core/store/group_source.h"

#include <algorithm>

namespace hearth {
namespace {

/// Touched minutes closer than this are rolled up in one go, with what lies between.
constexpr DurationMs one_go = 10 * minute_ms;

std::vector<TimeRange> minute_spans(const std::vector<TimeMs>& times) {
  std::vector<TimeRange> spans;
  for (const TimeMs t : times) {
    const TimeMs minute = floor_to(t, minute_ms);
    if (!spans.empty() && minute - spans.back().to <= one_go) {
      spans.back().to = std::max(spans.back().to, minute + minute_ms);
    } else {
      spans.push_back({minute, minute + minute_ms});
    }
  }
  return spans;
}

}  // namespace

GroupSource::GroupSource(BlockTable* table, std::optional<std::int64_t> id, Dataset dataset, Rows tail)
    : table_(id ? table : nullptr), id_(id), tail_(std::move(tail)) {
  if (tail_.channels.empty()) tail_ = Rows::of(dataset);
  carry_epochs();
}

/// Some sources tell a meter's serial and some do not: a reading that does not continues the one before, and
/// is written so, for a reading alone has to tell its epoch.
void GroupSource::carry_epochs() {
  if (std::find(tail_.epochs.begin(), tail_.epochs.end(), 0U) == tail_.epochs.end()) return;
  std::vector<ChannelIndex> counters;
  for (const ChannelIndex c : tail_.channels)
    if (info(c).kind == Kind::counter) counters.push_back(c);
  if (counters.empty()) return;
  std::uint32_t epoch = 0;
  TimeMs newest = std::numeric_limits<TimeMs>::min();
  if (table_ != nullptr)
    for (const auto& point : table_->points_before(*id_, tail_.times.front(), counters))
      if (point && point->time >= newest) {
        newest = point->time;
        epoch = point->epoch;
      }
  const Rows all = rows({tail_.times.front(), tail_.times.back() + 1}, counters);
  std::size_t row = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all.epochs[i] != 0) epoch = all.epochs[i];
    if (row < tail_.size() && tail_.times[row] == all.times[i]) tail_.epochs[row++] = epoch;
  }
}

Rows GroupSource::tail_of(TimeRange range, const std::vector<ChannelIndex>& channels) const {
  Rows all = tail_.slice(range);
  if (channels == all.channels) return all;
  Rows part(channels);
  for (std::size_t c = 0; c < channels.size(); ++c)
    part.values[c] = std::move(all.values[static_cast<std::size_t>(channels[c] - all.channels.front())]);
  part.times = std::move(all.times);
  part.epochs = std::move(all.epochs);
  part.provenances = std::move(all.provenances);
  return part;
}

Rows GroupSource::rows(TimeRange range, const std::vector<ChannelIndex>& channels) {
  Rows found = table_ != nullptr ? table_->read_rows(*id_, Tier::raw, range, channels) : Rows(channels);
  merge_rows(found, tail_of(range, channels));
  return found;
}

Rows GroupSource::hours(TimeRange range, const std::vector<ChannelIndex>& channels) {
  return table_ != nullptr ? table_->read_rows(*id_, Tier::hour, range, channels) : Rows(channels);
}

std::vector<std::optional<Point>> GroupSource::before(TimeMs time,
                                                      const std::vector<ChannelIndex>& channels) {
  std::vector<std::optional<Point>> found(channels.size());
  if (table_ != nullptr) found = table_->points_before(*id_, time, channels);
  const auto end = std::lower_bound(tail_.times.begin(), tail_.times.end(), time) - tail_.times.begin();
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const auto& values = tail_.values[static_cast<std::size_t>(channels[c] - tail_.channels.front())];
    for (auto i = static_cast<std::size_t>(end); i-- > 0;) {
      if (found[c] && tail_.times[i] < found[c]->time) break;
      if (!has_value(values[i])) continue;
      found[c] = {tail_.times[i], values[i], tail_.epochs[i]};
      break;
    }
  }
  return found;
}

std::vector<std::optional<Point>> GroupSource::after(TimeMs time, const std::vector<ChannelIndex>& channels) {
  std::vector<std::optional<Point>> found(channels.size());
  if (table_ != nullptr) found = table_->points_after(*id_, time, channels);
  const auto begin = std::lower_bound(tail_.times.begin(), tail_.times.end(), time) - tail_.times.begin();
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const auto& values = tail_.values[static_cast<std::size_t>(channels[c] - tail_.channels.front())];
    for (auto i = static_cast<std::size_t>(begin); i < tail_.size(); ++i) {
      if (found[c] && tail_.times[i] > found[c]->time) break;
      if (!has_value(values[i])) continue;
      found[c] = {tail_.times[i], values[i], tail_.epochs[i]};
      break;
    }
  }
  return found;
}

void GroupSource::roll_span(TimeRange span, const std::vector<ChannelIndex>& channels, MinuteMap& into) {
  const Rows all = rows(span, channels);
  const auto previous = before(span.from, channels);
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const std::vector<Point> points = all.points(c);
    if (!points.empty()) replace_minutes(into[channels[c]], roll_minutes(channels[c], points, previous[c]));
  }
}

MinuteMap GroupSource::roll_up(const std::vector<ChannelIndex>& channels) {
  MinuteMap rolled;
  const std::vector<TimeRange> spans = minute_spans(tail_.times);
  std::vector<TimeMs> next;
  for (const TimeRange span : spans) {
    roll_span(span, channels, rolled);
    const auto following = after(span.to, channels);
    for (std::size_t c = 0; c < channels.size(); ++c) {
      const DurationMs reach = std::max(hold_time(channels[c]), start_memory_ms);
      if (following[c] && following[c]->time < span.to + reach)
        next.push_back(floor_to(following[c]->time, minute_ms));
    }
  }
  std::sort(next.begin(), next.end());
  next.erase(std::unique(next.begin(), next.end()), next.end());
  for (const TimeMs minute : next) {
    const bool done =
        std::any_of(spans.begin(), spans.end(), [=](TimeRange s) { return s.contains(minute); });
    if (!done) roll_span({minute, minute + minute_ms}, channels, rolled);
  }
  return rolled;
}

MinuteMap GroupSource::minutes(TimeRange range, const std::vector<ChannelIndex>& channels) {
  MinuteMap found;
  if (table_ != nullptr) {
    const auto first = table_->minutes_before(*id_, range.from, channels);
    const auto last = table_->minutes_after(*id_, range.to, channels);
    found = table_->read_minutes(*id_, range, channels);
    for (std::size_t c = 0; c < channels.size(); ++c) {
      std::vector<Rollup>& list = found[channels[c]];
      if (first[c]) list.insert(list.begin(), *first[c]);
      if (last[c]) list.push_back(*last[c]);
    }
  }
  if (tail_.empty()) return found;
  for (const auto& [channel, rolled] : roll_up(channels)) overlay_minutes(found[channel], rolled);
  return found;
}

}  // namespace hearth
