#include "ui/models/value_model.h"

#include <algorithm>

namespace hearth {

ValueModel::ValueModel(const Format& format, QString name, QObject* parent)
    : QObject(parent), format_(format), name_(std::move(name)) {}

void ValueModel::show_channel(ChannelIndex channel, const LiveValue& value, TimeMs now) {
  if (!has_value(value.value)) return show_nothing();
  const Channel& row = info(channel);
  Shown shown = hearth::show(row.quantity, value.value, scale_);
  // What is shown in its stored unit has no more decimals than its readings.
  if (shown.value == value.value) shown.decimals = std::min(shown.decimals, value.decimals);
  set_text(format_.number(shown),
           QString::fromUtf8(shown.unit.data(), static_cast<qsizetype>(shown.unit.size())));
  if (value.age_known)
    set_age(true, value.time, row.stale, now);
  else
    set_age_unknown();
}

void ValueModel::show_number(double value, int decimals, const QString& unit, TimeMs time,
                             DurationMs stale_after, TimeMs now) {
  if (!has_value(value)) return show_nothing();
  set_text(format_.number(value, decimals), unit);
  set_age(true, time, stale_after, now);
}

void ValueModel::show_nothing() {
  set_text(QStringLiteral("--"), unit_);
  set_age(false, 0, 0, 0);
}

void ValueModel::set_text(const QString& text, const QString& unit) {
  const bool new_unit = unit != unit_;
  if (new_unit) {
    unit_ = unit;
    Q_EMIT unit_changed();
  }
  if (text == text_) return;
  text_ = text;
  Q_EMIT text_changed();
  // Room grows with the longest text of this unit, and is kept.
  if (!new_unit && text.size() <= reserve_.size()) return;
  QString widest = text;
  for (QChar& c : widest)
    if (c.isDigit()) c = QLatin1Char('0');
  if (widest == reserve_) return;
  reserve_ = widest;
  Q_EMIT reserve_changed();
}

void ValueModel::set_age(bool known, TimeMs time, DurationMs stale_after, TimeMs now) {
  const DurationMs age = now - time;
  const bool stale = known && ((stale_after > 0 && age > stale_after) || age < -minute_ms);
  const QString text = known ? format_.age(age) : QString();
  if (text != age_) {
    age_ = text;
    short_age_ = known ? format_.short_age(age) : QString();
    Q_EMIT age_changed();
  }
  if (stale == stale_ && known == known_) return;
  stale_ = stale;
  known_ = known;
  Q_EMIT state_changed();
}

void ValueModel::set_age_unknown() {
  const QString text = Format::unknown_age();
  if (text != age_) {
    age_ = text;
    short_age_ = text;
    Q_EMIT age_changed();
  }
  if (stale_ && known_) return;
  stale_ = true;
  known_ = true;
  Q_EMIT state_changed();
}

std::optional<LiveValue> find_live(const LiveService& live, ChannelIndex channel, const std::string& entity) {
  const LiveValues& values = live.values();
  const auto found = values.find(SeriesKey{channel, entity});
  if (found == values.end()) return std::nullopt;
  return found->second;
}

}  // namespace hearth
