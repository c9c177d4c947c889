#include "core/source/history_plan.h"

#include "core/store/stretches.h"

#include <algorithm>
#include <ranges>
#include <utility>

namespace hearth {
namespace {

/// What this offer need not be asked for: settled by it or by something better, or asked of it a moment ago.
std::vector<TimeRange> known_to(const HistoryOffer& offer, std::span<const Coverage> coverage,
                                const HistoryWant& want) {
  std::vector<TimeRange> known;
  for (const Coverage& c : coverage) {
    const bool settled = c.settled && c.provenance >= offer.provenance;
    // A clock that was set back says nothing of how long ago it was.
    const bool just_asked = !c.settled && c.provenance == offer.provenance && want.now >= c.asked_at &&
                            want.now - c.asked_at < want.ask_again_after;
    if (settled || just_asked) known.push_back(c.range);
  }
  return known;
}

bool is_of(const HistoryOffer& offer, const GroupKey& group) {
  return offer.dataset == group.dataset && (!offer.entity || *offer.entity == group.entity);
}

/// Whether another offer of the same past gives it reduced, as it is kept after the readings have gone.
bool has_reduced(std::span<const HistoryOffer> offers, const HistoryOffer& readings) {
  return std::ranges::any_of(offers, [&](const HistoryOffer& o) {
    return o.resolution == quarter_ms && o.dataset == readings.dataset && o.entity == readings.entity &&
           o.provenance == readings.provenance;
  });
}

/// What the store takes of an offer: readings where readings are kept, what is reduced before that.
TimeRange taken_of(std::span<const HistoryOffer> offers, const HistoryOffer& offer, TimeMs readings_from) {
  TimeRange reach = offer.reach;
  if (offer.resolution == 0 && has_reduced(offers, offer)) reach.from = std::max(reach.from, readings_from);
  if (offer.resolution == quarter_ms)
    reach = {floor_to(reach.from, day_ms), std::min(reach.to, readings_from)};
  if (offer.resolution > 0 && offer.resolution < quarter_ms) return {};
  return reach;
}

/// Ranges joined where they touch, ascending.
std::vector<TimeRange> joined(std::vector<TimeRange> ranges) {
  std::ranges::sort(ranges, {}, &TimeRange::from);
  Stretches all;
  for (const TimeRange& range : ranges) all.add(range);
  return all.all();
}

/// Cuts a range into windows from its newest end.
void cut(TimeRange range, const HistoryOffer& offer, std::vector<HistoryWindow>& out) {
  const DurationMs window = std::max<DurationMs>(1, offer.largest_window);
  for (TimeMs to = range.to; to > range.from; to -= window)
    out.push_back({offer, {std::max(range.from, to - window), to}});
}

std::vector<GroupKey> groups_wanted(const HistoryWant& want, Dataset dataset,
                                    std::span<const HistoryOffer> offers) {
  std::vector<GroupKey> groups;
  for (const GroupKey& group : want.groups)
    if (group.dataset == dataset) groups.push_back(group);
  for (const HistoryOffer& offer : offers)
    if (offer.dataset == dataset && offer.entity) groups.push_back({dataset, *offer.entity});
  if (groups.empty()) groups.push_back({dataset, {}});
  std::ranges::sort(groups);
  const auto same = std::ranges::unique(groups);
  groups.erase(same.begin(), same.end());
  return groups;
}

void newest_first(std::vector<HistoryWindow>& windows) {
  std::ranges::stable_sort(windows, std::ranges::greater{},
                           [](const HistoryWindow& w) { return w.range.to; });
}

}  // namespace

bool is_same_past(const HistoryOffer& a, const HistoryOffer& b) {
  return a.source == b.source && a.dataset == b.dataset && a.entity == b.entity &&
         a.resolution == b.resolution && a.provenance == b.provenance;
}

bool covers(const HistoryWindow& first, const HistoryWindow& second) {
  return is_same_past(first.offer, second.offer) && first.range.contains(second.range);
}

std::vector<TimeRange> subtract(TimeRange range, std::vector<TimeRange> parts) {
  std::vector<TimeRange> left;
  TimeMs at = range.from;
  for (const TimeRange& part : joined(std::move(parts))) {
    if (part.to <= at) continue;
    if (part.from >= range.to) break;
    if (part.from > at) left.push_back({at, part.from});
    at = std::max(at, part.to);
  }
  if (at < range.to) left.push_back({at, range.to});
  return left;
}

std::vector<Coverage> answered_coverage(const GroupKey& group, const HistoryOffer& offer, TimeRange asked,
                                        std::optional<TimeRange> data, std::span<const Coverage> known,
                                        TimeMs asked_at) {
  bool before = false;
  bool after = false;
  for (const Coverage& c : known) {
    if (c.group != group || c.provenance != offer.provenance || !c.settled) continue;
    before = before || c.range.from < asked.from;
    after = after || c.range.to > asked.to;
  }
  TimeRange settled{asked.to, asked.to};
  if (data) settled = {before ? asked.from : data->from, after ? asked.to : data->to};
  if (!data && before && after) settled = asked;
  settled = settled.intersected(asked);
  settled.to = std::min(settled.to, asked_at - offer.settle_after);

  std::vector<Coverage> result;
  if (!settled.empty()) result.push_back({group, offer.provenance, settled, asked_at, true});
  for (const TimeRange& open : subtract(asked, {settled}))
    result.push_back({group, offer.provenance, open, asked_at, false});
  return result;
}

std::vector<HistoryWindow> plan_history(std::span<const HistoryOffer> offers, const HistoryWant& want,
                                        const CoverageOf& coverage) {
  std::vector<std::size_t> best_first(offers.size());
  for (std::size_t i = 0; i < offers.size(); ++i) best_first[i] = i;
  std::ranges::stable_sort(best_first, std::ranges::greater{},
                           [&](std::size_t i) { return offers[i].provenance; });

  std::vector<std::vector<TimeRange>> missing(offers.size());
  for (const auto& [dataset, wanted] : want.ranges)
    for (const GroupKey& group : groups_wanted(want, dataset, offers)) {
      const std::vector<Coverage> of_group = coverage(group);
      std::vector<TimeRange> planned;
      for (const std::size_t i : best_first) {
        const HistoryOffer& offer = offers[i];
        if (!is_of(offer, group)) continue;
        std::vector<TimeRange> known = known_to(offer, of_group, want);
        known.insert(known.end(), planned.begin(), planned.end());
        const TimeRange reach = wanted.intersected(taken_of(offers, offer, want.readings_from));
        if (reach.empty()) continue;
        std::vector<TimeRange> lacking = subtract(reach, std::move(known));
        // Quarters of an hour are asked for by whole days.
        if (offer.resolution == quarter_ms)
          for (TimeRange& part : lacking)
            part = TimeRange{floor_to(part.from, day_ms), ceil_to(part.to, day_ms)}.intersected(
                taken_of(offers, offer, want.readings_from));
        missing[i].insert(missing[i].end(), lacking.begin(), lacking.end());
        planned.insert(planned.end(), lacking.begin(), lacking.end());
      }
    }

  std::vector<HistoryWindow> plan;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    const std::vector<TimeRange> ranges = joined(std::move(missing[i]));
    if (ranges.empty()) continue;
    // Whatever is missing, one request that reaches back to its beginning brings all of it.
    if (offers[i].until_now) {
      if (ranges.front().from < want.now) plan.push_back({offers[i], {ranges.front().from, want.now}});
    } else {
      for (const TimeRange& range : ranges) cut(range, offers[i], plan);
    }
  }
  newest_first(plan);
  return plan;
}

