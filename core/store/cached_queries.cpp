// What the cache of past details adds to what the store answers.
#include "core/store/history_store_private.h"

#include <algorithm>
#include <exception>

namespace hearth {
namespace {

/// Buckets by number, `last` not included.
struct BucketRun {
  std::size_t first = 0;
  std::size_t last = 0;
  std::vector<std::size_t> wanted;  ///< of them
};

/// The buckets that lie in cached days, of which those are wanted that the store has not all of itself: what
/// they are of a gap is known only with what is beside it. `own` are hours.
std::vector<BucketRun> cached_runs(std::span<const TimeMs> edges, const Stretches& cached,
                                   const Stretches& own) {
  std::vector<BucketRun> runs;
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    const TimeRange bucket{edges[i], edges[i + 1]};
    if (!cached.contain(bucket)) continue;
    if (runs.empty() || runs.back().last != i) runs.push_back({i, i, {}});
    runs.back().last = i + 1;
    if (!own.contain(bucket)) runs.back().wanted.push_back(i);
  }
  std::erase_if(runs, [](const BucketRun& run) { return run.wanted.empty(); });
  return runs;
}

Stretches days_as_stretches(const std::vector<TimeMs>& days) {
  Stretches all;
  for (const TimeMs day : days) all.add({day, day + day_ms});
  return all;
}

TimeRange whole_hours(TimeRange range) {
  return {floor_to(range.from, hour_ms), ceil_to(range.to, hour_ms)};
}

/// The days that answer for one of the buckets.
std::vector<TimeMs> days_that_answer(const std::vector<TimeMs>& days, const std::vector<BucketRun>& runs,
                                     std::span<const TimeMs> edges) {
  Stretches answered;
  for (const BucketRun& run : runs)
    for (const std::size_t i : run.wanted) answered.add({edges[i], edges[i + 1]});
  std::vector<TimeMs> touched;
  for (const TimeMs day : days)
    if (!answered.within({day, day + day_ms}).empty()) touched.push_back(day);
  return touched;
}

constexpr Tier tier_of(HistoryStore::Detail detail) {
  switch (detail) {
    case HistoryStore::Detail::readings:
      return Tier::raw;
    case HistoryStore::Detail::minutes:
      return Tier::minute;
    case HistoryStore::Detail::quarters:
      break;
  }
  return Tier::quarter;
}

/// Far beyond what can be stored, and far from where numbers end.
constexpr TimeMs end_of_time = TimeMs{1} << 53;

Expected<void> of_whole_days_over(TimeRange days, TimeMs now) {
  if (days.empty() || days.from < day_ms || days.from % day_ms != 0 || days.to % day_ms != 0 || days.to > now)
    return fail(ErrorKind::usage, "Only whole UTC days that are over can be cached.");
  return {};
}

std::unexpected<Error> no_cache() {
  return fail(ErrorKind::storage, "This history has no cache of past details.", "Set [history] cache_mb.");
}

}  // namespace

/// Of the cached days within `range`, the hours that the store itself holds.
Stretches HistoryStore::Private::own_hours(GroupSource& store, const std::vector<TimeMs>& days,
                                           TimeRange range, Tier finest) {
  Stretches own;
  if (days.empty()) return own;
  const TimeRange hours = whole_hours(range);
  Stretches asked = days_as_stretches(days);
  // Quarters stand in blocks of a month each: days between cost nothing, and blocks read twice do.
  if (finest == Tier::quarter) asked.add({days.front(), days.back() + day_ms});
  for (const TimeRange& part : asked.within(hours))
    for (const TimeRange& held : store.held_hours(part, finest)) own.add(held);
  return own;
}

