#include "core/store/entity_rows.h"

#include "core/store/place_limit.h"
#include "core/telemetry/name.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace hearth {
namespace {

/// RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF.
bool is_utf8(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned lead = byte(i);
    const unsigned next = byte(i + 1);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (lead >= 0x80 && (lead < 0xC2 || lead > 0xF4)) return false;
    if ((lead == 0xE0 && next < 0xA0) || (lead == 0xED && next > 0x9F) || (lead == 0xF0 && next < 0x90) ||
        (lead == 0xF4 && next > 0x8F))
      return false;
    for (std::size_t k = 1; k < size; ++k)
      if ((byte(i + k) & 0xC0) != 0x80) return false;
    i += size;
  }
  return true;
}

/// The name as it is kept.
Expected<std::string> checked_name(Dataset dataset, std::string_view name) {
  const auto refuse = [&](const Text& why) {
    return fail(ErrorKind::bad_data,
                Text::joined(said("The {} ", entity_name(dataset)), Text::joined(why, ".")));
  };
  if (name.size() > longest_name) return refuse(said("has a name longer than {} bytes", longest_name));
  if (!is_utf8(name)) return refuse("has a name that is not UTF-8");
  std::string clean = clean_name(name);
  // The services have a place without a name, but nothing else.
  if (clean.empty() && dataset != Dataset::climate) return refuse("is not named");
  return clean;
}

void sort_by_time(Rows& rows) {
  std::vector<std::uint32_t> order(rows.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return rows.times[a] < rows.times[b]; });
  const auto sorted = [&](auto& column) {
    auto before = column;
    for (std::size_t i = 0; i < order.size(); ++i) column[i] = before[order[i]];
  };
  sorted(rows.times);
  sorted(rows.epochs);
  for (auto& column : rows.values) sorted(column);
}

/// Makes one row of those with the same time; returns how many are gone.
std::size_t join_equal_times(Rows& rows) {
  std::size_t kept = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const bool again = rows.times[i] == rows.times[kept];
    if (!again) ++kept;
    rows.times[kept] = rows.times[i];
    if (!again || rows.epochs[i] != 0) rows.epochs[kept] = rows.epochs[i];
    for (auto& column : rows.values)
      if (!again || has_value(column[i])) column[kept] = column[i];
  }
  const std::size_t gone = rows.size() - std::min(rows.size(), kept + 1);
  rows.truncate(rows.size() - gone);
  return gone;
}

}  // namespace

EntityRows::EntityRows(Dataset dataset, std::vector<ChannelIndex> channels, Provenance provenance)
    : dataset_(dataset), channels_(std::move(channels)), provenance_(provenance) {}

Expected<std::size_t> EntityRows::entity(std::string_view name) {
  if (entity_name(dataset_).empty()) name = {};
  if (const auto known = by_name_.find(name); known != by_name_.end()) return known->second;
  std::string clean;
  if (!entity_name(dataset_).empty()) {
    auto good = checked_name(dataset_, name);
    if (!good) return std::unexpected(good.error());
    clean = std::move(*good);
    if (const auto known = by_name_.find(clean); known != by_name_.end()) return known->second;
  }
  if (by_name_.size() >= most_places)
    return fail(ErrorKind::bad_data,
                said("There are more than {} names of a {}.", most_places, entity_name(dataset_)));
  by_name_.emplace(clean, entities_.size());
  entities_.push_back({std::move(clean), Rows(channels_), true});
  return entities_.size() - 1;
}

void EntityRows::add(std::size_t entity, TimeMs time, std::span<const double> values, std::uint32_t epoch) {
  Entity& into = entities_[entity];
  Rows& rows = into.rows;
  if (!rows.times.empty() && time <= rows.times.back()) into.ascending = false;
  rows.times.push_back(time);
  rows.epochs.push_back(epoch);
  for (std::size_t i = 0; i < values.size(); ++i) rows.values[i].push_back(values[i]);
  ++held_;
}

Expected<EntityRows::HandedOver> EntityRows::hand_over(const RowsSink& sink) {
  HandedOver all;
  held_ = 0;
  for (Entity& entity : entities_) {
    if (entity.rows.empty()) continue;
    Rows rows = std::exchange(entity.rows, Rows(channels_));
    const std::size_t read = rows.size();
    if (!std::exchange(entity.ascending, true)) {
      sort_by_time(rows);
      all.duplicates += join_equal_times(rows);
    }
    rows.provenances.assign(rows.size(), provenance_);
    const TimeRange range{rows.times.front(), rows.times.back() + 1};
    entity.rows.times.reserve(read);
    entity.rows.epochs.reserve(read);
    for (auto& column : entity.rows.values) column.reserve(read);
    const std::size_t good = rows.size();
    if (auto taken = sink({dataset_, entity.name}, std::move(rows)); !taken)
      return std::unexpected(taken.error());
    all.range = all.rows == 0
                    ? range
                    : TimeRange{std::min(all.range.from, range.from), std::max(all.range.to, range.to)};
    all.rows += good;
  }
  return all;
}

}  // namespace hearth
