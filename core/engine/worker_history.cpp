// What the worker asks the local history, and what it makes of the answers.
#include "core/engine/scheduler.h"
#include "core/engine/store_options.h"
#include "core/engine/store_questions.h"
#include "core/engine/store_reader.h"
#include "core/engine/worker.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

/// Beyond so many groups each shows what its readings bring from now on.
constexpr std::size_t most_learned_from = 64;
/// That something of the history could not be read at the start is said for so long.
constexpr DurationMs unread_lasts = hour_ms;
/// A disk that says nothing for so long does not answer.
DurationMs disk_patience(const Clock& clock) {
  return std::max<DurationMs>(30 * second_ms, static_cast<DurationMs>(3 * second_ms * clock.speed()));
}

}  // namespace

void Worker::open_store() {
  HistoryStore::Options options = store_options(options_.config, options_.name);
  options.read_only = !options_.record;
  options.wait_for_disk = options_.wait_for_disk;
  options.told = [this] { QMetaObject::invokeMethod(this, &Worker::take_store_state, Qt::QueuedConnection); };
  options.later = options_.wait_for_disk;
  auto opened = HistoryStore::open(std::move(options), clock_);
  if (!opened) return set_problems(Topic::opening, {{"history", opened.error()}});
  store_ = std::move(*opened);
  reader_ = std::make_unique<StoreReader>(*this);
  looked_at_ = moment().steady;
  reader_->ask(
      [store = store_.get()] {
        store->wait_until_open();
        return what_is_known(*store);
      },
      [this](const Known& known) { take_known(known); });
}

void Worker::take_known(const Known& known) {
  if (known.error)
    take_problems(problems_.happened(Topic::opening, "newest", *known.error, moment(), unread_lasts));
  if (const TimeMs last = newest_reading(known.newest); last > 0) judge_.stored(last);
  noted_meter_ = known.meter_name;
  // What has been heard meanwhile told whose meter it is.
  if (!meters_) meters_.emplace(options_.config.meter, known.meter);
  find_meter();
  look_at_clock();
  take_newest(known.newest);
  groups_.insert(known.groups.begin(), known.groups.end());
  places_ = PlaceLimit(std::vector<GroupKey>(groups_.begin(), groups_.end()));
  read_prices();
  say_groups();
  say_live();
  say_energy();
  take_store_state();
  // What waits in the queue (the first page's questions to the store) goes before the network's start-up.
  if (options_.connect) QTimer::singleShot(0, this, &Worker::connect_sources);
  learn_decimals();
}

void Worker::take_newest(const std::vector<Latest>& newest) {
  for (const Latest& l : newest) {
    const Dataset dataset = info(l.key.channel).dataset;
    note_newest(dataset, l.time);
    if (dataset != Dataset::price) bus_.take(l);
  }
}

/// The prices around now, as history has them.
void Worker::read_prices() {
  reader_->ask([store = store_.get(), now = clock_.now(),
                groups = groups_] { return prices_around(*store, now, groups); },
               [this](const PricesByArea& found) {
                 const TimeMs now = clock_.now();
                 for (const auto& [area, prices] : found) {
                   for (const auto& [time, price] : prices) prices_[area][time] = price;
                   for (const auto& [time, price] : prices_[area])
                     if (time <= now) bus_.take(Latest{{channel("price.spot"), area}, time, price});
                 }
                 schedule_live();
               });
}

void Worker::note_stored(const std::vector<GroupKey>& groups) {
  bool new_group = false;
  std::set<Dataset> datasets;
  for (const GroupKey& group : groups) {
    new_group = groups_.insert(group).second || new_group;
    places_.admits(group);
    datasets.insert(group.dataset);
  }
  if (new_group) say_groups();
  // What was written past the live values may be newer than all that has been heard.
  reader_->ask([store = store_.get()] { return store->latest().value_or(std::vector<Latest>()); },
               [this, datasets](const std::vector<Latest>& newest) {
                 take_newest(newest);
                 say_live();
                 for (const Dataset dataset : datasets) Q_EMIT history_changed(dataset);
                 if (!datasets.contains(Dataset::price)) return;
                 read_prices();
                 say_energy();
               });
}

void Worker::put_hours(const std::vector<EnergyHour>& hours) {
  store_->take_energy_hours({}, hours);
  Q_EMIT history_changed(Dataset::energy);
}

void Worker::take_hour_total(TimeRange so_far, double energy_wh) {
  reader_->ask(
      [store = store_.get(), so_far] {
        return store->raw({channel("energy.import"), {}}, {so_far.from, so_far.to + at_one_time_ms});
      },
      [this, so_far, energy_wh](const Expected<Series>& readings) {
        if (!readings) return;
        const MissedEnergy missed = missed_energy(*readings, so_far, energy_wh);
        // A service that lags behind the stream says too little, and what was once shown does not fall.
        if (hour_missed_ && hour_missed_->part == missed.part && hour_missed_->energy_wh >= missed.energy_wh)
          return;
        hour_missed_ = missed;
        store_->set_hour_so_far({}, missed.part, missed.energy_wh);
        Q_EMIT history_changed(Dataset::energy);
        say_energy();
      });
}

