#include "core/store/history_store.h"

#include "core/store/bucket_query.h"
#include "core/store/lock_file.h"
#include "core/store/store_file.h"
#include "core/store/store_writer.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

namespace hearth {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_unflushed = 2'000'000;
constexpr std::size_t most_problems = 100;
constexpr DurationMs reader_memory = 10 * minute_ms;
/// How many rows beyond a range the tail is looked at for what completes the outer buckets.
constexpr std::size_t beside = 100;
constexpr DurationMs retention_every = hour_ms;
/// How far beyond a range a service's hours are looked at.
constexpr DurationMs longest_fit = 40 * day_ms;

std::vector<Coverage> read_coverage(Database& db) {
  std::vector<Coverage> found;
  Statement s(db,
              "SELECT g.dataset, g.entity, c.provenance, c.start, c.\"end\", c.asked_at, c.settled FROM coverage c "
              "JOIN series_group g ON g.id = c.group_id");
  while (s.step()) {
    const auto dataset = find_dataset(s.bytes(0));
    if (!dataset || s.integer(2) < 0 || s.integer(2) > static_cast<std::int64_t>(Provenance::imported)) continue;
    found.push_back({{*dataset, std::string(s.bytes(1))},
                     static_cast<Provenance>(s.integer(2)),
                     {s.integer(3), s.integer(4)},
                     s.integer(5),
                     s.integer(6) != 0});
  }
  return found;
}

bool whole_minutes(std::span<const TimeMs> edges) {
  return std::all_of(edges.begin(), edges.end(), [](TimeMs t) { return t % minute_ms == 0; });
}

}  // namespace

struct HistoryStore::Private {
  Private(Options o, const Clock& c) : options(std::move(o)), clock(c), lock(fs::path(options.path) += ".lock") {}

  Options options;
  const Clock& clock;

  mutable std::mutex problem_mutex;
  std::vector<Error> problems;
  std::set<std::int64_t> damaged_blocks;
  bool said_full = false;

  Tail tail{most_unflushed};
  mutable std::mutex coverage_mutex;
  CoverageSet coverage;
  CoverageFollower follower;
  std::set<GroupKey> coverage_changed;

  mutable std::mutex write_mutex;
  LockFile lock;                        ///< taken and released under write_mutex
  std::unique_ptr<StoreWriter> writer;  ///< under write_mutex; null where another records
  std::atomic<bool> writes{false};
  TimeMs retained_at = std::numeric_limits<TimeMs>::min();

  std::mutex read_mutex;
  std::unique_ptr<Database> reader;  ///< under read_mutex; null until there is a file to read

  std::mutex thread_mutex;
  std::condition_variable_any wake;
  bool asked = false;
  std::jthread thread;  ///< last: it must end before what it uses

  void say(Error error) {
    const std::lock_guard guard(problem_mutex);
    if (!problems.empty() && problems.back() == error) return;
    if (problems.size() >= most_problems) problems.erase(problems.begin());
    problems.push_back(std::move(error));
  }

  void say_damaged(std::int64_t block) {
    {
      const std::lock_guard guard(problem_mutex);
      if (!damaged_blocks.insert(block).second) return;
    }
    say({ErrorKind::storage, fmt::format("Block {} of the history is damaged; its readings are left out.", block),
         "The rest is not affected.", options.path.string()});
  }

  Error error_of(const DatabaseFault& fault) {
    Error error{ErrorKind::storage, fmt::format("The history cannot be used: {}.", fault.what()),
                fault.corrupt() ? "Start again: the file is then set aside and a new one begun."
                                : "Check the disk and the rights on the file.",
                options.path.string()};
    say(error);
    return error;
  }

  BlockTable::Damaged damaged() {
    return [this](std::int64_t block) { say_damaged(block); };
  }

  Expected<void> begin_anew(const std::string& why);
  Expected<void> start_writing();
  Expected<void> flush();
  void retain(TimeMs now);
  void run(const std::stop_token& stop);

