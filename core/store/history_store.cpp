#include "core/store/history_store_private.h"
#include "core/store/retention.h"
#include "core/store/salvage.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace hearth {
namespace {

namespace fs = std::filesystem;

constexpr DurationMs reader_memory = 10 * minute_ms;
constexpr DurationMs retention_every = hour_ms;

/// What was asked by a clock that was far ahead counts as asked long ago.
std::vector<Coverage> asked_before(std::vector<Coverage> coverage, TimeMs now) {
  for (Coverage& c : coverage)
    if (c.asked_at > now + day_ms) c.asked_at = 0;
  return coverage;
}

/// A coarser tier is kept at least as long as a finer one: questions for it would else come out empty.
void order_retention(HistoryStore::Options& options) {
  options.minute_retention = std::max(options.minute_retention, options.raw_retention);
  if (options.quarter_retention > 0)
    options.quarter_retention = std::max(options.quarter_retention, options.minute_retention);
}

}  // namespace

/// Puts a spoiled file away; where to.
Expected<fs::path> HistoryStore::Private::put_away(const std::string& why) {
  auto target = set_aside(options.path, clock.now());
  if (!target) {
    say(target.error());
    return target;
  }
  say({ErrorKind::storage, fmt::format("The history file {}; a new one has been begun.", why),
       fmt::format("The old one is kept as {}.", target->filename().string()), options.path.string()});
  return target;
}

/// Takes the file over as its writer; the lock is held. A spoiled file is set aside first, and what can be
/// read of it taken over.
Expected<void> HistoryStore::Private::start_writing() {
  for (bool again = true; true; again = false) {
    try {
      const FileVerdict verdict = judge_file(options.path);
      if (!verdict.spoiled.empty()) {
        const auto target = put_away(verdict.spoiled);
        if (!target) return std::unexpected(target.error());
        salvage_from = *target;
      }
      auto db = open_writer(options.path);
      if (salvage_from)
        if (const Salvaged saved = salvage(*std::exchange(salvage_from, std::nullopt), *db);
            saved.blocks + saved.rows > 0)
          say({ErrorKind::storage,
               fmt::format(
                   "{} blocks of it, and {} readings of its last hour, could be read and were taken over.",
                   saved.blocks, saved.rows),
               "", options.path.string()});
      writer = std::make_unique<StoreWriter>(std::move(db), damaged(), options.max_power_w);
      judged = !writer->has_unjudged();
      if (!judged) ask_for_flush();
      writer->heal_dates();
      const std::vector<Coverage> stored = asked_before(read_coverage(writer->database()), clock.now());
      const std::lock_guard guard(coverage_mutex);
      for (const Coverage& c : stored) coverage.add(c);
      follower.resume(stored);
      for (const auto& [group, rows] : writer->journal()) follower.follow(group, rows, clock.now(), coverage);
      ready = true;
      writes = true;
      return {};
    } catch (const DatabaseFault& fault) {
      writer.reset();
      if (!fault.corrupt() || !again) return std::unexpected(error_of(fault));
      const auto target = put_away("is damaged");
      if (!target) return std::unexpected(target.error());
      salvage_from = *target;
    }
  }
}

/// Damage that SQLite came upon while the file was in use; under write_mutex.
Expected<void> HistoryStore::Private::recover() {
  {
    const std::lock_guard guard(read_mutex);
    reader.reset();
    journal = {};
    writer.reset();
    const auto target = put_away("is damaged");
    if (!target) return std::unexpected(target.error());
    salvage_from = *target;
  }
  if (auto begun = start_writing(); !begun) {
    writes = false;
    return begun;
  }
  corrupt = false;
  return {};
}

Expected<void> HistoryStore::Private::flush() {
  const std::lock_guard guard(write_mutex);
  if (!writer)
    return fail(ErrorKind::storage, "Another program records into this history.", "", options.path.string());
  if (corrupt)
    if (const auto recovered = recover(); !recovered) return recovered;
  auto written = write_batch();
  if (!written && corrupt && recover()) written = write_batch();
  return written;
}

