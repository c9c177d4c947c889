#pragma once

#include "core/aggregate/counter_rule.h"
#include "core/telemetry/series.h"

#include <limits>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace hearth {

/// Buckets of one width (> 0), aligned to the epoch in UTC.
struct FixedBuckets {
  DurationMs width = hour_ms;
  friend bool operator==(const FixedBuckets&, const FixedBuckets&) = default;
};

enum class CalendarUnit : std::uint8_t { hour, day, week, month, year };

/// Buckets that follow local time; weeks begin on Monday, an hour is cut where the zone's offset changes.
/// `time_zone` is an IANA name.
struct CalendarBuckets {
  CalendarUnit unit = CalendarUnit::day;
  std::string time_zone = "UTC";
  friend bool operator==(const CalendarBuckets&, const CalendarBuckets&) = default;
};

using BucketSpec = std::variant<FixedBuckets, CalendarBuckets>;

/// The edges of the buckets that touch `range`: n + 1 ascending times for n buckets, the first at or before
/// `range.from`, the last at or after `range.to`. Empty for an empty range. Errors: config (unknown time
/// zone), usage (more than 1,000,000 buckets).
Expected<std::vector<TimeMs>> bucket_edges(TimeRange range, const BucketSpec& spec);

/// Midnight, local time, at or before `time`. Errors: config (unknown time zone).
Expected<TimeMs> local_day_start(TimeMs time, const std::string& time_zone);

/// What the readings of one channel within a stretch of time (a minute or a quarter of an hour, `width`) say,
/// as the store's tiers keep it. A stretch without a reading has no row. Of a counter, `count` is of all
/// readings and the rest of settled ones (`settled`): where none is, there is no value.
struct Rollup {
  TimeMs start = 0;
  std::uint32_t count = 0;
  double sum = 0;  ///< gauge, state: value × time known, in ms (so mean = sum / known)
  DurationMs known =
      0;  ///< the time that readings speak for; a gap is not known. Gauge, state: of the whole
          ///< stretch, a value held from before it included; counter: from first to last reading
  double min = no_value;
  double max = no_value;
  double first = no_value;
  double last = no_value;
  TimeMs first_time = 0;
  TimeMs last_time = 0;
  double delta = 0;          ///< counter: counted between first and last reading of the stretch
  std::uint32_t starts = 0;  ///< state: off to on, also against the reading before the stretch
  std::uint32_t first_epoch = 0;
  std::uint32_t last_epoch = 0;
  Marks marks = 0;  ///< counter
  friend bool operator==(const Rollup&, const Rollup&) = default;
};

/// One reading of one channel. Epoch 0 is "unknown": it continues whatever epoch was before. A counter's
/// reading is *settled* where the counter rule has been over it: then its value is the one that stands, none
/// where the reading counts nothing, and `begun_anew` is its epoch where the rule says so.
struct Point {
  TimeMs time = 0;
  double value = no_value;
  std::uint32_t epoch = 0;
  Marks marks = 0;  ///< of a settled one
  friend bool operator==(const Point&, const Point&) = default;
};

/// Times that columns share, looked at once for all of them. It refers to the times; assigned to again, it
/// uses its memory again.
class RunTimes {
 public:
  RunTimes() = default;
  explicit RunTimes(std::span<const TimeMs> times) { assign(times); }
  void assign(std::span<const TimeMs> times);
  [[nodiscard]] std::span<const TimeMs> times() const noexcept { return times_; }
  /// From each time to the next, in ms; one less than there are times.
  [[nodiscard]] std::span<const double> steps() const noexcept { return steps_; }
  [[nodiscard]] bool ascend() const noexcept { return ascend_; }
  /// The longest step, in ms, where the times ascend.
  [[nodiscard]] double longest() const noexcept { return longest_; }

 private:
  std::span<const TimeMs> times_;
  std::vector<double> steps_;
  bool ascend_ = true;
  double longest_ = 0;
};

/// A state that was last seen off longer ago than this has not provably started when it is seen on.
inline constexpr DurationMs start_memory_ms = 2 * hour_ms;

