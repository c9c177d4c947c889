#pragma once

#include "core/store/bucket_query.h"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace hearth {

/// What is known of hours that a service has not finished: kept in memory only, the newest few. Any thread.
class HoursSoFar {
 public:
  void set(const std::string& entity, const HourValue& hour);
  /// Adds them to what was said of finished hours (ascending), which goes before.
  void add_to(std::vector<HourValue>& hours, const std::string& entity) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::map<TimeMs, HourValue>> by_entity_;
};

}  // namespace hearth