Expected<void> HistoryStore::Private::write_batch() {
  const TimeMs now = clock.now();
  StoreWriter::Batch batch;
  std::set<GroupKey> asked_groups;
  std::set<GroupKey> followed_groups;
  {
    // Coverage never says more than the rows written with it.
    const std::lock_guard coverage_guard(coverage_mutex);
    asked_groups.swap(coverage_asked);
    followed_groups.swap(coverage_followed);
    for (const GroupKey& group : asked_groups) batch.coverage[group] = coverage.of(group);
    for (const GroupKey& group : followed_groups) batch.followed[group] = coverage.of(group);
    batch.rows = tail.begin_writing();
  }
  batch.epochs = tail.epochs();
  batch.damaged = take_damaged();
  const auto again = [&](bool all) {
    const std::lock_guard coverage_guard(coverage_mutex);
    coverage_followed.merge(followed_groups);
    if (all) coverage_asked.merge(asked_groups);
  };
  try {
    if (!batch.rows->empty() || !batch.coverage.empty() || !batch.damaged.empty())
      if (!writer->write(batch, now)) again(false);
    tail.written();
    retain(now);
  } catch (const DatabaseFault& fault) {
    tail.not_written();
    again(true);
    return std::unexpected(pause(fault));
  }
  resume();
  return {};
}

/// Nothing can be written for now: says so once.
Error HistoryStore::Private::pause(const DatabaseFault& fault) {
  if (!fault.full()) return error_of(fault);
  Error error{ErrorKind::storage, "The disk is full: recording pauses.",
              "Make room; what was measured meanwhile is kept in memory and written then.",
              options.path.string()};
  if (!std::exchange(paused, true)) say(error);
  return error;
}

void HistoryStore::Private::resume() {
  if (!std::exchange(paused, false)) return;
  const std::lock_guard guard(problem_mutex);
  std::erase_if(problems, [](const Error& e) { return e.message.starts_with("The disk is full"); });
  said_full = false;
}

void HistoryStore::Private::retain(TimeMs now) {
  // An hour by the clock and an hour by what time really passes: a clock that runs through years in a minute
  // gets nowhere. One that is moved by hand has no other time.
  const auto really = clock.monotonic();
  const bool soon = retained_at && now >= *retained_at && now - *retained_at < retention_every;
  const bool jumped = retained_at && clock.speed() > 0 && really - retained_after < std::chrono::hours(1);
  if (soon || jumped) return;
  retained_at = now;
  retained_after = really;
  const RetentionBasis basis =
      retention_basis(writer->table(), writer->journal(), now, options.raw_retention);
  say_retention(basis.disagree);
  if (!basis.from) return writer->finish_days(now);
  const auto cut_off = [&](DurationMs kept) { return kept > 0 ? *basis.from - kept : 0; };
  if (writer->retain({cut_off(options.raw_retention), cut_off(options.minute_retention),
                      cut_off(options.quarter_retention), options.most_bytes},
                     now))
    say({ErrorKind::storage, "The history reached its size limit: the oldest details were dropped.",
         "Raise [history] max_mb, or lower raw_days.", options.path.string()});
}

void HistoryStore::Private::say_retention(std::optional<Error> why) {
  if (why) why->place = options.path.string();
  {
    const std::lock_guard guard(problem_mutex);
    if (const auto before = std::exchange(disagree, why)) std::erase(problems, *before);
  }
  if (why) say(std::move(*why));
}

void HistoryStore::Private::run(const std::stop_token& stop) {
  while (true) {
    {
      std::unique_lock guard(thread_mutex);
      if (!wake.wait(guard, stop, [this] { return asked; })) return;
      asked = false;
    }
    // What goes wrong is in `problems`; the tail keeps the rows.
    if (writes && flush()) judge_stored(stop);
  }
}

/// What an older version stored, a stretch at a time, so that others may write in between.
void HistoryStore::Private::judge_stored(const std::stop_token& stop) {
  for (bool more = !judged; more && !stop.stop_requested();)
    if (!writing([&](StoreWriter& by) { more = by.judge_some(clock.now()); })) return;
  judged = !stop.stop_requested();
}

HistoryStore::HistoryStore(std::unique_ptr<Private> d) : d_(std::move(d)) {}

HistoryStore::~HistoryStore() {
  d_->thread.request_stop();
  if (d_->thread.joinable()) d_->thread.join();
  if (d_->writes && d_->flush()) {
    try {
      d_->reader.reset();
      d_->writer->checkpoint();
    } catch (const DatabaseFault&) {
      // The log is read at the next start: nothing is lost.
    }
  }
}

