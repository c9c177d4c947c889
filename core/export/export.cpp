#include "core/export/export.h"

#include "core/files/atomic_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace hearth {
namespace {

constexpr std::size_t piece_size = std::size_t{64} << 10;
/// How much is read at once: what the store unpacks for it is what the export holds in memory.
constexpr DurationMs raw_window = 6 * hour_ms;
constexpr DurationMs bucket_window = 4 * day_ms;

/// One column of buckets, and how its number is written.
struct Figure {
  std::string_view name;
  double Bucket::* value;
  double factor;
  std::string_view unit;
  int decimals;
};

std::vector<Figure> figures_of_channel(const Channel& c) {
  const bool energy = c.quantity == Quantity::energy;
  switch (c.kind) {
    case Kind::gauge:
      return {{"avg", &Bucket::mean, 1, c.unit, c.stored_decimals},
              {"min", &Bucket::min, 1, c.unit, c.stored_decimals},
              {"max", &Bucket::max, 1, c.unit, c.stored_decimals}};
    case Kind::state:
      return {{"avg", &Bucket::mean, 1, c.unit, 3}};
    case Kind::counter:
      if (energy) return {{"sum", &Bucket::sum, 1e-3, "kWh", 3}, {"last", &Bucket::last, 1e-3, "kWh", 3}};
      return {{"sum", &Bucket::sum, 1, c.unit, 3}, {"last", &Bucket::last, 1, c.unit, c.stored_decimals}};
  }
  return {};
}

/// The figures of each channel of a dataset, in the order of the catalogue.
using Figures = std::vector<std::vector<Figure>>;

Figures figures_of(Dataset dataset) {
  Figures figures;
  for (const Channel& c : channels_of(dataset)) figures.push_back(figures_of_channel(c));
  return figures;
}

/// Builds rows and hands them on in pieces.
class CsvWriter {
 public:
  CsvWriter(Dataset dataset, const ExportSink& sink)
      : with_entity_(!entity_name(dataset).empty()), sink_(sink) {}

  void begin_row(TimeMs time, std::string_view entity) {
    text_ += format_rfc3339(time);
    if (with_entity_) field(entity);
  }
  void field(std::string_view value) {
    text_ += ',';
    if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
      text_ += value;
      return;
    }
    text_ += '"';
    for (const char c : value) {
      if (c == '"') text_ += '"';
      text_ += c;
    }
    text_ += '"';
  }
  void number(double value, int decimals) {
    text_ += ',';
    if (!has_value(value)) return;
    const std::size_t start = text_.size();
    fmt::format_to(std::back_inserter(text_), "{:.{}f}", value, decimals);
    if (text_[start] == '-' && text_.find_first_of("123456789", start) == std::string::npos)
      text_.erase(start, 1);
  }
  Expected<void> end_row() {
    text_ += "\r\n";
    ++rows_;
    return text_.size() < piece_size ? Expected<void>() : flush();
  }
  /// `figures` is empty for raw readings.
  Expected<void> header(Dataset dataset, const Figures& figures) {
    text_ += "time";
    if (with_entity_) field(entity_name(dataset));
    const auto channels = channels_of(dataset);
    for (std::size_t i = 0; i < channels.size(); ++i) {
      const Channel& c = channels[i];
      if (figures.empty()) field(fmt::format("{} [{}]", c.id, c.unit));
      for (const Figure& f : figures.empty() ? std::vector<Figure>() : figures[i])
        field(fmt::format("{} {} [{}]", c.id, f.name, f.unit));
    }
    text_ += "\r\n";
    return flush();
  }
  Expected<void> flush() {
    if (text_.empty()) return {};
    auto taken = sink_(text_);
    text_.clear();
    return taken;
  }
  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }

 private:
  bool with_entity_;
  const ExportSink& sink_;
  std::string text_;
  std::size_t rows_ = 0;
};

std::vector<GroupKey> groups_of(const HistoryStore& store, Dataset dataset) {
  std::vector<GroupKey> groups = store.groups();
  std::erase_if(groups, [=](const GroupKey& g) { return g.dataset != dataset; });
  std::sort(groups.begin(), groups.end());
  return groups;
}

/// The readings of one group within a window, and how far each channel has been written.
struct RawGroup {
  std::string entity;
  std::vector<Series> series;
  std::vector<std::size_t> next;
};

/// Adds ascending times to ascending times. Channels of one group share theirs, nearly always.
void add_times(std::vector<TimeMs>& all, const std::vector<TimeMs>& more) {
  if (more == all) return;
  std::vector<TimeMs> merged;
  merged.reserve(all.size() + more.size());
  std::set_union(all.begin(), all.end(), more.begin(), more.end(), std::back_inserter(merged));
  all = std::move(merged);
}