  /// Runs `use(Database*)` in one read transaction; the connection is null where there is no store to read yet.
  template <class Use>
  auto reading(Use use) -> Expected<decltype(use(static_cast<Database*>(nullptr)))> {
    const std::lock_guard guard(read_mutex);
    try {
      if (!reader && judge_file(options.path).ready) reader = open_reader(options.path);
      if (!reader) return use(static_cast<Database*>(nullptr));
      const Transaction transaction(*reader, Transaction::Kind::read);
      return use(reader.get());
    } catch (const DatabaseFault& fault) {
      return std::unexpected(error_of(fault));
    }
  }

  /// Runs `use(StoreWriter&)` where this store may write.
  template <class Use>
  Expected<void> writing(Use use) {
    const std::lock_guard guard(write_mutex);
    if (!writer)
      return fail(ErrorKind::storage, "Another program records into this history.", "", options.path.string());
    try {
      use(*writer);
      return {};
    } catch (const DatabaseFault& fault) {
      return std::unexpected(error_of(fault));
    }
  }

  template <class Use>
  auto of_group(const GroupKey& group, TimeRange range, std::size_t rows_beside, Use use) {
    // The tail first: what is written meanwhile is then seen twice, which does no harm, and never not at all.
    Rows rows = tail.rows(group, range, rows_beside);
    return reading([&](Database* db) {
      std::optional<BlockTable> table;
      std::optional<std::int64_t> id;
      if (db != nullptr) {
        table.emplace(*db, damaged());
        id = table->find_group(group);
      }
      GroupSource source(table ? &*table : nullptr, id, group.dataset, std::move(rows));
      return use(source);
    });
  }

  std::vector<Buckets> buckets_of(GroupSource& source, const GroupKey& group, std::vector<ChannelIndex> channels,
                                  std::span<const TimeMs> edges);
};

/// Puts a spoiled file away; says so.
Expected<void> HistoryStore::Private::begin_anew(const std::string& why) {
  const auto target = set_aside(options.path, clock.now());
  if (!target) {
    say(target.error());
    return std::unexpected(target.error());
  }
  say({ErrorKind::storage, fmt::format("The history file {}; a new one has been begun.", why),
       fmt::format("The old one is kept as {}.", target->filename().string()), options.path.string()});
  return {};
}

/// Takes the file over as its writer; the lock is held. A spoiled file is set aside first.
Expected<void> HistoryStore::Private::start_writing() {
  for (bool again = true; true; again = false) {
    try {
      const FileVerdict verdict = judge_file(options.path);
      if (!verdict.spoiled.empty())
        if (const auto begun = begin_anew(verdict.spoiled); !begun) return begun;
      writer = std::make_unique<StoreWriter>(open_writer(options.path), damaged());
      const std::vector<Coverage> stored = read_coverage(writer->database());
      const std::lock_guard guard(coverage_mutex);
      for (const Coverage& c : stored) coverage.add(c);
      writes = true;
      return {};
    } catch (const DatabaseFault& fault) {
      writer.reset();
      if (!fault.corrupt() || !again) return std::unexpected(error_of(fault));
      if (const auto begun = begin_anew("is damaged"); !begun) return begun;
    }
  }
}

Expected<void> HistoryStore::Private::flush() {
  const std::lock_guard guard(write_mutex);
  if (!writer)
    return fail(ErrorKind::storage, "Another program records into this history.", "", options.path.string());
  const TimeMs now = clock.now();
  StoreWriter::Batch batch;
  std::set<GroupKey> changed;
  {
    // Coverage never says more than the rows written with it.
    const std::lock_guard coverage_guard(coverage_mutex);
    changed.swap(coverage_changed);
    for (const GroupKey& group : changed) batch.coverage[group] = coverage.of(group);
    batch.rows = tail.begin_writing();
  }
  batch.epochs = tail.epochs();
  try {
    if (!batch.rows->empty() || !batch.coverage.empty()) writer->write(batch, now);
    tail.written();
    retain(now);
    return {};
  } catch (const DatabaseFault& fault) {
    tail.not_written();
    const std::lock_guard coverage_guard(coverage_mutex);
    coverage_changed.merge(changed);
    return std::unexpected(error_of(fault));
  }
}