Expected<std::unique_ptr<HistoryStore>> HistoryStore::open(Options options, const Clock& clock) {
  order_retention(options);
  std::error_code error;
  const bool there = fs::exists(options.path, error);
  if (!there && (options.read_only || !options.create))
    return fail(ErrorKind::not_found, "There is no history yet.", "Record or sync some first.",
                options.path.string());
  if (!there)
    if (const auto made = make_folder(options.path); !made) return std::unexpected(made.error());

  auto d = std::make_unique<Private>(std::move(options), clock);
  const bool read_only = d->options.read_only;
  std::unique_ptr<HistoryStore> store(new HistoryStore(std::move(d)));
  Private& p = *store->d_;
  if (!read_only) store->try_become_writer();
  if (!p.writes) {
    if (!p.problems.empty()) return std::unexpected(p.problems.back());
    try {
      const FileVerdict verdict = judge_file(p.options.path);
      if (!verdict.spoiled.empty())
        return fail(ErrorKind::storage, fmt::format("The history file {}.", verdict.spoiled),
                    "Start the program that records; it sets the file aside.", p.options.path.string());
      if (verdict.outdated)
        return fail(ErrorKind::storage, "The history is of an older version.",
                    "Start the program that records once; it brings the file up to date.",
                    p.options.path.string());
      p.ready = verdict.ready;
      if (!verdict.there && !p.lock.holder())
        return fail(ErrorKind::storage, "The history cannot be made.", "Check the rights on its folder.",
                    p.options.path.string());
    } catch (const DatabaseFault& fault) {
      return std::unexpected(p.error_of(fault));
    }
  }
  p.thread = std::jthread([&p](const std::stop_token& stop) { p.run(stop); });
  return store;
}

bool HistoryStore::is_writer() const {
  return d_->writes;
}

bool HistoryStore::try_become_writer() {
  const std::lock_guard guard(d_->write_mutex);
  if (d_->writer) return true;
  if (d_->options.read_only) return false;
  const std::string name = d_->options.writer_name.empty() ? "hearthboard" : d_->options.writer_name;
  if (!d_->lock.try_take(fmt::format("{} (pid {})", name, ::getpid()))) return false;
  if (d_->start_writing()) return true;
  d_->lock.release();
  return false;
}

std::optional<std::string> HistoryStore::recorder() const {
  const std::lock_guard guard(d_->write_mutex);
  return d_->lock.holder();
}

std::vector<Error> HistoryStore::problems() const {
  const std::lock_guard guard(d_->problem_mutex);
  return d_->problems;
}

std::optional<Error> HistoryStore::deletion_paused() const {
  const RowsByGroup unwritten = d_->tail.all();
  auto found = d_->reading([&](Database* db) -> std::optional<Error> {
    if (db == nullptr) return std::nullopt;
    RowsByGroup recent = d_->journal.read(*db, d_->damaged());
    merge_groups(recent, unwritten);
    BlockTable table(*db, d_->damaged());
    return retention_basis(table, recent, d_->clock.now(), d_->options.raw_retention).disagree;
  });
  if (!found || !*found) return std::nullopt;
  (*found)->place = d_->options.path.string();
  return *found;
}

AppendResult HistoryStore::Private::after_append(const Tail::Taken& taken, TimeMs now) {
  if (!writes) tail.forget_before(now - reader_memory);
  if (!taken.full) return taken.result;
  {
    const std::lock_guard guard(problem_mutex);
    if (std::exchange(said_full, true)) return taken.result;
  }
  say({ErrorKind::storage, "Too many readings wait to be written; further ones are refused.",
       "Check that the disk takes writes.", options.path.string()});
  return taken.result;
}

AppendResult HistoryStore::append(std::span<const Reading> readings, Provenance provenance) {
  const TimeMs now = d_->clock.now();
  Tail::Taken taken;
  {
    const std::lock_guard guard(d_->coverage_mutex);
    taken = d_->tail.append(readings, provenance, now);
    for (const auto& [group, times] : taken.times) {
      if (!is_recorded(group.dataset, provenance)) continue;
      d_->follower.follow(group, provenance, times, now, d_->coverage);
      d_->coverage_followed.insert(group);
    }
  }
  return d_->after_append(taken, now);
}

static std::map<std::uint32_t, std::string> named_epochs(std::span<const std::string> serials) {
  std::map<std::uint32_t, std::string> epochs;
  for (const std::string& serial : serials)
    if (const std::uint32_t epoch = epoch_number(serial); epoch != 0) epochs[epoch] = serial;
  return epochs;
}

