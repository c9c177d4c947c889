#pragma once

#include "core/store/history_store.h"

#include <map>
#include <tuple>
#include <vector>

namespace hearth {

/// What is known of which stretches of time. Ranges of the same group, provenance and state that touch are
/// one; what is settled is no longer open.
class CoverageSet {
 public:
  void add(const Coverage& coverage);
  [[nodiscard]] std::vector<Coverage> of(const GroupKey& group) const;
  [[nodiscard]] std::vector<GroupKey> groups() const;

 private:
  struct Part {
    TimeRange range;
    TimeMs asked_at = 0;
  };
  using Key = std::tuple<GroupKey, Provenance, bool>;
  std::map<Key, std::vector<Part>> parts_;  ///< ascending, no two touch
};

/// Whether readings of this kind tell by themselves which time is known.
bool is_recorded(Dataset dataset, Provenance provenance) noexcept;

/// Follows readings that come in one by one: between two that are no farther apart than their values hold,
/// the time is known.
class CoverageFollower {
 public:
  /// Takes the times (ascending) of readings; adds the stretches between them to `set`.
  void follow(const GroupKey& group, Provenance provenance, std::span<const TimeMs> times, TimeMs now,
              CoverageSet& set);
  /// The same for readings that were recorded, of any provenance; those that nobody recorded, and the
  /// climate's, are passed over.
  void follow(const GroupKey& group, const Rows& rows, TimeMs now, CoverageSet& set);
  /// Goes on from where recordings that are known already ended.
  void resume(const std::vector<Coverage>& known);

 private:
  std::map<std::pair<GroupKey, Provenance>, TimeMs> last_;
};

}  // namespace hearth