void HistoryStore::Private::retain(TimeMs now) {
  if (retained_at != std::numeric_limits<TimeMs>::min() && now >= retained_at && now - retained_at < retention_every)
    return;
  retained_at = now;
  writer->retain(now - options.raw_retention, now - options.minute_retention);
}

void HistoryStore::Private::run(const std::stop_token& stop) {
  while (true) {
    {
      std::unique_lock guard(thread_mutex);
      if (!wake.wait(guard, stop, [this] { return asked; })) return;
      asked = false;
    }
    // What goes wrong is in `problems`; the tail keeps the rows.
    if (writes) static_cast<void>(flush());
  }
}

std::vector<Buckets> HistoryStore::Private::buckets_of(GroupSource& source, const GroupKey& group,
                                                       std::vector<ChannelIndex> channels,
                                                       std::span<const TimeMs> edges) {
  const TimeRange range{edges.front(), edges.back()};
  // Prices are known ahead; nothing else holds beyond the present.
  const TimeMs until =
      group.dataset == Dataset::price ? std::numeric_limits<TimeMs>::max() : std::max(clock.now(), range.from);
  const bool by_minutes = whole_minutes(edges);
  MinuteMap minutes;
  Rows rows(channels);
  std::vector<std::optional<Point>> before(channels.size());
  std::vector<std::optional<Point>> after(channels.size());
  if (by_minutes) {
    minutes = source.minutes(range, channels);
  } else {
    rows = source.rows(range, channels);
    before = source.before(range.from, channels);
    after = source.after(range.to, channels);
  }
  std::vector<std::vector<Point>> points(channels.size());
  TimeRange reach = range;
  for (std::size_t c = 0; c < channels.size(); ++c) {
    points[c] = rows.points(c);
    if (before[c]) points[c].insert(points[c].begin(), *before[c]);
    if (after[c]) points[c].push_back(*after[c]);
    const auto& list = minutes[channels[c]];
    if (!points[c].empty())
      reach = {std::min(reach.from, points[c].front().time), std::max(reach.to, points[c].back().time)};
    if (!list.empty()) reach = {std::min(reach.from, list.front().start), std::max(reach.to, list.back().start)};
  }
  Rows said(channels);
  // The hours of a whole gap, also beyond the range: they are fitted to what the meter counted over it.
  if (group.dataset == Dataset::energy)
    said = source.hours({floor_to(std::max(reach.from, range.from - longest_fit), hour_ms),
                         std::min(reach.to, range.to + longest_fit)},
                        channels);
  std::vector<Buckets> result;
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const SeriesKey key{channels[c], group.entity};
    std::vector<HourValue> hours;
    for (std::size_t i = 0; i < said.size(); ++i)
      if (has_value(said.values[c][i])) hours.push_back({said.times[i], said.values[c][i]});
    result.push_back(by_minutes ? build_buckets(key, edges, std::span<const Minute>(minutes[channels[c]]), hours, until)
                                : build_buckets(key, edges, std::span<const Point>(points[c]), hours, until));
  }
  return result;
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
  std::error_code error;
  const bool there = fs::exists(options.path, error);
  if (!there && (options.read_only || !options.create))
    return fail(ErrorKind::not_found, "There is no history yet.", "Record or sync some first.", options.path.string());
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

bool HistoryStore::is_writer() const { return d_->writes; }

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

