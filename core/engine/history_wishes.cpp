// What somebody looks at: it is fetched before the rest, but not instead of it.
#include "core/engine/history_fetch.h"
#include "core/engine/store_questions.h"
#include "core/engine/store_reader.h"

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

constexpr DurationMs farthest_ahead = 7 * day_ms;
/// Pages look at so many ranges at a time; what is older nobody looks at any more.
constexpr std::uint64_t most_wishes = 8;
/// What was asked for and is not final is asked for again by the regular runs alone.
constexpr DurationMs wish_again_after = 15 * minute_ms;
constexpr DurationMs offers_again_after = minute_ms;
/// Of one wish at a time, and how many of all are remembered.
constexpr std::size_t most_windows = 64;
constexpr std::size_t most_fetched = 512;

}  // namespace

HistoryWish wish_of(const HistoryRequest& request) {
  std::set<GroupKey> groups;
  for (const SeriesKey& key : request.keys) groups.insert(key.group());
  return {request.range, {groups.begin(), groups.end()}, resolution_of(request.buckets)};
}

void HistoryFetch::want(const HistoryWish& looked_at) {
  // Whoever does not write keeps nothing of it.
  if (is_stopping() || !has_history() || !store_.is_writer()) return;
  HistoryWish wish = looked_at;
  // Whoever asks for all there is names the ends of time.
  wish.range = wish.range.intersected({0, clock_.now() + farthest_ahead});
  const TimeMs kept_from = readings_from();
  const bool detailed =
      wish.resolution < quarter_ms && wish.range.from < kept_from && config_.history_cache_mb > 0;
  if (!detailed) return take_wish({wish, {}});
  using Detail = HistoryStore::Detail;
  reader_.ask(
      [store = &store_, wish, kept_from,
       detail = wish.resolution < minute_ms ? Detail::readings : Detail::minutes] {
        Wanted wanted{wish, {}};
        const TimeRange days{floor_to(wish.range.from, day_ms), ceil_to(wish.range.to, day_ms)};
        for (const GroupKey& group : wish.groups) {
          const auto coarse = store->held(group, days, Detail::quarters);
          const auto fine = store->held(group, days, detail);
          // What cannot be read is not fetched again.
          if (coarse && fine)
            wanted.details[group] =
                lacking_days(wish.range, kept_from, *coarse, *fine, store->coverage(group));
        }
        return wanted;
      },
      [this](Wanted wanted) { take_wish(std::move(wanted)); });
}

void HistoryFetch::take_wish(Wanted wanted) {
  if (is_stopping()) return;
  // The rooms of a house ask one by one.
  const auto same = std::ranges::find_if(wishes_, [&](const Wanted& w) {
    return w.wish.range == wanted.wish.range && w.wish.resolution == wanted.wish.resolution;
  });
  if (same == wishes_.end()) {
    wishes_.push_back(std::move(wanted));
    if (wishes_.size() > most_wishes) wishes_.pop_front();
  } else {
    for (const GroupKey& group : wanted.wish.groups)
      if (std::ranges::find(same->wish.groups, group) == same->wish.groups.end())
        same->wish.groups.push_back(group);
    same->details.merge(wanted.details);
  }
  if (!offers_.empty()) plan_wishes();
  work();
}

void HistoryFetch::plan_wishes() {
  for (const Wanted& wanted : std::exchange(wishes_, {})) {
    ++last_wish_;
    std::erase_if(wished_, [&](const Wished& w) { return w.wish + most_wishes <= last_wish_; });
    std::deque<Wished> planned;
    plan_details(wanted, planned);
    for (HistoryWindow& window : plan(wanted.wish.range, wanted.wish.groups, wish_again_after, {})) {
      const bool looked_at = std::ranges::any_of(wanted.wish.groups, [&](const GroupKey& group) {
        return group.dataset == window.offer.dataset &&
               (!window.offer.entity || *window.offer.entity == group.entity);
      });
      if (looked_at) planned.push_back({last_wish_, std::move(window), {}});
    }
    std::erase_if(planned, [this](const Wished& w) {
      const auto outcome = of_wishes_.find(w.window.offer.source);
      const bool may = outcome == of_wishes_.end() || outcome->second.may_ask(w.window, !w.details.empty());
      const bool comes = w.details.empty() && current_ && !current_is_detail_ && covers(*current_, w.window);
      return !may || comes || was_fetched(w) || std::ranges::any_of(wished_, [&](const Wished& waits) {
        return waits.window == w.window && waits.details == w.details;
      });
    });
    // Whoever still looks at it asks again for the rest.
    if (planned.size() > most_windows) planned.resize(most_windows);
    // What is looked at now goes before what was.
    wished_.insert(wished_.begin(), planned.begin(), planned.end());
  }
}

void HistoryFetch::plan_details(const Wanted& wanted, std::deque<Wished>& into) const {
  for (const auto& [group, days] : wanted.details)
    for (HistoryWindow& window : plan_detail(offers_, group, days, wanted.wish.resolution)) {
      const auto same = std::ranges::find(into, window, &Wished::window);
      if (same != into.end())
        same->details.push_back(group);
      else
        into.push_back({last_wish_, std::move(window), {group}});
    }
}

bool HistoryFetch::was_fetched(const Wished& wished) const {
  const TimeMs now = clock_.now();
  std::vector<TimeRange> lately;
  for (const Fetched& f : fetched_) {
    const bool same =
        is_same_past(f.window.offer, wished.window.offer) && f.detail == !wished.details.empty();
    if (same && now >= f.asked_at && now - f.asked_at < wish_again_after) lately.push_back(f.window.range);
  }
  // The present moves on: what it adds in so long comes with the regular runs.
  return std::ranges::all_of(subtract(wished.window.range, std::move(lately)),
                             [](const TimeRange& left) { return left.length() < wish_again_after; });
}

/// Tells, where nothing of a dataset waits any more.
void HistoryFetch::end_wish_of(Dataset dataset) {
  if (std::ranges::none_of(wished_, [=](const Wished& w) { return w.window.offer.dataset == dataset; }))
    Q_EMIT looked_up(dataset);
}

QCoro::Task<> HistoryFetch::fetch_wish() {
  if (wishes_.empty() && wished_.empty()) co_return;
  const TimeMs now = clock_.now();
  const bool unknown =
      !offers_asked_ ||
      (offers_.empty() && (now - *offers_asked_ >= offers_again_after || now < *offers_asked_));
  if (unknown) {
    auto asking = ask_offers(of_wishes_);
    co_await asking;
    if (is_stopping()) co_return;
  }
  plan_wishes();
  if (wished_.empty()) co_return;
  const Wished next = wished_.front();
  wished_.pop_front();
  const Dataset dataset = next.window.offer.dataset;
  Outcome& outcome = of_wishes_[next.window.offer.source];
  if (outcome.may_ask(next.window, !next.details.empty())) {
    show(next.window, wishes_done_, wishes_done_ + 1 + wished_.size());
    ++wishes_done_;
    ++wishes_fetched_;
    fetched_.push_back({next.window, !next.details.empty(), now});
    if (fetched_.size() > most_fetched) fetched_.pop_front();
    auto fetching = fetch(next.window, next.details, outcome);
    co_await fetching;
  }
  if (!is_stopping()) end_wish_of(dataset);
}

}  // namespace hearth
