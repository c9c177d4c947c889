#include "core/store/coverage_set.h"

#include <algorithm>
#include <cstdlib>

namespace hearth {
namespace {

/// Answers that came within so long count as one.
constexpr DurationMs asked_together = minute_ms;

/// How far apart two recorded readings may be for the time between them to count as known.
DurationMs longest_step(Dataset dataset, Provenance provenance) {
  if (dataset == Dataset::energy && provenance == Provenance::live) return 15 * second_ms;
  return hold_time(index_of(channels_of(dataset).front()));
}

}  // namespace

void CoverageSet::add(const Coverage& coverage) {
  if (coverage.range.empty()) return;
  // What is settled is no longer open, and what is asked again was not asked before.
  if (const auto open = parts_.find({coverage.group, coverage.provenance, false}); open != parts_.end()) {
    std::vector<Part> left;
    for (const Part& part : open->second) {
      const TimeRange before{part.range.from, std::min(part.range.to, coverage.range.from)};
      const TimeRange after{std::max(part.range.from, coverage.range.to), part.range.to};
      if (!before.empty()) left.push_back({before, part.asked_at});
      if (!after.empty()) left.push_back({after, part.asked_at});
    }
    open->second = std::move(left);
  }
  auto& parts = parts_[{coverage.group, coverage.provenance, coverage.settled}];
  Part joined{coverage.range, coverage.asked_at};
  std::vector<Part> result;
  for (const Part& part : parts) {
    // What was asked at another time goes on being known for as long as that.
    const bool apart = !coverage.settled && std::llabs(part.asked_at - joined.asked_at) >= asked_together;
    if (!part.range.touches(joined.range) || apart) {
      result.push_back(part);
      continue;
    }
    // Where some of the joined range was asked earlier, the whole counts as asked earlier.
    if (!coverage.range.contains(part.range)) joined.asked_at = std::min(joined.asked_at, part.asked_at);
    joined.range = {std::min(joined.range.from, part.range.from), std::max(joined.range.to, part.range.to)};
  }
  const auto at = std::partition_point(result.begin(), result.end(),
                                       [&](const Part& p) { return p.range.from < joined.range.from; });
  result.insert(at, joined);
  parts = std::move(result);
}

std::vector<Coverage> CoverageSet::of(const GroupKey& group) const {
  std::vector<Coverage> found;
  for (const auto& [key, parts] : parts_) {
    const auto& [of_group, provenance, settled] = key;
    if (of_group != group) continue;
    for (const Part& part : parts)
      found.push_back({of_group, provenance, part.range, part.asked_at, settled});
  }
  return found;
}

std::vector<GroupKey> CoverageSet::groups() const {
  std::vector<GroupKey> found;
  for (const auto& [key, parts] : parts_)
    if (found.empty() || found.back() != std::get<0>(key)) found.push_back(std::get<0>(key));
  return found;
}

void CoverageFollower::follow(const GroupKey& group, Provenance provenance, std::span<const TimeMs> times,
                              TimeMs now, CoverageSet& set) {
  if (times.empty()) return;
  const DurationMs longest = longest_step(group.dataset, provenance);
  const auto [known, fresh] = last_.try_emplace({group, provenance}, times.front());
  TimeRange run{known->second, known->second};
  for (const TimeMs time : times) {
    if (time <= run.to) continue;
    if (time - run.to > longest) {
      set.add({group, provenance, run, now, true});
      run.from = time;
    }
    run.to = time;
  }
  set.add({group, provenance, run, now, true});
  known->second = std::max(known->second, run.to);
}

bool is_recorded(Dataset dataset, Provenance provenance) noexcept {
  // Climate sensors report when something changes: two reports far apart do not show that nobody was missed
  // between.
  return dataset != Dataset::climate && (provenance == Provenance::live || provenance == Provenance::polled);
}

void CoverageFollower::follow(const GroupKey& group, const Rows& rows, TimeMs now, CoverageSet& set) {
  std::map<Provenance, std::vector<TimeMs>> times;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (is_recorded(group.dataset, rows.provenances[i])) times[rows.provenances[i]].push_back(rows.times[i]);
  for (const auto& [provenance, list] : times) follow(group, provenance, list, now, set);
}

void CoverageFollower::resume(const std::vector<Coverage>& known) {
  for (const Coverage& c : known) {
    if (!is_recorded(c.group.dataset, c.provenance)) continue;
    const auto [entry, fresh] = last_.try_emplace({c.group, c.provenance}, c.range.to);
    entry->second = std::max(entry->second, c.range.to);
  }
}

}  // namespace hearth