AppendResult HistoryStore::append(std::span<const Reading> readings, Provenance provenance) {
  const TimeMs now = d_->clock.now();
  const bool recorded = provenance == Provenance::live || provenance == Provenance::polled;
  Tail::Taken taken;
  {
    const std::lock_guard guard(d_->coverage_mutex);
    taken = d_->tail.append(readings, provenance, now);
    for (const auto& [group, times] : taken.times) {
      // Climate sensors report when something changes: two reports far apart do not show that nobody was missed between.
      if (!recorded || group.dataset == Dataset::climate) continue;
      d_->follower.follow(group, provenance, times, now, d_->coverage);
      d_->coverage_changed.insert(group);
    }
  }
  if (!d_->writes) d_->tail.forget_before(now - reader_memory);
  if (taken.full) {
    {
      const std::lock_guard guard(d_->problem_mutex);
      if (std::exchange(d_->said_full, true)) return taken.result;
    }
    d_->say({ErrorKind::storage, "Too many readings wait to be written; further ones are refused.",
             "Check that the disk takes writes.", d_->options.path.string()});
  }
  return taken.result;
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
    const std::array values = {hour.power_total_w, hour.power_l1_w, hour.power_l2_w, hour.power_l3_w, hour.energy_wh};
    for (std::size_t c = 0; c < values.size(); ++c)
      one.values[c] = {std::isfinite(values[c]) ? values[c] : no_value};
    merge_rows(rows, one);
  }
  return d_->writing([&](StoreWriter& writer) { writer.put_hours({Dataset::energy, entity}, rows); });
}

Expected<void> HistoryStore::put_minutes(const GroupKey& group,
                                         const std::map<ChannelIndex, std::vector<Minute>>& minutes) {
  return d_->writing([&](StoreWriter& writer) { writer.put_minutes(group, minutes); });
}

Expected<void> HistoryStore::flush() { return d_->flush(); }

void HistoryStore::request_flush() {
  {
    const std::lock_guard guard(d_->thread_mutex);
    d_->asked = true;
  }
  d_->wake.notify_one();
}

std::vector<GroupKey> HistoryStore::groups() const {
  std::set<GroupKey> all;
  for (const GroupKey& group : d_->tail.groups()) all.insert(group);
  const auto stored = d_->reading([&](Database* db) {
    return db != nullptr ? BlockTable(*db, d_->damaged()).groups() : std::vector<GroupKey>();
  });
  if (stored) all.insert(stored->begin(), stored->end());
  return {all.begin(), all.end()};
}

Expected<Series> HistoryStore::raw(const SeriesKey& key, TimeRange range) const {
  return d_->of_group(key.group(), range, 0, [&](GroupSource& source) {
    Series series;
    series.key = key;
    const bool counter = info(key.channel).kind == Kind::counter;
    for (const Point& p : source.rows(range, {key.channel}).points(0)) {
      series.times.push_back(p.time);
      series.values.push_back(p.value);
      if (counter) series.epochs.push_back(p.epoch);
    }
    return series;
  });
}

Expected<Buckets> HistoryStore::buckets(const SeriesKey& key, TimeRange range, const BucketSpec& spec) const {
  const std::array channels = {key.channel};
  auto all = buckets(key.group(), channels, range, spec);
  if (!all) return std::unexpected(all.error());
  return std::move(all->front());
}

Expected<std::vector<Buckets>> HistoryStore::buckets(const GroupKey& group, std::span<const ChannelIndex> channels,
                                                     TimeRange range, const BucketSpec& spec) const {
  for (const ChannelIndex c : channels)
    if (c >= channel_count || info(c).dataset != group.dataset)
      return fail(ErrorKind::usage, "A channel of another dataset was asked for.");
  const auto edges = bucket_edges(range, spec);
  if (!edges) return std::unexpected(edges.error());
  if (edges->empty()) {
    std::vector<Buckets> none;
    for (const ChannelIndex c : channels) none.push_back({{c, group.entity}, {}});
    return none;
  }
  return d_->of_group(group, {edges->front(), edges->back()}, beside, [&](GroupSource& source) {
    return d_->buckets_of(source, group, {channels.begin(), channels.end()}, *edges);
  });
}

