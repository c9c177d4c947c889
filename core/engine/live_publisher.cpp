#include "core/engine/live_publisher.h"

#include "core/engine/post.h"

#include <QTimer>

namespace hearth {

void LivePublisher::on_stored(std::span<const Latest> newest) {
  for (const Latest& l : newest)
    if (info(l.key.channel).dataset != Dataset::price) cache_.take(l);
}

void LivePublisher::on_last_day(const std::vector<LastDay>& days) {
  for (const LastDay& day : days)
    for (std::size_t i = 0; i < day.times.size(); ++i)
      cache_.learn_decimals(day.key, day.times[i], day.values[i]);
  publish();
}

void LivePublisher::schedule() {
  if (scheduled_) return;
  scheduled_ = true;
  QTimer::singleShot(0, this, &LivePublisher::publish);
}

void LivePublisher::publish() {
  scheduled_ = false;
  if (const LiveValuesPtr changes = cache_.take_changes())
    post(service_, [changes](LiveService& s) { s.set_values(changes); });
}

}  // namespace hearth