Expected<AppendResult> HistoryStore::put_rows(const GroupKey& group, Rows rows,
                                              std::span<const std::string> serials) {
  const TimeMs now = d_->clock.now();
  AppendResult result;
  result.refused = drop_unacceptable(group.dataset, rows, now);
  result.taken = rows.size();
  const auto epochs = named_epochs(serials);
  const auto written = d_->writing([&](StoreWriter& writer) { writer.put_rows(group, rows, epochs, now); });
  if (!written) return std::unexpected(written.error());
  return result;
}

Expected<void> HistoryStore::put_energy_hours(const std::string& entity, std::span<const EnergyHour> hours) {
  const std::vector<ChannelIndex> channels = {channel("energy.power_total"), channel("energy.power_l1"),
                                              channel("energy.power_l2"), channel("energy.power_l3"),
                                              channel("energy.import")};
  const TimeMs now = d_->clock.now();
  Rows rows(channels);
  std::vector<EnergyHour> sorted(hours.begin(), hours.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const EnergyHour& a, const EnergyHour& b) { return a.start < b.start; });
  for (const EnergyHour& hour : sorted) {
    if (hour.start % hour_ms != 0 || !plausible_time(Dataset::energy, hour.start, now)) continue;
    Rows one(channels);
    one.times = {hour.start};
    one.epochs = {0};
    one.provenances = {Provenance::api_hourly};
    const std::array values = {hour.power_total_w, hour.power_l1_w, hour.power_l2_w, hour.power_l3_w,
                               hour.energy_wh};
    for (std::size_t c = 0; c < values.size(); ++c)
      one.values[c] = {std::isfinite(values[c]) ? values[c] : no_value};
    merge_rows(rows, one);
  }
  return d_->writing([&](StoreWriter& writer) { writer.put_hours({Dataset::energy, entity}, rows); });
}

void HistoryStore::set_hour_so_far(const std::string& entity, TimeRange part, double energy_wh) {
  d_->hours_so_far.set(entity, {part.from, energy_wh, part.to});
}

Expected<void> HistoryStore::put_minutes(const GroupKey& group,
                                         const std::map<ChannelIndex, std::vector<Rollup>>& minutes) {
  return d_->writing([&](StoreWriter& writer) { writer.put_minutes(group, minutes); });
}

Expected<void> HistoryStore::put_quarters(const GroupKey& group,
                                          const std::map<ChannelIndex, std::vector<Rollup>>& quarters,
                                          std::span<const std::string> serials) {
  const auto epochs = named_epochs(serials);
  return d_->writing([&](StoreWriter& writer) { writer.put_quarters(group, quarters, epochs); });
}

Expected<void> HistoryStore::flush() {
  return d_->flush();
}

Expected<void> HistoryStore::compact() {
  if (const auto flushed = flush(); !flushed) return flushed;
  // A tree that is torn somewhere may hide rows without any read failing.
  const auto whole = d_->reading([](Database* db) {
    if (db == nullptr) return true;
    Statement s(*db, "PRAGMA integrity_check(1)");
    return s.step() && s.bytes(0) == "ok";
  });
  if (!whole || !*whole) {
    d_->corrupt = true;
    if (const auto flushed = flush(); !flushed) return flushed;
  }
  return d_->writing([&](StoreWriter& writer) {
    writer.compact(d_->clock.now());
    while (writer.judge_some(d_->clock.now())) {
    }
    writer.vacuum();
  });
}

void HistoryStore::request_flush() {
  d_->ask_for_flush();
}

Expected<void> HistoryStore::add_coverage(const Coverage& coverage) {
  const std::lock_guard guard(d_->coverage_mutex);
  d_->coverage.add(coverage);
  d_->coverage_asked.insert(coverage.group);
  return {};
}

Expected<void> HistoryStore::set_note(const std::string& key, const std::string& text) {
  if (note(key) == text) return {};
  return d_->writing([&](StoreWriter& writer) {
    Statement(writer.database(), "INSERT OR REPLACE INTO meta (key, value) VALUES ('note.' || ?1, ?2)")
        .bind(key, text)
        .run();
  });
}

const std::filesystem::path& HistoryStore::path() const {
  return d_->options.path;
}

}  // namespace hearth
