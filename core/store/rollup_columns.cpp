#include "core/store/rollup_columns.h"

#include "core/store/block_codec.h"
#include "core/store/column_codec.h"

#include <array>
#include <cmath>

namespace hearth {
namespace {

/// How far a field is kept exactly.
enum class Exact : std::uint8_t { integer, value, sum };

constexpr unsigned of(Kind kind) {
  return 1U << static_cast<unsigned>(kind);
}
constexpr unsigned everything = of(Kind::gauge) | of(Kind::counter) | of(Kind::state);
constexpr unsigned held_kinds = of(Kind::gauge) | of(Kind::state);

struct Field {
  unsigned kinds;
  Exact exact;
  void (*get)(std::span<const Rollup> rows, double* values);
  void (*set)(std::span<Rollup> rows, const double* values);
};

template <auto Member>
void get_member(std::span<const Rollup> rows, double* values) {
  for (const Rollup& row : rows) *values++ = static_cast<double>(row.*Member);
}
template <auto Member>
void set_member(std::span<Rollup> rows, const double* values) {
  using T = std::remove_reference_t<decltype(rows[0].*Member)>;
  for (Rollup& row : rows) {
    if constexpr (std::is_same_v<T, double>)
      row.*Member = *values++;
    else
      row.*Member = whole<T>(*values++);
  }
}
/// Times are kept from the start of their row.
template <auto Member>
void get_time(std::span<const Rollup> rows, double* values) {
  for (const Rollup& row : rows) *values++ = static_cast<double>(row.*Member - row.start);
}
template <auto Member>
void set_time(std::span<Rollup> rows, const double* values) {
  for (Rollup& row : rows) row.*Member = row.start + whole<TimeMs>(*values++);
}

template <auto Member>
constexpr Field field(unsigned kinds, Exact exact) {
  return {kinds, exact, get_member<Member>, set_member<Member>};
}
template <auto Member>
constexpr Field time_field() {
  return {everything, Exact::integer, get_time<Member>, set_time<Member>};
}

// The order is that of the file.
constexpr std::array fields = {
    field<&Rollup::count>(everything, Exact::integer),
    time_field<&Rollup::first_time>(),
    time_field<&Rollup::last_time>(),
    field<&Rollup::first>(everything, Exact::value),
    field<&Rollup::last>(everything, Exact::value),
    field<&Rollup::min>(everything, Exact::value),
    field<&Rollup::max>(everything, Exact::value),
    field<&Rollup::known>(everything, Exact::integer),
    field<&Rollup::sum>(held_kinds, Exact::sum),
    field<&Rollup::delta>(of(Kind::counter), Exact::value),
    field<&Rollup::first_epoch>(of(Kind::counter), Exact::integer),
    field<&Rollup::last_epoch>(of(Kind::counter), Exact::integer),
    field<&Rollup::starts>(of(Kind::state), Exact::integer),
    field<&Rollup::marks>(of(Kind::counter), Exact::integer),
};
/// Only counters have marks, and those of before version 3 have none.
constexpr std::size_t since_version_3 = fields.size() - 1;

/// A sum of whole stored units over milliseconds; what lies beyond is noise of the arithmetic.
double cleaned_sum(double sum, double scale) {
  const double scaled = sum * scale;
  if (!(std::fabs(scaled) < 9e15)) return sum;
  return static_cast<double>(static_cast<std::int64_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5)) / scale;
}

}  // namespace

std::string rollup_bytes(ChannelIndex channel, std::span<const Rollup> rows) {
  const Channel& c = info(channel);
  const double scale = power_of_ten(c.stored_decimals);
  std::vector<TimeMs> starts;
  starts.reserve(rows.size());
  for (const Rollup& row : rows) starts.push_back(row.start);
  std::string bytes;
  put_varint(bytes, rows.size());
  put_times(bytes, starts);
  std::vector<double> values(rows.size());
  ColumnEncoder encoder;
  for (const Field& f : fields) {
    if ((f.kinds & of(c.kind)) == 0) continue;
    f.get(rows, values.data());
    if (f.exact == Exact::sum)
      for (double& v : values) v = cleaned_sum(v, scale);
    encoder.put(bytes, values, f.exact == Exact::integer ? 0 : c.stored_decimals);
  }
  return bytes;
}

bool take_rollups(std::string_view bytes, ChannelIndex channel, std::vector<Rollup>& rows) {
  ByteReader in(bytes);
  const std::uint64_t n = in.varint();
  if (!in.ok() || n > most_block_rows) return false;
  std::vector<TimeMs> starts(static_cast<std::size_t>(n));
  if (!take_times(in, starts)) return false;
  const std::size_t had = rows.size();
  rows.resize(had + starts.size());
  const std::span<Rollup> added = std::span(rows).subspan(had);
  for (std::size_t i = 0; i < starts.size(); ++i) added[i].start = starts[i];
  std::vector<double> values(starts.size());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Field& f = fields[i];
    if ((f.kinds & of(info(channel).kind)) == 0 || (i >= since_version_3 && in.left() == 0)) continue;
    if (!take_column(in, values)) return false;
    f.set(added, values.data());
  }
  return in.left() == 0;
}

}  // namespace hearth
