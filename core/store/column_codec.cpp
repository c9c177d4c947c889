#include "core/store/column_codec.h"

#include "core/telemetry/vector_clones.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace hearth {
namespace {

/// How a column's numbers are laid out.
enum Encoding : std::uint8_t {
  constant = 0,  ///< one number for all rows
  plain = 1,     ///< integers, each as its distance from the smallest
  deltas = 2,    ///< integers, each as its difference to the one before
  verbatim = 3,  ///< doubles
};
enum Nulls : std::uint8_t { none = 0, some = 1, all = 2 };

constexpr std::uint64_t zigzag(std::int64_t v) noexcept {
  return (static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63);
}
/// See `plus`.
constexpr std::int64_t minus(std::int64_t a, std::int64_t b) noexcept {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

/// The bytes that a number up to this one takes.
std::size_t width_of(std::uint64_t largest) {
  return largest == 0 ? 0 : (static_cast<std::size_t>(std::bit_width(largest)) + 7) / 8;
}

/// Writes the numbers byte by byte of their width: first the lowest byte of all, then the next. Bytes of one
/// weight resemble each other, which is what makes them compress.
void put_planes(std::string& out, std::span<const std::uint64_t> numbers) {
  std::uint64_t any = 0;
  for (const std::uint64_t n : numbers) any |= n;
  const std::size_t width = width_of(any);
  out.push_back(static_cast<char>(width));
  const std::size_t begin = out.size();
  out.resize(begin + width * numbers.size());
  for (std::size_t plane = 0; plane < width; ++plane) {
    char* at = out.data() + begin + plane * numbers.size();
    for (std::size_t i = 0; i < numbers.size(); ++i) at[i] = static_cast<char>(numbers[i] >> 8 * plane);
  }
}

HEARTH_VECTOR_CLONES
void set_plane(const unsigned char* bytes, std::uint64_t* numbers, std::size_t n) {
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i) numbers[i] = bytes[i];
}

HEARTH_VECTOR_CLONES
void add_plane(const unsigned char* bytes, unsigned shift, std::uint64_t* numbers, std::size_t n) {
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i) numbers[i] |= static_cast<std::uint64_t>(bytes[i]) << shift;
}

HEARTH_VECTOR_CLONES
void join_planes(const unsigned char* low, const unsigned char* high, std::uint64_t* numbers, std::size_t n) {
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i)
    numbers[i] =
        static_cast<std::uint64_t>(static_cast<unsigned>(low[i]) | static_cast<unsigned>(high[i]) << 8);
}

/// Integers no further from 0 than this become doubles by their bits: AVX2 and SSE2 can convert 64-bit
/// integers in no other way.
constexpr std::int64_t most_by_bits = std::int64_t{1} << 50;
/// So many differences of four bytes come to no more than that.
constexpr std::size_t most_summed = std::size_t{1} << 17;

HEARTH_VECTOR_CLONES
void add_by_bits(const std::uint64_t* numbers, std::uint64_t base, double scale, double* values,
                 std::size_t n) {
  // 1.5 × 2^52, as bits and as number: adding an integer to the bits adds it to the number.
  constexpr std::uint64_t zero_bits = 0x4338'0000'0000'0000;
  constexpr double zero = 6755399441055744.0;
  const std::uint64_t begin = base + zero_bits;
  if (scale == 1) {
#pragma omp simd
    for (std::size_t i = 0; i < n; ++i) values[i] = std::bit_cast<double>(numbers[i] + begin) - zero;
  } else {
#pragma omp simd
    for (std::size_t i = 0; i < n; ++i)
      values[i] = (std::bit_cast<double>(numbers[i] + begin) - zero) / scale;
  }
}

/// The numbers as distances from `base`.
void to_doubles(std::span<const std::uint64_t> numbers, std::int64_t base, double scale, double* values) {
  for (const std::uint64_t n : numbers)
    *values++ = static_cast<double>(plus(base, static_cast<std::int64_t>(n))) / scale;
}

