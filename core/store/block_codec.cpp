#include "core/store/block_codec.h"

#include <zstd.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>

namespace hearth {
namespace {

constexpr std::uint8_t format_version = 1;
constexpr int compression_level = 1;
enum Encoding : std::uint8_t { constant = 0, deltas = 1, verbatim = 2 };
enum Nulls : std::uint8_t { none = 0, some = 1, all = 2 };

constexpr std::uint64_t zigzag(std::int64_t v) noexcept {
  return (static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63);
}
constexpr std::int64_t unzigzag(std::uint64_t v) noexcept {
  return static_cast<std::int64_t>((v >> 1) ^ (~(v & 1) + 1));
}
/// Differences wrap around, so that no bytes can make the arithmetic overflow.
constexpr std::int64_t minus(std::int64_t a, std::int64_t b) noexcept {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}
constexpr std::int64_t plus(std::int64_t a, std::int64_t b) noexcept {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

constexpr std::size_t longest_varint = 10;

char* write_varint(char* at, std::uint64_t v) {
  while (v >= 0x80) {
    *at++ = static_cast<char>(v | 0x80);
    v >>= 7;
  }
  *at++ = static_cast<char>(v);
  return at;
}

void put_varint(std::string& out, std::uint64_t v) {
  std::array<char, longest_varint> bytes;
  out.append(bytes.data(), static_cast<std::size_t>(write_varint(bytes.data(), v) - bytes.data()));
}

/// Each value as its difference to the one before, zigzag.
void put_deltas(std::string& out, std::span<const std::int64_t> values) {
  const std::size_t begin = out.size();
  out.resize(begin + values.size() * longest_varint);
  char* at = out.data() + begin;
  std::int64_t before = 0;
  for (const std::int64_t v : values) {
    at = write_varint(at, zigzag(minus(v, before)));
    before = v;
  }
  out.resize(static_cast<std::size_t>(at - out.data()));
}

/// Reads from bytes that may be anything: after a read past the end every further one gives 0, and `ok` is
/// false.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

  std::uint8_t byte() {
    if (at_ == end_) return spoil();
    return static_cast<std::uint8_t>(*at_++);
  }
  std::uint64_t varint() {
    std::uint64_t v = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t b = byte();
      v |= static_cast<std::uint64_t>(b & 0x7f) << shift;
      if (b < 0x80) return v;
    }
    return spoil();
  }
  std::string_view bytes(std::size_t n) {
    if (n > left()) {
      spoil();
      return {};
    }
    const std::string_view taken(at_, n);
    at_ += n;
    return taken;
  }

