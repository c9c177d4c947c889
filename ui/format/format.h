#pragma once

#include "core/telemetry/reading.h"
#include "core/telemetry/units.h"

#include <QCoreApplication>
#include <QDate>
#include <QLocale>
#include <QString>
#include <QTimeZone>

namespace hearth {

/// Texts for people: numbers in the locale of the language shown, times in the home's time zone. GUI thread.
class Format {
  Q_DECLARE_TR_FUNCTIONS(Format)
 public:
  /// `time_zone` is an IANA name; the system's where it is empty or unknown.
  Format(const QLocale& locale, const std::string& time_zone);

  /// "3412", "21.5", "-0.4" with a true minus; "--" for no value. Five digits and more are grouped.
  [[nodiscard]] QString number(double value, int decimals) const;
  [[nodiscard]] QString number(const Shown& shown) const { return number(shown.value, shown.decimals); }

  /// "18:40", or "6:40 PM" where the locale says so.
  [[nodiscard]] QString time(TimeMs at) const;
  /// A whole hour under a chart: "18:00", or "6 PM".
  [[nodiscard]] QString hour(TimeMs at) const;
  /// "Thursday 15 January".
  [[nodiscard]] QString date(TimeMs at) const;
  /// "18:40" today, else "Wed 18:40", else "15 Jan".
  [[nodiscard]] QString moment(TimeMs at, TimeMs now) const;
  /// "now", "25 s ago", "4 min ago", "3 h ago", "2 days ago"; coarse, so that it seldom changes.
  [[nodiscard]] QString age(DurationMs age) const;
  /// Of what this machine's clock says nothing about: "age unknown". So is what is from more than a minute
  /// ahead.
  [[nodiscard]] static QString unknown_age();
  /// The same with few letters: "now", "25 s", "4 min", "3 h", "2 days".
  [[nodiscard]] QString short_age(DurationMs age) const;
  /// "0 min", "42 min", "5 h 12 min".
  [[nodiscard]] QString duration(DurationMs length) const;

  /// "of 5 h known", of what rests on less than all of `asked`; empty where little is missing.
  [[nodiscard]] QString known_part(DurationMs known, DurationMs asked) const;

  /// Local midnight at or before `at`, and the one after it.
  [[nodiscard]] TimeRange day_of(TimeMs at) const;
  [[nodiscard]] QDate local_date(TimeMs at) const;
  /// When this local day begins.
  [[nodiscard]] TimeMs midnight(QDate day) const;
  /// The local hour of day, 0 to 23.
  [[nodiscard]] int hour_of_day(TimeMs at) const;
  /// The first whole local hour after `at`.
  [[nodiscard]] TimeMs next_hour(TimeMs at) const;
  [[nodiscard]] std::string zone_name() const { return zone_.id().toStdString(); }

 private:
  [[nodiscard]] QDateTime local(TimeMs at) const;
  QLocale locale_;
  QTimeZone zone_;
  QString time_format_;
  QString hour_format_;
};

/// Names as people order them, "Room 2" before "Room 10", capitals or not: below 0, 0 or above 0.
int natural_order(const QString& a, const QString& b);

/// "since 22:07", of a sum that does not hold for all of its time; empty for 0.
QString since_note(const Format& format, TimeMs since, TimeMs now);

/// How money of one currency is written.
struct Money {
  QString unit;         ///< "kr", "€", "SEK"
  QString price_unit;   ///< of a kWh: "öre/kWh", "cent/kWh", "CHF/kWh"
  double price_factor;  ///< price shown = price × factor
  int price_decimals;
};

/// `currency` is an ISO 4217 code; empty where it is not known.
Money money_of(const QString& currency);

}  // namespace hearth
