#include "core/source/replica/source_private.h"
#include "core/source/source_secret.h"
#include "core/source/sync_planner.h"
#include "core/store/one_meter.h"
#include "core/store/place_limit.h"

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

/// Rows may arrive late by this, besides a standby's lag: what is older when asked is final.
constexpr DurationMs late_rows = 5 * minute_ms;
/// A dataset whose reads fail so often in a row is left for the next synchronisation.
constexpr int most_failures = 3;
constexpr DurationMs quarters_window = 7 * day_ms;
constexpr DurationMs hours_window = 31 * day_ms;

bool needs_a_person(ErrorKind kind) {
  return kind == ErrorKind::sign_in || kind == ErrorKind::config || kind == ErrorKind::not_permitted;
}

}  // namespace

/// What is asked before a synchronisation.
struct ReplicaSource::Facts {
  std::optional<Error> error;   ///< why nothing more was asked
  std::optional<Error> failed;  ///< why something was not learnt, the first time
  std::optional<replica::Capabilities> found;
  std::map<Dataset, TimeRange> extents;
  std::map<std::string, std::string> currencies;  ///< by price area

  void note(const Error& e) {
    if (ends_all(e.kind)) error = e;
    if (!failed) failed = e;
  }
};

/// One read of a synchronisation.
struct ReplicaSource::Window {
  enum class What { rows, quarters, hours };
  What what = What::rows;
  Dataset dataset = Dataset::energy;
  TimeRange range;
};

/// What a read has brought, and put into the store.
struct ReplicaSource::Brought {
  std::optional<Error> error;
  std::vector<GroupKey> groups;
  std::vector<EnergyHour> hours;
  std::optional<TimeRange> data;
  std::uint64_t refused = 0;
};

ReplicaSource::ReplicaSource(const SourceContext& context)
    : Source(QStringLiteral("Database")),
      config_(context.config),
      store_(context.store),
      clock_(context.clock),
      timer_(clock_) {
  connection_.state = ConnectionState::connecting;
  for (const PollPolicy& p : poll_policies) connection_.data[p.dataset];
  connect(&timer_, &ClockTimer::timeout, this, [this] { follow_once(); });
}

ReplicaSource::~ReplicaSource() = default;

const Offers& ReplicaSource::offers() const {
  static const Offers all = {{Dataset::energy, Way::polled},
                             {Dataset::heatpump, Way::polled},
                             {Dataset::climate, Way::polled},
                             {Dataset::price, Way::polled}};
  return all;
}

bool ReplicaSource::gives(Dataset dataset) const {
  const auto data = connection_.data.find(dataset);
  return connection_.state == ConnectionState::connected && data != connection_.data.end() &&
         !data->second.error;
}

void ReplicaSource::start(bool follow, StandsBy stands_by) {
  follows_ = follow;
  stands_by_ = std::move(stands_by);
  begin();
}

QCoro::Task<> ReplicaSource::begin() {
  begin_one();
  auto looking_for_it = source_password("replica", config_, looking_.get_token());
  const auto password = co_await looking_for_it;
  if (!stopping_) {
    // A role may be let in without one; where it is not, the server says so.
    Q_EMIT problem_changed("password", password ? std::nullopt : std::optional(password.error()));
    replica::Replica::Options options;
    options.settings = {config_.replica_dsn, password ? password->text : std::string()};
    options.max_power_w = config_.max_power_kw * 1000;
    options.meter = config_.meter;
    thread_ = std::make_unique<ReplicaThread>(std::move(options), clock_);
    if (follows_) timer_.start_once(0);
  }
  begun_.give(true);
  end_one();
}

void ReplicaSource::stop() {
  stopping_ = true;
  looking_.request_stop();
  timer_.stop();
  if (thread_) thread_->stop();
}

QCoro::Task<SyncOutcome> ReplicaSource::catch_up(int hours, DurationMs ask_again_after) {
  begin_one();
  const auto wait = begun_.wait();
  co_await wait;
  SyncOutcome outcome;
  outcome.gave_up = stopping_;
  if (!stopping_) {
    auto fetching = fetch_missing(hours, ask_again_after);
    outcome = co_await fetching;
  }
  end_one();
  co_return outcome;
}

