#include "core/aggregate/buckets.h"

#include "core/aggregate/settled.h"

#include <algorithm>
#include <cmath>

namespace hearth {
namespace {

bool is_on(double value) {
  return value >= 0.5;
}

/// Of the time between a row's readings `known` is known: each bucket has its share.
void share_known(std::vector<Bucket>& buckets, TimeRange span, DurationMs known) {
  if (span.empty()) return;
  const double part = std::min(1.0, static_cast<double>(known) / static_cast<double>(span.length()));
  auto at = std::ranges::upper_bound(buckets, span.from, {}, &Bucket::end);
  for (; at != buckets.end() && at->start < span.to; ++at) {
    const DurationMs inside = std::min(span.to, at->end) - std::max(span.from, at->start);
    at->known += std::llround(part * static_cast<double>(inside));
  }
}

void widen(Bucket& bucket, double low, double high) {
  if (!(bucket.min <= low)) bucket.min = low;
  if (!(bucket.max >= high)) bucket.max = high;
}

}  // namespace

DurationMs hold_time(ChannelIndex channel) noexcept {
  const Channel& c = info(channel);
  if (c.dataset == Dataset::climate) return c.stale;
  if (c.dataset == Dataset::price) return hour_ms;
  return std::max(minute_ms, 3 * c.expected);
}

BucketBuilder::BucketBuilder(SeriesKey key, std::span<const TimeMs> edges, const CounterLimits& limits)
    : kind_(info(key.channel).kind), limits_(limits), hold_(hold_time(key.channel)), edges_(edges) {
  const std::size_t n = edges.empty() ? 0 : edges.size() - 1;
  result_.key = std::move(key);
  result_.rows.resize(n);
  weighted_.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    result_.rows[i].start = edges[i];
    result_.rows[i].end = edges[i + 1];
  }
}

void BucketBuilder::advance_to(TimeMs time) {
  const std::size_t n = result_.rows.size();
  // Usually the same bucket or one of the next; a long gap is crossed by search.
  for (int step = 0; step < 4 && at_ < n && edges_[at_ + 1] <= time; ++step) ++at_;
  if (at_ >= n || edges_[at_ + 1] > time) return;
  const auto first = edges_.begin() + static_cast<std::ptrdiff_t>(at_);
  at_ = static_cast<std::size_t>(std::upper_bound(first, edges_.end(), time) - edges_.begin()) - 1;
}

Bucket* BucketBuilder::bucket_at(TimeMs time) {
  advance_to(time);
  if (at_ >= result_.rows.size() || time < edges_[at_]) return nullptr;
  return &result_.rows[at_];
}

void BucketBuilder::spread(TimeMs from, TimeMs to, double value, bool averaged) {
  const std::size_t n = result_.rows.size();
  if (n == 0) return;
  from = std::max(from, edges_.front());
  while (from < to) {
    advance_to(from);
    if (at_ >= n) return;
    Bucket& bucket = result_.rows[at_];
    const TimeMs end = std::min(to, bucket.end);
    bucket.known += end - from;
    if (averaged) bucket.averaged += end - from;
    weighted_[at_] += value * static_cast<double>(end - from);
    if (bucket.count == 0) widen(bucket, value, value);
    from = end;
  }
}

void BucketBuilder::count_between(TimeMs from, TimeMs to, double amount, bool known, bool inferred) {
  const std::size_t n = result_.rows.size();
  if (n == 0 || from >= to) return;
  // Nearly always within the bucket that was filled last.
  if (at_ < n && from >= edges_[at_] && to <= edges_[at_ + 1]) {
    Bucket& bucket = result_.rows[at_];
    bucket.sum = has_value(bucket.sum) ? bucket.sum + amount : amount;
    if (known) bucket.known += to - from;
    return;
  }
  const double length = static_cast<double>(to - from);
  const bool wide = (inferred || to - from > hour_ms) && amount > 0;
  TimeMs at = std::max(from, edges_.front());
  // Readings that were not accepted may have led beyond it.
  if (at_ >= n || at < edges_[at_]) at_ = 0;
  while (at < to) {
    advance_to(at);
    if (at_ >= n) return;
    Bucket& bucket = result_.rows[at_];
    const TimeMs end = std::min(to, bucket.end);
    const bool whole = at == from && end == to;
    const double share = whole ? amount : amount * (static_cast<double>(end - at) / length);
    bucket.sum = has_value(bucket.sum) ? bucket.sum + share : share;
    if (known) bucket.known += end - at;
    if (wide && !whole) bucket.estimated = true;
    at = end;
  }
}

void BucketBuilder::hold_until(TimeMs time) {
  if (any_ && kind_ != Kind::counter)
    spread(std::max(previous_.time, told_until_), std::min(time, previous_.time + hold_), previous_.value);
}

void BucketBuilder::note_counter(const Point& point, bool inferred) {
  if (any_)
    count_between(previous_.time, point.time, counted(limits_, previous_, point),
                  continues(previous_.epoch, epoch_from_before(point)), inferred);
  const std::uint32_t epoch = meter_after(previous_.epoch, point.epoch);
  previous_ = point;
  previous_.epoch = epoch;
  any_ = true;
}

bool BucketBuilder::is_late(TimeMs time) const {
  return kind_ == Kind::counter ? time <= newest_ : any_ && time <= previous_.time;
}

void BucketBuilder::settle_readings() {
  if (readings_.empty()) return;
  // What was settled before them is where they go on.
  std::vector<Point> all;
  if (any_) all.push_back(previous_);
  all.insert(all.end(), readings_.begin(), readings_.end());
  readings_.clear();
  const std::vector<Point> points = settle(limits_, all).points;
  for (const Point& point : std::span(points).subspan(any_ ? 1 : 0)) add_settled(point);
}

