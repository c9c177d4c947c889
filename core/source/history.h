#pragma once

#include "core/store/rollups.h"
#include "core/store/rows.h"
#include "core/telemetry/error.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// The past of a source: what it can be asked for, one question, and where the answer goes.
namespace hearth {

/// 2000-01-01: no source is asked for what was before.
inline constexpr TimeMs earliest_history = 946'684'800'000;

/// A past that a source can be asked for.
struct HistoryOffer {
  Dataset dataset = Dataset::energy;
  std::optional<std::string> entity = {};  ///< whose; nothing: of all that there are, in one answer
  Provenance provenance = Provenance::api_history;
  DurationMs resolution = 0;           ///< from one row to the next; 0: readings, as they were taken
  TimeRange reach = {};                ///< the times it can be asked for
  DurationMs largest_window = day_ms;  ///< of one question
  DurationMs settle_after = 0;         ///< what is older than this when asked is final
  bool until_now = false;              ///< whatever is asked for, the answer goes on to the present
  bool for_writer = false;             ///< it comes in columns, which only a store that writes keeps
  int source = 0;                      ///< whose it is: a number of whoever collects offers
  friend bool operator==(const HistoryOffer&, const HistoryOffer&) = default;
};

/// One question: a stretch of the past of an offer.
struct HistoryWindow {
  HistoryOffer offer;
  TimeRange range;
  friend bool operator==(const HistoryWindow&, const HistoryWindow&) = default;
};

/// What a source has of the past, asked a moment ago.
struct HistoryOffers {
  std::vector<HistoryOffer> offers;
  int asked = 0;               ///< requests made
  int answered = 0;            ///< those of them that brought something
  std::vector<Error> errors;   ///< why something is not known, each with its dataset in `place` where of one
  std::optional<Error> ended;  ///< why nothing can be asked for at all
};

/// How a question was answered. Rows went to the sink, or out by the source's signals, before.
struct HistoryPart {
  int asked = 0;                      ///< requests made
  TimeRange range = {};               ///< what was asked for in the end, within the window
  std::vector<GroupKey> groups = {};  ///< of which something came
  std::optional<TimeRange> data =
      {};                           ///< from the first datum to just after the last; nothing where none came
  std::optional<Error> error = {};  ///< why not all of it came; with a `place` where the rest may be had
  bool ends_all = false;            ///< nothing else can be had from this source either, for now
};

/// Where rows of the past go that are too many to be told one by one. Called on any thread, by one at a time.
class HistorySink {
 public:
  HistorySink() = default;
  HistorySink(const HistorySink&) = delete;
  HistorySink& operator=(const HistorySink&) = delete;
  virtual ~HistorySink() = default;

  /// Readings, ascending; `serials` are the meters behind their epochs. How many were refused. Errors:
  /// storage.
  virtual Expected<std::uint64_t> columns(const GroupKey& group, Rows rows,
                                          std::span<const std::string> serials) = 0;
  /// Rows of whole stretches of `width` ms. Errors: storage.
  virtual Expected<void> rollups(const GroupKey& group, const RollupMap& rows, DurationMs width,
                                 std::span<const std::string> serials) = 0;
  /// All of the window has come; what had to wait for that is kept now. Errors: storage.
  virtual Expected<void> complete() { return {}; }
};

}  // namespace hearth
