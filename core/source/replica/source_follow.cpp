// How the newest rows of the read replica are followed.
#include "core/source/replica/source_private.h"
#include "core/store/tail.h"

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

constexpr DurationMs most_lag_followed = hour_ms;
constexpr DurationMs tick = 5 * second_ms;
constexpr DurationMs longest_pause = call_retry.longest_refused;

std::vector<Reading> readings_of(const GroupKey& group, const Rows& rows,
                                 const std::map<std::uint32_t, std::string>& serials) {
  std::vector<Reading> readings;
  readings.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Reading reading{group, rows.times[i], {}, {}};
    if (const auto serial = serials.find(rows.epochs[i]); serial != serials.end())
      reading.epoch = serial->second;
    for (std::size_t c = 0; c < rows.channels.size(); ++c)
      if (has_value(rows.values[c][i])) reading.samples.push_back({rows.channels[c], rows.values[c][i]});
    readings.push_back(std::move(reading));
  }
  return readings;
}

}  // namespace

/// What asking for new rows has brought.
struct ReplicaSource::News {
  std::optional<Error> error;       ///< why nothing more was asked
  std::map<Dataset, Error> failed;  ///< why one dataset was not read; the others were
  std::set<Dataset> read;
  std::vector<Reading> readings;
  std::optional<replica::Capabilities> found;
  std::optional<DurationMs> lag;
  std::uint64_t refused = 0;
};

void ReplicaSource::ask_again() {
  next_.clear();
  next_lag_ = 0;
  if (timer_.active()) timer_.start_once(0);
}

void ReplicaSource::retry() {
  retry_.restart();
  trouble_.clear();
  if (connection_.state != ConnectionState::connected) ask_again();
}

/// What is to be asked now. A clock that was set back does not keep anything from being asked.
ReplicaSource::Due ReplicaSource::due(TimeMs now) {
  Due all;
  const TimeMs oldest = now - most_followed - std::min(connection_.behind, most_lag_followed);
  for (const PollPolicy& p : poll_policies) {
    TimeMs& next = next_[p.dataset];
    if (next - now > std::max(p.every, longest_pause)) next = now;
    if (next > now || stands_by(p.dataset)) continue;
    const TimeMs late = std::min(newest_[p.dataset], now) + 1 - p.late;
    all.emplace_back(p.dataset, TimeRange{p.dataset == Dataset::price ? now - p.late : std::max(late, oldest),
                                          now + ahead(p.dataset)});
    // Half a tick less: the next one may come a little early.
    next = now + p.every - tick / 2;
  }
  return all;
}

ReplicaSource::News ReplicaSource::news_of(replica::Replica& replica, const Due& due, bool asks_lag,
                                           const std::stop_token& stop) {
  News news;
  if (const auto connected = replica.connect(stop); !connected) {
    news.error = connected.error();
    return news;
  }
  bool look_again = false;
  for (const auto& [dataset, range] : due) {
    std::vector<std::string> serials;
    std::vector<std::pair<GroupKey, Rows>> parts;
    const auto sink = [&](const GroupKey& group, Rows&& rows) -> Expected<void> {
      parts.emplace_back(group, std::move(rows));
      return {};
    };
    const auto read = replica.read_rows(dataset, range, stop, sink, &serials);
    if (!read && ends_all(read.error().kind)) {
      news.error = read.error();
      return news;
    }
    if (!read) {
      news.failed.emplace(dataset, read.error());
      look_again = look_again || read.error().kind != ErrorKind::retry;
      continue;
    }
    news.read.insert(dataset);
    news.refused += read->refused;
    std::map<std::uint32_t, std::string> names;
    for (const std::string& serial : serials) names[epoch_number(serial)] = serial;
    for (const auto& [group, rows] : parts)
      std::ranges::move(readings_of(group, rows, names), std::back_inserter(news.readings));
  }
  // Grants and tables are not what they were.
  if (look_again) (void)replica.look_again(stop);
  if (asks_lag) {
    const auto lag = replica.lag(stop);
    if (!lag) news.error = lag.error();
    if (lag) news.lag = *lag;
  }
  if (replica.capabilities() != nullptr) news.found = *replica.capabilities();
  return news;
}

QCoro::Task<> ReplicaSource::follow_once() {
  if (following_ || stopping_) co_return;
  following_ = true;
  const TimeMs now = clock_.now();
  const Due asked = due(now);
  // A database that is not needed just now is asked this much, so that its state is known.
  const bool asks_lag = now >= next_lag_ || next_lag_ - now > minute_ms;
  if (asks_lag) next_lag_ = now + minute_ms;
  std::optional<Error> error;
  if (!asked.empty() || asks_lag) {
    auto asking = ask<News>(
        [asked, asks_lag](replica::Replica& replica, const std::stop_token& stop) {
          return news_of(replica, asked, asks_lag, stop);
        },
        true);
    News news = co_await asking;
    if (stopping_) {
      following_ = false;
      co_return;
    }
    error = news.error;
    if (!error && news.read.empty() && !news.failed.empty() &&
        news.failed.begin()->second.kind == ErrorKind::retry)
      error = news.failed.begin()->second;
    if (news.found && !error) take_facts(*news.found);
    if (asks_lag && !error) connection_.behind = news.lag.value_or(0);
    note_data(news);
    on_answer(error);
    pace(asked, news);
    ingest(asked, std::move(news));
  }
  following_ = false;
  const TimeMs ended = clock_.now();
  if (error) {
    timer_.start_once(retry_.failed(error->kind, std::nullopt, ended, ended + tick) - ended);
    co_return;
  }
  retry_.succeeded(ended);
  // A house with fifty displays does not ask all at once.
  timer_.start_once(static_cast<DurationMs>(static_cast<double>(tick) * (0.9 + 0.2 * random_share())));
}

void ReplicaSource::note_data(const News& news) {
  for (auto& [dataset, data] : connection_.data) {
    if (news.read.contains(dataset)) data.error.reset();
    if (const auto failed = news.failed.find(dataset); failed != news.failed.end())
      data.error = failed->second;
  }
  for (const Reading& reading : news.readings) note_newest(reading.group.dataset, reading.time);
}

/// When what was asked is asked again: what could not be at the next opportunity, what fails by itself more
/// and more seldom, so that it does not stand in the way of the rest.
void ReplicaSource::pace(const Due& asked, const News& news) {
  if (news.error) next_lag_ = 0;
  for (const auto& [dataset, range] : asked) {
    const auto failed = news.failed.find(dataset);
    if (news.read.contains(dataset)) {
      trouble_.erase(dataset);
    } else if (failed == news.failed.end()) {
      next_[dataset] = 0;
    } else {
      Retry& retry = trouble_.try_emplace(dataset, call_retry, random_share).first->second;
      next_[dataset] = retry.failed(failed->second.kind, std::nullopt, clock_.now(), next_[dataset]);
    }
  }
}

/// Tells the readings that have not been told before.
void ReplicaSource::ingest(const Due& asked, News news) {
  for (const auto& [dataset, range] : asked)
    for (auto& [group, times] : followed_)
      if (group.dataset == dataset) times.erase(times.begin(), times.lower_bound(range.from));
  std::erase_if(news.readings, [this](const Reading& reading) {
    TimeMs& newest = newest_[reading.group.dataset];
    newest = std::max(newest, reading.time);
    // Prices may be corrected.
    return reading.group.dataset != Dataset::price && !followed_[reading.group].insert(reading.time).second;
  });
  if (news.refused > 0) Q_EMIT refused(news.refused);
  if (!news.readings.empty()) Q_EMIT readings(news.readings, Provenance::replica);
}

}  // namespace hearth