QCoro::Task<SyncOutcome> ReplicaSource::fetch_missing(int hours, DurationMs ask_again_after) {
  SyncOutcome outcome;
  auto asking = ask<Facts>(
      [](replica::Replica& replica, const std::stop_token& stop) {
        Facts facts;
        const auto found = replica.look_again(stop);
        if (!found) {
          facts.error = found.error();
          return facts;
        }
        facts.found = **found;
        for (const PollPolicy& p : poll_policies) {
          if (facts.error) break;
          const auto extent = replica.extent(p.dataset, stop);
          if (!extent) facts.note(extent.error());
          if (extent && *extent) facts.extents[p.dataset] = **extent;
        }
        if (facts.error) return facts;
        const auto currencies = replica.currencies(stop);
        if (!currencies) facts.note(currencies.error());
        if (currencies) facts.currencies = *currencies;
        return facts;
      },
      false);
  const Facts facts = co_await asking;
  ++outcome.asked;
  outcome.error = facts.error ? facts.error : facts.failed;
  outcome.gave_up = facts.error.has_value() || stopping_;
  if (stopping_) co_return outcome;
  if (facts.found) take_facts(*facts.found);
  if (facts.found) connection_.behind = facts.found->lag.value_or(0);
  for (const auto& [dataset, extent] : facts.extents) note_newest(dataset, extent.to - 1);
  on_answer(facts.error);
  for (const auto& [dataset, extent] : facts.extents) Q_EMIT newest_row(dataset, extent.to - 1);
  for (const auto& [area, code] : facts.currencies)
    Q_EMIT currency(QString::fromStdString(area), QString::fromStdString(code));
  // What nobody here writes down would be fetched for nothing.
  if (outcome.gave_up || !store_.is_writer()) co_return outcome;
  const std::vector<Window> windows = plan(facts, std::max(1, hours), ask_again_after);
  std::size_t done = 0;
  std::map<Dataset, int> failures;  // one after the other
  for (const Window& window : windows) {
    if (stopping_ || outcome.gave_up || (outcome.error && outcome.error->kind == ErrorKind::storage)) break;
    const auto name = dataset_name(window.dataset);
    Q_EMIT progress(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())),
                    static_cast<int>(100 * done++ / windows.size()));
    if (failures[window.dataset] >= most_failures) continue;
    auto fetching = fetch(window, facts, outcome);
    const bool fetched = co_await fetching;
    failures[window.dataset] = fetched ? 0 : failures[window.dataset] + 1;
  }
  co_return outcome;
}

std::vector<ReplicaSource::Window> ReplicaSource::plan(const Facts& facts, int hours,
                                                       DurationMs ask_again_after) const {
  const TimeMs now = clock_.now();
  std::vector<Window> windows;
  const std::vector<GroupKey> groups = store_.groups();
  const TimeMs seconds_from = floor_to(now - config_.raw_days * day_ms, day_ms);
  /// Of every entity that is known, for a table is read for all of them at once.
  const auto missing = [&](Dataset dataset, TimeRange range, DurationMs window, Provenance provenance) {
    std::vector<TimeRange> all;
    std::vector<GroupKey> asked;
    for (const GroupKey& group : groups)
      if (group.dataset == dataset) asked.push_back(group);
    if (asked.empty()) asked.push_back({dataset, {}});
    for (const GroupKey& group : asked) {
      const SourceOffer offer{0, group, provenance, range, 0, range.length() + 1};
      for (const SyncRequest& r :
           plan_sync(group, range, store_.coverage(group), {&offer, 1}, now, ask_again_after))
        all.push_back(r.range);
    }
    // What several lack is read once.
    const std::vector<TimeRange> none = subtract(range, std::move(all));
    std::vector<TimeRange> cut;
    for (const TimeRange& part : subtract(range, none))
      for (TimeMs to = part.to; to > part.from; to -= window)
        cut.push_back({std::max(part.from, to - window), to});
    return cut;
  };
  for (const PollPolicy& p : poll_policies) {
    const auto extent = facts.extents.find(p.dataset);
    if (extent == facts.extents.end()) continue;
    const TimeRange wanted =
        TimeRange{now - hours * hour_ms, now + ahead(p.dataset)}.intersected(extent->second);
    TimeRange rows = wanted;
    if (p.dataset == Dataset::energy) rows.from = std::max(rows.from, seconds_from);
    for (const TimeRange& range : missing(p.dataset, rows, p.window, Provenance::replica))
      windows.push_back({Window::What::rows, p.dataset, range});
    if (p.dataset != Dataset::energy) continue;
    const TimeRange older{floor_to(std::max(wanted.from, extent->second.from), day_ms),
                          std::min(wanted.to, seconds_from)};
    for (const TimeRange& range : missing(p.dataset, older, quarters_window, Provenance::replica))
      windows.push_back({Window::What::quarters, p.dataset, range});
    const TimeRange oldest{floor_to(now - hours * hour_ms, hour_ms), floor_to(extent->second.from, hour_ms)};
    if (facts.found->readable("energy_hourly") != nullptr)
      for (const TimeRange& range : missing(p.dataset, oldest, hours_window, Provenance::api_hourly))
        windows.push_back({Window::What::hours, p.dataset, range});
  }
  std::ranges::stable_sort(windows, std::ranges::greater{}, [](const Window& w) { return w.range.to; });
  return windows;
}

