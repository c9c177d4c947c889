#include "core/aggregate/time_zone.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace hearth {
namespace {

constexpr const char* zones_folder = "/usr/share/zoneinfo/";

/// Takes a file's numbers, which have their highest byte first.
class ZoneBytes {
 public:
  explicit ZoneBytes(std::string_view bytes) : bytes_(bytes) {}
  std::string_view take(std::size_t n) {
    if (n > bytes_.size()) throw std::runtime_error("the file of a time zone is cut short");
    const std::string_view taken = bytes_.substr(0, n);
    bytes_.remove_prefix(n);
    return taken;
  }
  std::int64_t number(std::size_t bytes) {
    std::uint64_t n = 0;
    for (const char c : take(bytes)) n = n << 8 | static_cast<unsigned char>(c);
    return bytes == 4 ? static_cast<std::int32_t>(n) : static_cast<std::int64_t>(n);
  }

 private:
  std::string_view bytes_;
};

struct Head {
  char version = '\0';
  std::size_t utc_marks = 0;
  std::size_t standard_marks = 0;
  std::size_t leap_seconds = 0;
  std::size_t changes = 0;
  std::size_t types = 0;
  std::size_t name_bytes = 0;

  explicit Head(ZoneBytes& in) {
    if (in.take(4) != "TZif") throw std::runtime_error("no file of a time zone");
    version = in.take(1).front();
    in.take(15);
    for (std::size_t* count : {&utc_marks, &standard_marks, &leap_seconds, &changes, &types, &name_bytes})
      *count = static_cast<std::uint32_t>(in.number(4));
  }
  [[nodiscard]] std::size_t bytes(std::size_t time_bytes) const {
    return changes * (time_bytes + 1) + types * 6 + name_bytes + leap_seconds * (time_bytes + 4) +
           standard_marks + utc_marks;
  }
};

/// Files of the folder that are no zone's, or count leap seconds.
constexpr std::array<std::string_view, 3> no_zones = {"Factory", "posix", "right"};

bool can_be_a_name(std::string_view name) {
  const bool other = std::ranges::find(no_zones, name.substr(0, name.find('/'))) != no_zones.end();
  return !other && !name.empty() && name.front() != '/' && name.find("..") == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

std::unique_ptr<const TimeZone> read_zone(const std::string& name) {
  if (!can_be_a_name(name)) return nullptr;
  try {
    std::ifstream file(zones_folder + name, std::ios::binary);
    // Reading a folder throws.
    const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    return std::make_unique<const TimeZone>(bytes);
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

}  // namespace

TimeZone::TimeZone(std::string_view bytes) {
  ZoneBytes in(bytes);
  // The first part is for readers that know no times of 64 bits.
  const Head narrow(in);
  if (narrow.version < '2') throw std::runtime_error("the file of a time zone is of an old version");
  in.take(narrow.bytes(4));
  const Head head(in);
  if (head.types == 0) throw std::runtime_error("a time zone without an offset");
  ZoneBytes times(in.take(head.changes * 8));
  const std::string_view kinds = in.take(head.changes);
  std::vector<std::chrono::seconds> types;
  for (std::size_t i = 0; i < head.types; ++i) {
    types.emplace_back(in.number(4));
    in.take(2);
  }
  offsets_.push_back(types.front());
  for (std::size_t i = 0; i < head.changes; ++i) {
    const SysSeconds time{std::chrono::seconds{times.number(8)}};
    const auto kind = static_cast<unsigned char>(kinds[i]);
    if (kind >= types.size() || (!changes_.empty() && time <= changes_.back()))
      throw std::runtime_error("the file of a time zone is damaged");
    changes_.push_back(time);
    offsets_.push_back(types[kind]);
  }
}

TimeZone::Period TimeZone::period(std::size_t index) const {
  const SysSeconds earliest{date::sys_days{date::year::min() / 1 / 1}};
  const SysSeconds latest{date::sys_days{date::year::max() / 12 / 31}};
  return {index == 0 ? earliest : changes_[index - 1], index == changes_.size() ? latest : changes_[index],
          offsets_[index]};
}

TimeZone::Period TimeZone::period_at(SysSeconds time) const {
  return period(static_cast<std::size_t>(std::ranges::upper_bound(changes_, time) - changes_.begin()));
}

TimeZone::Local TimeZone::local_at(LocalSeconds time) const {
  const auto with = [&](const Period& p) { return SysSeconds{(time - p.offset).time_since_epoch()}; };
  // The last period that has begun by then, by its own clock.
  const SysSeconds about{time.time_since_epoch() + std::chrono::hours(48)};
  auto index = static_cast<std::size_t>(std::ranges::upper_bound(changes_, about) - changes_.begin());
  while (index > 0 && with(period(index)) < changes_[index - 1]) --index;
  Local found{LocalTimeIs::once, period(index), {}};
  if (with(found.first) >= found.first.end) {
    found.is = LocalTimeIs::skipped;
    found.second = period(index + 1);
  } else if (index > 0) {
    const Period before = period(index - 1);
    if (with(before) < before.end) found = {LocalTimeIs::twice, before, found.first};
  }
  return found;
}

const TimeZone* zone_named(const std::string& name) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<const TimeZone>> known;
  const std::lock_guard guard(mutex);
  if (const auto zone = known.find(name); zone != known.end()) return zone->second.get();
  auto zone = read_zone(name);
  return zone == nullptr ? nullptr : known.emplace(name, std::move(zone)).first->second.get();
}

}  // namespace hearth