std::vector<Buckets> HistoryStore::Private::buckets_with_cache(GroupSource& store, const GroupKey& group,
                                                               const std::vector<ChannelIndex>& channels,
                                                               std::span<const TimeMs> edges, Tier finest,
                                                               const std::vector<TimeMs>& known_days,
                                                               std::vector<TimeMs>& seen) {
  const TimeRange range{edges.front(), edges.back()};
  const Stretches own = own_hours(store, known_days, range, finest);
  struct Answer {
    BucketRun run;
    std::vector<Buckets> buckets;
  };
  std::vector<Answer> answers;
  bool all_cached = false;
  // The cache answers for its own faults only.
  std::exception_ptr fault;
  const auto store_hours = said_by(store, group);
  const HoursOf hours = [&](TimeRange part, const std::vector<ChannelIndex>& of) {
    try {
      return store_hours(part, of);
    } catch (const DatabaseFault&) {
      fault = std::current_exception();
      return Rows(of);
    }
  };
  const auto ask = [&](GroupSource& cached, const std::vector<TimeMs>& days) {
    const std::vector<BucketRun> runs = cached_runs(edges, days_as_stretches(days), own);
    for (const BucketRun& run : runs)
      answers.push_back({run, buckets_of(cached, hours, group, channels,
                                         edges.subspan(run.first, run.last - run.first + 1), finest)});
    all_cached = runs.size() == 1 && runs[0].wanted.size() + 1 == edges.size();
    seen = days_that_answer(days, runs, edges);
  };
  if (!cache->read(group, range, finest, ask)) {
    answers.clear();
    seen.clear();
    all_cached = false;
  }
  if (fault) std::rethrow_exception(fault);
  if (all_cached) return std::move(answers.front().buckets);
  // Asked as a whole, so that what stands in for details knows its neighbours.
  std::vector<Buckets> all = buckets_of(store, store_hours, group, channels, edges, finest);
  for (const Answer& answer : answers)
    for (std::size_t c = 0; c < all.size(); ++c)
      for (const std::size_t i : answer.run.wanted)
        all[c].rows[i] = answer.buckets[c].rows[i - answer.run.first];
  return all;
}

/// The store's readings and, in hours of which it has none (or only stragglers), the cache's.
Rows HistoryStore::Private::rows_with_cache(GroupSource& store, const GroupKey& group, TimeRange range,
                                            const std::vector<ChannelIndex>& channels,
                                            const std::vector<TimeMs>& known_days) {
  Rows rows = store.rows(range, channels);
  if (known_days.empty()) return rows;
  const Stretches own = own_hours(store, known_days, range, Tier::raw);
  Rows cached(channels);
  const bool found =
      cache->read(group, range, Tier::raw, [&](GroupSource& source, const std::vector<TimeMs>& days) {
        for (const TimeRange& part : days_as_stretches(days).within(range))
          for (TimeMs at = part.from; at < part.to;) {
            const TimeMs to = std::min(part.to, floor_to(at, hour_ms) + hour_ms);
            if (!own.contain({at, to})) cached.append(source.rows({at, to}, channels));
            at = to;
          }
      });
  if (found) merge_rows(rows, std::move(cached));
  return rows;
}

std::unique_ptr<HistoryCache> HistoryStore::Private::make_cache() {
  return std::make_unique<HistoryCache>(
      HistoryCache::Options{.store = options.path,
                            .most_bytes = options.cache_bytes,
                            .may_write = !options.read_only,
                            .writer_name = options.writer_name.empty() ? "hearthboard" : options.writer_name,
                            .max_power_w = options.max_power_w,
                            .say = [this](Error error) { say(std::move(error)); }},
      clock);
}

std::vector<TimeMs> HistoryStore::Private::cached_days(const GroupKey& group, TimeRange range, Tier finest) {
  return cache ? cache->days(group, range, finest) : std::vector<TimeMs>();
}

void HistoryStore::Private::note_seen(const GroupKey& group, const std::vector<TimeMs>& days) {
  if (cache && !days.empty()) cache->note_seen(group, days);
}

Expected<std::vector<TimeRange>> HistoryStore::held(const GroupKey& group, TimeRange range,
                                                    Detail detail) const {
  const Tier finest = tier_of(detail);
  range = range.intersected({0, end_of_time});
  auto own = d_->of_group(group, whole_hours(range), 0,
                          [&](GroupSource& source) { return source.held_hours(whole_hours(range), finest); });
  if (!own) return own;
  Stretches all;
  for (const TimeRange& part : *own) all.add(part);
  for (const TimeMs day : d_->cached_days(group, range, finest)) all.add({day, day + day_ms});
  return all.within(range);
}

Expected<void> HistoryStore::cache_rows(const GroupKey& group, TimeRange days, Rows rows,
                                        std::span<const std::string> serials) {
  const TimeMs now = d_->clock.now();
  if (!d_->cache) return no_cache();
  if (auto whole = of_whole_days_over(days, now); !whole) return whole;
  drop_unacceptable(group.dataset, rows, now);
  return d_->cache->put_rows(group, days, rows, named_epochs(serials));
}

Expected<void> HistoryStore::cache_minutes(const GroupKey& group, TimeRange days,
                                           const std::map<ChannelIndex, std::vector<Rollup>>& minutes,
                                           std::span<const std::string> serials) {
  if (!d_->cache) return no_cache();
  if (auto whole = of_whole_days_over(days, d_->clock.now()); !whole) return whole;
  return d_->cache->put_minutes(group, days, minutes, named_epochs(serials));
}

}  // namespace hearth