/// Readings, as they are.
ReplicaSource::Brought ReplicaSource::bring_rows(replica::Replica& replica, const Window& window,
                                                 const std::stop_token& stop) {
  Brought brought;
  std::vector<std::string> serials;
  PlaceLimit places(store_.groups());
  const auto sink = [&](const GroupKey& group, Rows&& rows) -> Expected<void> {
    if (!places.admits(group)) {
      brought.refused += rows.size();
      return {};
    }
    brought.groups.push_back(group);
    if (group.dataset == Dataset::energy) brought.refused += keep_one_meter(rows, meter_);
    if (rows.empty()) return {};
    const auto put = store_.put_rows(group, std::move(rows), serials);
    return put ? Expected<void>() : std::unexpected(put.error());
  };
  const auto read = replica.read_rows(window.dataset, window.range, stop, sink, &serials);
  if (!read) {
    brought.error = read.error();
    return brought;
  }
  brought.refused += read->refused;
  if (read->rows > 0) brought.data = read->range;
  return brought;
}

/// Quarters of an hour, of whole days.
ReplicaSource::Brought ReplicaSource::bring_quarters(replica::Replica& replica, const Window& window,
                                                     const std::stop_token& stop) {
  Brought brought;
  const TimeRange days{floor_to(window.range.from, day_ms), ceil_to(window.range.to, day_ms)};
  const auto read = replica.read_rollups(channels_in(window.dataset), days, quarter_ms, 0, stop);
  if (!read) {
    brought.error = read.error();
    return brought;
  }
  const GroupKey meter{window.dataset, {}};
  brought.groups.push_back(meter);
  if (const auto put = store_.put_quarters(meter, read->rollups, read->serials); !put)
    brought.error = put.error();
  for (const auto& [channel, list] : read->rollups) {
    if (list.empty()) continue;
    const TimeRange data{list.front().start, list.back().start + quarter_ms};
    brought.data =
        brought.data ? TimeRange{std::min(brought.data->from, data.from), std::max(brought.data->to, data.to)}
                     : data;
  }
  return brought;
}

ReplicaSource::Brought ReplicaSource::bring_hours(replica::Replica& replica, const Window& window,
                                                  const std::stop_token& stop) {
  Brought brought;
  auto read = replica.energy_hours(window.range, stop);
  if (!read) {
    brought.error = read.error();
    return brought;
  }
  brought.hours = std::move(*read);
  if (!brought.hours.empty())
    brought.data = TimeRange{brought.hours.front().start, brought.hours.back().start + hour_ms};
  return brought;
}

