#include "core/source/mqtt/examine.h"

#include "core/source/mqtt/address.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

namespace hearth::mqtt {
namespace {

constexpr std::string_view about = "mqtt";
/// A home has a few dozen devices; whoever sends the names of more is not counted one by one.
constexpr std::size_t most_groups = 200;
/// How many sensors without a place are named.
constexpr std::size_t most_unplaced = 5;
constexpr DurationMs one_try = 24 * hour_ms;
/// The name of the host is looked up before the session's own patience begins.
constexpr DurationMs look_up_patience = 5 * second_ms;

/// How many there were of something, and the first of them.
struct Count {
  std::size_t count = 0;
  std::string topic;
  std::string why;

  void add(const std::string& where, std::size_t more = 1, const std::string& reason = {}) {
    if (count == 0) {
      topic = where.substr(0, 100);
      why = reason;
    }
    count += more;
  }
};

/// What has come so far.
struct Tally {
  std::map<Dataset, Count> readings;  ///< live ones
  std::set<std::string> places;       ///< of climate's
  Count retained, unknown, unreadable, left_out;

  void add(const Examination& wish, TimeMs now, const std::string& topic, const std::string& payload,
           bool is_retained) {
    const auto read = decode(payload, wish.places, now);
    if (!read) return unreadable.add(topic, 1, read.error().message);
    if (read->refused.count > 0) {
      const Error& first = read->refused.first.front();
      left_out.add(topic, read->refused.count,
                   first.place.empty() ? std::string(first.message) : first.place + ": " + first.message);
    }
    if (!read->reading) {
      if (read->refused.count == 0) unknown.add(topic);
      return;
    }
    // A Shelly's own time tells how old it is.
    if (is_retained && read->reading->time == 0) return retained.add(topic);
    const GroupKey& group = read->reading->group;
    readings[group.dataset].add(topic);
    if (group.dataset == Dataset::climate && places.size() < most_groups) places.insert(group.entity);
  }
  [[nodiscard]] std::size_t messages() const {
    std::size_t all = retained.count + unknown.count + unreadable.count;
    for (const auto& [dataset, count] : readings) all += count.count;
    return all;
  }
};

/// All that a session tells, for another thread to wait for.
struct Heard {
  std::mutex mutex;
  std::condition_variable_any changed;
  bool connected = false;
  std::optional<Error> ended;
  std::vector<Error> problems;
  Tally tally;

