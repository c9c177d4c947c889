#include "ui/export/export_presets.h"

#include "ui/export/export_model.h"

#include <limits>

namespace hearth {
namespace {

bool has_decimal_comma(const QLocale& locale) {
  return locale.decimalPoint() == QLatin1String(",");
}

/// The first day, and the first that is no part of it any more.
struct Days {
  QDate from;
  QDate to;
};

Days days_of(ExportPreset preset, QDate today) {
  const QDate month(today.year(), today.month(), 1);
  switch (preset) {
    case ExportPreset::last_30_days:
      return {today.addDays(-29), today.addDays(1)};
    case ExportPreset::this_month:
      return {month, month.addMonths(1)};
    case ExportPreset::last_year:
      return {QDate(today.year() - 1, 1, 1), QDate(today.year(), 1, 1)};
    case ExportPreset::today:
    case ExportPreset::everything:
      break;
  }
  return {today, today.addDays(1)};
}

QString period_name(ExportPreset preset, QDate today) {
  switch (preset) {
    case ExportPreset::today:
      break;
    case ExportPreset::last_30_days:
      return days_of(preset, today).from.toString(Qt::ISODate) + QStringLiteral("-to-") +
             today.toString(Qt::ISODate);
    case ExportPreset::this_month:
      return today.toString(QStringLiteral("yyyy-MM"));
    case ExportPreset::last_year:
      return QString::number(today.year() - 1);
    case ExportPreset::everything:
      return QStringLiteral("until-") + today.toString(Qt::ISODate);
  }
  return today.toString(Qt::ISODate);
}

}  // namespace

QStringList preset_names() {
  return {ExportModel::tr("Today, every reading"), ExportModel::tr("Last 30 days, hourly"),
          ExportModel::tr("This month, daily"), ExportModel::tr("Last year, daily"),
          ExportModel::tr("Everything, hourly")};
}

QStringList dataset_names() {
  return {ExportModel::tr("Energy"), ExportModel::tr("Heat pump"), ExportModel::tr("Climate"),
          ExportModel::tr("Prices")};
}

QStringList file_format_names() {
  return {ExportModel::tr("Spreadsheet"), ExportModel::tr("Plain CSV"), QStringLiteral("NDJSON")};
}

QStringList time_names() {
  return {ExportModel::tr("Local time"), QStringLiteral("UTC")};
}

QString file_format_note(ExportFile file, const QLocale& locale) {
  switch (file) {
    case ExportFile::spreadsheet:
      return has_decimal_comma(locale)
                 ? ExportModel::tr("CSV with semicolons and decimal commas, for spreadsheets here.")
                 : ExportModel::tr("CSV with commas and decimal points, for spreadsheets here.");
    case ExportFile::csv:
      return ExportModel::tr("CSV with commas and decimal points, wherever it is opened.");
    case ExportFile::ndjson:
      return ExportModel::tr("A JSON object a line, for programs.");
  }
  return {};
}

ExportRequest request_of(const ExportChoice& choice, TimeMs now, const Format& format,
                         const QLocale& locale) {
  ExportRequest request{.dataset = choice.dataset};
  const Days days = days_of(choice.preset, format.local_date(now));
  request.range = {format.midnight(days.from), format.midnight(days.to)};
  if (choice.preset == ExportPreset::everything)
    request.range = {std::numeric_limits<TimeMs>::min(), std::numeric_limits<TimeMs>::max()};
  const bool daily = choice.preset == ExportPreset::this_month || choice.preset == ExportPreset::last_year;
  if (choice.preset != ExportPreset::today)
    request.buckets = CalendarBuckets{daily ? CalendarUnit::day : CalendarUnit::hour, format.zone_name()};
  request.format = choice.file == ExportFile::ndjson ? ExportFormat::ndjson : ExportFormat::csv;
  if (!choice.utc) request.time_zone = format.zone_name();
  if (choice.file == ExportFile::spreadsheet && has_decimal_comma(locale))
    request.locale = locale.name().toStdString();
  return request;
}

QString suggested_name(const ExportChoice& choice, TimeMs now, const Format& format) {
  const std::string_view dataset = dataset_name(choice.dataset);
  return QStringLiteral("hearthboard-%1-%2.%3")
      .arg(QLatin1String(dataset.data(), static_cast<qsizetype>(dataset.size())),
           period_name(choice.preset, format.local_date(now)),
           choice.file == ExportFile::ndjson ? QStringLiteral("ndjson") : QStringLiteral("csv"));
}

}  // namespace hearth
