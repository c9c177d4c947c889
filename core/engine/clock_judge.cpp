#include "core/engine/clock_judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>

namespace hearth {
namespace {

/// What was said longer ago says nothing of now.
constexpr DurationMs opinion_holds = hour_ms;
/// A sender's newest stamp may be so much older than its clock: sensors report seldom.
constexpr DurationMs stamps_lag = hour_ms;
/// A sender that was wrong is named so much longer, so that somebody can read it.
constexpr DurationMs trouble_stays = 10 * second_ms;
/// Before somebody agrees with this machine's clock, a sender is given so long for others to say the same.
constexpr DurationMs accused_after = 5 * second_ms;
/// A stream that is behind once may have been held up on its way.
constexpr DurationMs lag_counts_after = 10 * second_ms;
constexpr std::size_t most_voices = 64;
constexpr std::size_t most_troubles = 16;

std::string clock_of(Provenance provenance, const GroupKey& group) {
  if (provenance == Provenance::live) return "The live stream's clock";
  std::string text =
      fmt::format("The clock behind the {}'s {} readings",
                  provenance == Provenance::replica ? "database" : "API", dataset_name(group.dataset));
  if (!group.entity.empty()) text += fmt::format(" of \"{}\"", group.entity);
  return text;
}

Error clock_error(Text message) {
  return {ErrorKind::config,
          std::move(message),
          "Set it, or have it synchronised (timedatectl); ages are not to be relied on until then.",
          {}};
}

Error own_clock_error(DurationMs by) {
  return clock_error(by > 0 ? said("This machine's clock is {} behind the services'.", span_text(by))
                            : said("This machine's clock is {} ahead of the services'.", span_text(by)));
}

}  // namespace

std::string span_text(DurationMs span) {
  struct Unit {
    DurationMs length;
    DurationMs from;
    const char* one;
    const char* many;
  };
  constexpr std::array units = {
      Unit{365 * day_ms, 2 * 365 * day_ms, "year", "years"}, Unit{day_ms, 2 * day_ms, "day", "days"},
      Unit{hour_ms, 2 * hour_ms, "hour", "hours"}, Unit{minute_ms, 0, "minute", "minutes"}};
  const DurationMs length = std::llabs(span);
  for (const Unit& unit : units) {
    // Rounded, and judged by what it is rounded to: 2:59:50 is three hours.
    const DurationMs rounded = length + unit.length / 2;
    if (rounded < unit.from) continue;
    const DurationMs count = std::max<DurationMs>(1, rounded / unit.length);
    return fmt::format("{} {}", count, count == 1 ? unit.one : unit.many);
  }
  return {};
}

TimeMs newest_reading(std::span<const Latest> latest) {
  TimeMs newest = 0;
  for (const Latest& l : latest)
    if (info(l.key.channel).dataset != Dataset::price) newest = std::max(newest, l.time);
  return newest;
}

std::optional<Error> stored_ahead(TimeMs newest, TimeMs now) {
  if (newest <= now + minute_ms) return std::nullopt;
  return clock_error(
      said("This machine's clock is behind, by {} or more: the newest stored reading is of {}.",
           span_text(newest - now), format_rfc3339(floor_to(newest, second_ms))));
}

std::optional<Error> services_differ(DurationMs by) {
  if (std::llabs(by) <= minute_ms) return std::nullopt;
  return own_clock_error(by);
}

void ClockJudge::dated(TimeMs date, Moment at) {
  date_ = Opinion{date - at.steady, at.steady};
}

void ClockJudge::heard(const GroupKey& group, Provenance provenance, TimeMs stamp, Moment at) {
  if (group.dataset == Dataset::price) return;
  const Sender sender{provenance, group};
  const auto known = voices_.find(sender);
  // The same again says nothing of what time it is there now.
  if (known != voices_.end() && known->second.stamp == stamp) return;
  if (known == voices_.end() && voices_.size() >= most_voices) return;
  Voice& voice = voices_[sender];
  voice.stamp = stamp;
  voice.latest = {stamp - at.steady, at.steady};
  if (std::llabs(stamp - at.wall) <= tolerance_) voice.agreed = voice.latest;
}

struct ClockJudge::Votes {
  int for_us = 0;
  int against = 0;    ///< for one other time
  int others = 0;     ///< of them: senders
  DurationMs by = 0;  ///< that time less ours
  bool services = false;
};

ClockJudge::Votes ClockJudge::count(Moment at) const {
  const auto holds = [&](const Opinion& o) {
    return at.steady >= o.steady && at.steady - o.steady <= opinion_holds;
  };
  const auto agrees = [&](const Opinion& o) { return holds(o) && std::llabs(o.offset(at)) <= tolerance_; };
  std::set<Dataset> ours;
  for (const auto& [sender, voice] : voices_)
    if (agrees(voice.latest) || (voice.agreed && agrees(*voice.agreed))) ours.insert(sender.second.dataset);

  const bool has_date = date_ && holds(*date_);
  const DurationMs date = has_date ? date_->offset(at) : 0;
  Votes votes;
  votes.for_us = static_cast<int>(ours.size());
  // Two machines that know nothing of each other agree; senders may all have their time from one gateway.
  if (has_date && std::llabs(date) <= tolerance_) votes.for_us += 3;

  // How many are for the time that is `by` from ours; stamps lag, but are not ahead of their clock.
  const auto for_time = [&](DurationMs by) {
    Votes v = votes;
    v.by = by;
    std::set<Dataset> theirs;
    for (const auto& [sender, voice] : voices_) {
      const DurationMs offset = voice.latest.offset(at);
      if (ours.contains(sender.second.dataset) || !holds(voice.latest)) continue;
      if (offset <= by + tolerance_ && offset >= by - stamps_lag && std::llabs(offset) > tolerance_)
        theirs.insert(sender.second.dataset);
    }
    v.others = static_cast<int>(theirs.size());
    v.services = has_date && std::llabs(date) > tolerance_ && std::llabs(date - by) <= tolerance_;
    v.against = v.others + (v.services ? 1 : 0);
    const DurationMs stored = stored_ ? *stored_ - at.wall : 0;
    if (stored > tolerance_ && by >= stored - tolerance_) ++v.against;
    return v;
  };
  std::vector<DurationMs> candidates;
  if (has_date && std::llabs(date) > tolerance_) candidates.push_back(date);
  for (const auto& [sender, voice] : voices_)
    if (holds(voice.latest) && voice.latest.offset(at) > tolerance_)
      candidates.push_back(voice.latest.offset(at));
  Votes best = votes;
  for (const DurationMs candidate : candidates) {
    const Votes v = for_time(candidate);
    const auto rank = [](const Votes& w) { return std::tuple(w.against, w.services, w.by); };
    if (rank(v) > rank(best)) best = v;
  }
  return best;
}

OwnClock ClockJudge::own(Moment at) const {
  const Votes votes = count(at);
  const DurationMs stored = stored_ ? *stored_ - at.wall : 0;
  if (votes.against > votes.for_us) {
    if (votes.services || votes.against > 1) return {OwnClock::State::wrong, votes.by};
    if (!synchronised_) return {OwnClock::State::contested, votes.by};
  }
  if (votes.for_us == 0 && votes.against == 0 && stored > tolerance_)
    return {OwnClock::State::behind, stored};
  return {};
}

StampVerdict ClockJudge::judge(TimeMs stamp, Moment at) const {
  const DurationMs ahead = stamp - now(at);
  return {ahead <= tolerance_, ahead};
}

void ClockJudge::trouble(const Sender& sender, DurationMs by, Moment at) {
  if (!troubles_.contains(sender) && troubles_.size() >= most_troubles) return;
  Trouble& t = troubles_.try_emplace(sender, Trouble{by, at.steady, at.steady}).first->second;
  t.by = by;
  t.last = at.steady;
}

void ClockJudge::note(const GroupKey& group, Provenance provenance, const StampVerdict& verdict, Moment at) {
  const Sender sender{provenance, group};
  // Only a stream brings everything at once; a polled value may be old with good reason.
  const bool lags = provenance == Provenance::live && verdict.ahead < -tolerance_;
  if (!verdict.taken || lags) return trouble(sender, verdict.ahead, at);
  const auto known = troubles_.find(sender);
  if (known != troubles_.end() && at.steady - known->second.last >= trouble_stays) troubles_.erase(known);
}

std::map<std::string, Error> ClockJudge::problems(Moment at) {
  std::map<std::string, Error> all;
  std::erase_if(troubles_, [&](const auto& entry) { return at.steady - entry.second.last > opinion_holds; });
  const OwnClock clock = own(at);
  const bool confirmed = count(at).for_us > 0;
  using State = OwnClock::State;
  if (clock.state == State::wrong) all["own clock"] = own_clock_error(clock.by);
  if (clock.state == State::behind) all["own clock"] = *stored_ahead(*stored_, at.wall);
  for (const auto& [sender, trouble] : troubles_) {
    const DurationMs lasts = at.steady - trouble.since;
    if (trouble.by < 0 ? lasts < lag_counts_after : !confirmed && lasts < accused_after) continue;
    const std::string who = clock_of(sender.first, sender.second);
    const std::string by = span_text(trouble.by);
    Error& error = all[who];
    error.kind = ErrorKind::bad_data;
    if (trouble.by < 0) {
      error.message = said("{} is {} behind, or what it sends is that old.", who, by);
      error.next = "Set the clock of the machine that reads the meter.";
    } else if (clock.state == State::contested) {
      error.message = said("{} is {} ahead of this machine's.", who, by);
      error.next = "One of both is wrong; its readings are shown as they come, and not stored.";
    } else {
      error.message = said("{} is {} ahead.", who, by);
      error.next = "Set it; what it stamps ahead is shown as it comes, and not stored.";
    }
  }
  return all;
}

}  // namespace hearth
