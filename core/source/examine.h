#pragma once

#include "core/config/config.h"
#include "core/source/examination.h"
#include "core/telemetry/clock.h"

#include <QCoroTask>
#include <QJsonObject>

#include <functional>
#include <stop_token>
#include <string_view>
#include <vector>

namespace hearth {

class TokenSource;
struct SourcePassword;

/// What looks at one system of a home, on the thread of an event loop, works with; all of it outlives the
/// looking, unless that is stopped.
struct ExamineContext {
  const Config& config;
  const Clock& clock;
  TokenSource* tokens = nullptr;                   ///< of whoever is signed in; null where nobody need be
  std::function<void(std::string_view)> progress;  ///< what is waited for now
  std::function<void(Check)> tell;                 ///< each thing as soon as it is known
  std::function<void(TimeMs)> dated;               ///< what time it is by a service's clock
};

/// Looks at a system, and tells of each thing as soon as it is known; what it found for machines, empty where
/// that is nothing. Where `stop` is triggered it ends, and uses nothing of the context any more.
using Examine = QCoro::Task<QJsonObject> (*)(ExamineContext context, std::stop_token stop);

/// What will be used to get in, said before it is. `whom` is let in: "a role".
Check password_check(std::string_view about, std::string_view whom, const Expected<SourcePassword>& password);

/// Runs what blocks on a thread of its own; nothing where `stop` was triggered, which it is told.
QCoro::Task<std::vector<Check>> examine_apart(
    std::function<std::vector<Check>(const std::stop_token& stop)> look, std::stop_token stop);

}  // namespace hearth
