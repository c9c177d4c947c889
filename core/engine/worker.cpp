#include "core/engine/worker.h"

#include "core/engine/exporter.h"
#include "core/engine/sources.h"
#include "core/engine/stick_watch.h"
#include "core/engine/store_options.h"
#include "core/engine/store_questions.h"
#include "core/engine/store_reader.h"

#include <QTimer>

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <thread>

namespace hearth {
namespace {

constexpr DurationMs flush_every = minute_ms;
constexpr DurationMs summary_every = 10 * second_ms;
constexpr DurationMs check_every = 10 * second_ms;
constexpr int clock_every_ms = 2000;
constexpr std::size_t most_problems = 20;
/// Beyond so many groups each shows what its readings bring from now on.
constexpr std::size_t most_learned_from = 64;
/// What is heard meanwhile is not missed by a history that takes longer to open.
constexpr int open_patience_ms = 3000;
/// By the clock's pace; of real time at least a second.
constexpr std::chrono::duration<double> closing_patience = std::chrono::seconds(20);
/// A disk that says nothing for so long does not answer.
DurationMs disk_patience(const Clock& clock) {
  return std::max<DurationMs>(30 * second_ms, static_cast<DurationMs>(3 * second_ms * clock.speed()));
}

}  // namespace

Worker::Worker(Engine::Options options, const Clock& clock)
    : options_(std::move(options)),
      machine_(clock),
      clock_(clock),
      judge_(clock_tolerance(clock)),
      jump_watch_(clock),
      flush_timer_(clock, this),
      summary_timer_(clock, this),
      check_timer_(clock, this),
      clock_timer_(this) {
  connect(&flush_timer_, &ClockTimer::timeout, this, [this] { store_->request_flush(); });
  connect(&summary_timer_, &ClockTimer::timeout, this, &Worker::say_energy);
  connect(&check_timer_, &ClockTimer::timeout, this, &Worker::check_store);
  connect(&clock_timer_, &QTimer::timeout, this, &Worker::look_at_clock);
  jump_listener_ = machine_.on_jump(
      [this] { QMetaObject::invokeMethod(this, &Worker::look_at_clock, Qt::QueuedConnection); });
}

Worker::~Worker() {
  machine_.forget_jumps(jump_listener_);
}

void Worker::start() {
  // From the beginning the status says what is going to be connected.
  const auto announce = [&](const std::string& url, const QString& name) {
    if (options_.connect && options_.poll && !url.empty())
      set_connection(
          {.name = name, .state = ConnectionState::connecting, .since = clock_.now(), .detail = {}});
  };
  announce(options_.config.api_base_url, QStringLiteral("API"));
  announce(options_.config.live_url, QStringLiteral("Live"));
  announce(options_.config.replica_dsn, QStringLiteral("Database"));
  if (options_.watch_sticks) watch_sticks();
  open_store();
  if (!store_) return;
  flush_timer_.start_repeating(flush_every);
  summary_timer_.start_repeating(summary_every);
  check_timer_.start_repeating(check_every);
  clock_timer_.start(clock_every_ms);
  if (options_.connect) QTimer::singleShot(open_patience_ms, this, &Worker::connect_sources);
}

void Worker::open_store() {
  HistoryStore::Options options = store_options(options_.config, options_.name);
  options.read_only = !options_.record;
  options.wait_for_disk = options_.wait_for_disk;
  options.told = [this] { QMetaObject::invokeMethod(this, &Worker::take_store_state, Qt::QueuedConnection); };
  options.later = options_.wait_for_disk;
  auto opened = HistoryStore::open(std::move(options), clock_);
  if (!opened) return add_problem(opened.error());
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
  if (known.error) add_problem(*known.error);
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
  for (const Latest& l : newest)
    if (info(l.key.channel).dataset != Dataset::price) bus_.take(l);
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

void Worker::connect_sources() {
  if (sources_ || !store_) return;
  sources_ = std::make_unique<Sources>(options_, clock_, machine_, *store_);
  connect(sources_.get(), &Sources::readings, this, &Worker::record);
  connect(sources_.get(), &Sources::energy_hours, this, &Worker::put_hours);
  connect(sources_.get(), &Sources::stored, this, &Worker::note_stored);
  connect(sources_.get(), &Sources::hour_total, this, &Worker::take_hour_total);
  connect(sources_.get(), &Sources::connection_changed, this, &Worker::set_connection);
  connect(sources_.get(), &Sources::problem, this, &Worker::add_problem);
  connect(sources_.get(), &Sources::currency, this, [this](const QString& area, const QString& currency) {
    if (options_.config.currency.empty()) keep_currency(*store_, area.toStdString(), currency.toStdString());
  });
  connect(sources_.get(), &Sources::dated, this, [this](TimeMs date) {
    // It is in whole seconds.
    judge_.dated(date + second_ms / 2, moment());
    look_at_clock();
  });
  connect(sources_.get(), &Sources::newest_row, this, [this](Dataset dataset, TimeMs time) {
    judge_.heard({dataset, {}}, Provenance::replica, time, moment());
    look_at_clock();
  });
  connect(sources_.get(), &Sources::refused, this, [this](quint64 count) {
    status_.refused_readings += count;
    say_status();
  });
  connect(sources_.get(), &Sources::identity_changed, this, [this](const IdentityStatus& identity) {
    status_.identity = identity;
    say_status();
  });
  connect(sources_.get(), &Sources::not_permitted, this, [this](const std::set<Dataset>& datasets) {
    status_.not_permitted = datasets;
    say_status();
  });
  connect(sources_.get(), &Sources::syncing, this, [this](const QStringList& what, int percent) {
    status_.syncing = what;
    status_.sync_percent = percent;
    say_status();
    if (what.isEmpty() && std::exchange(first_sync_, false)) say_energy();
  });
  connect(sources_.get(), &Sources::synced, this,
          [this](bool complete, const QString& sentence, const SyncFaults& faults) {
            say_energy();
            // Whoever hears of the end knows what led to it.
            reader_->ask([] { return 0; },
                         [this, complete, sentence, faults](int) {
                           Q_EMIT status_changed(status_);
                           Q_EMIT synced(complete, sentence, faults);
                         });
          });
  first_sync_ = options_.poll && options_.history_hours > 0 && options_.config.is_set_up();
  find_meter();
  sources_->start();
}

bool Worker::is_news(const Reading& reading, Provenance provenance) {
  if (reading.group.dataset != Dataset::price)
    return provenance != Provenance::polled || reading.time > bus_.newest(reading.group);
  // A price list is asked for again and again, and may be corrected.
  const auto [known, is_new] = prices_[reading.group.entity].try_emplace(reading.time, no_value);
  const double price = reading.value(channel("price.spot"));
  if (!is_new && known->second == price) return false;
  known->second = price;
  return true;
}

void Worker::record(const std::vector<Reading>& readings, Provenance provenance) {
  std::set<Dataset> older;
  bool new_group = false;
  const Moment at = moment();
  if (provenance != Provenance::api_history)
    for (const Reading& reading : readings) judge_.heard(reading.group, provenance, reading.time, at);
  look_at_clock();
  for (const Reading& reading : readings) {
    if (!admits(reading.group) || !judge(reading, provenance, at) || !is_of_meter(reading, provenance) ||
        !is_news(reading, provenance))
      continue;
    const AppendResult result = store_->append({&reading, 1}, provenance);
    if (result.refused > 0) {
      status_.refused_readings += result.refused;
      continue;
    }
    new_group = groups_.insert(reading.group).second || new_group;
    const bool newest = reading.group.dataset != Dataset::price && bus_.take(reading);
    if (result.taken > 0 && (!newest || provenance == Provenance::api_history))
      older.insert(reading.group.dataset);
    if (reading.group.dataset == Dataset::price && reading.time <= clock_.now()) bus_.take(reading);
  }
  if (new_group) say_groups();
  for (const Dataset dataset : older) Q_EMIT history_changed(dataset);
  if (older.contains(Dataset::price)) say_energy();
  schedule_live();
}

bool Worker::admits(const GroupKey& group) {
  if (places_.admits(group)) return true;
  ++status_.refused_readings;
  set_problems(Topic::places,
               {{"places",
                 {ErrorKind::bad_data,
                  fmt::format("There are {} places already; further ones are left out.", most_places),
                  "Look at what sends so many names for places.",
                  {}}}});
  return false;
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
  reader_->ask(
      [this, id, request]() -> HistoryAnswerPtr {
        {
          const std::lock_guard lock(cancelled_mutex_);
          if (cancelled_.erase(id) > 0) return nullptr;
        }
        return answer_history(*store_, request);
      },
      [this, id](HistoryAnswerPtr answer) {
        if (answer) Q_EMIT answered(id, std::move(answer));
      });
}

void Worker::cancel(quint64 id) {
  const std::lock_guard lock(cancelled_mutex_);
  cancelled_.insert(id);
  // An answer may have been given already; what is left over is bounded.
  while (cancelled_.size() > 1000) cancelled_.erase(cancelled_.begin());
}

void Worker::sync(int hours) {
  connect_sources();
  if (sources_ && options_.connect)
    sources_->sync(hours);
  else
    Q_EMIT synced(false, tr("There is nowhere to fetch from."), {});
}

void Worker::sign_in(SignInMethod method) {
  connect_sources();
  if (sources_) sources_->tokens().sign_in(method);
}

void Worker::cancel_sign_in() {
  if (sources_) sources_->tokens().cancel_sign_in();
}

void Worker::sign_out() {
  connect_sources();
  if (sources_) sources_->tokens().sign_out();
}

void Worker::export_history(const ExportOrder& order) {
  if (!store_) {
    Q_EMIT export_failed(
        {ErrorKind::storage, "The local history cannot be opened.", "See the problems listed.", {}});
    return;
  }
  if (!exporter_) {
    exporter_ = std::make_unique<Exporter>(*store_);
    connect(exporter_.get(), &Exporter::progress, this, &Worker::export_progress);
    connect(exporter_.get(), &Exporter::exists, this, &Worker::export_exists);
    connect(exporter_.get(), &Exporter::done, this, &Worker::export_done);
    connect(exporter_.get(), &Exporter::failed, this, &Worker::export_failed);
  }
  exporter_->begin(order);
}

void Worker::cancel_export() {
  if (exporter_) exporter_->cancel();
}

void Worker::watch_sticks() {
  // Watched first: what is mounted while the list is read is seen.
  const std::filesystem::path table = options_.root / "proc/self/mountinfo";
  stick_watch_ = std::make_unique<StickWatch>(::open(table.c_str(), O_RDONLY | O_CLOEXEC));
  const auto look = [this] {
    std::vector<Stick> sticks = find_sticks(options_.root);
    if (sticks == status_.sticks) return;
    status_.sticks = std::move(sticks);
    say_status();
  };
  connect(stick_watch_.get(), &StickWatch::changed, this, look);
  look();
}

void Worker::set_connection(const Connection& connection) {
  Connection by_machine = connection;
  for (TimeMs* time : {&by_machine.since, &by_machine.last_heard})
    if (*time != 0) *time -= clock_.offset();
  const auto same = std::ranges::find(status_.connections, connection.name, &Connection::name);
  if (same == status_.connections.end())
    status_.connections.push_back(std::move(by_machine));
  else
    *same = std::move(by_machine);
  say_status();
}

void Worker::add_problem(const Error& error) {
  if (std::ranges::find(status_.problems, error) != status_.problems.end()) return;
  status_.problems.push_back(error);
  if (status_.problems.size() > most_problems) status_.problems.erase(status_.problems.begin());
  say_status();
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

void Worker::schedule_live() {
  if (live_scheduled_) return;
  live_scheduled_ = true;
  QTimer::singleShot(0, this, &Worker::say_live);
}

void Worker::say_live() {
  live_scheduled_ = false;
  if (LiveValuesPtr changes = bus_.take_changes()) Q_EMIT live_changed(std::move(changes));
}

void Worker::say_groups() {
  Q_EMIT groups_changed({groups_.begin(), groups_.end()});
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
      [this, asked, now = clock_.now(),
       newest = bus_.time_of({channel("energy.import"), {}})]() -> std::optional<EnergyFound> {
        if (asked != energy_asked_) return std::nullopt;
        return sum_energy(*store_, now, options_.config, newest);
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
  const auto in = [](const std::vector<Error>& list, const Error& e) {
    return std::ranges::find(list, e) != list.end();
  };
  // What has passed is no problem any more.
  std::erase_if(status_.problems,
                [&](const Error& e) { return in(store_problems_, e) && !in(state.problems, e); });
  for (const Error& e : state.problems)
    if (!in(store_problems_, e)) add_problem(e);
  store_problems_ = std::move(state.problems);
  const bool resumed = status_.recording_paused && !state.paused;
  status_.records = state.writes;
  status_.recorder = QString::fromStdString(state.recorder.value_or(std::string()));
  status_.store = state.stats;
  status_.recording_paused = std::move(state.paused);
  say_status();
  // What is on the disk may not have been seen before.
  if (resumed) note_stored(store_->groups());
}

void Worker::say_status() {
  if (status_scheduled_) return;
  status_scheduled_ = true;
  QTimer::singleShot(0, this, [this] {
    status_scheduled_ = false;
    Q_EMIT status_changed(status_);
  });
}

void Worker::stop() {
  cancel_test();
  cancel_export();
  if (!sources_) {
    finish_stop();
    return;
  }
  connect(sources_.get(), &Sources::stopped, this, &Worker::finish_stop, Qt::QueuedConnection);
  sources_->stop();
}

void Worker::finish_stop() {
  sources_.reset();
  flush_timer_.stop();
  summary_timer_.stop();
  check_timer_.stop();
  clock_timer_.stop();
  stick_watch_.reset();
  exporter_.reset();
  close_store();
  Q_EMIT stopped();
}

/// Writes what is left. What hangs in a disk cannot be ended: then the store and its threads, and this with
/// them, are left as they are to the end of the program.
void Worker::close_store() {
  if (!store_) return;
  struct Closing {
    std::unique_ptr<HistoryStore> store;
    std::unique_ptr<StoreReader> reader;  // asks the store
    std::optional<Error> lost;
    std::promise<void> done;
  };
  reader_->let_go();
  const auto closing = std::make_shared<Closing>();
  closing->store = std::move(store_);
  closing->reader = std::move(reader_);
  const auto lost = [](const StoreState& state, const std::string& why) {
    return Error{
        ErrorKind::storage, fmt::format("{} readings could not be written.", state.stats.unflushed), why, {}};
  };
  HistoryStore& store = *closing->store;
  const std::string path = store.path().string();
  auto done = closing->done.get_future();
  std::thread([closing, lost] {
    closing->reader.reset();
    const auto written = closing->store->flush();
    const StoreState state = closing->store->state();
    if (!written && state.paused && state.stats.unflushed > 0)
      closing->lost = lost(state, state.paused->message);
    closing->store.reset();
    closing->done.set_value();
  }).detach();
  const auto patience = closing_patience / std::max(1.0, machine_.speed());
  if (done.wait_for(std::max<std::chrono::duration<double>>(patience, std::chrono::seconds(1))) ==
      std::future_status::ready) {
    if (closing->lost) say_unwritten(std::move(*closing->lost), path);
    return;
  }
  Q_EMIT left_hanging();
  if (const StoreState state = store.state(); state.stats.unflushed > 0)
    say_unwritten(lost(state, "The disk with the history does not answer."), path);
}

void Worker::say_unwritten(Error error, const std::string& path) {
  error.place = path;
  Q_EMIT unwritten(error);
}

}  // namespace hearth
