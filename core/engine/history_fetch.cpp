#include "core/engine/history_fetch.h"

#include <algorithm>
#include <ranges>
#include <utility>

namespace hearth {
namespace {

/// Prices are known ahead.
constexpr DurationMs ahead = 3 * day_ms;
/// A group whose windows fail so often in a row is left for the next run.
constexpr int most_failures = 3;
/// Of the rows on either side of a day that is cached: what lies between two of them is known, too.
constexpr DurationMs detail_margin = 15 * minute_ms;

GroupKey group_of(const HistoryOffer& offer) {
  return {offer.dataset, offer.entity.value_or(std::string())};
}

bool names_a_dataset(std::string_view place) {
  return place == "prices" ||
         std::ranges::any_of(all_datasets, [=](Dataset dataset) { return dataset_name(dataset) == place; });
}

QString name_of(const HistoryWindow& window) {
  if (window.offer.entity && !window.offer.entity->empty())
    return QString::fromStdString(*window.offer.entity);
  const std::string_view name = dataset_name(window.offer.dataset);
  return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

}  // namespace

HistoryFetch::HistoryFetch(const Config& config, const Clock& clock, HistoryStore& store, StoreReader& reader,
                           const std::vector<Source*>& sources, QObject* parent)
    : QObject(parent), config_(config), clock_(clock), store_(store), reader_(reader) {
  for (Source* source : std::views::reverse(sources))
    if (source->has_history()) sources_.push_back(source);
}

HistoryFetch::~HistoryFetch() = default;

void HistoryFetch::stop() {
  stop_.request_stop();
}

void HistoryFetch::sync(int hours, DurationMs ask_again_after, bool tell) {
  if (is_stopping() || !has_history()) {
    if (tell) Q_EMIT synced(false, tr("No service to fetch from is set up."), {});
    return;
  }
  const Order order{hours, ask_again_after, tell};
  // What a run that is under way fetches need not be fetched again, unless somebody waits for it to be.
  const bool regular = !tell && ask_again_after > 0;
  if (regular && (follows_order_ || !orders_.empty())) return;
  const auto same = std::ranges::find(orders_, tell, &Order::tell);
  if (same != orders_.end())
    *same = order;
  else
    orders_.push_back(order);
  work();
}

QCoro::Task<> HistoryFetch::work() {
  if (std::exchange(running_, true)) co_return;
  while (!is_stopping() && (!orders_.empty() || !wishes_.empty() || !wished_.empty())) {
    if (orders_.empty()) {
      auto fetching = fetch_wish();
      co_await fetching;
      if (wished_.empty() && std::exchange(wishes_done_, 0) > 0) Q_EMIT syncing({}, 100);
      continue;
    }
    follows_order_ = true;
    const Order order = orders_.front();
    orders_.pop_front();
    auto following = follow_order(order);
    co_await following;
    follows_order_ = false;
  }
  for (const Order& order : std::exchange(orders_, {}))
    if (order.tell) Q_EMIT synced(false, tr("Stopped."), {});
  running_ = false;
  Q_EMIT ended();
}

QCoro::Task<> HistoryFetch::follow_order(Order order) {
  Run run{.order = order, .began = clock_.now(), .wishes_before = wishes_fetched_};
  of_wishes_.clear();
  fetched_.clear();
  auto asking = ask_offers(run.outcomes);
  co_await asking;
  for (const auto& [source, outcome] : run.outcomes)
    if (outcome.gave_up) run.left_out.insert(source);
  plan(run);
  waiting_ = &run.windows;
  while (!is_stopping()) {
    const std::uint64_t before = wishes_fetched_;
    auto wish = fetch_wish();
    co_await wish;
    // What was looked at need not be fetched once more.
    if (wishes_fetched_ != before && !is_stopping()) plan(run);
    if (is_stopping() || (run.windows.empty() && !plan_again(run))) break;
    // A store that cannot be written would only be written to in vain.
    if (std::ranges::any_of(run.outcomes, [](const auto& o) {
          return o.second.error && o.second.error->kind == ErrorKind::storage;
        }))
      break;
    auto fetching = fetch_next(run);
    co_await fetching;
  }
  waiting_ = nullptr;
  for (const Dataset dataset : run.datasets) Q_EMIT looked_up(dataset);
  conclude(run);
}

/// Asks every source what it has.
QCoro::Task<> HistoryFetch::ask_offers(std::map<int, Outcome>& outcomes) {
  offers_asked_ = clock_.now();
  std::vector<HistoryOffer> offers;
  for (std::size_t i = 0; i < sources_.size() && !is_stopping(); ++i) {
    const int number = static_cast<int>(i);
    auto asking = sources_[i]->history_offers(store_.groups());
    HistoryOffers found = co_await asking;
    Outcome& outcome = outcomes[number];
    outcome.asked += found.asked;
    outcome.answered += found.answered;
    for (const Error& error : found.errors) outcome.note(error);
    outcome.gave_up = found.ended.has_value() || is_stopping();
    for (HistoryOffer& offer : found.offers) offer.source = number;
    if (!found.offers.empty()) {
      std::erase_if(last_known_, [&](const HistoryOffer& o) { return o.source == number; });
      last_known_.insert(last_known_.end(), found.offers.begin(), found.offers.end());
    }
    if (!found.ended) offers.insert(offers.end(), found.offers.begin(), found.offers.end());
  }
  offers_ = std::move(offers);
}

/// From here on the store keeps readings.
TimeMs HistoryFetch::readings_from() const {
  return floor_to(clock_.now() - config_.raw_days * day_ms, day_ms);
}

std::vector<HistoryWindow> HistoryFetch::plan(TimeRange range, const std::vector<GroupKey>& groups,
                                              DurationMs ask_again_after,
                                              const std::set<int>& without) const {
  const TimeMs now = clock_.now();
  HistoryWant want{
      .groups = groups, .now = now, .ask_again_after = ask_again_after, .readings_from = readings_from()};
  const bool writes = store_.is_writer();
  std::vector<HistoryOffer> offers;
  for (const HistoryOffer& offer : offers_) {
    // What nobody here writes down would be fetched for nothing.
    if (without.contains(offer.source) || (offer.for_writer && !writes)) continue;
    offers.push_back(offer);
    want.ranges[offer.dataset] = range;
  }
  return plan_history(offers, want, [this](const GroupKey& group) { return store_.coverage(group); });
}

void HistoryFetch::plan(Run& run) {
  const TimeMs now = clock_.now();
  const TimeRange range{floor_to(now, hour_ms) - std::max(1, run.order.hours) * hour_ms, now + ahead};
  // Nothing is asked for twice in a run.
  const DurationMs again = run.done == 0 && wishes_fetched_ == run.wishes_before
                               ? run.order.ask_again_after
                               : std::max(run.order.ask_again_after, now - run.began + 1);
  const std::vector<HistoryWindow> windows = plan(range, store_.groups(), again, run.left_out);
  run.windows.assign(windows.begin(), windows.end());
  run.planned = run.done + windows.size();
  for (const HistoryWindow& window : windows) run.datasets.insert(window.offer.dataset);
}

bool HistoryFetch::plan_again(Run& run) {
  std::set<int> gone;
  for (const auto& [source, outcome] : run.outcomes)
    if (outcome.gave_up) gone.insert(source);
  if (gone == std::exchange(run.left_out, gone)) return false;
  plan(run);
  return !run.windows.empty();
}

QCoro::Task<> HistoryFetch::fetch_next(Run& run) {
  const HistoryWindow window = run.windows.front();
  run.windows.pop_front();
  Outcome& outcome = run.outcomes[window.offer.source];
  const std::size_t done = run.done++;
  if (!outcome.may_ask(window, false)) co_return;
  show(window, done, run.planned);
  // Nor need what is fetched now be fetched for whoever looks at it.
  std::erase_if(wished_, [&](const Wished& w) { return w.details.empty() && covers(window, w.window); });
  auto fetching = fetch(window, {}, outcome);
  co_await fetching;
}

QCoro::Task<> HistoryFetch::fetch(HistoryWindow window, std::vector<GroupKey> details, Outcome& outcome) {
  const TimeMs asked_at = clock_.now();
  const bool detail = !details.empty();
  current_ = window;
  current_is_detail_ = detail;
  std::unique_ptr<HistorySink> sink;
  HistoryWindow asked = window;
  if (detail) {
    sink = std::make_unique<CacheSink>(store_, meter_, window.range, details);
    asked.range = {window.range.from - detail_margin, window.range.to + detail_margin};
  } else {
    sink = std::make_unique<StoreSink>(store_, meter_);
  }
  auto asking =
      sources_[static_cast<std::size_t>(window.offer.source)]->fetch(asked, *sink, stop_.get_token());
  const HistoryPart part = co_await asking;
  current_.reset();
  outcome.asked += part.asked;
  outcome.gave_up = outcome.gave_up || part.ends_all || is_stopping();
  if (is_stopping()) co_return;
  if (part.error && detail && part.error->kind == ErrorKind::storage) {
    // What is kept for good does not depend on the cache.
    outcome.details_cannot_be_kept = true;
    co_return;
  }
  int& failures = outcome.failures[group_of(window.offer)];
  failures = part.error ? failures + 1 : 0;
  std::vector<GroupKey> changed;
  if (detail && !part.error) changed = details;
  if (!detail && window.offer.for_writer) changed = part.groups;
  if (!changed.empty()) Q_EMIT stored(changed);
  if (part.error) {
    outcome.note(*part.error);
    co_return;
  }
  ++outcome.answered;
  if (!detail) keep(window, part, asked_at, outcome);
}

void HistoryFetch::keep(const HistoryWindow& window, const HistoryPart& part, TimeMs asked_at,
                        Outcome& outcome) {
  const HistoryOffer& offer = window.offer;
  std::set<GroupKey> groups;
  if (offer.entity) {
    groups.insert(group_of(offer));
  } else {
    groups.insert(part.groups.begin(), part.groups.end());
    for (const GroupKey& group : store_.groups())
      if (group.dataset == offer.dataset) groups.insert(group);
    if (offer.dataset == Dataset::energy) groups.insert(group_of(offer));
  }
  for (const GroupKey& group : groups) {
    std::vector<Coverage> known =
        answered_coverage(group, offer, part.range, part.data, store_.coverage(group), asked_at);
    // A source may give less than was asked for, and would again.
    for (const TimeRange& not_given : subtract(window.range, {part.range}))
      known.push_back({group, offer.provenance, not_given, asked_at, false});
    for (const Coverage& c : known)
      if (const auto kept = store_.add_coverage(c); !kept && !outcome.error) outcome.error = kept.error();
  }
  if (!store_.is_writer()) return;
  store_.request_flush();
  if (const auto paused = store_.state().paused; paused && !outcome.error) outcome.error = paused;
}

/// What this account may not read, or one dataset's trouble, stands apart while there is something else.
void HistoryFetch::Outcome::note(const Error& error_of_call) {
  const bool of_a_part =
      (error_of_call.kind == ErrorKind::not_permitted || error_of_call.kind == ErrorKind::retry) &&
      names_a_dataset(error_of_call.place);
  if (!of_a_part) {
    if (!error) error = error_of_call;
    return;
  }
  // Once for all that is of a kind, such as the sensors of a house.
  if (std::ranges::find(forbidden, error_of_call.place, &Error::place) == forbidden.end())
    forbidden.push_back(error_of_call);
}

bool HistoryFetch::Outcome::may_ask(const HistoryWindow& window, bool detail) const {
  if (detail && details_cannot_be_kept) return false;
  const auto failed = failures.find(group_of(window.offer));
  return !gave_up && (failed == failures.end() || failed->second < most_failures);
}

void HistoryFetch::conclude(const Run& run) {
  Outcome all;
  for (auto [source, one] : run.outcomes) {
    // Where nothing came, the trouble with a part is that with the whole.
    const auto trouble = std::ranges::find(one.forbidden, ErrorKind::retry, &Error::kind);
    if (!one.error && one.answered == 0 && trouble != one.forbidden.end()) one.error = *trouble;
    // Where the next has given what this one could not, nothing is wrong with the history.
    const bool given_before = all.asked > 0 && !all.error;
    all.asked += one.asked;
    all.answered = one.answered + (given_before ? 1 : 0);
    all.error = one.error;
    all.forbidden = one.forbidden;
  }
  if (!all.error && !all.forbidden.empty() && all.answered == 0)
    all.error = Error{ErrorKind::not_permitted,
                      "This account may read nothing of this home.",
                      all.forbidden.front().next,
                      {}};
  // What was cut short is not up to date.
  if (is_stopping() && !all.error) all.error = Error{ErrorKind::cancelled, "Stopped.", {}, {}};
  Q_EMIT syncing({}, 100);
  if (!run.order.tell) return;
  Q_EMIT synced(!all.error,
                all.error ? QString::fromStdString(to_text(*all.error))
                          : tr("Up to date after %1 requests.").arg(all.asked),
                {all.error, all.forbidden});
}

void HistoryFetch::show(const HistoryWindow& window, std::size_t done, std::size_t planned) {
  Q_EMIT syncing({name_of(window)}, static_cast<int>(100 * done / std::max<std::size_t>(1, planned)));
}

std::vector<AbsentRange> HistoryFetch::absence(const GroupKey& group, TimeRange range) const {
  // What another program knows of it would have to be read from the disk.
  if (!store_.is_writer()) return {};
  std::vector<HistoryWindow> fetching;
  if (current_) fetching.push_back(*current_);
  for (const Wished& w : wished_) fetching.push_back(w.window);
  if (waiting_ != nullptr) fetching.insert(fetching.end(), waiting_->begin(), waiting_->end());
  return explain_absence(group, range, store_.coverage(group), fetching, last_known_);
}

}  // namespace hearth
