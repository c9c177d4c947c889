#pragma once

#include "core/engine/engine.h"
#include "tests/support/wait.h"

#include <gtest/gtest.h>

#include <optional>

namespace hearth::test {

/// How the connection of this name stands; `off` where there is none.
inline Connection connection_of(Engine& engine, const QString& name) {
  for (const Connection& c : engine.status().status().connections)
    if (c.name == name) return c;
  return {};
}

inline bool connected(Engine& engine, const QString& name) {
  return connection_of(engine, name).state == ConnectionState::connected;
}

/// Asks the history service, and waits for its answer.
inline HistoryAnswerPtr ask(Engine& engine, HistoryRequest request) {
  HistoryAnswerPtr answer;
  QObject context;
  engine.history().request(std::move(request), &context,
                           [&answer](const HistoryAnswerPtr& given) { answer = given; });
  EXPECT_TRUE(wait_until([&] { return answer != nullptr; }));
  return answer;
}

/// Fetches what is missing of the last hours, and waits for the end; whether all of it came.
inline bool sync(Engine& engine, int hours, QString* sentence = nullptr) {
  std::optional<bool> complete;
  QObject context;
  engine.commands().sync(hours, &context, [&](const SyncEnd& end) {
    complete = end.complete;
    if (sentence != nullptr) *sentence = end.sentence;
  });
  EXPECT_TRUE(wait_until([&] { return complete.has_value(); }));
  return complete.value_or(false);
}

}  // namespace hearth::test