/// Takes readings and minutes of one channel in ascending order of time and fills buckets.
///
/// - A gauge or state holds its value until the next reading, but no longer than `hold_time`: the rest is a
/// gap, and
///   stays one. A bucket that only a held value reaches has `count` 0, and that value as mean, min and max.
/// - A counter's readings are judged by the counter rule, all those together that no row or `bridge` comes
/// between.
///   What it does not accept is in `count` and in nothing else.
/// - A counter's value at a bucket's edge is interpolated between the readings around it, so that the sums
/// of
///   adjacent buckets add up to last minus first and nothing is lost at a seam. Where the readings around an
///   edge are more than an hour apart and something was counted, the buckets between are marked estimated.
/// Readings just before and after the range should be handed over too: they complete the outer buckets.
/// What is not later than what came before is ignored. Minutes need edges that are whole minutes.
class BucketBuilder {
 public:
  /// `edges` as from `bucket_edges`; it must outlive the builder.
  BucketBuilder(SeriesKey key, std::span<const TimeMs> edges, const CounterLimits& limits);
  BucketBuilder(const SeriesKey& key, std::span<const TimeMs> edges)
      : BucketBuilder(key, edges, counter_limits(key.channel)) {}
  void add(TimeMs time, double value, std::uint32_t epoch = 0);
  /// A counter's reading that is settled already.
  void add_settled(const Point& point);
  /// What adding each of these readings gives (means to 1e-9 relative), many times faster for gauges.
  /// `values` is as long as the run; where `epochs` is shorter, they are 0.
  void add_run(const RunTimes& run, std::span<const double> values,
               std::span<const std::uint32_t> epochs = {});
  void add(const Rollup& rollup, DurationMs width = minute_ms);
  /// A counter's reading that was inferred and not read: counts like one, but is none. What an edge cuts
  /// before it is estimated.
  void bridge(TimeMs time, double value);
  /// A gauge's mean over a stretch that no reading speaks for.
  void fill(TimeMs from, TimeMs to, double mean);
  /// Marks the buckets that touch the stretch.
  void mark(TimeMs from, TimeMs to, Marks marks);
  /// Forgets the reading before: nothing is counted or held from it on.
  void cut();
  /// The finished buckets; the builder is spent. No value is held beyond `until` (the present).
  Buckets finish(TimeMs until = std::numeric_limits<TimeMs>::max());

 private:
  void advance_to(TimeMs time);
  void hold_until(TimeMs time);
  void spread(TimeMs from, TimeMs to, double value, bool averaged = false);
  void count_between(TimeMs from, TimeMs to, double amount, bool known, bool inferred);
  Bucket* bucket_at(TimeMs time);
  void note_counter(const Point& point, bool inferred);
  void settle_readings();
  bool is_late(TimeMs time) const;
  void take(const Point& point, bool started);
  bool continue_gauge(const RunTimes& run, std::span<const double> values, std::size_t first,
                      std::size_t last);

  Kind kind_;
  CounterLimits limits_;
  DurationMs hold_;
  std::span<const TimeMs> edges_;
  std::size_t at_ = 0;  ///< the bucket that was filled last
  bool any_ = false;    ///< `previous_` is there
  Point previous_;
  std::vector<Point> readings_;                         ///< a counter's that are not judged yet
  TimeMs newest_ = std::numeric_limits<TimeMs>::min();  ///< of a counter, accepted or not
  TimeMs told_until_ = 0;         ///< up to here the previous value is in the sums already
  std::vector<double> weighted_;  ///< value × ms of each bucket
  Buckets result_;
};

/// How long a value of this channel speaks for when no other follows: three times the expected interval, at
/// least a minute; for climate, whose sensors report on change, until it is stale; for a price an hour.
DurationMs hold_time(ChannelIndex channel) noexcept;

/// Buckets of a series in memory.
Buckets aggregate(const Series& series, std::span<const TimeMs> edges);

}  // namespace hearth
