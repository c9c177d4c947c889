#include "core/engine/sync_planner.h"

#include <algorithm>
#include <ranges>

namespace hearth {
namespace {

/// What this offer need not be asked for: settled by it or by something better, or asked of it a moment ago.
std::vector<TimeRange> known_to(const SourceOffer& offer, std::span<const Coverage> coverage, TimeMs now,
                                DurationMs ask_again_after) {
  std::vector<TimeRange> known;
  for (const Coverage& c : coverage) {
    if (c.group != offer.group) continue;
    const bool settled = c.settled && c.provenance >= offer.provenance;
    const bool just_asked = !c.settled && c.provenance == offer.provenance && now - c.asked_at < ask_again_after;
    if (settled || just_asked) known.push_back(c.range);
  }
  return known;
}

/// Cuts a range into windows from its newest end.
void cut(TimeRange range, const SourceOffer& offer, std::vector<SyncRequest>& out) {
  const DurationMs window = std::max<DurationMs>(1, offer.largest_window);
  for (TimeMs to = range.to; to > range.from; to -= window)
    out.push_back({offer.source, offer.group, {std::max(range.from, to - window), to}});
}

}  // namespace

std::vector<TimeRange> subtract(TimeRange range, std::vector<TimeRange> parts) {
  std::ranges::sort(parts, {}, &TimeRange::from);
  std::vector<TimeRange> left;
  TimeMs at = range.from;
  for (const TimeRange& part : parts) {
    if (part.empty() || part.to <= at) continue;
    if (part.from >= range.to) break;
    if (part.from > at) left.push_back({at, part.from});
    at = std::max(at, part.to);
  }
  if (at < range.to) left.push_back({at, range.to});
  return left;
}

std::vector<SyncRequest> plan_sync(const GroupKey& group, TimeRange wanted, std::span<const Coverage> coverage,
                                   std::span<const SourceOffer> offers, TimeMs now, DurationMs ask_again_after) {
  std::vector<const SourceOffer*> best_first;
  for (const SourceOffer& offer : offers)
    if (offer.group == group) best_first.push_back(&offer);
  std::ranges::stable_sort(best_first, std::ranges::greater{}, &SourceOffer::provenance);

  std::vector<SyncRequest> plan;
  std::vector<TimeRange> planned;
  for (const SourceOffer* offer : best_first) {
    std::vector<TimeRange> known = known_to(*offer, coverage, now, ask_again_after);
    known.insert(known.end(), planned.begin(), planned.end());
    const std::vector<TimeRange> missing = subtract(wanted.intersected(offer->reach), std::move(known));
    for (const TimeRange& range : missing) cut(range, *offer, plan);
    planned.insert(planned.end(), missing.begin(), missing.end());
  }
  std::ranges::stable_sort(plan, std::ranges::greater{}, [](const SyncRequest& r) { return r.range.to; });
  return plan;
}

}  // namespace hearth
