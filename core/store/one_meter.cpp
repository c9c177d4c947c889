#include "core/store/one_meter.h"

#include <algorithm>
#include <vector>

namespace hearth {
namespace {

/// Marks the rows of `others` that lie where `meter` is there: between two readings of it that are no longer
/// apart than a meter is silent, and, where others lie between, about as long before the first and after the
/// last, for what takes turns is no successor.
void drop_beside(const Rows& rows, std::uint32_t meter, const std::vector<std::uint32_t>& others,
                 std::vector<bool>& gone) {
  std::vector<std::size_t> own;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows.epochs[i] == meter && !gone[i]) own.push_back(i);
  if (own.empty()) return;
  const auto is_other = [&](std::size_t i) {
    return std::find(others.begin(), others.end(), rows.epochs[i]) != others.end();
  };
  bool takes_turns = false;
  for (std::size_t n = 1; n < own.size(); ++n) {
    if (rows.times[own[n]] - rows.times[own[n - 1]] >= meter_gone_after) continue;
    for (std::size_t k = own[n - 1] + 1; k < own[n]; ++k)
      if (is_other(k)) gone[k] = takes_turns = true;
  }
  if (!takes_turns) return;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const bool near = k < own.front()
                          ? rows.times[own.front()] - rows.times[k] < meter_gone_after
                          : k > own.back() && rows.times[k] - rows.times[own.back()] < meter_gone_after;
    if (near && is_other(k)) gone[k] = true;
  }
}

}  // namespace

std::size_t keep_one_meter(Rows& rows, std::uint32_t preferred) {
  // Meters in the order of who stays.
  std::vector<std::uint32_t> meters;
  for (const std::uint32_t epoch : rows.epochs)
    if (epoch != 0 && std::find(meters.begin(), meters.end(), epoch) == meters.end()) meters.push_back(epoch);
  if (meters.size() < 2) return 0;
  if (const auto first = std::find(meters.begin(), meters.end(), preferred); first != meters.end())
    std::rotate(meters.begin(), first, first + 1);
  std::vector<bool> gone(rows.size(), false);
  while (meters.size() > 1) {
    const std::uint32_t meter = meters.front();
    meters.erase(meters.begin());
    drop_beside(rows, meter, meters, gone);
  }
  const auto pick = [&](auto& column) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < column.size(); ++i)
      if (!gone[i]) column[at++] = column[i];
    column.resize(at);
  };
  for (auto& column : rows.values) pick(column);
  pick(rows.times);
  pick(rows.epochs);
  pick(rows.provenances);
  return static_cast<std::size_t>(std::count(gone.begin(), gone.end(), true));
}

}  // namespace hearth
