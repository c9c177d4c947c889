#include "core/store/history_store_private.h"
#include "core/store/retention.h"
#include "core/store/salvage.h"
#include "core/telemetry/corrected_clock.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace hearth {
namespace {

namespace fs = std::filesystem;

constexpr DurationMs reader_memory = 10 * minute_ms;
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
  say({ErrorKind::storage, said("The history file {}; a new one has been begun.", why),
       said("The old one is kept as {}.", target->filename().string()), options.path.string()});
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
               said("{} blocks of it, and {} readings of its last hour, could be read and were taken over.",
                    saved.blocks, saved.rows),
               "", options.path.string()});
      writer = std::make_unique<StoreWriter>(std::move(db), damaged(), options.max_power_w);
      judged = !writer->has_unjudged();
      if (!judged) ask_for_flush();
      writer->heal_dates();
      std::set<GroupKey> groups;
      for (Group& group : writer->table().groups()) groups.insert(std::move(group.key));
      const std::vector<Coverage> stored = asked_before(read_coverage(writer->database()), clock.now());
      const std::lock_guard guard(coverage_mutex);
      for (const Coverage& c : stored) coverage.add(c);
      follower.resume(stored);
      for (const auto& [group, rows] : writer->journal()) {
        follower.follow(group, rows, clock.now(), coverage);
        groups.insert(group);
      }
      note_groups(groups);
      ready = true;
      writes = true;
      return {};
    } catch (const DatabaseFault& fault) {
      writer.reset();
      if (!fault.corrupt() || !again) return std::unexpected(failed(fault));
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
  if (!writer && options.wait_for_disk) begin_writing();
  if (!writer) return not_writing();
  if (corrupt)
    if (const auto recovered = recover(); !recovered) return recovered;
  auto written = write_batch();
  if (!written && corrupt && recover()) written = write_batch();
  // The log holds pages again and again that the file holds once: emptied, it makes room on a full disk.
  if (!written && std::exchange(was_full, false) && writer->make_room()) written = write_batch();
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
    std::set<GroupKey> groups;
    for (const auto& [group, rows] : *batch.rows) groups.insert(group);
    note_groups(groups);
    tail.written();
    write_pending();
    retain(now);
  } catch (const DatabaseFault& fault) {
    tail.not_written();
    again(true);
    was_full = fault.code() == SQLITE_FULL;
    return std::unexpected(failed(fault));
  }
  resume();
  return {};
}

HistoryStore::HistoryStore(std::unique_ptr<Private> d) : d_(std::move(d)) {}

HistoryStore::~HistoryStore() {
  d_->thread.request_stop();
  if (d_->thread.joinable()) d_->thread.join();
  if ((d_->writes || d_->options.wait_for_disk) && d_->flush()) {
    try {
      d_->reader.reset();
      d_->writer->checkpoint();
    } catch (const DatabaseFault&) {
      // The log is read at the next start: nothing is lost.
    }
  }
}

/// Why a store that does not write, and waits for nothing, cannot be read.
static std::optional<Error> why_unreadable(const FileVerdict& verdict, bool others_write,
                                           const fs::path& path) {
  if (!verdict.spoiled.empty())
    return Error{
        ErrorKind::storage, said("The history file {}.", verdict.spoiled),
        "\"hearthctl store compact\", or the next start of the program that records, sets it aside and "
        "goes on with what can be read of it.",
        path.string()};
  if (verdict.outdated)
    return Error{ErrorKind::storage, "The history is of an older version.",
                 "Start the program that records once; it brings the file up to date.", path.string()};
  if (!verdict.there && !others_write)
    return Error{ErrorKind::storage, "The history cannot be made.", "Check the rights on its folder.",
                 path.string()};
  return std::nullopt;
}

Expected<std::unique_ptr<HistoryStore>> HistoryStore::open(Options options, const Clock& clock) {
  order_retention(options);
  if (options.later) {
    std::unique_ptr<HistoryStore> store(
        new HistoryStore(std::make_unique<Private>(std::move(options), clock)));
    Private& p = *store->d_;
    p.options.wait_for_disk = true;
    p.opening = p.asked_to_look = true;
    p.thread = std::jthread([&p](const std::stop_token& stop) { p.run(stop); });
    return store;
  }
  std::error_code error;
  const bool there = fs::exists(options.path, error);
  if (!there && (options.read_only || !options.create))
    return fail(ErrorKind::not_found, "There is no history yet.", "Record or sync some first.",
                options.path.string());
  if (!there && !options.wait_for_disk)
    if (const auto made = make_folder(options.path); !made) return std::unexpected(made.error());

  std::unique_ptr<HistoryStore> store(new HistoryStore(std::make_unique<Private>(std::move(options), clock)));
  Private& p = *store->d_;
  if (!store->try_become_writer() && !p.options.wait_for_disk) {
    if (!p.problems.empty()) return std::unexpected(p.problems.back());
    try {
      const FileVerdict verdict = judge_file(p.options.path, &p.reader);
      if (auto why = why_unreadable(verdict, p.lock.holder().has_value(), p.options.path))
        return std::unexpected(std::move(*why));
      p.ready = verdict.ready;
    } catch (const DatabaseFault& fault) {
      return std::unexpected(p.error_of(fault));
    }
  }
  p.note_recorder();
  p.thread = std::jthread([&p](const std::stop_token& stop) { p.run(stop); });
  return store;
}

