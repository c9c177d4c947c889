#include "core/export/export.h"

#include "core/export/gap_fill.h"
#include "core/export/row_writer.h"
#include "core/files/atomic_file.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace hearth {
namespace {

constexpr TimeMs open_begin = std::numeric_limits<TimeMs>::min();
constexpr TimeMs open_end = std::numeric_limits<TimeMs>::max();

/// How many buckets are asked for at once.
constexpr int buckets_at_once = 1024;
/// Readings of several groups are read window by window, to be put in order; a window that holds too many is
/// read again in parts.
constexpr std::size_t most_rows_at_once = 200'000;
constexpr DurationMs widest_window = 32 * day_ms;
/// A window whose rows are to be filled up. A whole multiple of every channel's expected interval.
constexpr DurationMs filled_window = 6 * hour_ms;

std::vector<GroupKey> groups_of(const HistoryStore& store, Dataset dataset) {
  std::vector<GroupKey> groups = store.groups();
  std::erase_if(groups, [=](const GroupKey& g) { return g.dataset != dataset; });
  std::sort(groups.begin(), groups.end());
  return groups;
}

/// What an export of the store reads from and writes to.
struct Export {
  const HistoryStore& store;
  const ExportRequest& request;
  const ExportLayout& layout;
  TimeRange range;
  std::vector<GroupKey> groups;
  std::vector<std::string> entities;  ///< of each group, as rows have it
  RowWriter& out;
  const ExportProgress& progress;

  void done_until(TimeMs time) const {
    if (progress) progress(std::min(time, range.to));
  }
};

ExportTable table_of(const Rows& rows, const ExportLayout& layout) {
  ExportTable table{rows.times, {}};
  for (const ExportColumn& column : layout.columns)
    table.columns.push_back(rows.values[column.channel].data());
  return table;
}

/// One group's readings, straight from the store to the text.
Expected<void> write_straight(const Export& e) {
  return e.store.read_rows(e.groups.front(), e.layout.channels, e.range,
                           [&](const Rows& rows) -> Expected<void> {
                             auto written = e.out.rows(table_of(rows, e.layout), e.entities.front());
                             if (written && !rows.empty()) e.done_until(rows.times.back() + 1);
                             return written;
                           });
}

/// The readings of all groups within a window; nothing where they are too many to hold.
Expected<std::optional<std::vector<Rows>>> read_window(const Export& e, TimeRange window,
                                                       bool may_be_too_many) {
  std::vector<Rows> all;
  std::size_t count = 0;
  bool too_many = false;
  for (const GroupKey& group : e.groups) {
    Rows& held = all.emplace_back(e.layout.channels);
    const auto read =
        e.store.read_rows(group, e.layout.channels, window, [&](const Rows& rows) -> Expected<void> {
          count += rows.size();
          too_many = may_be_too_many && count > most_rows_at_once;
          if (too_many) return fail(ErrorKind::cancelled, {});
          held.append(rows);
          return {};
        });
    if (too_many) return std::optional<std::vector<Rows>>();
    if (!read) return std::unexpected(read.error());
  }
  return std::optional(std::move(all));
}

/// Writes the rows of all groups in order of time, then entity.
Expected<void> write_merged(const ExportLayout& layout, const std::vector<std::string>& entities,
                            RowWriter& out, const std::vector<Rows>& groups) {
  std::vector<std::pair<TimeMs, std::size_t>> order;  // time and group
  std::vector<ExportTable> tables;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    for (const TimeMs t : groups[g].times) order.emplace_back(t, g);
    tables.push_back(table_of(groups[g], layout));
  }
  std::sort(order.begin(), order.end());
  std::vector<std::size_t> next(groups.size(), 0);
  for (const auto& [time, g] : order)
    if (auto written = out.row(tables[g], next[g]++, entities[g]); !written) return written;
  return {};
}

/// The rows' columns in the order of the layout's channels; those that are not among them are empty.
Rows arranged(const Rows& rows, const std::vector<ChannelIndex>& channels) {
  Rows made(channels);
  made.times = rows.times;
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const auto place = std::ranges::find(rows.channels, channels[c]);
    if (place == rows.channels.end())
      made.values[c].assign(rows.size(), no_value);
    else
      made.values[c] = rows.values[static_cast<std::size_t>(place - rows.channels.begin())];
  }
  return made;
}

