#pragma once

#include "core/telemetry/clock.h"
#include "core/telemetry/error.h"

#include <string_view>

/// What somebody who looks into a source's health finds. Each source's folder has what looks at it.
namespace hearth {

enum class Verdict { good, note, warning, failure };

/// One thing that was looked at.
struct Check {
  std::string_view about;  ///< "replica"
  Verdict verdict = Verdict::good;
  Text what;
  Text mend = {};                        ///< a statement or an action; may be empty
  ErrorKind kind = ErrorKind::internal;  ///< of a failure
  std::string_view dataset = {};         ///< "energy"; empty where it is about none, or all
  std::string_view call = {};            ///< "energy/latest"; empty where it is about none, or several
};

/// A failure that is an error.
inline Check failed(std::string_view about, const Error& error) {
  return {about, Verdict::failure,
          error.place.empty() ? error.message : Text::joined(said("{}: ", error.place), error.message),
          error.next, error.kind};
}

}  // namespace hearth