void HistoryStore::wait_until_open() const {
  d_->opening.wait(true);
}

bool HistoryStore::is_writer() const {
  return d_->writes;
}

bool HistoryStore::try_become_writer() {
  const std::lock_guard guard(d_->write_mutex);
  return d_->begin_writing();
}

std::optional<std::string> HistoryStore::recorder() const {
  const std::lock_guard guard(d_->write_mutex);
  return d_->lock.holder();
}

std::string HistoryStore::recorder_trouble() const {
  const std::lock_guard guard(d_->write_mutex);
  return d_->lock.noted();
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
  // What another program records comes from the disk soon; what nobody writes is kept.
  if (!keeps()) tail.forget_before(now - reader_memory);
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
    // What the engine takes the tail does not refuse, whatever the clock's pace.
    taken = d_->tail.append(readings, provenance, now + clock_tolerance(d_->clock) - minute_ms);
    for (const auto& [group, times] : taken.times) {
      if (!is_recorded(group.dataset, provenance)) continue;
      d_->follower.follow(group, provenance, times, now, d_->coverage);
      d_->coverage_followed.insert(group);
    }
  }
  return d_->after_append(taken, now);
}

std::map<std::uint32_t, std::string> named_epochs(std::span<const std::string> serials) {
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
  const auto epochs = named_epochs(serials);
  const auto written = d_->writing(
      [&](StoreWriter& writer) { result.duplicates = writer.put_rows(group, rows, epochs, now); }, &group);
  if (!written) return std::unexpected(written.error());
  result.taken = rows.size() - result.duplicates;
  return result;
}

static Rows rows_of(std::span<const EnergyHour> hours, TimeMs now) {
  const std::vector<ChannelIndex> channels = {channel("energy.power_total"), channel("energy.power_l1"),
                                              channel("energy.power_l2"), channel("energy.power_l3"),
                                              channel("energy.import")};
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
  return rows;
}

Expected<void> HistoryStore::put_energy_hours(const std::string& entity, std::span<const EnergyHour> hours) {
  const Rows rows = rows_of(hours, d_->clock.now());
  const GroupKey group{Dataset::energy, entity};
  return d_->writing([&](StoreWriter& writer) { writer.put_hours(group, rows); }, &group);
}

void HistoryStore::set_hour_so_far(const std::string& entity, TimeRange part, double energy_wh) {
  d_->hours_so_far.set(entity, {part.from, energy_wh, part.to});
}

void HistoryStore::take_energy_hours(const std::string& entity, std::span<const EnergyHour> hours) {
  if (!d_->keeps()) return;
  const Rows rows = rows_of(hours, d_->clock.now());
  const std::lock_guard guard(d_->pending_mutex);
  auto& pending = d_->pending_hours[entity];
  if (pending.changes++ == 0)
    pending.rows = rows;
  else
    merge_rows(pending.rows, rows);
}

Expected<void> HistoryStore::put_minutes(const GroupKey& group,
                                         const std::map<ChannelIndex, std::vector<Rollup>>& minutes) {
  return d_->writing([&](StoreWriter& writer) { writer.put_minutes(group, minutes); }, &group);
}

Expected<void> HistoryStore::put_quarters(const GroupKey& group,
                                          const std::map<ChannelIndex, std::vector<Rollup>>& quarters,
                                          std::span<const std::string> serials) {
  const auto epochs = named_epochs(serials);
  return d_->writing([&](StoreWriter& writer) { writer.put_quarters(group, quarters, epochs); }, &group);
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
  return d_->writing([&](StoreWriter& writer) { writer.put_note(key, text); });
}

void HistoryStore::take_note(const std::string& key, const std::string& text) {
  if (!d_->keeps()) return;
  const std::lock_guard guard(d_->pending_mutex);
  d_->pending_notes[key] = text;
}

const std::filesystem::path& HistoryStore::path() const {
  return d_->options.path;
}

}  // namespace hearth