HEARTH_VECTOR_CLONES
void unzigzag_all(std::uint64_t* numbers, std::size_t n) {
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i) numbers[i] = (numbers[i] >> 1) ^ (~(numbers[i] & 1) + 1);
}

/// From differences, zigzagged, to distances from where they start.
void add_up(std::span<std::uint64_t> numbers) {
  unzigzag_all(numbers.data(), numbers.size());
  std::uint64_t at = 0;
  for (std::uint64_t& n : numbers) n = at += n;
}

/// The bytes that a number takes; more than 8 where they are none.
std::size_t take_planes(ByteReader& in, std::span<std::uint64_t> numbers) {
  constexpr std::size_t none = 9;
  const std::size_t width = in.byte();
  if (width > 8) return none;
  const std::string_view bytes = in.bytes(width * numbers.size());
  if (!in.ok()) return none;
  const auto* plane = reinterpret_cast<const unsigned char*>(bytes.data());
  if (width == 0) {
    std::ranges::fill(numbers, 0);
  } else if (width == 1) {
    set_plane(plane, numbers.data(), numbers.size());
  } else {
    join_planes(plane, plane + numbers.size(), numbers.data(), numbers.size());
  }
  for (std::size_t done = 2; done < width; ++done)
    add_plane(plane + done * numbers.size(), static_cast<unsigned>(8 * done), numbers.data(), numbers.size());
  return width;
}

/// The values, none of them null, as integers; false where they are not all whole.
bool as_whole(std::span<const double> values, std::vector<std::int64_t>& out) {
  constexpr double largest = 9e15;
  out.resize(values.size());
  std::uint64_t lost = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double v = std::fabs(values[i]) < largest ? values[i] : 0.5;
    out[i] = static_cast<std::int64_t>(v);
    lost |= std::bit_cast<std::uint64_t>(static_cast<double>(out[i])) ^ std::bit_cast<std::uint64_t>(v);
  }
  return lost == 0;
}

/// The values without nulls as integers; false where that would lose anything.
bool as_integers(std::span<const double> values, double scale, std::vector<std::int64_t>& out) {
  constexpr double largest = 9e15;
  for (const double v : values) {
    if (std::isnan(v)) continue;
    const double scaled = v * scale;
    if (!(std::fabs(scaled) < largest)) return false;
    const auto whole = static_cast<std::int64_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    // Bits, not values: a negative zero is kept as it is.
    const double back = scale == 1 ? static_cast<double>(whole) : static_cast<double>(whole) / scale;
    if (std::bit_cast<std::uint64_t>(back) != std::bit_cast<std::uint64_t>(v)) return false;
    out.push_back(whole);
  }
  return true;
}

Nulls nulls_of(std::span<const double> values) {
  std::size_t n = 0;
  for (const double v : values) n += std::isnan(v) ? 1 : 0;
  if (n == 0) return none;
  return n == values.size() ? all : some;
}

void put_nulls(std::string& out, std::span<const double> values) {
  std::string bits((values.size() + 7) / 8, '\0');
  for (std::size_t i = 0; i < values.size(); ++i)
    if (std::isnan(values[i])) bits[i / 8] = static_cast<char>(bits[i / 8] | 1 << (i % 8));
  out += bits;
}

thread_local std::vector<std::uint64_t> numbers_space;

std::span<std::uint64_t> numbers_of(std::size_t n) {
  if (numbers_space.size() < n) numbers_space.resize(n);
  return std::span(numbers_space).first(n);
}

