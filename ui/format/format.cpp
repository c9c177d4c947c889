#include "ui/format/format.h"

#include <QDateTime>

#include <array>
#include <cmath>

namespace hearth {
namespace {

/// With few letters: "25 s", "4 min", "3 h", "2 days".
QString coarse(DurationMs length) {
  if (length < minute_ms) return Format::tr("%1 s", "seconds").arg(length / second_ms);
  if (length < hour_ms) return Format::tr("%1 min", "minutes").arg(length / minute_ms);
  if (length < 2 * day_ms) return Format::tr("%1 h", "hours").arg(length / hour_ms);
  return Format::tr("%n day(s)", "with few letters", static_cast<int>(length / day_ms));
}

/// Seconds by fives, so that they seldom change.
DurationMs coarse_age(DurationMs age) {
  return age < minute_ms ? floor_to(age, 5 * second_ms) : age;
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
  return locale_.toString(local(at).date(), tr("dddd d MMMM", "a date, as QLocale::toString() takes it"));
}

QString Format::moment(TimeMs at, TimeMs now) const {
  const QDate day = local(at).date();
  const qint64 days = day.daysTo(local(now).date());
  if (days == 0) return time(at);
  if (days > 0 && days < 7)
    return tr("%1 %2", "a weekday in short, and a time")
        .arg(locale_.toString(day, QStringLiteral("ddd")), time(at));
  return locale_.toString(day, tr("d MMM", "a date, as QLocale::toString() takes it"));
}

QString Format::unknown_age() {
  return tr("age unknown");
}

QString Format::short_age(DurationMs age) const {
  if (age < -minute_ms) return unknown_age();
  if (age < 10 * second_ms) return tr("now");
  return coarse(coarse_age(age));
}

QString Format::age(DurationMs age) const {
  if (age < 10 * second_ms) return short_age(age);
  const DurationMs shown = coarse_age(age);
  if (shown < minute_ms) return tr("%1 s ago", "seconds").arg(shown / second_ms);
  if (shown < hour_ms) return tr("%1 min ago", "minutes").arg(shown / minute_ms);
  if (shown < 2 * day_ms) return tr("%1 h ago", "hours").arg(shown / hour_ms);
  return tr("%n day(s) ago", nullptr, static_cast<int>(shown / day_ms));
}

QString Format::duration(DurationMs length) const {
  const DurationMs minutes = (length + minute_ms / 2) / minute_ms;
  if (minutes < 60) return tr("%1 min", "minutes").arg(minutes);
  if (minutes % 60 == 0) return tr("%1 h", "hours").arg(minutes / 60);
  return tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

QString Format::known_part(DurationMs known, DurationMs asked) const {
  if (static_cast<double>(known) >= 0.9 * static_cast<double>(asked)) return {};
  if (known < hour_ms) return tr("of %1 known", "a duration").arg(coarse(known));
  return tr("of %1 known", "a duration").arg(tr("%1 h", "hours").arg(known / hour_ms));
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
  return since == 0 ? QString() : Format::tr("since %1", "a time, or a day").arg(format.moment(since, now));
}

Money money_of(const QString& currency) {
  struct Row {
    QLatin1String code;
    const char16_t* symbol;
    const char16_t* hundredth;  ///< null: it has another name in other languages
    int decimals;
  };
  static const std::array rows = {
      Row{QLatin1String("SEK"), u"kr", u"öre", 0}, Row{QLatin1String("NOK"), u"kr", u"øre", 0},
      Row{QLatin1String("DKK"), u"kr", u"øre", 0}, Row{QLatin1String("EUR"), u"€", nullptr, 1},
      Row{QLatin1String("GBP"), u"£", u"p", 1},
  };
  for (const Row& row : rows)
    if (currency == row.code)
      return {QString::fromUtf16(row.symbol),
              row.hundredth == nullptr ? Format::tr("cent/kWh", "hundredths of a euro")
                                       : QString::fromUtf16(row.hundredth) + QStringLiteral("/kWh"),
              100, row.decimals};
  return {currency, currency.isEmpty() ? Format::tr("per kWh") : currency + QStringLiteral("/kWh"), 1, 2};
}

}  // namespace hearth
