// What the recorder makes of more than one meter.
#include "core/engine/scheduler.h"
#include "core/engine/store_questions.h"
#include "core/engine/worker.h"

namespace hearth {
void Worker::find_meter() {
  if (scheduler_ && meters_) scheduler_->prefer_meter(meters_->number());
}

bool Worker::is_of_meter(const Reading& reading, Provenance provenance) {
  if (reading.group.dataset != Dataset::energy || provenance == Provenance::api_history) return true;
  // Where the disk has not said which one was followed, the first that is heard is.
  if (!meters_) meters_.emplace(options_.config.meter, 0);
  const MeterChoice::Fate fate = meters_->hear(reading);
  set_problems(Topic::meters, meters_->problems());
  if (fate == MeterChoice::Fate::refuse) ++status_.refused_readings;
  if (fate != MeterChoice::Fate::take) return false;
  // A swap is believed: what the new one said meanwhile counts from its first reading on.
  if (const std::vector<Reading> waited = meters_->take_waiting(); !waited.empty()) {
    status_.refused_readings += store_->append(waited, provenance).refused;
    Q_EMIT history_changed(Dataset::energy);
  }
  if (!meters_->followed().empty() && meters_->followed() != noted_meter_) {
    noted_meter_ = meters_->followed();
    // Another program may be the one that writes; it notes the same.
    store_->take_note(meter_note, noted_meter_);
    if (scheduler_) scheduler_->prefer_meter(meters_->number());
  }
  return true;
}

}  // namespace hearth
