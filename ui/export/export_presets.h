#pragma once

#include "core/export/export.h"
#include "ui/format/format.h"

#include <QStringList>

namespace hearth {

/// What the export dialog offers, and what its choices mean. Pure; the indices are those of the lists.

enum class ExportPreset : int { today, last_30_days, this_month, last_year, everything };
enum class ExportFile : int { spreadsheet, csv, ndjson };

struct ExportChoice {
  ExportPreset preset = ExportPreset::today;
  Dataset dataset = Dataset::energy;
  ExportFile file = ExportFile::spreadsheet;
  bool utc = false;  ///< times in UTC, else in the home's zone
};

QStringList preset_names();
QStringList dataset_names();
QStringList file_format_names();
QStringList time_names();
/// What a file of this format is good for, as a sentence.
QString file_format_note(ExportFile file, const QLocale& locale);

/// Days and months are the home's. Spreadsheets get the decimal sign and the separator of `locale`.
ExportRequest request_of(const ExportChoice& choice, TimeMs now, const Format& format, const QLocale& locale);
/// "hearthboard-energy-2026-11-19.csv": what it is of, and when.
QString suggested_name(const ExportChoice& choice, TimeMs now, const Format& format);

}  // namespace hearth
