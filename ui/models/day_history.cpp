#include "ui/models/day_history.h"

#include <QTimer>

#include <array>
#include <utility>

namespace hearth {

DayHistory::DayHistory(const PageContext& context, Dataset dataset, QObject* parent)
    : QObject(parent), context_(context), dataset_(dataset) {
  connect(&context_.history, &HistoryService::changed, this, [this](Dataset changed) {
    if (changed != dataset_) return;
    outdated_ = true;
    context_.throttle.ask();
  });
  connect(&context_.throttle, &RefreshThrottle::due, this, &DayHistory::refresh);
}

void DayHistory::set_keys(std::vector<SeriesKey> keys) {
  if (keys == keys_) return;
  keys_ = std::move(keys);
  outdated_ = true;
  shown_.reset();
  refresh(context_.clock.now());
}

void DayHistory::set_hourly() {
  hourly_ = true;
}

void DayHistory::set_plot_size(QSize pixels) {
  if (pixels.isEmpty()) return;
  plot_ = pixels;
  refresh(context_.clock.now());
  // From the event loop: the size may follow from what is being drawn, and changes pixel by pixel.
  if (shown_ && !std::exchange(redraws_, true)) QTimer::singleShot(0, this, &DayHistory::redraw);
}

void DayHistory::redraw() {
  redraws_ = false;
  // What is on its way is drawn when it comes.
  if (shown_ && pending_ == 0) Q_EMIT arrived(*shown_);
  context_.throttle.ask();
}

void DayHistory::set_active(bool active) {
  if (active == active_) return;
  active_ = active;
  if (active_) return refresh(context_.clock.now());
  if (pending_ != 0) context_.history.cancel(pending_);
  // What was on its way did not come.
  outdated_ = outdated_ || pending_ != 0;
  pending_ = 0;
}

DurationMs DayHistory::bucket_width() const {
  constexpr std::array<DurationMs, 7> widths = {1, 2, 3, 5, 10, 15, 30};
  const double least = 1.25 * static_cast<double>(day_ms) / plot_.width();
  for (const DurationMs minutes : widths)
    if (static_cast<double>(minutes * minute_ms) >= least) return minutes * minute_ms;
  return hour_ms;
}

void DayHistory::refresh(TimeMs now) {
  if (!active_ || keys_.empty() || pending_ != 0 || (!hourly_ && plot_.isEmpty())) return;
  const DurationMs width = hourly_ ? hour_ms : bucket_width();
  // Of an hour's energy each minute is news.
  const TimeMs edge = floor_to(now, hourly_ ? minute_ms : width);
  if (!outdated_ && edge == asked_edge_ && width == asked_width_) return;
  asked_edge_ = edge;
  asked_width_ = width;
  ask(now);
}

void DayHistory::ask(TimeMs now) {
  outdated_ = false;
  const TimeMs end = context_.format.next_hour(now);
  BucketSpec spec = FixedBuckets{asked_width_};
  if (hourly_) spec = CalendarBuckets{CalendarUnit::hour, context_.format.zone_name()};
  pending_ = context_.history.request({.range = {end - day_ms, end}, .keys = keys_, .buckets = spec}, this,
                                      [this](const HistoryAnswerPtr& answer) { on_answer(answer); });
}

void DayHistory::on_answer(const HistoryAnswerPtr& answer) {
  pending_ = 0;
  if (!answer->error) {
    shown_ = answer;
    Q_EMIT arrived(*answer);
  }
  context_.throttle.ask();
}

}  // namespace hearth
