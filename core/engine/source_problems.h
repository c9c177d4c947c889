#pragma once

#include "core/engine/api/status.h"

#include <map>
#include <string>

namespace hearth {

/// What is wrong with the sources, and what of their data does not come; each by a key that stays the same.
struct SourceProblems {
  std::map<std::string, Error> listed;   ///< of the sources, for a person
  std::map<std::string, Error> logged;   ///< likewise; no fault that somebody could mend
  std::map<std::string, Error> missing;  ///< data that should come, and of which nothing else says why not
};

/// `now` is by the clock of the status's times. Pure.
SourceProblems judge_sources(const Status& status, TimeMs now);

}  // namespace hearth
