#pragma once

#include "core/aggregate/buckets.h"
#include "core/source/absence.h"
#include "core/telemetry/error.h"
#include "core/telemetry/series.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace hearth {

struct HistoryRequest {
  TimeRange range;
  std::vector<SeriesKey> keys;
  /// Buckets to reduce to; nothing asks for raw readings.
  std::optional<BucketSpec> buckets;
};

/// In the order of the request's keys; either `buckets` or `series` is filled.
struct HistoryAnswer {
  HistoryRequest request;
  std::vector<Buckets> buckets;
  std::vector<Series> series;
  /// By group, all of the range, ascending: what it means where nothing is there.
  std::map<GroupKey, std::vector<AbsentRange>> absent;
  std::optional<Error> error;
};
using HistoryAnswerPtr = std::shared_ptr<const HistoryAnswer>;

/// What the local history says. Lives on the thread that made the engine; no call waits.
class HistoryService : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;
  using Answered = std::function<void(const HistoryAnswerPtr&)>;

  /// `answered` is called once, later, on this thread; never where `receiver`, which lives on it, has gone,
  /// nor after `cancel`. Returns a number for `cancel`.
  quint64 request(HistoryRequest request, QObject* receiver, Answered answered);
  void cancel(quint64 id);
  /// The series there are: rooms, devices, price areas.
  [[nodiscard]] const std::vector<GroupKey>& groups() const { return groups_; }

  /// For whoever answers, on this thread.
  void on_answer(quint64 id, const HistoryAnswerPtr& answer);
  void set_groups(std::vector<GroupKey> groups);

 Q_SIGNALS:
  /// History other than the newest readings came in (a sync, a price list, late arrivals): ask again.
  void changed(hearth::Dataset dataset);
  void groups_changed();

 protected:
  /// `on_answer` follows, unless it was cancelled before somebody looked.
  virtual void ask(quint64 id, HistoryRequest request, std::stop_token cancelled) = 0;

 private:
  struct Asker {
    QPointer<QObject> receiver;
    Answered answered;
    std::stop_source cancelled;
  };

  quint64 last_id_ = 0;
  std::map<quint64, Asker> askers_;
  std::vector<GroupKey> groups_;
};

}  // namespace hearth