std::vector<TimeRange> lacking_days(TimeRange range, TimeMs readings_from,
                                    const std::vector<TimeRange>& coarse, std::vector<TimeRange> fine,
                                    std::span<const Coverage> coverage) {
  const TimeRange old{floor_to(range.from, day_ms), std::min(ceil_to(range.to, day_ms), readings_from)};
  std::vector<TimeRange> settled = std::move(fine);
  for (const TimeRange& unknown : subtract(old, coarse))
    for (const Coverage& c : coverage)
      if (c.settled) settled.push_back(c.range.intersected(unknown));
  std::vector<TimeRange> days;
  for (const TimeRange& part : subtract(old, std::move(settled)))
    days.push_back({floor_to(part.from, day_ms), ceil_to(part.to, day_ms)});
  return joined(std::move(days));
}

std::vector<HistoryWindow> plan_detail(std::span<const HistoryOffer> offers, const GroupKey& group,
                                       std::span<const TimeRange> days, DurationMs resolution) {
  std::vector<HistoryWindow> plan;
  std::vector<const HistoryOffer*> coarsest_first;
  for (const HistoryOffer& offer : offers)
    if (is_of(offer, group) && offer.for_writer && offer.resolution <= resolution)
      coarsest_first.push_back(&offer);
  std::ranges::stable_sort(coarsest_first, std::ranges::greater{},
                           [](const HistoryOffer* o) { return o->resolution; });
  std::vector<TimeRange> planned;
  for (const HistoryOffer* offer : coarsest_first) {
    const TimeRange reach{floor_to(offer->reach.from, day_ms), ceil_to(offer->reach.to, day_ms)};
    HistoryOffer whole_days = *offer;
    whole_days.largest_window = std::max(floor_to(offer->largest_window, day_ms), day_ms);
    for (const TimeRange& range : days) {
      const TimeRange within = range.intersected(reach);
      if (within.empty()) continue;
      for (const TimeRange& part : subtract(within, planned)) cut(part, whole_days, plan);
      planned.push_back(within);
    }
  }
  newest_first(plan);
  return plan;
}

