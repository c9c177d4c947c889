#pragma once

#include "core/export/layout.h"
#include "core/store/rows.h"

#include <vector>

namespace hearth {

/// Adds to the readings of one group the rows of expected times without any, and carries values on. Windows
/// must ascend and begin and end at multiples of `interval()`, or where the export does.
class ReadingGapFill {
 public:
  ReadingGapFill(const ExportLayout& layout, Fill fill);

  /// The usual time between two readings of the channel that is read most often.
  [[nodiscard]] DurationMs interval() const noexcept { return interval_; }
  /// The readings of `window`, which hold all channels of the layout, and a row at the beginning of each
  /// interval that has none.
  [[nodiscard]] Rows filled(const Rows& rows, TimeRange window);

 private:
  void carry(Rows& rows);

  struct Carried {
    DurationMs hold;
    TimeMs time;
    double value;
  };
  Fill fill_;
  DurationMs interval_;
  std::vector<Carried> carried_;  ///< by channel
};

/// The numbers of one group's buckets: by column of the layout, then row.
using BucketTable = std::vector<std::vector<double>>;

/// Carries values of one group's buckets on, into buckets that have none.
class BucketGapFill {
 public:
  explicit BucketGapFill(const ExportLayout& layout);
  /// `buckets` are those of the layout's channels; windows must ascend.
  void carry(BucketTable& table, const std::vector<Buckets>& buckets);

 private:
  struct Carried {
    DurationMs hold;
    TimeMs known_until;
    double value;
  };
  std::vector<Carried> carried_;  ///< by column
};

BucketTable bucket_table(const ExportLayout& layout, const std::vector<Buckets>& buckets);

}  // namespace hearth