Expected<void> write_windows(const Export& e) {
  const bool fill = e.request.fill != Fill::none;
  std::vector<ReadingGapFill> fillers(e.groups.size(), ReadingGapFill(e.layout, e.request.fill));
  DurationMs width = fill ? filled_window : day_ms;
  for (TimeMs at = e.range.from; at < e.range.to;) {
    const TimeRange window{at, std::min(e.range.to, floor_to(at, width) + width)};
    auto rows = read_window(e, window, !fill && width > hour_ms);
    if (!rows) return std::unexpected(rows.error());
    if (!*rows) {
      width /= 2;
      continue;
    }
    std::size_t count = 0;
    for (std::size_t g = 0; g < e.groups.size(); ++g) {
      if (fill) (**rows)[g] = fillers[g].filled((**rows)[g], window);
      count += (**rows)[g].size();
    }
    if (auto written = write_merged(e.layout, e.entities, e.out, **rows); !written) return written;
    at = window.to;
    e.done_until(at);
    if (!fill && count < most_rows_at_once / 4) width = std::min(2 * width, widest_window);
  }
  return {};
}

/// The next window from `at`: it ends at an edge of buckets, and so the next begins there.
Expected<TimeRange> bucket_window(TimeMs at, TimeMs to, const BucketSpec& spec) {
  DurationMs width = 0;
  if (const auto* fixed = std::get_if<FixedBuckets>(&spec)) {
    width = fixed->width;
  } else {
    constexpr std::array widths = {hour_ms, day_ms, 7 * day_ms, 30 * day_ms, 365 * day_ms};
    width = widths[static_cast<std::size_t>(std::get<CalendarBuckets>(spec).unit)];
  }
  const auto edges = bucket_edges({at, std::min(to, at + buckets_at_once * width)}, spec);
  if (!edges) return std::unexpected(edges.error());
  if (edges->size() < 2) return TimeRange{at, to};
  return TimeRange{edges->front(), edges->back()};
}

Expected<void> write_buckets(const Export& e) {
  std::vector<BucketGapFill> fillers(e.groups.size(), BucketGapFill(e.layout));
  for (TimeMs at = e.range.from; at < e.range.to;) {
    const auto window = bucket_window(at, e.range.to, *e.request.buckets);
    if (!window) return std::unexpected(window.error());
    std::vector<TimeMs> starts;
    std::vector<BucketTable> numbers;
    for (std::size_t g = 0; g < e.groups.size(); ++g) {
      const auto buckets = e.store.buckets(e.groups[g], e.layout.channels, *window, *e.request.buckets);
      if (!buckets) return std::unexpected(buckets.error());
      numbers.push_back(bucket_table(e.layout, *buckets));
      if (e.request.fill == Fill::previous) fillers[g].carry(numbers.back(), *buckets);
      if (starts.empty())
        for (const Bucket& bucket : buckets->front().rows) starts.push_back(bucket.start);
    }
    std::vector<ExportTable> tables;
    for (const BucketTable& table : numbers) {
      ExportTable& view = tables.emplace_back(ExportTable{starts, {}});
      for (const std::vector<double>& column : table) view.columns.push_back(column.data());
    }
    for (std::size_t row = 0; row < starts.size(); ++row)
      for (std::size_t g = 0; g < tables.size(); ++g)
        if (auto written = e.out.row(tables[g], row, e.entities[g]); !written) return written;
    at = window->to;
    e.done_until(at);
  }
  return {};
}

/// An open range ("from 2000 on") is not walked through where nothing is known; where rows for what is not
/// known are asked for, the ends that are given count.
TimeRange range_of(const HistoryStore& store, const ExportRequest& request) {
  const TimeRange known = known_range(store, request.dataset);
  if (request.fill == Fill::none || known.empty()) return request.range.intersected(known);
  return {request.range.from == open_begin ? known.from : request.range.from,
          request.range.to == open_end ? known.to : request.range.to};
}

}  // namespace

