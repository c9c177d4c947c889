#pragma once

#include "core/source/replica/statements.h"
#include "core/store/history_store.h"
#include "core/store/rollups.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hearth::replica {

/// What the meter's readings say of stretches of time, each counted in its own, with the meters' names.
struct MeterRollups {
  RollupMap rollups;                 ///< `first_epoch` and `last_epoch` are `epoch_number`s of
  std::vector<std::string> serials;  ///< these
};

/// Makes rollups from the rows of `buckets_statement`.
class RollupReader {
 public:
  RollupReader(const RowsStatement& statement, DurationMs width, double max_power_w = usual_max_power_w);

  /// A message of COPY. Errors: bad_data.
  Expected<void> ingest(std::span<const std::byte> message);
  /// Stretches that the database's reduction does not tell enough of: a counter fell in them or before them,
  /// rose by more than can be, the meter changed, or a first or last row has no value. To be handed over as
  /// rows; what is not, is left out.
  [[nodiscard]] std::vector<TimeRange> doubtful();
  /// Readings of doubtful stretches, ascending; may come in several parts.
  void replace(const Rows& rows);
  [[nodiscard]] std::uint64_t rows() const { return rows_; }
  MeterRollups finish();

 private:
  struct Stretch {
    std::string serial;
    std::vector<Rollup> channels;
    bool doubtful = false;
    std::vector<std::vector<Point>> readings;  ///< by channel, of a doubtful one
  };
  /// A counter's readings of all stretches, as far as they are known, settled: of a sound one its ends.
  std::vector<Point> settled_readings(std::size_t channel) const;
  void add_counted(std::size_t channel, std::vector<Rollup>& list) const;
  Rollup rollup_of(std::span<const Field> fields, std::size_t channel, Rollup made, bool& doubtful) const;

  std::vector<ChannelIndex> channels_;
  DurationMs width_;
  double max_power_w_;
  CopyReader reader_;
  std::map<TimeMs, Stretch> stretches_;
  std::vector<std::string> serials_;
  std::uint64_t rows_ = 0;
};

/// Makes hours of energy from the rows of `hours_statement` and `seams_statement`. The aggregate counts from
/// the first to the last reading of an hour; what was counted between two hours is divided at the hour's
/// turn, by time.
class HourReader {
 public:
  explicit HourReader(TimeRange range, double max_power_w = usual_max_power_w);

  Expected<void> ingest_seam(std::span<const std::byte> message);
  Expected<void> ingest_hour(std::span<const std::byte> message);
  /// Stretches of hours for which there are readings but no hour of the aggregate, or one that a fall of the
  /// counter or a change of meters has spoilt.
  [[nodiscard]] std::vector<TimeRange> missing() const;
  /// Hours made from readings: rollups of the width of an hour.
  void fill(const MeterRollups& hours);
  [[nodiscard]] std::uint64_t rows() const { return rows_; }
  [[nodiscard]] std::vector<EnergyHour> finish() const;

 private:
  struct Seam {
    std::optional<Point> before;  ///< the last reading of the hour that ends
    std::optional<Point> after;   ///< the first of the hour that begins
    /// What was counted on either side of the turn.
    [[nodiscard]] std::pair<double, double> counted_around(TimeMs turn, const CounterLimits& limits) const;
  };
  [[nodiscard]] const Seam* seam(TimeMs hour) const;

  TimeRange range_;
  CounterLimits limits_;
  CopyReader seam_reader_{7};
  CopyReader hour_reader_{6};
  std::map<TimeMs, Seam> seams_;
  std::map<TimeMs, EnergyHour> hours_;
  std::uint64_t rows_ = 0;
};

}  // namespace hearth::replica
