#include "core/export/gap_fill.h"

#include <algorithm>
#include <limits>

namespace hearth {
namespace {

/// Of nothing there is nothing to say.
double mark_of(const Bucket& bucket, bool Bucket::* flag) {
  if (bucket.*flag) return 1;
  return bucket.count > 0 || bucket.known > 0 || has_value(bucket.sum) ? 0 : no_value;
}

bool holds_anything(const Rows& rows, std::size_t row) {
  return std::any_of(rows.values.begin(), rows.values.end(),
                     [row](const std::vector<double>& column) { return has_value(column[row]); });
}

void push_empty(Rows& rows, TimeMs time) {
  rows.times.push_back(time);
  rows.epochs.push_back(0);
  rows.provenances.push_back(Provenance::live);
  for (std::vector<double>& column : rows.values) column.push_back(no_value);
}

}  // namespace

ReadingGapFill::ReadingGapFill(const ExportLayout& layout, Fill fill)
    : fill_(fill), interval_(std::numeric_limits<DurationMs>::max()) {
  for (const ChannelIndex c : layout.channels) {
    interval_ = std::min(interval_, info(c).expected);
    carried_.push_back({hold_time(c), 0, no_value});
  }
}

Rows ReadingGapFill::filled(const Rows& rows, TimeRange window) {
  Rows all(rows.channels);
  std::size_t next = 0;
  for (TimeMs slot = floor_to(window.from, interval_); slot < window.to; slot += interval_) {
    const std::size_t before = all.size();
    for (; next < rows.size() && rows.times[next] < slot + interval_; ++next)
      if (holds_anything(rows, next)) all.push_from(rows, next);
    if (all.size() == before && slot >= window.from) push_empty(all, slot);
  }
  if (fill_ == Fill::previous) carry(all);
  return all;
}

void ReadingGapFill::carry(Rows& rows) {
  for (std::size_t c = 0; c < carried_.size(); ++c) {
    Carried& last = carried_[c];
    for (std::size_t row = 0; row < rows.size(); ++row) {
      double& value = rows.values[c][row];
      if (has_value(value))
        last = {last.hold, rows.times[row], value};
      else if (rows.times[row] - last.time < last.hold)
        value = last.value;
    }
  }
}

BucketGapFill::BucketGapFill(const ExportLayout& layout) {
  for (const ExportColumn& column : layout.columns) carried_.push_back({column.hold, 0, no_value});
}

void BucketGapFill::carry(BucketTable& table, const std::vector<Buckets>& buckets) {
  const std::vector<Bucket>& times = buckets.front().rows;
  for (std::size_t c = 0; c < table.size(); ++c) {
    Carried& last = carried_[c];
    if (last.hold == 0) continue;
    for (std::size_t row = 0; row < times.size(); ++row) {
      const Bucket& bucket = times[row];
      if (has_value(table[c][row]))
        last = {last.hold, bucket.end, table[c][row]};
      else if (bucket.start - last.known_until < std::max(last.hold, bucket.end - bucket.start))
        table[c][row] = last.value;
    }
  }
}

BucketTable bucket_table(const ExportLayout& layout, const std::vector<Buckets>& buckets) {
  BucketTable table;
  for (const ExportColumn& column : layout.columns) {
    std::vector<double>& values = table.emplace_back();
    const std::vector<Bucket>& rows = buckets[column.channel].rows;
    values.reserve(rows.size());
    for (const Bucket& bucket : rows)
      values.push_back(column.flag != nullptr ? mark_of(bucket, column.flag) : bucket.*column.figure);
  }
  return table;
}

}  // namespace hearth
