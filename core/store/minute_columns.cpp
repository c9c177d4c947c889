#include "core/store/minute_columns.h"

#include "core/telemetry/channel.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace hearth {
namespace {

/// How far a field is kept exactly.
enum class Exact { integer, value, sum };

struct Field {
  std::string_view name;
  Exact exact;
  double (*get)(const Rollup&);
  void (*set)(Rollup&, double);
};

/// Doubles of a damaged block may be anything.
template <class T>
T whole(double v) {
  return v >= 0 && v <= 4294967295.0 ? static_cast<T>(v) : T{0};
}

// `count` comes first: a row without one is no minute of the channel. Times are kept from the start of the
// minute.
constexpr std::array fields = std::to_array<Field>({
    {"count", Exact::integer, [](const Rollup& m) { return static_cast<double>(m.count); },
     [](Rollup& m, double v) { m.count = whole<std::uint32_t>(v); }},
    {"sum", Exact::sum, [](const Rollup& m) { return m.sum; }, [](Rollup& m, double v) { m.sum = v; }},
    {"known", Exact::integer, [](const Rollup& m) { return static_cast<double>(m.known); },
     [](Rollup& m, double v) { m.known = whole<DurationMs>(v); }},
    {"min", Exact::value, [](const Rollup& m) { return m.min; }, [](Rollup& m, double v) { m.min = v; }},
    {"max", Exact::value, [](const Rollup& m) { return m.max; }, [](Rollup& m, double v) { m.max = v; }},
    {"first", Exact::value, [](const Rollup& m) { return m.first; },
     [](Rollup& m, double v) { m.first = v; }},
    {"last", Exact::value, [](const Rollup& m) { return m.last; }, [](Rollup& m, double v) { m.last = v; }},
    {"first_time", Exact::integer,
     [](const Rollup& m) { return static_cast<double>(m.first_time - m.start); },
     [](Rollup& m, double v) { m.first_time = m.start + whole<TimeMs>(v); }},
    {"last_time", Exact::integer, [](const Rollup& m) { return static_cast<double>(m.last_time - m.start); },
     [](Rollup& m, double v) { m.last_time = m.start + whole<TimeMs>(v); }},
    {"delta", Exact::value, [](const Rollup& m) { return m.delta; },
     [](Rollup& m, double v) { m.delta = v; }},
    {"starts", Exact::integer, [](const Rollup& m) { return static_cast<double>(m.starts); },
     [](Rollup& m, double v) { m.starts = whole<std::uint32_t>(v); }},
    {"first_epoch", Exact::integer, [](const Rollup& m) { return static_cast<double>(m.first_epoch); },
     [](Rollup& m, double v) { m.first_epoch = whole<std::uint32_t>(v); }},
    {"last_epoch", Exact::integer, [](const Rollup& m) { return static_cast<double>(m.last_epoch); },
     [](Rollup& m, double v) { m.last_epoch = whole<std::uint32_t>(v); }},
});

/// A sum of whole stored units over milliseconds; what lies beyond is noise of the arithmetic.
double cleaned_sum(double sum, double scale) {
  const double scaled = sum * scale;
  if (!(std::fabs(scaled) < 9e15)) return sum;
  return static_cast<double>(static_cast<std::int64_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5)) / scale;
}

std::vector<TimeMs> all_starts(const MinuteSpans& minutes) {
  std::vector<TimeMs> starts;
  for (const auto& [channel, list] : minutes) {
    const auto same = [](const Rollup& m, TimeMs t) { return m.start == t; };
    if (std::equal(list.begin(), list.end(), starts.begin(), starts.end(), same)) continue;
    const auto middle = static_cast<std::ptrdiff_t>(starts.size());
    for (const Rollup& m : list) starts.push_back(m.start);
    std::inplace_merge(starts.begin(), starts.begin() + middle, starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  }
  return starts;
}

}  // namespace

MinuteColumns::MinuteColumns(const MinuteSpans& minutes) : times_(all_starts(minutes)) {
  for (const auto& [channel, list] : minutes)
    if (!list.empty()) fill(channel, list);
}

void MinuteColumns::fill(ChannelIndex channel, std::span<const Rollup> minutes) {
  const Channel& c = info(channel);
  double scale = 1;
  for (int i = 0; i < c.stored_decimals; ++i) scale *= 10;
  std::vector<std::size_t> rows;
  std::size_t row = 0;
  for (const Rollup& m : minutes) {
    while (times_[row] < m.start) ++row;
    rows.push_back(row);
  }
  const bool gaps = minutes.size() < times_.size();
  for (const Field& field : fields) {
    std::string name(c.id);
    name += ':';
    name += field.name;
    std::vector<double> values(times_.size(), gaps ? no_value : 0);
    for (std::size_t i = 0; i < minutes.size(); ++i) {
      const double value = field.get(minutes[i]);
      values[rows[i]] = field.exact == Exact::sum ? cleaned_sum(value, scale) : value;
    }
    columns_.push_back(
        {std::move(name), field.exact == Exact::integer ? 0 : c.stored_decimals, std::move(values)});
  }
}

std::vector<ColumnView> MinuteColumns::views() const {
  std::vector<ColumnView> views;
  views.reserve(columns_.size());
  for (const Filled& column : columns_) views.push_back({column.name, column.decimals, column.values});
  return views;
}

bool is_minute_column(std::string_view name, std::string_view channel_id) noexcept {
  return name.size() > channel_id.size() && name[channel_id.size()] == ':' && name.starts_with(channel_id);
}

MinuteMap minutes_from(const Block& block, const std::vector<ChannelIndex>& channels) {
  MinuteMap minutes;
  for (const ChannelIndex channel : channels) {
    const std::string_view id = info(channel).id;
    std::array<const Column*, fields.size()> found{};
    for (const Column& column : block.columns) {
      if (!is_minute_column(column.name, id)) continue;
      const std::string_view name = std::string_view(column.name).substr(id.size() + 1);
      for (std::size_t f = 0; f < fields.size(); ++f)
        if (fields[f].name == name) found[f] = &column;
    }
    if (found[0] == nullptr) continue;
    std::vector<Rollup>& list = minutes[channel];
    for (std::size_t row = 0; row < block.times.size(); ++row) {
      if (!has_value(found[0]->values[row])) continue;
      Rollup m;
      m.start = block.times[row];
      for (std::size_t f = 0; f < fields.size(); ++f)
        if (found[f] != nullptr) fields[f].set(m, found[f]->values[row]);
      list.push_back(m);
    }
  }
  return minutes;
}

}  // namespace hearth
