#include "core/store/rows.h"

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

template <class T>
void append_to(std::vector<T>& into, const std::vector<T>& other) {
  into.insert(into.end(), other.begin(), other.end());
}

/// Merges row `from` of `newer` into the last row of `into`; true where that changed anything.
bool merge_into_last(Rows& into, const Rows& newer, std::size_t from) {
  const std::size_t at = into.size() - 1;
  const bool wins = newer.provenances[from] >= into.provenances[at];
  bool changed = false;
  for (std::size_t c = 0; c < into.channels.size(); ++c) {
    const double value = newer.values[c][from];
    double& old = into.values[c][at];
    if (!has_value(value) || value == old || (has_value(old) && !wins)) continue;
    // Of a counter's readings the larger, so that it does not matter which came first; what a service says of
    // an hour it may correct.
    const bool equal =
        newer.provenances[from] == into.provenances[at] && newer.provenances[from] != Provenance::api_hourly;
    if (equal && old > value && info(into.channels[c]).kind == Kind::counter) continue;
    old = value;
    changed = true;
  }
  const std::uint32_t epoch = newer.epochs[from];
  if (epoch != 0 && epoch != into.epochs[at] && (wins || into.epochs[at] == 0)) {
    into.epochs[at] = epoch;
    changed = true;
  }
  into.provenances[at] = std::max(into.provenances[at], newer.provenances[from]);
  return changed;
}

}  // namespace

std::vector<ChannelIndex> channels_in(Dataset dataset) {
  std::vector<ChannelIndex> channels;
  for (const Channel& c : channels_of(dataset)) channels.push_back(index_of(c));
  return channels;
}

Rows Rows::of(Dataset dataset) {
  return Rows(channels_in(dataset));
}

void Rows::push_from(const Rows& other, std::size_t row) {
  times.push_back(other.times[row]);
  epochs.push_back(other.epochs[row]);
  provenances.push_back(other.provenances[row]);
  for (std::size_t c = 0; c < values.size(); ++c) values[c].push_back(other.values[c][row]);
}

void Rows::append(const Rows& other) {
  append_to(times, other.times);
  append_to(epochs, other.epochs);
  append_to(provenances, other.provenances);
  for (std::size_t c = 0; c < values.size(); ++c) append_to(values[c], other.values[c]);
}

void Rows::truncate(std::size_t rows) {
  times.resize(rows);
  epochs.resize(rows);
  provenances.resize(rows);
  for (auto& column : values) column.resize(rows);
}

Rows Rows::slice(TimeRange range) const {
  const auto first = std::lower_bound(times.begin(), times.end(), range.from) - times.begin();
  const auto last = std::max(first, std::lower_bound(times.begin(), times.end(), range.to) - times.begin());
  Rows part(channels);
  part.times.assign(times.begin() + first, times.begin() + last);
  part.epochs.assign(epochs.begin() + first, epochs.begin() + last);
  part.provenances.assign(provenances.begin() + first, provenances.begin() + last);
  for (std::size_t c = 0; c < values.size(); ++c)
    part.values[c].assign(values[c].begin() + first, values[c].begin() + last);
  return part;
}

Rows Rows::with_columns(const std::vector<ChannelIndex>& columns) && {
  if (columns == channels) return std::move(*this);
  Rows part(columns);
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (const auto at = std::ranges::find(channels, columns[c]); at != channels.end())
      part.values[c] = std::move(values[static_cast<std::size_t>(at - channels.begin())]);
    else
      part.values[c].assign(size(), no_value);
  part.times = std::move(times);
  part.epochs = std::move(epochs);
  part.provenances = std::move(provenances);
  return part;
}

std::vector<Point> Rows::points(std::size_t column) const {
  const std::vector<double>& of = values[column];
  std::vector<Point> found;
  const auto first = static_cast<std::size_t>(std::find_if(of.begin(), of.end(), has_value) - of.begin());
  found.reserve(size() - first);
  for (std::size_t i = first; i < size(); ++i)
    if (has_value(of[i])) found.push_back({times[i], of[i], epochs[i]});
  return found;
}

MergeCount merge_rows(Rows& into, const Rows& newer) {
  if (newer.empty()) return {};
  if (into.empty() || newer.times.front() > into.times.back()) {
    into.append(newer);
    return {newer.size(), 0, 0};
  }
  MergeCount count;
  const Rows rest = into.slice({newer.times.front(), into.times.back() + 1});
  into.truncate(into.size() - rest.size());
  std::size_t a = 0;
  std::size_t b = 0;
  while (a < rest.size() || b < newer.size()) {
    if (b == newer.size() || (a < rest.size() && rest.times[a] < newer.times[b])) {
      into.push_from(rest, a++);
    } else if (a == rest.size() || newer.times[b] < rest.times[a]) {
      into.push_from(newer, b++);
      ++count.added;
    } else {
      into.push_from(rest, a++);
      if (merge_into_last(into, newer, b++)) {
        ++count.changed;
      } else {
        ++count.same;
      }
    }
  }
  return count;
}

MergeCount merge_rows(Rows& into, Rows&& newer) {
  if (!into.empty()) return merge_rows(into, std::as_const(newer));
  into = std::move(newer);
  return {into.size(), 0, 0};
}

}  // namespace hearth