  Listener listener(const Examination& wish, const Clock& clock) {
    const auto with_lock = [this](const auto& change) {
      const std::scoped_lock lock(mutex);
      change();
      changed.notify_all();
    };
    return {.message =
                [this, with_lock, &wish, &clock](const std::string& topic, const std::string& payload,
                                                 bool retained) {
                  with_lock([&] { tally.add(wish, clock.now(), topic, payload, retained); });
                },
            .stage =
                [this, with_lock](Stage stage, const Error& why) {
                  with_lock([&] {
                    if (stage == Stage::connected)
                      connected = true;
                    else if (stage != Stage::connecting && !ended)
                      ended = why;
                  });
                },
            .problem = [this, with_lock](const Error& why) { with_lock([&] { problems.push_back(why); }); }};
  }
};

Address address_of(const Settings& settings) {
  return {settings.host, settings.port, settings.tls};
}

Check check(Verdict verdict, Text what, Text mend = {}, ErrorKind kind = ErrorKind::offline) {
  return {about, verdict, std::move(what), std::move(mend), kind};
}

std::string counted(std::size_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

/// What we may not read, and what else is wrong though we are connected.
void tell_problems(const Examination& wish, const std::vector<Error>& problems, std::vector<Check>& checks) {
  const auto refused =
      static_cast<std::size_t>(std::ranges::count(problems, ErrorKind::not_permitted, &Error::kind));
  for (const Error& problem : problems) {
    checks.push_back(failed(about, problem));
    if (refused < wish.settings.topics.size()) checks.back().verdict = Verdict::warning;
  }
}

void tell_silence(const Examination& wish, const Tally& tally, std::vector<Check>& checks) {
  checks.push_back(check(
      Verdict::warning,
      said("{} within {} s.", tally.messages() > 0 ? "No new reading came" : "Nothing came",
           wish.listen / second_ms),
      "See whether the devices publish (one with a battery does rarely), on the topics that [mqtt] topics "
      "names, and whether the broker lets us read them (Mosquitto's acl_file: topic read …)."));
}

void tell_readings(const Examination& wish, const Tally& tally, std::vector<Check>& checks) {
  for (const auto& [dataset, count] : tally.readings) {
    checks.push_back(
        check(Verdict::good, said("{} of {} came, the first on {}.", counted(count.count, "reading"),
                                  dataset_name(dataset), count.topic)));
    checks.back().dataset = dataset_name(dataset);
  }
  std::size_t unplaced = 0;
  for (const std::string& place : tally.places) {
    const bool is_named = place == "outdoor" || std::ranges::any_of(wish.places, [&](const auto& named) {
                            return named.second == place;
                          });
    if (is_named || ++unplaced > most_unplaced) continue;
    checks.push_back(check(Verdict::note, said("The sensor {} has no place.", place),
                           said("hearthctl config set 'mqtt.places.\"{}\"' PLACE", place)));
    checks.back().dataset = dataset_name(Dataset::climate);
  }
}

void tell_rest(const Tally& tally, std::vector<Check>& checks) {
  if (tally.retained.count > 0)
    checks.push_back(
        check(Verdict::note, said("{} came that the broker had kept, the first on {}: of nobody knows "
                                  "when, and so not stored.",
                                  counted(tally.retained.count, "reading"), tally.retained.topic)));
  if (tally.unknown.count > 0)
    checks.push_back(
        check(Verdict::note, said("{} came of no form that is known, the first on {}.",
                                  counted(tally.unknown.count, "message"), tally.unknown.topic)));
  if (tally.unreadable.count > 0)
    checks.push_back(
        check(Verdict::warning,
              said("{} could not be read, the first on {}: {}", counted(tally.unreadable.count, "message"),
                   tally.unreadable.topic, tally.unreadable.why),
              "Leave the topic out of [mqtt] topics, or mend what publishes there."));
  if (tally.left_out.count > 0)
    checks.push_back(check(Verdict::warning, said("{} had to be left out, the first on {}: {}",
                                                  counted(tally.left_out.count, "value"),
                                                  tally.left_out.topic, tally.left_out.why)));
}

std::vector<Check> report(const Examination& wish, const Heard& heard) {
  const std::string place = shown_address(address_of(wish.settings));
  if (!heard.connected) {
    if (heard.ended) return {failed(about, *heard.ended)};
    return {check(Verdict::failure, said("{} does not answer.", place),
                  "Is it switched on, and does a firewall keep the port shut?")};
  }
  std::vector<Check> checks = {check(
      Verdict::good,
      said("Connected to {}{}.", place, wish.settings.user.empty() ? "" : " as " + wish.settings.user))};
  tell_problems(wish, heard.problems, checks);
  if (heard.ended) checks.push_back(failed(about, *heard.ended));
  const bool all_refused =
      std::ranges::any_of(checks, [](const Check& c) { return c.verdict == Verdict::failure; });
  if (heard.tally.readings.empty() && !all_refused) tell_silence(wish, heard.tally, checks);
  tell_readings(wish, heard.tally, checks);
  tell_rest(heard.tally, checks);
  return checks;
}

}  // namespace

std::vector<Check> examine(Examination wish, const Clock& clock, const std::stop_token& stop) {
  wish.settings.delay = [](int) { return one_try; };
  Heard heard;
  {
    const Session session(wish.settings, heard.listener(wish, clock));
    std::unique_lock lock(heard.mutex);
    const auto wait = [&](DurationMs limit, const auto& done) {
      heard.changed.wait_for(lock, stop, std::chrono::milliseconds(limit), done);
    };
    wait(wish.settings.patience + look_up_patience, [&] { return heard.connected || heard.ended; });
    if (heard.connected && !heard.ended) {
      wait(wish.listen, [&] { return heard.ended || !heard.tally.readings.empty(); });
      if (!heard.tally.readings.empty()) wait(wish.settle, [&] { return heard.ended.has_value(); });
    }
  }
  if (stop.stop_requested()) return {};
  const std::scoped_lock lock(heard.mutex);
  return report(wish, heard);
}

}  // namespace hearth::mqtt
