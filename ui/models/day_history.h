#pragma once

#include "ui/models/page_context.h"

#include <QSize>

namespace hearth {

/// Keeps the last 24 whole hours (this one included) of some series in buckets of about a pixel's width.
///
/// Asks the history service for what it has not got: when history changed, when time has moved on by a
/// bucket, or where series or buckets are others than were asked for; never because of a live reading or of a
/// pixel, and never while hidden. GUI thread.
class DayHistory : public QObject {
  Q_OBJECT
 public:
  DayHistory(const PageContext& context, Dataset dataset, QObject* parent = nullptr);

  void set_keys(std::vector<SeriesKey> keys);
  /// Hours instead of pixels.
  void set_hourly();
  /// What buckets are fitted to. Where the same buckets fit another size, what is there arrives once more:
  /// labels are fitted to it too.
  void set_plot_size(QSize pixels);
  void set_active(bool active);
  [[nodiscard]] bool active() const { return active_; }
  [[nodiscard]] const std::vector<SeriesKey>& keys() const { return keys_; }
  /// The newest answer is there, or there is nothing to ask for.
  [[nodiscard]] bool settled() const { return keys_.empty() || (pending_ == 0 && !outdated_ && !redraws_); }

 Q_SIGNALS:
  void arrived(const hearth::HistoryAnswer& answer);

 private:
  void refresh(TimeMs now);
  void ask(TimeMs now);
  void on_answer(const HistoryAnswerPtr& answer);
  void redraw();
  [[nodiscard]] DurationMs bucket_width() const;

  const PageContext context_;
  Dataset dataset_;
  std::vector<SeriesKey> keys_;
  bool hourly_ = false;
  bool active_ = false;
  bool outdated_ = true;
  QSize plot_;
  TimeMs asked_edge_ = 0;
  DurationMs asked_width_ = 0;
  quint64 pending_ = 0;
  HistoryAnswerPtr shown_;  ///< the newest that arrived
  bool redraws_ = false;    ///< for another size, soon
};

}  // namespace hearth
