#include "tests/unit/import/csv_text_source.h"

#include <fmt/format.h>

namespace hearth {

CsvOutcome read_text(std::string_view text, CsvReaderOptions options, std::size_t piece) {
  CsvOutcome outcome;
  outcome.result = read_csv(
      source_of(text, piece), options,
      [&](const GroupKey& group, Rows&& rows) -> Expected<void> {
        for (std::size_t i = 0; i < rows.size(); ++i) {
          std::string& line = outcome.rows.emplace_back(fmt::format(
              "{}{}{}", dataset_name(group.dataset), group.entity.empty() ? "" : ":", group.entity));
          line += ' ' + format_rfc3339(rows.times[i]);
          for (const auto& column : rows.values)
            line += has_value(column[i]) ? fmt::format(" {}", column[i]) : " -";
        }
        return {};
      },
      outcome.count);
  return outcome;
}

}  // namespace hearth
