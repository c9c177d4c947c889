#pragma once

#include "app/hearthctl/doctor_report.h"
#include "core/source/replica/conninfo.h"
#include "core/telemetry/clock.h"

#include <QJsonObject>

#include <stop_token>
#include <vector>

namespace hearth {

struct ReplicaExamination {
  std::vector<Check> checks;
  QJsonObject facts;  ///< for machines; empty where no connection came about
};

/// Connects to the replica and looks at all of it. Blocks: give it a thread of its own; `stop` ends it within
/// moments, with whatever was found by then.
ReplicaExamination examine_replica(const replica::Settings& settings, const Clock& clock,
                                   const std::stop_token& stop);

}  // namespace hearth