QCoro::Task<bool> ReplicaSource::fetch(Window window, Facts facts, SyncOutcome& outcome) {
  const TimeMs asked_at = clock_.now();
  auto asking = ask<Brought>(
      [this, window](replica::Replica& replica, const std::stop_token& stop) {
        switch (window.what) {
          case Window::What::rows:
            return bring_rows(replica, window, stop);
          case Window::What::quarters:
            return bring_quarters(replica, window, stop);
          case Window::What::hours:
            break;
        }
        return bring_hours(replica, window, stop);
      },
      false);
  const Brought brought = co_await asking;
  ++outcome.asked;
  if (stopping_) {
    outcome.gave_up = true;
    co_return false;
  }
  if (brought.refused > 0) Q_EMIT refused(brought.refused);
  if (!brought.groups.empty()) Q_EMIT stored(brought.groups);
  if (!brought.hours.empty()) Q_EMIT energy_hours(brought.hours);
  if (brought.error) {
    if (!outcome.error) outcome.error = brought.error;
    outcome.gave_up = ends_all(brought.error->kind);
    if (outcome.gave_up || brought.error->kind == ErrorKind::retry) on_answer(brought.error);
    co_return false;
  }
  on_answer(std::nullopt);
  keep(window, facts, brought, asked_at, outcome);
  co_return true;
}

void ReplicaSource::keep(const Window& window, const Facts& facts, const Brought& brought, TimeMs asked_at,
                         SyncOutcome& outcome) {
  const Provenance provenance =
      window.what == Window::What::hours ? Provenance::api_hourly : Provenance::replica;
  std::set<GroupKey> groups(brought.groups.begin(), brought.groups.end());
  for (const GroupKey& group : store_.groups())
    if (group.dataset == window.dataset) groups.insert(group);
  if (window.dataset == Dataset::energy) groups.insert({Dataset::energy, {}});
  for (const GroupKey& group : groups)
    for (const Coverage& part :
         answered_coverage({0, group, window.range}, provenance, brought.data, store_.coverage(group),
                           asked_at, facts.found->lag.value_or(0) + late_rows))
      if (const auto kept = store_.add_coverage(part); !kept && !outcome.error) outcome.error = kept.error();
  store_.request_flush();
  if (const auto paused = store_.state().paused; paused && !outcome.error) outcome.error = paused;
}

void ReplicaSource::on_answer(const std::optional<Error>& error) {
  Connection now = connection_;
  if (!error) {
    // Whoever is let in needs no password.
    if (now.state != ConnectionState::connected) Q_EMIT problem_changed("password", std::nullopt);
    now.state = ConnectionState::connected;
    now.detail.clear();
    now.next.clear();
    now.last_heard = clock_.now();
  } else if (error->kind == ErrorKind::cancelled) {
    return;
  } else {
    now.state = needs_a_person(error->kind) ? ConnectionState::refused
                : now.last_heard == 0       ? ConnectionState::failed
                                            : ConnectionState::reconnecting;
    now.detail = QString::fromStdString(to_text({error->kind, error->message, {}, error->place}));
    now.next = QString::fromStdString(error->next);
    now.behind = 0;
  }
  const bool again = now.state == ConnectionState::connected &&
                     connection_.state != ConnectionState::connected &&
                     connection_.state != ConnectionState::connecting;
  if (now.state != connection_.state) now.since = clock_.now();
  connection_ = std::move(now);
  Q_EMIT connection_changed(connection_);
  if (again) Q_EMIT regained();
}

/// No row is newer than now; prices are known ahead.
void ReplicaSource::note_newest(Dataset dataset, TimeMs time) {
  const auto data = connection_.data.find(dataset);
  if (data == connection_.data.end()) return;
  const TimeMs latest = dataset == Dataset::price ? time : std::min(time, clock_.now());
  data->second.newest = std::max(data->second.newest, latest);
}

void ReplicaSource::take_facts(const replica::Capabilities& found) {
  connection_.place = QString::fromStdString(found.host);
  if (found.standby) connection_.place += tr(", a standby");
  for (const PollPolicy& p : poll_policies) {
    const auto table = found.tables.find(replica::table_of(p.dataset).table);
    if (table == found.tables.end() || !table->second.is_there) {
      connection_.data.erase(p.dataset);
      continue;
    }
    const bool may_read = table->second.may_read;
    connection_.data[p.dataset].permission = may_read ? Permission::granted : Permission::denied;
  }
}

}  // namespace hearth