std::vector<AbsentRange> explain_absence(const GroupKey& group, TimeRange range,
                                         std::span<const Coverage> coverage,
                                         std::span<const HistoryWindow> fetching,
                                         std::span<const HistoryOffer> last_known) {
  std::vector<AbsentRange> told;
  std::vector<TimeRange> spoken_for;
  // What comes first speaks first.
  const auto tell = [&](std::vector<TimeRange> parts, Absence why) {
    for (const TimeRange& part : joined(std::move(parts))) {
      const TimeRange within = range.intersected(part);
      if (within.empty()) continue;
      for (const TimeRange& left : subtract(within, spoken_for)) told.push_back({left, why});
    }
    for (const AbsentRange& t : told) spoken_for.push_back(t.range);
    spoken_for = joined(std::move(spoken_for));
  };
  std::vector<TimeRange> asked_for;
  for (const HistoryWindow& window : fetching)
    if (is_of(window.offer, group)) asked_for.push_back(window.range);
  std::vector<TimeRange> known;
  for (const Coverage& c : coverage) known.push_back(c.range);
  std::vector<TimeRange> reached;
  for (const HistoryOffer& offer : last_known)
    if (is_of(offer, group)) reached.push_back(offer.reach);
  tell(std::move(asked_for), Absence::fetching);
  tell(std::move(known), Absence::gap);
  tell(std::move(reached), Absence::unreachable);
  tell({range}, Absence::no_source);
  std::erase_if(told, [](const AbsentRange& a) { return a.range.empty(); });
  std::ranges::sort(told, {}, [](const AbsentRange& a) { return a.range.from; });
  std::vector<AbsentRange> result;
  for (const AbsentRange& a : told) {
    if (!result.empty() && result.back().why == a.why && result.back().range.to == a.range.from)
      result.back().range.to = a.range.to;
    else
      result.push_back(a);
  }
  return result;
}

}  // namespace hearth
