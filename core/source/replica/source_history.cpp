// What the read replica knows of the past.
#include "core/source/replica/source_private.h"

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

/// Rows may arrive late by this, besides a standby's lag: what is older when asked is final.
constexpr DurationMs late_rows = 5 * minute_ms;
constexpr DurationMs reduced_window = 7 * day_ms;
constexpr DurationMs hours_window = 31 * day_ms;

void widen(std::optional<TimeRange>& data, TimeRange by) {
  data = data ? TimeRange{std::min(data->from, by.from), std::max(data->to, by.to)} : by;
}

}  // namespace

/// What is asked before anything is offered.
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

/// What a read has brought.
struct ReplicaSource::Brought {
  HistoryPart part;
  std::vector<EnergyHour> hours;
  std::uint64_t refused = 0;
};

ReplicaSource::Facts ReplicaSource::facts_of(replica::Replica& replica, const std::stop_token& stop) {
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
}

std::vector<HistoryOffer> ReplicaSource::offers_of(const Facts& facts) const {
  std::vector<HistoryOffer> offers;
  const DurationMs settle_after = facts.found->lag.value_or(0) + late_rows;
  for (const PollPolicy& p : poll_policies) {
    const auto extent = facts.extents.find(p.dataset);
    if (extent == facts.extents.end()) continue;
    HistoryOffer offer{.dataset = p.dataset,
                       .entity = std::nullopt,
                       .provenance = Provenance::replica,
                       .reach = extent->second,
                       .largest_window = p.window,
                       .settle_after = settle_after,
                       .for_writer = true};
    offers.push_back(offer);
    if (p.dataset != Dataset::energy) continue;
    offer.largest_window = reduced_window;
    for (const DurationMs resolution : {minute_ms, quarter_ms}) {
      offer.resolution = resolution;
      offers.push_back(offer);
    }
    if (facts.found->readable("energy_hourly") == nullptr) continue;
    offer.provenance = Provenance::api_hourly;
    offer.resolution = hour_ms;
    offer.reach = {earliest_history, floor_to(extent->second.from, hour_ms)};
    offer.largest_window = hours_window;
    offers.push_back(offer);
  }
  return offers;
}

QCoro::Task<HistoryOffers> ReplicaSource::history_offers(std::vector<GroupKey> /*known*/) {
  begin_one();
  const auto wait = begun_.wait();
  co_await wait;
  HistoryOffers found;
  if (stopping_) {
    found.ended = Error{ErrorKind::cancelled, "Stopped.", {}, {}};
    end_one();
    co_return found;
  }
  auto asking = ask<Facts>(facts_of, false);
  const Facts facts = co_await asking;
  found.asked = 1;
  found.ended = facts.error;
  if (facts.error || facts.failed) found.errors.push_back(facts.error ? *facts.error : *facts.failed);
  if (!stopping_) {
    if (facts.found) {
      take_facts(*facts.found);
      connection_.behind = facts.found->lag.value_or(0);
    }
    for (const auto& [dataset, extent] : facts.extents) note_newest(dataset, extent.to - 1);
    on_answer(facts.error);
    for (const auto& [dataset, extent] : facts.extents) Q_EMIT newest_row(dataset, extent.to - 1);
    for (const auto& [area, code] : facts.currencies)
      Q_EMIT currency(QString::fromStdString(area), QString::fromStdString(code));
    if (facts.found && !facts.error) found.offers = offers_of(facts);
  }
  end_one();
  co_return found;
}

/// Readings, as they are.
ReplicaSource::Brought ReplicaSource::bring_rows(replica::Replica& replica, const HistoryWindow& window,
                                                 HistorySink& to, const std::stop_token& stop) {
  Brought brought;
  std::vector<std::string> serials;
  const auto sink = [&](const GroupKey& group, Rows&& rows) -> Expected<void> {
    const std::size_t count = rows.size();
    const auto put = to.columns(group, std::move(rows), serials);
    if (!put) return std::unexpected(put.error());
    brought.refused += *put;
    // Where there is no room for it, it is not there.
    auto& groups = brought.part.groups;
    if (*put < count && std::ranges::find(groups, group) == groups.end()) groups.push_back(group);
    return {};
  };
  const auto read = replica.read_rows(window.offer.dataset, window.range, stop, sink, &serials);
  if (!read) {
    brought.part.error = read.error();
    return brought;
  }
  brought.refused += read->refused;
  if (read->rows > 0) brought.part.data = read->range;
  return brought;
}

/// Minutes or quarters of an hour, of whole days.
ReplicaSource::Brought ReplicaSource::bring_reduced(replica::Replica& replica, const HistoryWindow& window,
                                                    HistorySink& to, const std::stop_token& stop) {
  Brought brought;
  const DurationMs width = window.offer.resolution;
  const TimeRange range =
      width == quarter_ms ? TimeRange{floor_to(window.range.from, day_ms), ceil_to(window.range.to, day_ms)}
                          : window.range;
  const auto read = replica.read_rollups(channels_in(window.offer.dataset), range, width, 0, stop);
  if (!read) {
    brought.part.error = read.error();
    return brought;
  }
  const GroupKey meter{window.offer.dataset, {}};
  brought.part.groups.push_back(meter);
  if (const auto put = to.rollups(meter, read->rollups, width, read->serials); !put)
    brought.part.error = put.error();
  for (const auto& [channel, list] : read->rollups)
    if (!list.empty()) widen(brought.part.data, {list.front().start, list.back().start + width});
  return brought;
}

ReplicaSource::Brought ReplicaSource::bring_hours(replica::Replica& replica, const HistoryWindow& window,
                                                  const std::stop_token& stop) {
  Brought brought;
  auto read = replica.energy_hours(window.range, stop);
  if (!read) {
    brought.part.error = read.error();
    return brought;
  }
  brought.hours = std::move(*read);
  if (!brought.hours.empty())
    brought.part.data = TimeRange{brought.hours.front().start, brought.hours.back().start + hour_ms};
  return brought;
}

QCoro::Task<HistoryPart> ReplicaSource::fetch(HistoryWindow window, HistorySink& sink, std::stop_token stop) {
  begin_one();
  auto asking = ask<Brought>(
      [window, &sink](replica::Replica& replica, const std::stop_token& stopped) {
        const DurationMs resolution = window.offer.resolution;
        Brought brought = resolution == 0         ? bring_rows(replica, window, sink, stopped)
                          : resolution == hour_ms ? bring_hours(replica, window, stopped)
                                                  : bring_reduced(replica, window, sink, stopped);
        if (brought.part.error) return brought;
        if (const auto kept = sink.complete(); !kept) brought.part.error = kept.error();
        return brought;
      },
      false, std::move(stop));
  Brought brought = co_await asking;
  HistoryPart part = std::move(brought.part);
  part.asked = 1;
  part.range = window.range;
  part.ends_all = part.error && ends_all(part.error->kind);
  // A table that this role may not read says nothing of the others.
  if (part.error && part.error->kind == ErrorKind::not_permitted)
    part.error->place = dataset_name(window.offer.dataset);
  if (stopping_) {
    part.ends_all = true;
    end_one();
    co_return part;
  }
  if (brought.refused > 0) Q_EMIT refused(brought.refused);
  if (!brought.hours.empty()) Q_EMIT energy_hours(brought.hours);
  // A table that is in trouble by itself says nothing of the database.
  if (!part.error || part.ends_all || part.error->kind == ErrorKind::retry) on_answer(part.error);
  end_one();
  co_return part;
}

}  // namespace hearth