Expected<std::vector<Latest>> HistoryStore::latest() const {
  const Tail::Groups unwritten = d_->tail.all();
  auto stored = d_->reading([&](Database* db) {
    std::map<SeriesKey, Latest> found;
    if (db == nullptr) return found;
    Statement s(*db,
                "SELECT l.channel, g.entity, l.time, l.value FROM latest l JOIN series_group g ON g.id = l.group_id");
    while (s.step())
      if (const auto c = find_channel(s.bytes(0))) {
        const SeriesKey key{*c, std::string(s.bytes(1))};
        found[key] = {key, s.integer(2), s.real(3)};
      }
    return found;
  });
  if (!stored) return std::unexpected(stored.error());
  for (const auto& [group, rows] : unwritten) {
    for (std::size_t c = 0; c < rows.channels.size(); ++c) {
      for (std::size_t i = rows.size(); i-- > 0;) {
        if (!has_value(rows.values[c][i])) continue;
        const SeriesKey key{rows.channels[c], group.entity};
        const auto [entry, fresh] = stored->try_emplace(key);
        if (fresh || rows.times[i] >= entry->second.time) entry->second = {key, rows.times[i], rows.values[c][i]};
        break;
      }
    }
  }
  std::vector<Latest> all;
  for (auto& [key, latest] : *stored) all.push_back(std::move(latest));
  return all;
}

std::vector<Coverage> HistoryStore::coverage(const GroupKey& group) const {
  CoverageSet all;
  if (!d_->writes) {
    const auto stored =
        d_->reading([](Database* db) { return db != nullptr ? read_coverage(*db) : std::vector<Coverage>(); });
    if (stored)
      for (const Coverage& c : *stored) all.add(c);
  }
  const std::lock_guard guard(d_->coverage_mutex);
  for (const Coverage& c : d_->coverage.of(group)) all.add(c);
  return all.of(group);
}

Expected<void> HistoryStore::add_coverage(const Coverage& coverage) {
  const std::lock_guard guard(d_->coverage_mutex);
  d_->coverage.add(coverage);
  d_->coverage_changed.insert(coverage.group);
  return {};
}

Expected<void> HistoryStore::set_note(const std::string& key, const std::string& text) {
  if (note(key) == text) return {};
  return d_->writing([&](StoreWriter& writer) {
    Statement(writer.database(), "INSERT OR REPLACE INTO meta (key, value) VALUES ('note.' || ?1, ?2)").bind(key, text).run();
  });
}

std::optional<std::string> HistoryStore::note(const std::string& key) const {
  const auto found = d_->reading([&](Database* db) -> std::optional<std::string> {
    if (db == nullptr) return std::nullopt;
    Statement select(*db, "SELECT value FROM meta WHERE key = 'note.' || ?1");
    if (!select.bind(key).step()) return std::nullopt;
    return std::string(select.bytes(0));
  });
  return found ? *found : std::nullopt;
}

StoreStats HistoryStore::stats() const {
  StoreStats stats;
  stats.unflushed = d_->tail.size();
  for (const char* suffix : {"", "-wal"}) {
    std::error_code error;
    const auto bytes = fs::file_size(fs::path(d_->options.path) += suffix, error);
    if (!error) stats.file_bytes += bytes;
  }
  const auto note = [&](TimeMs first, TimeMs last) {
    stats.oldest = std::min(stats.oldest.value_or(first), first);
    stats.newest = std::max(stats.newest.value_or(last), last);
  };
  static_cast<void>(d_->reading([&](Database* db) {
    if (db == nullptr) return false;
    Statement s(*db, "SELECT count(*), total(CASE tier WHEN 0 THEN count END), min(start), max(\"end\") FROM block");
    if (s.step() && s.integer(0) > 0) {
      stats.blocks = static_cast<std::uint64_t>(s.integer(0));
      stats.rows = static_cast<std::uint64_t>(s.integer(1));
      note(s.integer(2), s.integer(3));
    }
    return true;
  }));
  for (const auto& [group, rows] : d_->tail.all())
    if (!rows.empty()) note(rows.times.front(), rows.times.back());
  return stats;
}

const std::filesystem::path& HistoryStore::path() const { return d_->options.path; }

}  // namespace hearth
