#pragma once

#include "core/source/replica/capabilities.h"
#include "core/telemetry/reading.h"

#include <optional>
#include <string>
#include <vector>

/// The SQL that is sent. Pure. COPY cannot bind parameters: what stands in these texts are names out of the
/// catalogue and of this folder, and times and widths written by ourselves, never anything that came from
/// outside.
namespace hearth::replica {

/// A statement for `COPY`, and what its rows hold: what the comment says, then a value for each channel.
struct RowsStatement {
  std::string sql;
  std::vector<ChannelIndex> channels;
  std::vector<ColumnType> types;  ///< of the channels' columns, as they are sent
};

/// All readings of a dataset in `range`, in no particular order: time, entity (text or null), values. Nothing
/// where the table is not there, may not be read, or has neither time nor entity.
std::optional<RowsStatement> rows_statement(const Capabilities& capabilities, Dataset dataset,
                                            TimeRange range);

/// The same reduced in buckets of `width` ms counted from `origin`: bucket start (timestamptz), entity, first
/// and last time in the bucket, rows, and for each channel: count, lowest, highest, average, its values in
/// the bucket's first and in its last row (all float8). Rows of equal first or last time give a bucket more
/// than once; the last of them counts.
std::optional<RowsStatement> buckets_statement(const Capabilities& capabilities, Dataset dataset,
                                               const std::vector<ChannelIndex>& channels, TimeRange range,
                                               DurationMs width, TimeMs origin);

/// The hours of the aggregate `energy_hourly` that begin in `range`: start, energy in kWh, mean power of
/// phases 1 to 3 and in all in kW. Nothing where there is no such view.
std::optional<std::string> hours_statement(const Capabilities& capabilities, TimeRange range);

/// For each whole UTC hour in `range`, both ends included: the hour, and time, reading and serial of the
/// meter's last reading before it and of the first at or after it (each within an hour).
std::optional<std::string> seams_statement(const Capabilities& capabilities, TimeRange range);

/// The oldest and newest time of a dataset's table, as text of epoch milliseconds.
std::optional<std::string> extent_statement(const Capabilities& capabilities, Dataset dataset);

/// The currency of the newest price, "SEK". Nothing where the table does not tell.
std::optional<std::string> currency_statement(const Capabilities& capabilities);

}  // namespace hearth::replica
