#include "core/import/entity_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace hearth {
namespace {

constexpr std::size_t longest_name = 64;
constexpr std::size_t most_entities = 1000;

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

Expected<std::string> name_of(Dataset dataset, std::string_view field) {
  std::string name = csv_field_text(field);
  const auto refuse = [&](const char* why) {
    return fail(ErrorKind::bad_data, fmt::format("The {} {}.", entity_name(dataset), why));
  };
  if (entity_name(dataset).empty()) return std::string();
  if (name.empty()) return refuse("is not named");
  if (name.size() > longest_name) return refuse("has a name longer than 64 bytes");
  if (std::any_of(name.begin(), name.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }))
    return refuse("has a control character in its name");
  if (!is_utf8(name)) return refuse("has a name that is not UTF-8");
  return name;
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
  for (auto& column : rows.values) sorted(column);
}

/// Makes one row of those with the same time; returns how many are gone.
std::size_t join_equal_times(Rows& rows) {
  std::size_t kept = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const bool again = rows.times[i] == rows.times[kept];
    if (!again) ++kept;
    rows.times[kept] = rows.times[i];
    for (auto& column : rows.values)
      if (!again || has_value(column[i])) column[kept] = column[i];
  }
  const std::size_t gone = rows.size() - std::min(rows.size(), kept + 1);
  rows.truncate(rows.size() - gone);
  return gone;
}

}  // namespace

EntityRows::EntityRows(const CsvHeader& header, std::size_t at_once)
    : dataset_(header.dataset), channels_(header.channels), at_once_(at_once) {}

Expected<std::size_t> EntityRows::entity(std::string_view field) {
  if (field == last_field_ && !entities_.empty()) return last_;
  auto known = by_field_.find(field);
  if (known == by_field_.end()) {
    auto name = name_of(dataset_, field);
    if (!name) return std::unexpected(name.error());
    // The same name may be written with quotes and without.
    auto same =
        std::find_if(entities_.begin(), entities_.end(), [&](const Entity& e) { return e.name == *name; });
    if (by_field_.size() >= most_entities)
      return fail(ErrorKind::bad_data,
                  fmt::format("There are more than {} names of a {}.", most_entities, entity_name(dataset_)));
    if (same == entities_.end()) same = entities_.insert(same, {std::move(*name), Rows(channels_), true});
    known = by_field_.emplace(field, static_cast<std::size_t>(same - entities_.begin())).first;
  }
  last_field_ = field;
  last_ = known->second;
  return last_;
}

void EntityRows::add(std::size_t entity, TimeMs time, std::span<const double> values) {
  Entity& into = entities_[entity];
  Rows& rows = into.rows;
  if (!rows.times.empty() && time <= rows.times.back()) into.ascending = false;
  rows.times.push_back(time);
  for (std::size_t i = 0; i < values.size(); ++i) rows.values[i].push_back(values[i]);
  ++held_;
}

Expected<void> EntityRows::hand_over(const CsvRowsSink& sink, CsvCount& count) {
  held_ = 0;
  for (Entity& entity : entities_) {
    if (entity.rows.empty()) continue;
    Rows rows = std::exchange(entity.rows, Rows(channels_));
    const std::size_t read = rows.size();
    if (!std::exchange(entity.ascending, true)) {
      sort_by_time(rows);
      count.duplicates += join_equal_times(rows);
    }
    rows.epochs.assign(rows.size(), 0);
    rows.provenances.assign(rows.size(), Provenance::imported);
    const TimeRange range{rows.times.front(), rows.times.back() + 1};
    entity.rows.times.reserve(read);
    for (auto& column : entity.rows.values) column.reserve(read);
    const std::size_t good = rows.size();
    if (auto taken = sink({dataset_, entity.name}, std::move(rows)); !taken) return taken;
    count.range = count.rows == 0
                      ? range
                      : TimeRange{std::min(count.range.from, range.from), std::max(count.range.to, range.to)};
    count.rows += good;
  }
  return {};
}

}  // namespace hearth