void BucketBuilder::add_settled(const Point& point) {
  settle_readings();
  if (is_late(point.time)) return;
  newest_ = point.time;
  if (has_value(point.value)) note_counter(point, false);
  take(point, false);
}

/// Puts a reading into the bucket it lies in.
void BucketBuilder::take(const Point& point, bool started) {
  Bucket* bucket = bucket_at(point.time);
  if (bucket == nullptr) return;
  ++bucket->count;
  bucket->mark(point.marks);
  if (!has_value(point.value)) return;
  // A value that was only held gives way to one that was read.
  if (!has_value(bucket->first)) {
    bucket->first = bucket->min = bucket->max = point.value;
  } else {
    widen(*bucket, point.value, point.value);
  }
  bucket->last = point.value;
  bucket->starts += started ? 1 : 0;
}

void BucketBuilder::add(TimeMs time, double value, std::uint32_t epoch) {
  if (!has_value(value)) return;
  if (kind_ == Kind::counter) {
    if (is_late(time) || (!readings_.empty() && time <= readings_.back().time)) return;
    readings_.push_back({time, value, epoch});
    return;
  }
  if (is_late(time)) return;
  if (kind_ == Kind::state) value = is_on(value) ? 1 : 0;
  hold_until(time);
  const bool started = kind_ == Kind::state && any_ && !is_on(previous_.value) && is_on(value) &&
                       time - previous_.time <= start_memory_ms;
  previous_ = {time, value, epoch};
  told_until_ = time;
  any_ = true;
  take(previous_, started);
}

void BucketBuilder::add(const Rollup& rollup, DurationMs width) {
  settle_readings();
  if (rollup.count == 0 || is_late(rollup.first_time)) return;
  hold_until(rollup.start);
  newest_ = rollup.last_time;
  const bool accepted = has_value(rollup.first);
  if (kind_ == Kind::counter && accepted)
    note_counter({rollup.first_time, rollup.first, rollup.first_epoch}, false);
  // A counter's row begins with its first reading: what came before it has been counted up to there.
  const bool counts = kind_ == Kind::counter;
  Bucket* bucket = bucket_at(counts ? rollup.first_time : rollup.start);
  if (counts) {
    if (accepted)
      count_between(rollup.first_time, rollup.last_time, counted_within(limits_, rollup), false, false);
    const TimeRange span{rollup.first_time, rollup.last_time};
    if (bucket != nullptr && span.to <= bucket->end)
      bucket->known += std::min(rollup.known, span.length());
    else
      share_known(result_.rows, span, rollup.known);
  }
  if (bucket != nullptr) {
    if (counts) {
      // That has been done, wherever it lies.
    } else if (rollup.start + width <= bucket->end) {
      weighted_[at_] += rollup.sum;
      bucket->known += rollup.known;
    } else if (rollup.known > 0) {
      // Finer buckets than the rows there are: each gets the mean.
      spread(rollup.start, rollup.start + width, rollup.sum / static_cast<double>(rollup.known));
    }
    if (!has_value(bucket->first)) {
      bucket->first = rollup.first;
      bucket->min = rollup.min;
      bucket->max = rollup.max;
    } else if (accepted) {
      widen(*bucket, rollup.min, rollup.max);
    }
    bucket->count += rollup.count;
    mark(rollup.start, rollup.start + width, rollup.marks);
    if (accepted) bucket->last = rollup.last;
    bucket->starts += rollup.starts;
  }
  if (!accepted) return;
  previous_ = {rollup.last_time, rollup.last, meter_after(previous_.epoch, rollup.last_epoch)};
  told_until_ = rollup.start + width;
  any_ = true;
}

void BucketBuilder::mark(TimeMs from, TimeMs to, Marks marks) {
  if (marks == 0) return;
  const auto begin = std::ranges::upper_bound(result_.rows, from, {}, &Bucket::end);
  for (auto at = begin; at != result_.rows.end() && at->start < to; ++at) at->mark(marks);
}

void BucketBuilder::bridge(TimeMs time, double value) {
  settle_readings();
  if (any_ && time <= previous_.time) return;
  note_counter({time, value, 0}, true);
}

void BucketBuilder::fill(TimeMs from, TimeMs to, double mean) {
  if (!has_value(mean)) return;
  hold_until(from);
  if (any_) from = std::max(from, std::max(previous_.time, told_until_));
  spread(from, to, mean, true);
  cut();
}

void BucketBuilder::cut() {
  settle_readings();
  any_ = false;
  newest_ = std::numeric_limits<TimeMs>::min();
  previous_ = {};
  told_until_ = std::numeric_limits<TimeMs>::min();
}

Buckets BucketBuilder::finish(TimeMs until) {
  settle_readings();
  const std::size_t n = result_.rows.size();
  if (n == 0) return std::move(result_);
  if (any_ && kind_ != Kind::counter) {
    const TimeMs present = std::max(until, previous_.time);
    hold_until(std::min(present, edges_.back()));
    // The last minute speaks for time that has not come yet.
    if (told_until_ > present && present >= edges_.front() && at_ < n && present >= edges_[at_] &&
        told_until_ <= edges_[at_ + 1]) {
      result_.rows[at_].known -= told_until_ - present;
      weighted_[at_] -= previous_.value * static_cast<double>(told_until_ - present);
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    Bucket& bucket = result_.rows[i];
    if (kind_ == Kind::counter || bucket.known <= 0) continue;
    bucket.mean = weighted_[i] / static_cast<double>(bucket.known);
    if (kind_ == Kind::state) bucket.on = std::llround(weighted_[i]);
  }
  return std::move(result_);
}

}  // namespace hearth
