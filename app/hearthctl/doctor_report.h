#pragma once

#include "core/source/examination.h"
#include "core/telemetry/time.h"

#include <QJsonObject>

#include <string>
#include <vector>

namespace hearth {

/// A line of its own: "warning  replica        hearth_writer could write … Mend: REVOKE …".
std::string as_text(const Check& check);

/// The whole report; `facts` are what was found of each system, by its name.
std::string as_json(const std::vector<Check>& checks, TimeMs now, const QJsonObject& facts);

/// What the program ends with: 0 where nothing failed, else the largest code of the failures.
int exit_code(const std::vector<Check>& checks);

}  // namespace hearth
