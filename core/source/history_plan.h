#pragma once

#include "core/source/absence.h"
#include "core/source/history.h"
#include "core/store/history_store.h"

#include <functional>
#include <map>
#include <span>
#include <vector>

/// Which part of the past is asked for, and of whom. Pure.
namespace hearth {

/// What is known of a group.
using CoverageOf = std::function<std::vector<Coverage>(const GroupKey&)>;

/// What somebody wants to know.
struct HistoryWant {
  std::map<Dataset, TimeRange> ranges = {};
  /// Of every dataset the groups there are; one without any is asked for as that of the empty entity.
  std::vector<GroupKey> groups = {};
  TimeMs now = 0;
  DurationMs ask_again_after = 0;  ///< how long an answer that was not final counts as known
  TimeMs readings_from = 0;        ///< from here on readings are kept; before it quarters of an hour
};

/// The windows that complete what is wanted, of all offers: for each stretch of a group the best provenance
/// that has it, at the resolution that is kept there; nothing that is settled (by this or a better
/// provenance) or was asked within `ask_again_after` is asked again; what several groups lack of one table
/// is asked for once; no window is larger than its source takes; newest first.
std::vector<HistoryWindow> plan_history(std::span<const HistoryOffer> offers, const HistoryWant& want,
                                        const CoverageOf& coverage);

/// The whole UTC days of `range` before `readings_from` of which finer data may be had: those of which `fine`
/// (held at the wanted detail) lacks an hour that `coarse` (held at all) has, or that nobody is known to
/// have been asked for.
std::vector<TimeRange> lacking_days(TimeRange range, TimeMs readings_from,
                                    const std::vector<TimeRange>& coarse, std::vector<TimeRange> fine,
                                    std::span<const Coverage> coverage);

/// The windows that bring `days` (of whole UTC days) of a group at `resolution` (0: readings) or finer, from
/// the coarsest offer that will do; newest first, each of whole days.
std::vector<HistoryWindow> plan_detail(std::span<const HistoryOffer> offers, const GroupKey& group,
                                       std::span<const TimeRange> days, DurationMs resolution);

/// Whether both are of one past: what is offered again reaches farther than before.
bool is_same_past(const HistoryOffer& a, const HistoryOffer& b);
/// Whether whoever has the first window need not ask for the second.
bool covers(const HistoryWindow& first, const HistoryWindow& second);

/// What an answer makes known of a group. Settled is only what is older than the offer's `settle_after` and
/// lies within the data, or between data that `known` already has of this provenance; the rest was asked
/// for, but stays open.
std::vector<Coverage> answered_coverage(const GroupKey& group, const HistoryOffer& offer, TimeRange asked,
                                        std::optional<TimeRange> data, std::span<const Coverage> known,
                                        TimeMs asked_at);

/// All of `range`, ascending, by what it means where nothing of the group is there. `fetching`: windows that
/// are asked for; `offers`: of all sources, `last_known` also of those that do not answer now.
std::vector<AbsentRange> explain_absence(const GroupKey& group, TimeRange range,
                                         std::span<const Coverage> coverage,
                                         std::span<const HistoryWindow> fetching,
                                         std::span<const HistoryOffer> last_known);

/// Set arithmetic on ranges: `range` without what `parts` cover, ascending.
std::vector<TimeRange> subtract(TimeRange range, std::vector<TimeRange> parts);

}  // namespace hearth