Expected<std::size_t> export_history(const HistoryStore& store, const ExportRequest& request,
                                     const ExportSink& sink, const ExportProgress& progress) {
  const auto layout = layout_of(request);
  if (!layout) return std::unexpected(layout.error());
  const auto time = TimeText::in(request.time_zone);
  if (!time) return std::unexpected(time.error());
  RowWriter out(*layout, *time, sink, request.fill != Fill::none);
  if (auto written = out.text(layout->header()); !written) return std::unexpected(written.error());
  Export e{store, request, *layout, range_of(store, request), groups_of(store, request.dataset),
           {},    out,     progress};
  for (const GroupKey& group : e.groups) e.entities.push_back(layout->entity_text(group.entity));
  Expected<void> written;
  if (e.groups.empty())
    written = {};
  else if (request.buckets)
    written = write_buckets(e);
  else if (e.groups.size() == 1 && request.fill == Fill::none)
    written = write_straight(e);
  else
    written = write_windows(e);
  if (written) written = out.flush();
  if (!written) return std::unexpected(written.error());
  return out.written();
}

Expected<std::size_t> export_readings(const ReadingsSource& source, const ExportRequest& request,
                                      const ExportSink& sink, const ExportProgress& progress) {
  if (request.buckets || request.fill != Fill::none)
    return fail(ErrorKind::usage, "Only readings as they are can be written from there.");
  const auto layout = layout_of(request);
  if (!layout) return std::unexpected(layout.error());
  const auto time = TimeText::in(request.time_zone);
  if (!time) return std::unexpected(time.error());
  RowWriter out(*layout, *time, sink, false);
  if (auto written = out.text(layout->header()); !written) return std::unexpected(written.error());
  auto written = source([&](const ReadingsByEntity& readings) -> Expected<void> {
    std::vector<Rows> groups;
    std::vector<std::string> entities;
    TimeMs done = open_begin;
    for (const auto& [group, rows] : readings) {
      if (rows.empty()) continue;
      groups.push_back(arranged(rows, layout->channels));
      entities.push_back(layout->entity_text(group.entity));
      done = std::max(done, rows.times.back() + 1);
    }
    auto merged = groups.size() == 1 ? out.rows(table_of(groups.front(), *layout), entities.front())
                                     : write_merged(*layout, entities, out, groups);
    if (merged && progress && !groups.empty()) progress(done);
    return merged;
  });
  if (written) written = out.flush();
  if (!written) return std::unexpected(written.error());
  return out.written();
}

Expected<std::size_t> export_to_file(const HistoryStore& store, const ExportRequest& request,
                                     const std::filesystem::path& path, bool replace,
                                     const ExportProgress& progress, const std::function<bool()>& cancelled) {
  return export_to_file(
      [&](const ExportSink& sink) { return export_history(store, request, sink, progress); }, path, replace,
      cancelled);
}

Expected<std::size_t> export_to_file(const Exporting& exporting, const std::filesystem::path& path,
                                     bool replace, const std::function<bool()>& cancelled) {
  auto file = AtomicFile::create(path, {.replace = replace});
  if (!file) return std::unexpected(file.error());
  const auto rows = exporting([&](std::string_view text) -> Expected<void> {
    if (cancelled && cancelled()) return fail(ErrorKind::cancelled, "The export was cancelled.");
    return file->write(text);
  });
  if (!rows) return rows;
  if (auto committed = file->commit(); !committed) return std::unexpected(committed.error());
  return rows;
}

TimeRange known_range(const HistoryStore& store, Dataset dataset) {
  std::optional<TimeRange> known;
  const auto add = [&known](TimeRange r) {
    if (r.empty()) return;
    known = known ? TimeRange{std::min(known->from, r.from), std::max(known->to, r.to)} : r;
  };
  const StoreStats stats = store.stats();
  if (stats.oldest && stats.newest) add({*stats.oldest, *stats.newest + 1});
  for (const GroupKey& group : groups_of(store, dataset)) {
    // What only a service's hours tell is no row of the store.
    for (const Coverage& c : store.coverage(group)) add(c.range);
    // What was looked at long ago is in its cache. It is told in whole hours, the store's own readings are
    // known better.
    const auto held = store.held(group, {open_begin, open_end}, HistoryStore::Detail::readings);
    for (const TimeRange& hours : held.value_or(std::vector<TimeRange>()))
      if (!known || hours.from < floor_to(known->from, hour_ms) || hours.to > ceil_to(known->to, hour_ms))
        add(hours);
  }
  return known.value_or(TimeRange{});
}

}  // namespace hearth
