#pragma once

#include "core/source/replica/replica.h"
#include "tests/postgres/fill.h"
#include "tests/postgres/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace hearth::replica {

/// Noon of the day that the servers of these tests have readings of.
inline constexpr TimeMs noon = 1'768'478'400'000;  // 2026-01-15T12:00:00Z
inline constexpr TimeMs midnight = noon - 12 * hour_ms;

inline Replica::Options options_for(const std::string& dsn) {
  Replica::Options options;
  options.settings.dsn = dsn;
  options.retry_pause = 1;
  options.random = [] { return 0.0; };
  return options;
}

/// Only whether it went well.
template <class T>
Expected<void> outcome(const Expected<T>& result) {
  if (!result) return std::unexpected(result.error());
  return {};
}

/// Everything that a read brings, by entity.
struct Collected {
  std::map<GroupKey, Rows> rows;
  RowsSink sink() {
    return [this](const GroupKey& group, Rows&& part) -> Expected<void> {
      const auto [known, is_new] = rows.try_emplace(group, part);
      if (!is_new) known->second.append(part);
      return {};
    };
  }
};

}  // namespace hearth::replica