void put_integers(std::string& out, std::span<const std::int64_t> integers) {
  const auto [low, high] = std::ranges::minmax(integers);
  const std::span<std::uint64_t> numbers = numbers_of(integers.size());
  std::uint64_t apart = 0;
  std::int64_t before = low;
  for (std::size_t i = 0; i < integers.size(); ++i) {
    numbers[i] = zigzag(minus(integers[i], before));
    apart |= numbers[i];
    before = integers[i];
  }
  // Noise around a level is smaller as such than as the difference of two noises.
  if (width_of(apart) > width_of(static_cast<std::uint64_t>(minus(high, low)))) {
    for (std::size_t i = 0; i < integers.size(); ++i)
      numbers[i] = static_cast<std::uint64_t>(minus(integers[i], low));
    out.push_back(static_cast<char>(plain));
  } else {
    out.push_back(static_cast<char>(deltas));
  }
  put_varint(out, zigzag(low));
  put_planes(out, numbers);
}

void put_doubles(std::string& out, std::span<const double> values) {
  out.push_back(static_cast<char>(verbatim));
  for (const double v : values) {
    if (std::isnan(v)) continue;
    const auto bits = std::bit_cast<std::uint64_t>(v);
    for (int shift = 0; shift < 64; shift += 8) out.push_back(static_cast<char>(bits >> shift & 0xff));
  }
}

bool take_doubles(ByteReader& in, std::span<double> values) {
  const std::string_view bytes = in.bytes(8 * values.size());
  if (!in.ok()) return false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint64_t v = 0;
    for (std::size_t b = 0; b < 8; ++b)
      v |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[8 * i + b])) << 8 * b;
    values[i] = std::bit_cast<double>(v);
  }
  return true;
}

bool take_integers(ByteReader& in, Encoding encoding, double scale, std::span<double> values) {
  const std::int64_t base = unzigzag(in.varint());
  if (encoding == constant) {
    std::ranges::fill(values, static_cast<double>(base) / scale);
    return in.ok();
  }
  const std::span<std::uint64_t> numbers = numbers_of(values.size());
  const std::size_t width = take_planes(in, numbers);
  if (width > 8) return false;
  if (encoding == deltas) add_up(numbers);
  const bool by_bits =
      width <= 4 && values.size() <= most_summed && base <= most_by_bits && base >= -most_by_bits;
  if (by_bits)
    add_by_bits(numbers.data(), static_cast<std::uint64_t>(base), scale, values.data(), values.size());
  else
    to_doubles(numbers, base, scale, values.data());
  return true;
}

HEARTH_VECTOR_CLONES
void count_on(TimeMs first, DurationMs step, TimeMs* times, std::size_t n) {
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i) times[i] = first + static_cast<TimeMs>(i) * step;
}

/// Times after the first, all `step` apart; false where they do not ascend.
bool even_times(std::span<TimeMs> times, DurationMs step) {
  DurationMs length = 0;
  TimeMs last = 0;
  const auto steps = static_cast<DurationMs>(times.size() - 1);
  if (times.size() > 1 && step <= 0) return false;
  if (__builtin_mul_overflow(steps, step, &length) || __builtin_add_overflow(times[0], length, &last))
    return false;
  count_on(times[0], step, times.data(), times.size());
  return true;
}

/// Moves the first numbers to where they belong, the last one first.
void make_room(std::span<double> values, std::size_t present, std::string_view bits) {
  for (std::size_t i = values.size(); i-- > 0;) {
    const bool null = (static_cast<unsigned char>(bits[i / 8]) >> (i % 8) & 1) != 0;
    values[i] = null ? std::numeric_limits<double>::quiet_NaN() : values[--present];
  }
}

}  // namespace

std::uint8_t ByteReader::spoil() {
  ok_ = false;
  at_ = end_;
  return 0;
}

std::uint8_t ByteReader::byte() {
  if (at_ == end_) return spoil();
  return static_cast<std::uint8_t>(*at_++);
}

std::uint64_t ByteReader::varint() {
  std::uint64_t v = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const std::uint8_t b = byte();
    v |= static_cast<std::uint64_t>(b & 0x7f) << shift;
    if (b < 0x80) return v;
  }
  return spoil();
}

