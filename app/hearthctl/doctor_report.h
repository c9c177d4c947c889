#pragma once

#include "core/telemetry/time.h"

#include <QJsonObject>

#include <string>
#include <string_view>
#include <vector>

namespace hearth {

enum class Verdict { good, note, warning, failure };

/// One thing that was looked at.
struct Check {
  std::string_view about;  ///< "replica"
  Verdict verdict = Verdict::good;
  std::string what;
  std::string mend = {};                 ///< a statement or an action; may be empty
  ErrorKind kind = ErrorKind::internal;  ///< of a failure
};

Check failed(std::string_view about, const Error& error);

/// A line of its own: "warning  replica        hearth_writer could write … Mend: REVOKE …".
std::string as_text(const Check& check);

/// The whole report; `replica` is what was found there, or empty.
std::string as_json(const std::vector<Check>& checks, TimeMs now, const QJsonObject& replica);

/// What the program ends with: 0 where nothing failed, else the largest code of the failures.
int exit_code(const std::vector<Check>& checks);

}  // namespace hearth