Expected<void> write_raw_window(const HistoryStore& store, const std::vector<GroupKey>& groups,
                                TimeRange window, CsvWriter& out) {
  std::vector<RawGroup> loaded;
  std::vector<std::pair<TimeMs, std::size_t>> rows;  // time and position in `loaded`
  for (const GroupKey& group : groups) {
    RawGroup raw{group.entity, {}, {}};
    std::vector<TimeMs> times;
    for (const Channel& c : channels_of(group.dataset)) {
      auto series = store.raw({index_of(c), group.entity}, window);
      if (!series) return std::unexpected(series.error());
      add_times(times, series->times);
      raw.series.push_back(std::move(*series));
    }
    for (const TimeMs t : times) rows.emplace_back(t, loaded.size());
    raw.next.assign(raw.series.size(), 0);
    loaded.push_back(std::move(raw));
  }
  std::sort(rows.begin(), rows.end());
  for (const auto& [time, at] : rows) {
    RawGroup& group = loaded[at];
    out.begin_row(time, group.entity);
    for (std::size_t i = 0; i < group.series.size(); ++i) {
      const Series& series = group.series[i];
      const bool here = group.next[i] < series.size() && series.times[group.next[i]] == time;
      out.number(here ? series.values[group.next[i]] : no_value, info(series.key.channel).stored_decimals);
      if (here) ++group.next[i];
    }
    if (auto written = out.end_row(); !written) return written;
  }
  return {};
}

bool holds_anything(const std::vector<Buckets>& columns, const Figures& figures, std::size_t row) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    for (const Figure& f : figures[i])
      if (has_value(columns[i].rows[row].*f.value)) return true;
  return false;
}

Expected<void> write_bucket_window(const HistoryStore& store, const std::vector<GroupKey>& groups,
                                   TimeRange window, const BucketSpec& spec, const Figures& figures,
                                   CsvWriter& out) {
  std::vector<std::vector<Buckets>> loaded;
  std::size_t rows = 0;
  for (const GroupKey& group : groups) {
    std::vector<ChannelIndex> channels;
    for (const Channel& c : channels_of(group.dataset)) channels.push_back(index_of(c));
    auto buckets = store.buckets(group, channels, window, spec);
    if (!buckets) return std::unexpected(buckets.error());
    rows = buckets->front().rows.size();
    loaded.push_back(std::move(*buckets));
  }
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t g = 0; g < groups.size(); ++g) {
      if (!holds_anything(loaded[g], figures, row)) continue;
      out.begin_row(loaded[g].front().rows[row].start, groups[g].entity);
      for (std::size_t i = 0; i < figures.size(); ++i)
        for (const Figure& f : figures[i]) out.number(loaded[g][i].rows[row].*f.value * f.factor, f.decimals);
      if (auto written = out.end_row(); !written) return written;
    }
  }
  return {};
}

/// The next window from `at`: for buckets it ends at one of their edges, and so the next begins there.
Expected<TimeRange> window_at(TimeMs at, TimeMs to, const std::optional<BucketSpec>& spec) {
  if (!spec) return TimeRange{at, std::min(to, floor_to(at, raw_window) + raw_window)};
  const TimeMs rough = std::min(to, at + bucket_window);
  const auto edges = bucket_edges({at, rough}, *spec);
  if (!edges) return std::unexpected(edges.error());
  if (edges->size() < 2) return TimeRange{at, to};
  return TimeRange{edges->front(), edges->back()};
}

}  // namespace

Expected<std::size_t> export_history(const HistoryStore& store, const ExportRequest& request,
                                     const ExportSink& sink, const ExportProgress& progress) {
  if (request.format != ExportFormat::csv || !request.time_zone.empty() || !request.locale.empty() ||
      !request.columns.empty() || request.fill != Fill::none)
    return fail(ErrorKind::usage, "Only CSV of all columns, in UTC, with what is known, can be exported.");
  CsvWriter out(request.dataset, sink);
  const Figures figures = request.buckets ? figures_of(request.dataset) : Figures();
  if (auto written = out.header(request.dataset, figures); !written) return std::unexpected(written.error());
  const std::vector<GroupKey> groups = groups_of(store, request.dataset);
  // An open range ("from 2000 on") is not walked through where nothing is known.
  const TimeRange range = request.range.intersected(known_range(store, request.dataset));
  for (TimeMs at = range.from; !groups.empty() && at < range.to;) {
    const auto window = window_at(at, range.to, request.buckets);
    if (!window) return std::unexpected(window.error());
    const auto written = request.buckets
                             ? write_bucket_window(store, groups, *window, *request.buckets, figures, out)
                             : write_raw_window(store, groups, *window, out);
    if (!written) return std::unexpected(written.error());
    at = window->to;
    if (progress) progress(std::min(at, range.to));
  }
  if (auto written = out.flush(); !written) return std::unexpected(written.error());
  return out.rows();
}

Expected<std::size_t> export_to_file(const HistoryStore& store, const ExportRequest& request,
                                     const std::filesystem::path& path, bool replace,
                                     const ExportProgress& progress, const std::function<bool()>& cancelled) {
  auto file = AtomicFile::create(path, {.replace = replace});
  if (!file) return std::unexpected(file.error());
  const auto rows = export_history(
      store, request,
      [&](std::string_view text) -> Expected<void> {
        if (cancelled && cancelled()) return fail(ErrorKind::cancelled, "The export was cancelled.");
        return file->write(text);
      },
      progress);
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
  // What only a service's hours tell is no row of the store.
  for (const GroupKey& group : groups_of(store, dataset))
    for (const Coverage& c : store.coverage(group)) add(c.range);
  return known.value_or(TimeRange{});
}

}  // namespace hearth