std::string_view ByteReader::bytes(std::size_t n) {
  if (n > left()) {
    spoil();
    return {};
  }
  const std::string_view taken(at_, n);
  at_ += n;
  return taken;
}

void put_varint(std::string& out, std::uint64_t v) {
  while (v >= 0x80) {
    out.push_back(static_cast<char>(v | 0x80));
    v >>= 7;
  }
  out.push_back(static_cast<char>(v));
}

void put_text(std::string& out, std::string_view text) {
  put_varint(out, text.size());
  out += text;
}

void ColumnEncoder::put(std::string& out, std::span<const double> values, int decimals) {
  const Nulls nulls = nulls_of(values);
  out.push_back(static_cast<char>(nulls));
  if (nulls == all) return;
  if (nulls == some) put_nulls(out, values);
  integers_.clear();
  out.push_back(static_cast<char>(decimals));
  const bool exact = nulls == none && decimals == 0 ? as_whole(values, integers_)
                                                    : as_integers(values, power_of_ten(decimals), integers_);
  if (!exact) return put_doubles(out, values);
  const bool same = std::ranges::all_of(integers_, [&](std::int64_t v) { return v == integers_.front(); });
  if (!same) return put_integers(out, integers_);
  out.push_back(static_cast<char>(constant));
  put_varint(out, zigzag(integers_.empty() ? 0 : integers_.front()));
}

bool take_column(ByteReader& in, std::span<double> values) {
  const std::uint8_t nulls = in.byte();
  if (!in.ok() || nulls > all) return false;
  if (nulls == all) {
    std::ranges::fill(values, std::numeric_limits<double>::quiet_NaN());
    return true;
  }
  std::size_t present = values.size();
  std::string_view bits;
  if (nulls == some) {
    bits = in.bytes((values.size() + 7) / 8);
    if (!in.ok()) return false;
    for (std::size_t i = 0; i < values.size(); ++i)
      present -= (static_cast<unsigned char>(bits[i / 8]) >> (i % 8) & 1) != 0 ? 1U : 0U;
  }
  const std::uint8_t decimals = in.byte();
  const std::uint8_t encoding = in.byte();
  if (!in.ok() || decimals > 9 || encoding > verbatim) return false;
  const std::span<double> there = values.first(present);
  const bool taken = encoding == verbatim
                         ? take_doubles(in, there)
                         : take_integers(in, static_cast<Encoding>(encoding), power_of_ten(decimals), there);
  if (taken && nulls == some) make_room(values, present, bits);
  return taken;
}

void put_times(std::string& out, std::span<const TimeMs> times) {
  if (times.empty()) return;
  put_varint(out, zigzag(times.front()));
  const std::span<std::uint64_t> numbers = numbers_of(times.size() - 1);
  DurationMs step = 0;
  bool steady = true;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const DurationMs now = minus(times[i + 1], times[i]);
    if (i == 0) {
      step = now;
      put_varint(out, zigzag(step));
    }
    numbers[i] = zigzag(minus(now, step));
    steady = steady && numbers[i] == 0;
    step = now;
  }
  out.push_back(static_cast<char>(steady ? 0 : 1));
  if (!steady) put_planes(out, numbers);
}

bool take_times(ByteReader& in, std::span<TimeMs> times) {
  if (times.empty()) return true;
  times[0] = unzigzag(in.varint());
  DurationMs step = times.size() > 1 ? unzigzag(in.varint()) : 0;
  const std::uint8_t uneven = in.byte();
  if (!in.ok() || uneven > 1) return false;
  if (uneven == 0) return even_times(times, step);
  const std::span<std::uint64_t> numbers = numbers_of(times.size() - 1);
  if (take_planes(in, numbers) > 8) return false;
  for (std::size_t i = 1; i < times.size(); ++i) {
    step = plus(step, unzigzag(numbers[i - 1]));
    times[i] = plus(times[i - 1], step);
    if (times[i] <= times[i - 1]) return false;
  }
  return true;
}

}  // namespace hearth
