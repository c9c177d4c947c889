#include "core/store/history_store_private.h"
#include "core/store/retention.h"

#include <unistd.h>

/// What a store's own thread looks after: that the file is there and can be written, and what is past its
/// time.
namespace hearth {
namespace {

constexpr DurationMs retention_every = hour_ms;

}  // namespace

/// Nothing can be written for now: says so once, to whoever asks the lock too. Under write_mutex.
Error HistoryStore::Private::pause(Error why) {
  {
    const std::lock_guard guard(problem_mutex);
    if (paused == why) return why;
    if (paused) std::erase(problems, *paused);
    paused = why;
    problems.push_back(why);
  }
  lock.note(why.message);
  return why;
}

bool HistoryStore::Private::is_paused() {
  const std::lock_guard guard(problem_mutex);
  return paused.has_value();
}

void HistoryStore::Private::resume() {
  {
    const std::lock_guard guard(problem_mutex);
    if (!paused) return;
    std::erase(problems, *paused);
    paused.reset();
    said_full = false;
  }
  lock.note({});
}

/// Takes the file over where nobody else has it; true where this store writes. Under write_mutex.
bool HistoryStore::Private::begin_writing() {
  if (writer) return true;
  if (options.read_only) return false;
  if (place.waits(options.path)) {
    pause({ErrorKind::storage, "The disk with the history has gone: recording pauses.",
           "Put it back; what is measured meanwhile is kept in memory and written then.",
           options.path.string()});
    return false;
  }
  if (options.wait_for_disk)
    if (const std::error_code error = folder_made(options.path); error) {
      pause(disk_trouble(error.value(), options.path));
      return false;
    }
  const std::string name = options.writer_name.empty() ? "hearthboard" : options.writer_name;
  if (!lock.try_take(fmt::format("{} (pid {})", name, ::getpid()))) {
    if (lock.error() == 0) {
      resume();
    } else if (options.wait_for_disk) {
      pause(disk_trouble(lock.error(), options.path));
    }
    return false;
  }
  if (const auto begun = start_writing(); !begun) {
    lock.release();
    if (options.wait_for_disk && !is_paused()) pause(begun.error());
    return false;
  }
  place.remember(options.path);
  if (!cache) remove_cache(options.path);
  renew_reader();
  resume();
  return true;
}

/// A connection for reading may have another file open, or the same as it once stood: the next query opens
/// its own.
void HistoryStore::Private::renew_reader() {
  const std::lock_guard guard(read_mutex);
  if (reader) reader->disown();
  reader.reset();
  journal = {};
}

/// Closes a file that is not where it was. What its last hour brought is in memory, and is kept there.
void HistoryStore::Private::let_go() {
  RowsByGroup recent;
  try {
    recent = writer->journal();
  } catch (const DatabaseFault&) {
    // The disk has gone with it.
  }
  writer->database().disown();
  writes = false;
  ready = false;
  writer.reset();
  renew_reader();
  lock.release();
  {
    const std::lock_guard guard(groups_mutex);
    written_groups.clear();
  }
  tail.take_back(recent);
  const RowsByGroup all = tail.all();
  const std::lock_guard guard(coverage_mutex);
  coverage = {};
  follower = {};
  coverage_asked.clear();
  coverage_followed.clear();
  for (const auto& [group, rows] : all) {
    follower.follow(group, rows, clock.now(), coverage);
    coverage_followed.insert(group);
  }
}

/// Whether the file that is open is still the one that stands there. Under write_mutex.
void HistoryStore::Private::check_place() {
  const StorePlace::Verdict verdict = place.look(options.path);
  if (verdict == StorePlace::Verdict::same && lock.in_place()) return;
  if (verdict == StorePlace::Verdict::deleted)
    say({ErrorKind::storage, "The history file was deleted while it was in use.",
         "A new one is begun with what is in memory.", options.path.string()});
  if (verdict == StorePlace::Verdict::other_file)
    say({ErrorKind::storage, "Another history file stands in the place of the one that was in use.",
         "Recording goes on in that one.", options.path.string()});
  let_go();
  if (begin_writing()) static_cast<void>(write_batch());
}

void HistoryStore::Private::look() {
  {
    const std::lock_guard guard(write_mutex);
    if (writer) {
      check_place();
    } else if (!options.read_only) {
      begin_writing();
    }
  }
  if (!writes && reader_place.look(options.path) != StorePlace::Verdict::same) {
    ready = false;
    renew_reader();
  }
  renew_state();
}

/// Looks at what `state` tells.
void HistoryStore::Private::renew_state() {
  note_recorder();
  const StoreStats stats = read_stats();
  const std::lock_guard guard(state_mutex);
  last_state.stats = stats;
}

void HistoryStore::Private::note_recorder() {
  if (!writes) reader_place.remember(options.path);
  std::optional<std::string> recorder;
  {
    const std::lock_guard guard(write_mutex);
    recorder = lock.holder();
  }
  const std::lock_guard guard(state_mutex);
  last_state.recorder = std::move(recorder);
}

/// What waited for a flush beside the readings. Throws DatabaseFault; what is not written waits for the next.
void HistoryStore::Private::write_pending() {
  std::map<std::string, PendingHours> hours;
  std::map<std::string, std::string> notes;
  {
    const std::lock_guard guard(pending_mutex);
    hours = pending_hours;
    notes = pending_notes;
  }
  for (const auto& [entity, some] : hours) {
    writer->put_hours({Dataset::energy, entity}, some.rows);
    note_groups({{Dataset::energy, entity}});
  }
  for (const auto& [key, text] : notes) writer->put_note(key, text);
  const std::lock_guard guard(pending_mutex);
  std::erase_if(pending_hours, [&](const auto& entry) {
    const auto written = hours.find(entry.first);
    return written != hours.end() && written->second.changes == entry.second.changes;
  });
  std::erase_if(pending_notes, [&](const auto& entry) {
    const auto written = notes.find(entry.first);
    return written != notes.end() && written->second == entry.second;
  });
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
    bool to_look = false;
    bool to_flush = false;
    {
      std::unique_lock guard(thread_mutex);
      if (!wake.wait(guard, stop, [this] { return asked || asked_to_look; })) return;
      to_look = std::exchange(asked_to_look, false);
      to_flush = std::exchange(asked, false);
    }
    // The file is looked for first: what is written into one that was deleted is lost. What goes wrong is in
    // `problems`; the tail keeps the rows.
    if (to_look) {
      look();
      if (opening.exchange(false)) opening.notify_all();
    }
    if (to_flush && (writes || options.wait_for_disk) && flush()) judge_stored(stop);
    if (to_flush) renew_state();
    if (options.told) options.told();
  }
}

/// What an older version stored, a stretch at a time, so that others may write in between.
void HistoryStore::Private::judge_stored(const std::stop_token& stop) {
  for (bool more = !judged; more && !stop.stop_requested();)
    if (!writing([&](StoreWriter& by) { more = by.judge_some(clock.now()); })) return;
  judged = !stop.stop_requested();
}

StoreState HistoryStore::state() const {
  StoreState now;
  {
    const std::lock_guard guard(d_->state_mutex);
    now = d_->last_state;
  }
  now.writes = d_->writes;
  now.stats.unflushed = d_->tail.size();
  const std::lock_guard guard(d_->problem_mutex);
  now.problems = d_->problems;
  now.paused = d_->paused;
  return now;
}

void HistoryStore::request_look() {
  {
    const std::lock_guard guard(d_->thread_mutex);
    d_->asked_to_look = true;
  }
  d_->wake.notify_one();
}

}  // namespace hearth
