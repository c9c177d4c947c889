// The reader of CSV files, fed with whatever libFuzzer finds. The first byte chooses how the text comes.
// Beside the sanitizers' own checks, what comes out must be what the headers promise, however the text was
// cut into pieces.
#include "core/import/csv_reader.h"
#include "core/telemetry/name.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace {

using namespace hearth;

constexpr TimeMs now = 1768480200000;  // 2026-01-15T12:30:00Z

void require(bool holds) {
  if (!holds) std::abort();
}

struct Outcome {
  bool good = false;
  CsvCount count;
  double sum = 0;
};

void check(const GroupKey& group, const Rows& rows, CsvReaderOptions options) {
  require(!rows.empty() && rows.size() <= options.rows_at_once && group.entity.size() <= longest_name);
  const bool named = !entity_name(group.dataset).empty();
  require(group.entity.empty() ? !named || group.dataset == Dataset::climate : named);
  require(clean_name(group.entity) == group.entity);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    require(rows.times[i] >= options.earliest && rows.times[i] <= now + 3 * day_ms);
    require(i == 0 || rows.times[i] > rows.times[i - 1]);
    bool any = false;
    for (const auto& column : rows.values) {
      require(!has_value(column[i]) || std::abs(column[i]) <= 1e21);
      any = any || has_value(column[i]);
    }
    require(any);
  }
  for (const ChannelIndex c : rows.channels) require(info(c).dataset == group.dataset);
}

Outcome read(std::string_view text, std::size_t piece, bool skip_bad) {
  const CsvReaderOptions options{.name = "f", .now = now, .skip_bad = skip_bad, .rows_at_once = 50};
  Outcome outcome;
  outcome.good = read_csv(
                     [&](std::span<char> into) -> Expected<std::size_t> {
                       const std::size_t size = std::min({into.size(), piece, text.size()});
                       std::memcpy(into.data(), text.data(), size);
                       text.remove_prefix(size);
                       return size;
                     },
                     options,
                     [&](const GroupKey& group, Rows&& rows) -> Expected<void> {
                       check(group, rows, options);
                       for (const auto& column : rows.values)
                         for (const double value : column) outcome.sum += has_value(value) ? value : 1;
                       return {};
                     },
                     outcome.count)
                     .has_value();
  require(outcome.count.bad_lines.size() <= outcome.count.bad);
  require(skip_bad || outcome.count.bad <= 1);
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const bool skip_bad = data[0] % 2 == 1;
  const Outcome whole = read(text, text.size() + 1, skip_bad);
  const Outcome pieces = read(text, 1 + data[0] / 2, skip_bad);
  require(whole.good == pieces.good && whole.sum == pieces.sum && whole.count.rows == pieces.count.rows &&
          whole.count.bad_lines == pieces.count.bad_lines);
  return 0;
}
