#include "core/engine/store_questions.h"

#include "core/engine/energy_summary.h"
#include "core/store/tail.h"

#include <algorithm>

namespace hearth {
namespace {

/// The meter of the newest reading that is stored, as an `epoch_number`; 0 for none.
std::uint32_t meter_of(const HistoryStore& store, TimeMs newest) {
  const auto last = store.raw({channel("energy.import"), {}}, {newest - hour_ms, newest + 1});
  return last && !last->epochs.empty() ? last->epochs.back() : 0;
}

void answer_buckets(const HistoryStore& store, const HistoryRequest& request, HistoryAnswer& answer) {
  // Channels of one group are read together, so that each block is unpacked once.
  std::map<GroupKey, std::vector<ChannelIndex>> by_group;
  for (const SeriesKey& key : request.keys) by_group[key.group()].push_back(key.channel);
  std::map<SeriesKey, Buckets> found;
  for (const auto& [group, channels] : by_group) {
    auto rows = store.buckets(group, channels, request.range, *request.buckets);
    if (!rows) {
      if (!answer.error) answer.error = rows.error();
      continue;
    }
    for (Buckets& b : *rows) found.emplace(b.key, std::move(b));
  }
  for (const SeriesKey& key : request.keys) {
    const auto entry = found.find(key);
    answer.buckets.push_back(entry == found.end() ? Buckets{key, {}} : entry->second);
  }
}

}  // namespace

Known what_is_known(const HistoryStore& store) {
  Known known;
  if (auto newest = store.latest())
    known.newest = std::move(*newest);
  else
    known.error = newest.error();
  known.groups = store.groups();
  if (const auto noted = store.note(meter_note)) {
    known.meter_name = *noted;
    known.meter = epoch_number(*noted);
    return known;
  }
  TimeMs metered = 0;
  for (const Latest& l : known.newest)
    if (info(l.key.channel).dataset == Dataset::energy) metered = std::max(metered, l.time);
  known.meter = meter_of(store, metered);
  return known;
}

HistoryAnswer answer_history(const HistoryStore& store, const HistoryRequest& request) {
  HistoryAnswer answer;
  answer.request = request;
  if (request.buckets) {
    answer_buckets(store, request, answer);
    return answer;
  }
  for (const SeriesKey& key : request.keys) {
    auto series = store.raw(key, request.range);
    if (!series && !answer.error) answer.error = series.error();
    answer.series.push_back(series ? std::move(*series)
                                   : Series{.key = key, .times = {}, .values = {}, .epochs = {}});
  }
  return answer;
}

DurationMs resolution_of(const std::optional<BucketSpec>& buckets) {
  if (!buckets) return 0;
  const auto* fixed = std::get_if<FixedBuckets>(&*buckets);
  return fixed != nullptr ? fixed->width : hour_ms;
}

PricesByArea prices_around(const HistoryStore& store, TimeMs now, const std::set<GroupKey>& groups) {
  PricesByArea prices;
  for (const GroupKey& group : groups) {
    if (group.dataset != Dataset::price) continue;
    const auto known =
        store.raw({channel("price.spot"), group.entity}, {now - prices_kept, now + prices_kept});
    auto& of_area = prices[group.entity];
    for (std::size_t i = 0; known && i < known->size(); ++i) of_area[known->times[i]] = known->values[i];
  }
  return prices;
}

EnergyFound sum_energy(const HistoryStore& store, TimeMs now, const Config& config, TimeMs newest) {
  EnergyFound found{summarise_energy(store, now, config, newest),
                    choose_price_area(config.price_area, store)};
  std::string currency = config.currency;
  if (currency.empty() && found.area.area)
    currency = currency_of(store, *found.area.area).value_or(std::string());
  found.summary.currency = QString::fromStdString(currency);
  return found;
}

std::vector<LastDay> temperatures_of_last_day(const HistoryStore& store, TimeMs now,
                                              const std::set<GroupKey>& groups) {
  std::vector<LastDay> all;
  for (const GroupKey& group : groups) {
    if (group.dataset != Dataset::climate && group.dataset != Dataset::heatpump) continue;
    std::vector<ChannelIndex> channels;
    for (const Channel& c : channels_of(group.dataset))
      if (c.quantity == Quantity::temperature) channels.push_back(index_of(c));
    const std::size_t first = all.size();
    for (const ChannelIndex c : channels) all.push_back({{c, group.entity}, {}, {}});
    // What cannot be read is learned from the readings to come.
    (void)store.read_rows(group, channels, {now - day_ms, now}, [&](const Rows& rows) -> Expected<void> {
      for (std::size_t c = 0; c < channels.size(); ++c) {
        LastDay& day = all[first + c];
        day.times.insert(day.times.end(), rows.times.begin(), rows.times.end());
        day.values.insert(day.values.end(), rows.values[c].begin(), rows.values[c].end());
      }
      return {};
    });
  }
  return all;
}

}  // namespace hearth
