#pragma once

#include "core/store/group_source.h"

#include <optional>
#include <span>
#include <vector>

namespace hearth {

/// What a service says of one UTC hour, or of its beginning up to `end`: energy of a counter, mean of a
/// gauge.
struct HourValue {
  TimeMs start = 0;
  double value = no_value;
  TimeMs end = start + hour_ms;
};

/// Buckets of one series. Hours in which no reading lies take what a service says of them; between two
/// readings of one meter, its energy is fitted to what the meter counted, also that of hours which the gap
/// cuts. Where readings of a counter begin or end within an hour, what the service says of it beyond what
/// they counted falls on the time that they missed; `history` must hold all readings of such an hour. An
/// hour's energy that cannot be is none, and marks the buckets that it touches. What is added ascends.
class SeriesBuckets {
 public:
  /// `edges` and `history` must outlive it. Where there are hours of a counter, `history` must be whole.
  SeriesBuckets(const SeriesKey& key, std::span<const TimeMs> edges, const ChannelHistory& history,
                std::vector<HourValue> hours, const CounterLimits& limits);
  /// Rows of a tier.
  void add_rows(std::span<const Rollup> rows, DurationMs width);
  /// A counter's readings are settled.
  void add_points(std::span<const Point> points);
  /// Readings of a gauge or state.
  void add_run(const RunTimes& run, std::span<const double> values);
  /// Adds what follows by the history. No value is held beyond `until`.
  Buckets finish(TimeMs until);

 private:
  template <class Entry, class Give>
  void take(const Entry& entry, Give give);
  void take(const Point& point);
  [[nodiscard]] bool is_gap(TimeMs next) const;
  void fill_gap(const std::optional<Point>& after);
  void fill_between_meters(std::span<const HourValue> hours, const std::optional<Point>& after);
  [[nodiscard]] const HourValue* hour_around(TimeMs reading) const;
  void add_missed(std::vector<HourValue>& missed, const HourValue* hour, TimeRange missing);
  void add_part(std::vector<HourValue>& shape, TimeRange missing, const Point& after);
  void find_counted();

  SeriesKey key_;
  std::span<const TimeMs> edges_;
  const ChannelHistory* history_;
  CounterLimits limits_;
  bool counter_;
  BucketBuilder builder_;
  std::vector<HourValue> hours_;
  Buckets counted_;  ///< by the hour from `counted_from_` on; made when it is needed
  TimeMs counted_from_ = 0;
  std::optional<Point> before_;
  HourValue begun_;  ///< what the beginning of an hour was given
};

}  // namespace hearth
