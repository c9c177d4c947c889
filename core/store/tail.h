#pragma once

#include "core/store/history_store.h"
#include "core/store/journal.h"
#include "core/store/rows.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace hearth {

/// Readings that are not on disk yet. All members may be called from any thread, and none touches the disk.
class Tail {
 public:
  using Groups = RowsByGroup;

  /// What was taken, per group the times that are new, and what could not be held.
  struct Taken {
    AppendResult result;
    std::map<GroupKey, std::vector<TimeMs>> times;
    bool full = false;
  };

  /// `capacity` is in readings.
  explicit Tail(std::size_t capacity) : capacity_(capacity) {}

  Taken append(std::span<const Reading> readings, Provenance provenance, TimeMs now);
  /// Takes rows in that were on a disk that has gone.
  void take_back(const Groups& rows);
  /// Forgets readings before `time`: what a store that may not write does.
  void forget_before(TimeMs time);

  /// Moves all rows aside for writing. They stay visible until `written` or `not_written`.
  std::shared_ptr<const Groups> begin_writing();
  void written();
  void not_written();

  /// Rows of the group in `range` and `beside` more on either side, those being written included.
  [[nodiscard]] Rows rows(const GroupKey& group, TimeRange range, std::size_t beside = 0) const;
  [[nodiscard]] std::vector<GroupKey> groups() const;
  [[nodiscard]] std::size_t size() const;
  /// All rows, those being written included.
  [[nodiscard]] Groups all() const;
  /// The names behind the epochs seen.
  [[nodiscard]] std::map<std::uint32_t, std::string> epochs() const;

 private:
  mutable std::mutex mutex_;
  std::size_t capacity_;
  Groups fresh_;
  std::shared_ptr<const Groups> writing_;
  std::map<std::uint32_t, std::string> epochs_;
};

/// The number that stands for a meter's serial; 0 for an empty one. The same in every process.
std::uint32_t epoch_number(std::string_view name) noexcept;

/// The value as the store keeps it: rounded to the channel's decimals.
double stored_value(ChannelIndex channel, double value) noexcept;

/// Takes rows out that cannot be (an impossible time, one not after the row before, no value at all or an
/// infinite one, a channel of another dataset), and rounds the others as the store keeps them; how many went.
std::size_t drop_unacceptable(Dataset dataset, Rows& rows, TimeMs now);

/// Whether a reading of this dataset may have this time at all.
bool plausible_time(Dataset dataset, TimeMs time, TimeMs now) noexcept;

}  // namespace hearth
