#pragma once

#include "core/source/replica/capabilities.h"
#include "core/source/replica/rollup_reader.h"
#include "core/store/entity_rows.h"
#include "core/store/history_store.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace hearth::replica {

/// What has been asked of the database, for an owner who has fifty displays.
struct Traffic {
  std::uint64_t transactions = 0;
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;    ///< of COPY, on the wire
  std::uint64_t retries = 0;  ///< transactions that were tried again
};

/// What a read brought.
struct ReadCount {
  std::uint64_t rows = 0;
  std::uint64_t duplicates = 0;  ///< the same entity and time again
  std::uint64_t refused =
      0;            ///< rows with an impossible time or without a usable name, and impossible values
  TimeRange range;  ///< from the first row to just after the last
};

/// History straight from PostgreSQL: one connection, opened when it is first needed and again after it was
/// lost, to whichever of the hosts answers. Reads go window by window, each a short transaction of its own,
/// which is tried three times where it may pass (a standby's replay, a restart, a lost connection), in
/// smaller windows.
///
/// Lives on one thread, and blocks it: give it one of its own. `stop` ends any call within moments, on the
/// server too.
class Replica {
 public:
  struct Options {
    Settings settings;
    Limits limits;
    std::string meter = {};           ///< the serial of the only meter whose rows are read; empty: all
    DurationMs retry_pause = 500;     ///< before the first new try; doubles, of which chance takes half
    DurationMs rows_window = day_ms;  ///< of readings held in memory at a time, at most
    DurationMs reduced_window = 16 * day_ms;  ///< that the server reduces in one statement, at most
    double (*random)() = nullptr;             ///< 0 … 1, for the pauses; nothing: chance
    double max_power_w = usual_max_power_w;   ///< more is no energy
  };
  /// The clock must outlive this.
  Replica(Options options, const Clock& clock);
  ~Replica();
  Replica(const Replica&) = delete;
  Replica& operator=(const Replica&) = delete;

  /// Connects where there is no connection, and says what was found. Errors: those of `plan_connection` and
  /// `Connection::open`.
  Expected<const Capabilities*> connect(const std::stop_token& stop);
  /// The same, but looks again where it is connected already: grants and tables may have changed.
  Expected<const Capabilities*> look_again(const std::stop_token& stop);
  /// What was found when it last looked; nothing before.
  [[nodiscard]] const Capabilities* capabilities() const;
  /// Asks anew how far a standby is behind; nothing for a primary, and for a standby that has not replayed
  /// anything since it started.
  Expected<std::optional<DurationMs>> lag(const std::stop_token& stop);

  /// Hands over all readings of a dataset in `range`, from the oldest window to the newest, each sorted, of
  /// provenance `replica`, the meter's serials as epochs. A channel whose column is missing is not among the
  /// rows' channels; a missing table gives nothing. `serials` collects the meters' names. What has been
  /// handed over when an error ends this is whole windows. Errors: those of the server, the sink's.
  Expected<ReadCount> read_rows(Dataset dataset, TimeRange range, const std::stop_token& stop,
                                const RowsSink& sink, std::vector<std::string>* serials = nullptr);

  /// The meter's readings reduced in the database to stretches of `width` ms (counted from `origin`), with
  /// all that a tier of the store keeps: lowest, highest, first, last, mean, count, and what a counter
  /// counted. Stretches in which a counter fell are read as they are, so that nothing is guessed (a fall that
  /// stays above the stretch's first reading and is made good within it is not noticed). How long readings
  /// speak for is reckoned from their count, evenly spread. Errors: as above.
  Expected<MeterRollups> read_rollups(const std::vector<ChannelIndex>& channels, TimeRange range,
                                      DurationMs width, TimeMs origin, const std::stop_token& stop);

  /// Energy by UTC hour: from the aggregate where it has the hour, with what its hours lose at their seams
  /// taken from the meter's readings; from the readings where it does not have it. Hours that neither knows
  /// are left out. Errors: as above.
  Expected<std::vector<EnergyHour>> energy_hours(TimeRange range, const std::stop_token& stop);

  /// From the oldest to just after the newest reading; nothing where there is none. Errors: as above.
  Expected<std::optional<TimeRange>> extent(Dataset dataset, const std::stop_token& stop);

  /// What the prices of each area are in: three capital letters; without those of which the database does not
  /// tell. Errors: as above.
  Expected<std::map<std::string, std::string>> currencies(const std::stop_token& stop);

  [[nodiscard]] Traffic traffic() const;

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace hearth::replica
