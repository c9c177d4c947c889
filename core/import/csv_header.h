#pragma once

#include "core/telemetry/channel.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

/// What stands in one column of a file.
struct CsvField {
  enum class Role : std::uint8_t { time, entity, number };
  Role role = Role::number;
  ChannelIndex channel = 0;  ///< numbers only
  std::size_t number = 0;    ///< numbers only: the how manieth it is
  double factor = 1;         ///< numbers only: from the file's unit to the channel's
  std::string name;          ///< as the file has it
};

/// What the first line of a file says about the rest.
struct CsvHeader {
  char separator = ',';
  char point = '.';  ///< a comma where fields are separated by `;`
  Dataset dataset = Dataset::energy;
  std::vector<CsvField> fields;
  std::vector<ChannelIndex> channels;  ///< of the numbers, in the file's order
};

/// Reads the header of an export of ours, its line without the end: `time`, `device`, `location` or `area`
/// where the dataset has one, and channels as `<id> [<unit>]` in any order; also kWh, MWh, kW and A, and
/// without unit. Errors: bad_data, with "1:<column>" as its place (not our header, an unknown channel or
/// unit, channels of two datasets or of another one than `wanted`, a column twice or missing, sums of
/// intervals instead of readings).
Expected<CsvHeader> read_csv_header(std::string_view line, std::optional<Dataset> wanted);

/// The text of a field: without its quotes, a doubled quote once, without the apostrophe that guards what
/// looks like a formula (see `csv_text`).
std::string csv_field_text(std::string_view field);

}  // namespace hearth
