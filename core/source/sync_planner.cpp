#include "core/source/sync_planner.h"

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
    // A clock that was set back says nothing of how long ago it was.
    const bool just_asked = !c.settled && c.provenance == offer.provenance && now >= c.asked_at &&
                            now - c.asked_at < ask_again_after;
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

std::vector<Coverage> answered_coverage(const SyncRequest& request, Provenance provenance,
                                        std::optional<TimeRange> data, std::span<const Coverage> known,
                                        TimeMs asked_at, DurationMs settle_after) {
  bool before = false;
  bool after = false;
  for (const Coverage& c : known) {
    if (c.group != request.group || c.provenance != provenance || !c.settled) continue;
    before = before || c.range.from < request.range.from;
    after = after || c.range.to > request.range.to;
  }
  TimeRange settled{request.range.to, request.range.to};
  if (data) settled = {before ? request.range.from : data->from, after ? request.range.to : data->to};
  if (!data && before && after) settled = request.range;
  settled = settled.intersected(request.range);
  settled.to = std::min(settled.to, asked_at - settle_after);

  std::vector<Coverage> result;
  if (!settled.empty()) result.push_back({request.group, provenance, settled, asked_at, true});
  for (const TimeRange& open : subtract(request.range, {settled}))
    result.push_back({request.group, provenance, open, asked_at, false});
  return result;
}

std::vector<SyncRequest> plan_sync(const GroupKey& group, TimeRange wanted,
                                   std::span<const Coverage> coverage, std::span<const SourceOffer> offers,
                                   TimeMs now, DurationMs ask_again_after) {
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
