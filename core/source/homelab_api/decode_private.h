#pragma once

#include "core/json/elements.h"
#include "core/source/homelab_api/decode.h"

#include <algorithm>
#include <utility>

/// What the decoders of readings and of prices share. For their own .cpp files only.
namespace hearth::homelab_api {

namespace od = json::od;

inline std::unexpected<Error> refuse(Text message, std::string place = {}) {
  return fail(ErrorKind::bad_data, std::move(message), {}, std::move(place));
}

/// Ascending by time; of equal ones the last that came is kept.
template <class T, class Key>
void sort_and_keep_last(std::vector<T>& rows, Key key) {
  std::stable_sort(rows.begin(), rows.end(), [&](const T& a, const T& b) { return key(a) < key(b); });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i + 1 < rows.size() && key(rows[i]) == key(rows[i + 1])) continue;
    if (kept != i) rows[kept] = std::move(rows[i]);
    ++kept;
  }
  rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(kept), rows.end());
}

inline void tidy(Readings& readings) {
  sort_and_keep_last(readings,
                     [](const Reading& r) { return std::pair(r.time, std::string_view(r.group.entity)); });
}

}  // namespace hearth::homelab_api