 private:
  std::uint8_t spoil() {
    ok_ = false;
    at_ = end_;
    return 0;
  }
  const char* at_;
  const char* end_;
  bool ok_ = true;
};

constexpr double power_of_ten(int decimals) noexcept {
  double p = 1;
  for (int i = 0; i < decimals; ++i) p *= 10;
  return p;
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

void put_nulls(std::string& out, std::span<const double> values, Nulls nulls) {
  out.push_back(static_cast<char>(nulls));
  if (nulls != some) return;
  std::string bits((values.size() + 7) / 8, '\0');
  for (std::size_t i = 0; i < values.size(); ++i)
    if (std::isnan(values[i])) bits[i / 8] = static_cast<char>(bits[i / 8] | 1 << (i % 8));
  out += bits;
}

Nulls nulls_of(std::span<const double> values) {
  std::size_t n = 0;
  for (const double v : values) n += std::isnan(v) ? 1 : 0;
  if (n == 0) return none;
  return n == values.size() ? all : some;
}

std::string encode_column(const ColumnView& column, std::vector<std::int64_t>& integers) {
  std::string out;
  const Nulls nulls = nulls_of(column.values);
  integers.clear();
  const bool exact = as_integers(column.values, power_of_ten(column.decimals), integers);
  bool same = exact;
  for (std::size_t i = 1; same && i < integers.size(); ++i) same = integers[i] == integers[0];
  out.push_back(static_cast<char>(!exact ? verbatim : same ? constant : deltas));
  out.push_back(static_cast<char>(column.decimals));
  put_nulls(out, column.values, nulls);
  if (nulls == all) return out;
  if (exact) {
    put_deltas(out, std::span(integers).first(same ? 1 : integers.size()));
    return out;
  }
  for (const double v : column.values) {
    if (std::isnan(v)) continue;
    const auto bits = std::bit_cast<std::uint64_t>(v);
    for (int shift = 0; shift < 64; shift += 8) out.push_back(static_cast<char>(bits >> shift & 0xff));
  }
  return out;
}

bool decode_column(Reader in, std::size_t rows, std::vector<double>& values) {
  const std::uint8_t encoding = in.byte();
  const std::uint8_t decimals = in.byte();
  const std::uint8_t nulls = in.byte();
  if (encoding > verbatim || decimals > 9 || nulls > all) return false;
  values.assign(rows, std::numeric_limits<double>::quiet_NaN());
  if (nulls == all) return in.ok();
  const std::string_view bits = nulls == some ? in.bytes((rows + 7) / 8) : std::string_view();
  if (!in.ok()) return false;
  const double scale = power_of_ten(decimals);
  std::int64_t whole = encoding == constant ? unzigzag(in.varint()) : 0;
  for (std::size_t i = 0; i < rows; ++i) {
    if (!bits.empty() && (static_cast<unsigned char>(bits[i / 8]) >> (i % 8) & 1) != 0) continue;
    if (encoding == verbatim) {
      const std::string_view raw = in.bytes(8);
      if (!in.ok()) return false;
      std::uint64_t v = 0;
      for (std::size_t b = 0; b < 8; ++b)
        v |= static_cast<std::uint64_t>(static_cast<unsigned char>(raw[b])) << 8 * b;
      values[i] = std::bit_cast<double>(v);
    } else {
      if (encoding == deltas) whole = plus(whole, unzigzag(in.varint()));
      values[i] = static_cast<double>(whole) / scale;
    }
  }
  return in.ok();
}

void put_times(std::string& out, std::span<const TimeMs> times) {
  TimeMs before = 0;
  DurationMs step = 0;
  for (const TimeMs t : times) {
    const DurationMs now = minus(t, before);
    put_varint(out, zigzag(minus(now, step)));
    step = now;
    before = t;
  }
}

bool take_times(Reader& in, std::size_t rows, std::vector<TimeMs>& times) {
  times.reserve(rows);
  TimeMs at = 0;
  DurationMs step = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    step = plus(step, unzigzag(in.varint()));
    at = plus(at, step);
    if (!in.ok() || (i > 0 && at <= times.back())) return false;
    times.push_back(at);
  }
  return true;
}

std::unexpected<Error> damaged() {
  return fail(ErrorKind::bad_data, "A block of the history is damaged.");
}

Expected<std::string> decompress(std::string_view bytes) {
  const unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > most_block_bytes)
    return damaged();
  std::string plain(static_cast<std::size_t>(size), '\0');
  thread_local const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                                  &ZSTD_freeDCtx);
  const std::size_t n =
      ZSTD_decompressDCtx(context.get(), plain.data(), plain.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(n) != 0 || n != plain.size()) return damaged();
  return plain;
}

}  // namespace

std::string encode_block(std::span<const TimeMs> times, std::span<const ColumnView> columns) {
  std::string plain;
  plain.push_back(static_cast<char>(format_version));
  put_varint(plain, times.size());
  put_varint(plain, columns.size());
  put_times(plain, times);
  std::vector<std::int64_t> integers;
  integers.reserve(times.size());
  for (const ColumnView& column : columns) {
    const std::string body = encode_column(column, integers);
    put_varint(plain, column.name.size());
    plain += column.name;
    put_varint(plain, body.size());
    plain += body;
  }
  std::string packed(ZSTD_compressBound(plain.size()), '\0');
  thread_local const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                                  &ZSTD_freeCCtx);
  packed.resize(ZSTD_compressCCtx(context.get(), packed.data(), packed.size(), plain.data(), plain.size(),
                                  compression_level));
  return packed;
}

Expected<Block> decode_block(std::string_view bytes, const std::function<bool(std::string_view)>& wanted) {
  const auto plain = decompress(bytes);
  if (!plain) return std::unexpected(plain.error());
  Reader in(*plain);
  if (in.byte() != format_version) return damaged();
  const std::uint64_t rows = in.varint();
  const std::uint64_t columns = in.varint();
  if (!in.ok() || rows > most_block_rows || columns > most_block_columns) return damaged();
  Block block;
  if (!take_times(in, static_cast<std::size_t>(rows), block.times)) return damaged();
  for (std::uint64_t i = 0; i < columns; ++i) {
    const std::string_view name = in.bytes(static_cast<std::size_t>(in.varint()));
    const std::string_view body = in.bytes(static_cast<std::size_t>(in.varint()));
    if (!in.ok()) return damaged();
    if (!wanted(name)) continue;
    Column column{std::string(name), {}};
    if (!decode_column(Reader(body), static_cast<std::size_t>(rows), column.values)) return damaged();
    block.columns.push_back(std::move(column));
  }
  if (in.left() != 0) return damaged();
  return block;
}

}  // namespace hearth
