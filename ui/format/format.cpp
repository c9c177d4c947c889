#include "ui/format/format.h"

#include <QDateTime>

#include <array>
#include <cmath>

namespace hearth {
namespace {

QString count_of(qint64 n, const char* unit) {
  return QStringLiteral("%1 %2").arg(n).arg(QLatin1String(unit));
}

}  // namespace

Format::Format(const QLocale& locale, const std::string& time_zone)
    : locale_(locale), zone_(QByteArray::fromStdString(time_zone)) {
  if (!zone_.isValid()) zone_ = QTimeZone::systemTimeZone();
  if (!zone_.isValid()) zone_ = QTimeZone::utc();
  const bool half_days =
      locale_.timeFormat(QLocale::ShortFormat).contains(QLatin1Char('A'), Qt::CaseInsensitive);
  time_format_ = half_days ? QStringLiteral("h:mm AP") : QStringLiteral("HH:mm");
  hour_format_ = half_days ? QStringLiteral("h AP") : QStringLiteral("HH:mm");
}

QString Format::number(double value, int decimals) const {
  if (!has_value(value)) return QStringLiteral("--");
  QLocale locale = locale_;
  // A four-digit number reads faster without a separator, and keeps its width.
  if (std::fabs(value) < 10'000) locale.setNumberOptions(QLocale::OmitGroupSeparator);
  const double scale = std::pow(10.0, decimals);
  const double rounded = std::round(value * scale) / scale;
  const QString digits = locale.toString(std::fabs(rounded), 'f', decimals);
  return rounded < 0 ? QChar(0x2212) + digits : digits;
}

QDateTime Format::local(TimeMs at) const {
  return QDateTime::fromMSecsSinceEpoch(at, zone_);
}

QString Format::time(TimeMs at) const {
  return locale_.toString(local(at).time(), time_format_);
}

QString Format::hour(TimeMs at) const {
  return locale_.toString(local(at).time(), hour_format_);
}

QString Format::date(TimeMs at) const {
  return locale_.toString(local(at).date(), QStringLiteral("dddd d MMMM"));
}

QString Format::moment(TimeMs at, TimeMs now) const {
  const QDate day = local(at).date();
  const qint64 days = day.daysTo(local(now).date());
  if (days == 0) return time(at);
  if (days > 0 && days < 7) return locale_.toString(day, QStringLiteral("ddd ")) + time(at);
  return locale_.toString(day, QStringLiteral("d MMM"));
}

QString Format::unknown_age() {
  return QStringLiteral("age unknown");
}

QString Format::short_age(DurationMs age) const {
  if (age < -minute_ms) return unknown_age();
  if (age < 10 * second_ms) return QStringLiteral("now");
  if (age < minute_ms) return count_of(floor_to(age / second_ms, 5), "s");
  if (age < hour_ms) return count_of(age / minute_ms, "min");
  if (age < 2 * day_ms) return count_of(age / hour_ms, "h");
  return count_of(age / day_ms, "days");
}

QString Format::age(DurationMs age) const {
  return age < 10 * second_ms ? short_age(age) : short_age(age) + QStringLiteral(" ago");
}

QString Format::duration(DurationMs length) const {
  const DurationMs minutes = (length + minute_ms / 2) / minute_ms;
  if (minutes < 60) return count_of(minutes, "min");
  if (minutes % 60 == 0) return count_of(minutes / 60, "h");
  return count_of(minutes / 60, "h ") + count_of(minutes % 60, "min");
}

QString Format::known_part(DurationMs known, DurationMs asked) const {
  if (static_cast<double>(known) >= 0.9 * static_cast<double>(asked)) return {};
  return QStringLiteral("of %1 known")
      .arg(known < minute_ms ? count_of(known / second_ms, "s")
           : known < hour_ms ? count_of(known / minute_ms, "min")
                             : count_of(known / hour_ms, "h"));
}

TimeRange Format::day_of(TimeMs at) const {
  const QDate day = local_date(at);
  return {midnight(day), midnight(day.addDays(1))};
}

QDate Format::local_date(TimeMs at) const {
  return local(at).date();
}

TimeMs Format::midnight(QDate day) const {
  return day.startOfDay(zone_).toMSecsSinceEpoch();
}

int Format::hour_of_day(TimeMs at) const {
  return local(at).time().hour();
}

TimeMs Format::next_hour(TimeMs at) const {
  const DurationMs into_hour = QTime(local(at).time().hour(), 0).msecsTo(local(at).time());
  return at - into_hour + hour_ms;
}

int natural_order(const QString& a, const QString& b) {
  qsizetype i = 0;
  qsizetype j = 0;
  const auto number = [](const QString& text, qsizetype& at) {
    while (at < text.size() && text[at] == QLatin1Char('0')) ++at;
    const qsizetype from = at;
    while (at < text.size() && text[at].isDigit()) ++at;
    return QStringView(text).mid(from, at - from);
  };
  while (i < a.size() && j < b.size()) {
    if (a[i].isDigit() && b[j].isDigit()) {
      const QStringView x = number(a, i);
      const QStringView y = number(b, j);
      if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
      if (const int order = x.compare(y); order != 0) return order;
    } else {
      // Letters of the home's language in its own order, å after z where that is so.
      const int order = a[i].toLower() == b[j].toLower()
                            ? 0
                            : QString(a[i].toLower()).localeAwareCompare(QString(b[j].toLower()));
      if (order != 0) return order;
      ++i;
      ++j;
    }
  }
  if (i < a.size() || j < b.size()) return i < a.size() ? 1 : -1;
  return a.compare(b);
}

QString since_note(const Format& format, TimeMs since, TimeMs now) {
  return since == 0 ? QString() : QStringLiteral("since %1").arg(format.moment(since, now));
}

Money money_of(const QString& currency) {
  struct Row {
    QLatin1String code;
    const char16_t* symbol;
    const char16_t* hundredth;
    int decimals;
  };
  static const std::array rows = {
      Row{QLatin1String("SEK"), u"kr", u"öre", 0}, Row{QLatin1String("NOK"), u"kr", u"øre", 0},
      Row{QLatin1String("DKK"), u"kr", u"øre", 0}, Row{QLatin1String("EUR"), u"€", u"cent", 1},
      Row{QLatin1String("GBP"), u"£", u"p", 1},
  };
  for (const Row& row : rows)
    if (currency == row.code)
      return {QString::fromUtf16(row.symbol), QString::fromUtf16(row.hundredth) + QStringLiteral("/kWh"), 100,
              row.decimals};
  return {currency, currency.isEmpty() ? QStringLiteral("per kWh") : currency + QStringLiteral("/kWh"), 1, 2};
}

}  // namespace hearth
