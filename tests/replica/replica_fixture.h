#pragma once

#include "core/source/replica/replica.h"
#include "tests/postgres/fill.h"
#include "tests/postgres/server.h"
#include "tests/replica/moments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace hearth::replica {

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