void Worker::answer(quint64 id, const HistoryRequest& request) {
  if (!store_) {
    auto nothing = std::make_shared<HistoryAnswer>();
    nothing->request = request;
    nothing->error = {
        ErrorKind::storage, "The local history cannot be opened.", "See the problems listed.", {}};
    Q_EMIT answered(id, std::move(nothing));
    return;
  }
  const HistoryWish wish = wish_of(request);
  if (scheduler_) scheduler_->want(wish);
  reader_->ask(
      [this, store = store_.get(), id, request]() -> std::optional<HistoryAnswer> {
        {
          const std::lock_guard lock(cancelled_mutex_);
          if (cancelled_.erase(id) > 0) return std::nullopt;
        }
        return answer_history(*store, request);
      },
      [this, id, wish](std::optional<HistoryAnswer> answer) {
        if (!answer) return;
        for (const GroupKey& group : wish.groups)
          if (scheduler_) answer->absent[group] = scheduler_->absence(group, wish.range);
        Q_EMIT answered(id, std::make_shared<const HistoryAnswer>(std::move(*answer)));
      });
}

void Worker::cancel(quint64 id) {
  const std::lock_guard lock(cancelled_mutex_);
  cancelled_.insert(id);
  // An answer may have been given already; what is left over is bounded.
  while (cancelled_.size() > 1000) cancelled_.erase(cancelled_.begin());
}

/// What the last day of history shows of the decimals of its temperatures.
void Worker::learn_decimals() {
  if (!store_ || groups_.size() > most_learned_from) return;
  reader_->ask([store = store_.get(), now = clock_.now(),
                groups = groups_] { return temperatures_of_last_day(*store, now, groups); },
               [this](const std::vector<LastDay>& all) {
                 for (const LastDay& day : all)
                   for (std::size_t i = 0; i < day.times.size(); ++i)
                     bus_.learn_decimals(day.key, day.times[i], day.values[i]);
                 say_live();
               });
}

void Worker::say_energy() {
  if (own_clock_.state == OwnClock::State::behind) {
    // The sums of some earlier day are not today's.
    EnergySummary nothing;
    nothing.as_of = machine_.now();
    Q_EMIT energy_changed(std::move(nothing));
    return;
  }
  // Where a disk is slow, what was asked before is asked no more.
  const int asked = ++energy_asked_;
  reader_->ask(
      [this, store = store_.get(), asked, now = clock_.now(),
       newest = bus_.time_of({channel("energy.import"), {}})]() -> std::optional<EnergyFound> {
        if (asked != energy_asked_) return std::nullopt;
        return sum_energy(*store, now, options_.config, newest);
      },
      [this](std::optional<EnergyFound> found) {
        if (found) take_energy(std::move(found->summary), found->area);
      });
}

void Worker::take_energy(EnergySummary summary, const PriceArea& area) {
  // What is being fetched would have the sum leap from one part of the day to the next.
  if (first_sync_ && summary.today_since != 0) summary.today_kwh = summary.energy_cost = std::nullopt;
  set_problems(Topic::price_area, area.question ? Problems{{"area", *area.question}} : Problems());
  summary.as_of -= clock_.offset();
  if (summary.measured_to != 0) summary.measured_to -= clock_.offset();
  Q_EMIT energy_changed(std::move(summary));
}

void Worker::check_store() {
  look_at_problems();
  store_->request_look();
  if (moment().steady - looked_at_ > disk_patience(machine_))
    set_problems(Topic::disk,
                 {{"disk",
                   {ErrorKind::storage, "The disk with the history does not answer.",
                    "What is measured is kept in memory. Check the disk.", store_->path().string()}}});
  for (auto& [area, prices] : prices_)
    prices.erase(prices.begin(), prices.lower_bound(clock_.now() - prices_kept));
}

void Worker::take_store_state() {
  if (!store_) return;
  looked_at_ = moment().steady;
  set_problems(Topic::disk, {});
  StoreState state = store_->state();
  Problems problems;
  for (const Error& e : state.problems) problems.emplace(to_text(e), e);
  set_problems(Topic::history, problems);
  const bool resumed = status_.recording_paused && !state.paused;
  status_.records = state.writes;
  status_.recorder = QString::fromStdString(state.recorder.value_or(std::string()));
  status_.store = state.stats;
  status_.recording_paused = std::move(state.paused);
  say_status();
  // What is on the disk may not have been seen before.
  if (resumed) note_stored(store_->groups());
}

}  // namespace hearth
