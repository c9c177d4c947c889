// Blocks and journal entries of the local history, from any bytes: below their checksums and, for the
// columns, below the compression.

#include "core/store/block_codec.h"
#include "core/store/journal.h"
#include "core/store/rollup_columns.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

using namespace hearth;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto block = BlockReader::open(bytes)) {
    UnpackSpace space;
    std::vector<TimeMs> times;
    static_cast<void>(block->read_times(times, space));
    for (const std::string_view name : block->names()) static_cast<void>(block->part(name, space));
  }
  static_cast<void>(groups_from_journal(bytes));
  // The same without zstd in the way: a packed text that says that it is not packed.
  static_cast<void>(groups_from_journal(std::string(1, '\0').append(bytes)));
  std::vector<double> values(100);
  ByteReader column(bytes);
  static_cast<void>(take_column(column, values));
  std::vector<TimeMs> times(100);
  ByteReader time_bytes(bytes);
  static_cast<void>(take_times(time_bytes, times));
  std::vector<Rollup> rollups;
  for (const ChannelIndex c :
       {channel("energy.import"), channel("energy.power_total"), channel("heatpump.compressor")})
    static_cast<void>(take_rollups(bytes, c, rollups));
  return 0;
}
