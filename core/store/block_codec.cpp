#include "core/store/block_codec.h"

#include <zstd.h>

#include <algorithm>
#include <memory>

namespace hearth {
namespace {

constexpr std::uint8_t format_version = 2;
constexpr int compression_level = 1;
enum Packing : std::uint8_t { stored = 0, zstd = 1 };

std::unexpected<Error> damaged() {
  return fail(ErrorKind::bad_data, "A block of the history is damaged.");
}

}  // namespace

std::string pack(std::string_view plain) {
  thread_local const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                                  &ZSTD_freeCCtx);
  std::string packed(1 + ZSTD_compressBound(plain.size()), '\0');
  packed[0] = static_cast<char>(zstd);
  const std::size_t n = ZSTD_compressCCtx(context.get(), packed.data() + 1, packed.size() - 1, plain.data(),
                                          plain.size(), compression_level);
  if (ZSTD_isError(n) == 0 && n < plain.size()) {
    packed.resize(1 + n);
    return packed;
  }
  packed.assign(1, static_cast<char>(stored));
  packed += plain;
  return packed;
}

std::size_t packed_length(std::string_view packed) {
  if (packed.empty() || static_cast<std::uint8_t>(packed.front()) != zstd) return packed.size();
  const std::size_t frame = ZSTD_findFrameCompressedSize(packed.data() + 1, packed.size() - 1);
  return ZSTD_isError(frame) == 0 ? 1 + frame : packed.size();
}

char* UnpackSpace::of(std::size_t bytes) {
  if (bytes > size_) {
    bytes_ = std::make_unique_for_overwrite<char[]>(bytes);
    size_ = bytes;
  }
  return bytes_.get();
}

Expected<std::string_view> unpack(std::string_view packed, UnpackSpace& space, std::size_t most) {
  if (packed.empty()) return damaged();
  const auto packing = static_cast<std::uint8_t>(packed.front());
  packed.remove_prefix(1);
  if (packing == stored && packed.size() <= most) return packed;
  if (packing != zstd) return damaged();
  const unsigned long long said = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (said == ZSTD_CONTENTSIZE_ERROR || said == ZSTD_CONTENTSIZE_UNKNOWN || said > most) return damaged();
  const auto size = static_cast<std::size_t>(said);
  char* plain = space.of(size);
  thread_local const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                                  &ZSTD_freeDCtx);
  const std::size_t n = ZSTD_decompressDCtx(context.get(), plain, size, packed.data(), packed.size());
  if (ZSTD_isError(n) != 0 || n != size) return damaged();
  return std::string_view(plain, size);
}

Expected<std::string> unpack(std::string_view packed, std::size_t most) {
  UnpackSpace space;
  const auto plain = unpack(packed, space, most);
  if (!plain) return std::unexpected(plain.error());
  return std::string(*plain);
}

std::string encode_block(std::string_view about, std::span<const TimeMs> times, std::span<const Part> parts) {
  std::string time_bytes;
  put_times(time_bytes, times);
  std::vector<std::string> packed = {pack(time_bytes)};
  for (const Part& part : parts) packed.push_back(pack(part.bytes));

  std::string block;
  block.push_back(static_cast<char>(format_version));
  put_text(block, about);
  put_varint(block, times.size());
  put_varint(block, packed.size());
  for (std::size_t i = 0; i < packed.size(); ++i) {
    put_text(block, i == 0 ? std::string_view() : parts[i - 1].name);
    put_varint(block, packed[i].size());
  }
  for (const std::string& bytes : packed) block += bytes;
  return block;
}

Expected<BlockReader> BlockReader::open(std::string_view bytes) {
  ByteReader in(bytes);
  BlockReader block;
  if (in.byte() != format_version) return damaged();
  block.about_ = in.text();
  const std::uint64_t rows = in.varint();
  const std::uint64_t parts = in.varint();
  if (!in.ok() || rows > most_block_rows || parts == 0 || parts > most_block_parts) return damaged();
  block.rows_ = static_cast<std::size_t>(rows);
  std::vector<std::uint64_t> sizes;
  for (std::uint64_t i = 0; i < parts; ++i) {
    block.parts_.push_back({in.text(), {}});
    sizes.push_back(in.varint());
  }
  for (std::size_t i = 0; i < sizes.size(); ++i)
    block.parts_[i].packed = in.bytes(static_cast<std::size_t>(sizes[i]));
  if (!in.ok() || in.left() != 0) return damaged();
  return block;
}

Expected<void> BlockReader::read_times(std::vector<TimeMs>& times, UnpackSpace& space) const {
  const auto plain = unpack(parts_.front().packed, space);
  if (!plain) return std::unexpected(plain.error());
  times.resize(rows_);
  ByteReader in(*plain);
  if (!take_times(in, times) || in.left() != 0) return damaged();
  return {};
}

const BlockReader::Place* BlockReader::find(std::string_view name) const {
  const auto at =
      std::find_if(parts_.begin() + 1, parts_.end(), [&](const Place& p) { return p.name == name; });
  return at == parts_.end() ? nullptr : &*at;
}

Expected<std::optional<std::string_view>> BlockReader::part(std::string_view name, UnpackSpace& space) const {
  const Place* place = find(name);
  if (place == nullptr) return std::nullopt;
  const auto plain = unpack(place->packed, space);
  if (!plain) return std::unexpected(plain.error());
  return *plain;
}

std::vector<std::string_view> BlockReader::names() const {
  std::vector<std::string_view> found;
  for (std::size_t i = 1; i < parts_.size(); ++i) found.push_back(parts_[i].name);
  return found;
}

}  // namespace hearth
