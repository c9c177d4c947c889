#include "core/engine/worker.h"

#include "core/engine/exporter.h"
#include "core/engine/price_area.h"
#include "core/engine/removable_drive_watch.h"
#include "core/engine/scheduler.h"
#include "core/engine/store_reader.h"
#include "core/source/registry.h"

#include <QLoggingCategory>
#include <QTimer>

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <thread>

Q_LOGGING_CATEGORY(log_health, "hearth.health", QtInfoMsg)

namespace hearth {
namespace {

constexpr DurationMs flush_every = minute_ms;
constexpr DurationMs summary_every = 10 * second_ms;
constexpr DurationMs check_every = 10 * second_ms;
constexpr int clock_every_ms = 2000;
constexpr int calm_ms = 1000;
/// What is heard meanwhile is not missed by a history that takes longer to open.
constexpr int open_patience_ms = 3000;
/// By the clock's pace; of real time at least a second.
constexpr std::chrono::duration<double> closing_patience = std::chrono::seconds(20);

/// What changes with each answer need not be told at once.
bool differ_in_times_alone(Connection a, const Connection& b) {
  a.last_heard = b.last_heard;
  for (auto& [dataset, data] : a.data)
    if (const auto other = b.data.find(dataset); other != b.data.end() && data.newest != 0)
      data.newest = other->second.newest;
  return a == b;
}

}  // namespace

Worker::Worker(Engine::Options options, const Clock& clock)
    : options_(std::move(options)),
      machine_(clock),
      clock_(clock),
      judge_(clock_tolerance(clock)),
      jump_watch_(clock),
      problems_([](ProblemBook::Told told, const std::string& text) {
        if (told == ProblemBook::Told::begins)
          qCWarning(log_health).noquote() << QString::fromStdString(text);
        else
          qCInfo(log_health).noquote() << "No more:" << QString::fromStdString(text);
      }),
      calm_(this),
      flush_timer_(clock, this),
      summary_timer_(clock, this),
      check_timer_(clock, this),
      clock_timer_(this) {
  connect(&flush_timer_, &ClockTimer::timeout, this, [this] { store_->request_flush(); });
  connect(&summary_timer_, &ClockTimer::timeout, this, &Worker::say_energy);
  connect(&check_timer_, &ClockTimer::timeout, this, &Worker::check_store);
  calm_.setSingleShot(true);
  calm_.setInterval(calm_ms);
  connect(&calm_, &QTimer::timeout, this, &Worker::say_status);
  connect(&clock_timer_, &QTimer::timeout, this, &Worker::look_at_clock);
  jump_listener_ = machine_.on_jump(
      [this] { QMetaObject::invokeMethod(this, &Worker::look_at_clock, Qt::QueuedConnection); });
}

Worker::~Worker() {
  machine_.forget_jumps(jump_listener_);
}

void Worker::start() {
  // From the beginning the status says what is going to be connected.
  for (const SourceRow& row : source_registry())
    if (options_.connect && options_.poll && row.is_set_up(options_.config))
      set_connection({.name = QString::fromUtf8(row.name),
                      .state = ConnectionState::connecting,
                      .since = clock_.now(),
                      .detail = {}});
  if (options_.watch_removable_drives) watch_removable_drives();
  open_store();
  if (!store_) return;
  flush_timer_.start_repeating(flush_every);
  summary_timer_.start_repeating(summary_every);
  check_timer_.start_repeating(check_every);
  clock_timer_.start(clock_every_ms);
  if (options_.connect) QTimer::singleShot(open_patience_ms, this, &Worker::connect_sources);
}

void Worker::connect_sources() {
  if (scheduler_ || !store_) return;
  scheduler_ = std::make_unique<Scheduler>(options_, clock_, machine_, *store_, *reader_);
  for (Source* source : scheduler_->sources()) listen_to(*source);
  connect(scheduler_.get(), &Scheduler::identity_changed, this, [this](const IdentityStatus& identity) {
    status_.identity = identity;
    judge_sources();
    say_status();
  });
  connect(scheduler_.get(), &Scheduler::not_permitted, this, [this](const std::set<Dataset>& datasets) {
    status_.not_permitted = datasets;
    say_status();
  });
  connect(scheduler_.get(), &Scheduler::stored, this, &Worker::note_stored);
  connect(scheduler_.get(), &Scheduler::syncing, this, [this](const QStringList& what, int percent) {
    status_.syncing = what;
    status_.sync_percent = percent;
    say_status();
    if (what.isEmpty() && std::exchange(first_sync_, false)) say_energy();
  });
  connect(scheduler_.get(), &Scheduler::synced, this,
          [this](bool complete, const QString& sentence, const SyncFaults& faults) {
            say_energy();
            // Whoever hears of the end knows what led to it.
            reader_->ask([] { return 0; },
                         [this, complete, sentence, faults](int) {
                           Q_EMIT status_changed(status_);
                           Q_EMIT synced(complete, sentence, faults);
                         });
          });
  first_sync_ = options_.poll && options_.history_hours > 0 && scheduler_->has_history();
  find_meter();
  scheduler_->start();
}

/// All that a source tells.
void Worker::listen_to(Source& source) {
  connect(&source, &Source::readings, this, &Worker::record);
  connect(&source, &Source::remembered, this, &Worker::remember);
  connect(&source, &Source::energy_hours, this, &Worker::put_hours);
  connect(&source, &Source::hour_total, this, &Worker::take_hour_total);
  connect(&source, &Source::connection_changed, this, &Worker::set_connection);
  connect(&source, &Source::refused_for, this, &Worker::note_refusals);
  connect(&source, &Source::problem_changed, this,
          [this](const std::string& key, const std::optional<Error>& problem) {
            take_problems(problems_.set(Topic::sources, problem ? Problems{{key, *problem}} : Problems(),
                                        moment(), key));
          });
  connect(&source, &Source::currency, this, [this](const QString& area, const QString& currency) {
    if (options_.config.currency.empty()) keep_currency(*store_, area.toStdString(), currency.toStdString());
  });
  connect(&source, &Source::dated, this, [this](TimeMs date) {
    // It is in whole seconds.
    judge_.dated(date + second_ms / 2, moment());
    look_at_clock();
  });
  connect(&source, &Source::newest_row, this, [this](Dataset dataset, TimeMs time) {
    judge_.heard({dataset, {}}, Provenance::replica, time, moment());
    look_at_clock();
  });
  connect(&source, &Source::refused, this, [this](quint64 count) {
    status_.refused_readings += count;
    say_status();
  });
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
    note_newest(reading.group.dataset, reading.time);
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

void Worker::remember(const std::vector<Reading>& readings) {
  bool new_group = false;
  for (const Reading& reading : readings) {
    if (!admits(reading.group)) continue;
    new_group = groups_.insert(reading.group).second || new_group;
    bus_.take(reading);
  }
  if (new_group) say_groups();
  schedule_live();
}

bool Worker::admits(const GroupKey& group) {
  if (places_.admits(group)) return true;
  ++status_.refused_readings;
  take_problems(
      problems_.happened(Topic::places, "places",
                         {ErrorKind::bad_data,
                          fmt::format("There are {} places already; further ones are left out.", most_places),
                          "Look at what sends so many names for places.",
                          {}},
                         moment(), refusals_last));
  return false;
}

void Worker::note_newest(Dataset dataset, TimeMs time) {
  TimeMs& newest = status_.newest[dataset];
  newest = std::max(newest, std::min(time, clock_.now()) - clock_.offset());
}

void Worker::sync(int hours) {
  connect_sources();
  if (scheduler_ && options_.connect)
    scheduler_->sync(hours);
  else
    Q_EMIT synced(false, tr("There is nowhere to fetch from."), {});
}

void Worker::sign_in(SignInMethod method) {
  connect_sources();
  if (scheduler_) scheduler_->tokens().sign_in(method);
}

void Worker::cancel_sign_in() {
  if (scheduler_) scheduler_->tokens().cancel_sign_in();
}

void Worker::sign_out() {
  connect_sources();
  if (scheduler_) scheduler_->tokens().sign_out();
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

void Worker::watch_removable_drives() {
  // Watched first: what is mounted while the list is read is seen.
  const std::filesystem::path table = options_.root / "proc/self/mountinfo";
  removable_drive_watch_ = std::make_unique<RemovableDriveWatch>(::open(table.c_str(), O_RDONLY | O_CLOEXEC));
  const auto look = [this] {
    std::vector<RemovableDrive> drives = find_removable_drives(options_.root);
    if (drives == status_.drives) return;
    status_.drives = std::move(drives);
    say_status();
  };
  connect(removable_drive_watch_.get(), &RemovableDriveWatch::changed, this, look);
  look();
}

void Worker::set_connection(const Connection& connection) {
  Connection by_machine = connection;
  for (TimeMs* time : {&by_machine.since, &by_machine.last_heard})
    if (*time != 0) *time -= clock_.offset();
  for (auto& [dataset, data] : by_machine.data)
    if (data.newest != 0) data.newest -= clock_.offset();
  const auto same = std::ranges::find(status_.connections, connection.name, &Connection::name);
  bool calmly = false;
  if (same == status_.connections.end()) {
    status_.connections.push_back(std::move(by_machine));
  } else {
    calmly = differ_in_times_alone(*same, by_machine);
    *same = std::move(by_machine);
  }
  judge_sources();
  if (calmly)
    say_status_calmly();
  else
    say_status();
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

void Worker::say_status() {
  if (status_scheduled_) return;
  status_scheduled_ = true;
  QTimer::singleShot(0, this, [this] {
    status_scheduled_ = false;
    calm_.stop();
    Q_EMIT status_changed(status_);
  });
}

void Worker::say_status_calmly() {
  if (!calm_.isActive()) calm_.start();
}

void Worker::stop() {
  cancel_test();
  cancel_export();
  if (!scheduler_) {
    finish_stop();
    return;
  }
  connect(scheduler_.get(), &Scheduler::stopped, this, &Worker::finish_stop, Qt::QueuedConnection);
  scheduler_->stop();
}

void Worker::finish_stop() {
  scheduler_.reset();
  flush_timer_.stop();
  summary_timer_.stop();
  check_timer_.stop();
  clock_timer_.stop();
  removable_drive_watch_.reset();
  exporter_.reset();
  close_store();
  Q_EMIT stopped();
}

/// Writes what is left. What hangs in a disk cannot be ended: then the store and its threads, and this with
/// them, are left as they are to the end of the program.
void Worker::close_store() {
  if (!store_) return;
  struct Closing {
    std::shared_ptr<HistoryStore> store;
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
  // It may yet be closed while it is asked what it holds.
  const std::weak_ptr<HistoryStore> watched = closing->store;
  const std::string path = closing->store->path().string();
  auto done = closing->done.get_future();
  std::thread writing([closing, lost] {
    closing->reader.reset();
    const auto written = closing->store->flush();
    const StoreState state = closing->store->state();
    if (!written && state.paused && state.stats.unflushed > 0)
      closing->lost = lost(state, state.paused->message);
    closing->store.reset();
    closing->done.set_value();
  });
  const auto patience = closing_patience / std::max(1.0, machine_.speed());
  if (done.wait_for(std::max<std::chrono::duration<double>>(patience, std::chrono::seconds(1))) ==
      std::future_status::ready) {
    writing.join();
    if (closing->lost) say_unwritten(std::move(*closing->lost), path);
    return;
  }
  writing.detach();
  Q_EMIT left_hanging();
  const auto store = watched.lock();
  if (!store) return;
  if (const StoreState state = store->state(); state.stats.unflushed > 0)
    say_unwritten(lost(state, "The disk with the history does not answer."), path);
}

void Worker::say_unwritten(Error error, const std::string& path) {
  error.place = path;
  Q_EMIT unwritten(error);
}

}  // namespace hearth
