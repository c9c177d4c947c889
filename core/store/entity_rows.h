#pragma once

#include "core/import/csv_reader.h"

namespace hearth {

/// Rows that were read and not handed over yet, by entity.
class EntityRows {
 public:
  /// `at_once` rows are held.
  EntityRows(const CsvHeader& header, std::size_t at_once);

  /// Which entity this field names (`""` for the meter). Errors: bad_data (no name, too long, not UTF-8,
  /// control characters, too many of them).
  Expected<std::size_t> entity(std::string_view field);
  void add(std::size_t entity, TimeMs time, std::span<const double> values);
  [[nodiscard]] bool full() const { return held_ >= at_once_; }
  /// Hands all over, sorted, no time twice. Errors: the sink's.
  Expected<void> hand_over(const CsvRowsSink& sink, CsvCount& count);

 private:
  struct Entity {
    std::string name;
    Rows rows;
    bool ascending = true;
  };
  Dataset dataset_;
  std::vector<ChannelIndex> channels_;
  std::size_t at_once_;
  std::size_t held_ = 0;
  std::vector<Entity> entities_;
  std::map<std::string, std::size_t, std::less<>> by_field_;
  std::string last_field_;
  std::size_t last_ = 0;
};

}  // namespace hearth
