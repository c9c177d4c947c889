#include "core/engine/recorder.h"

#include <set>
#include <utility>

namespace hearth {

Recorder::Recorder(std::string meter, Rooms rooms, QObject* parent)
    : QObject(parent), configured_meter_(std::move(meter)), rooms_(rooms) {}

void Recorder::on_known(const Known& known) {
  noted_meter_ = known.meter_name;
  // What has been heard meanwhile told whose meter it is.
  if (!meters_) meters_.emplace(configured_meter_, known.meter);
  Q_EMIT meter_changed(meters_->number());
}

std::optional<std::uint32_t> Recorder::meter() const {
  return meters_ ? std::optional(meters_->number()) : std::nullopt;
}

void Recorder::on_readings(const std::vector<Reading>& readings, Provenance provenance) {
  std::set<Dataset> older;
  std::vector<GroupKey> groups;
  rooms_.clocks.on_readings(readings, provenance);
  for (const Reading& reading : readings) {
    if (!admits(reading.group) || !is_timely(reading, provenance) || !is_of_meter(reading, provenance) ||
        !is_news(reading, provenance))
      continue;
    const AppendResult result = rooms_.store.store()->append({&reading, 1}, provenance);
    if (result.refused > 0) {
      rooms_.status.on_refused(result.refused);
      continue;
    }
    const Dataset dataset = reading.group.dataset;
    groups.push_back(reading.group);
    rooms_.status.on_newest(dataset, reading.time);
    const bool ahead = dataset == Dataset::price && reading.time > rooms_.clocks.clock().now();
    const bool newest = !ahead && rooms_.live.cache().take(reading) && dataset != Dataset::price;
    if (result.taken > 0 && (!newest || provenance == Provenance::api_history)) older.insert(dataset);
  }
  rooms_.contents.add(groups);
  for (const Dataset dataset : older) rooms_.contents.publish_changed(dataset);
  if (older.contains(Dataset::price)) rooms_.energy.publish();
  rooms_.live.schedule();
}

void Recorder::on_remembered(const std::vector<Reading>& readings) {
  std::vector<GroupKey> groups;
  for (const Reading& reading : readings) {
    if (!admits(reading.group)) continue;
    groups.push_back(reading.group);
    rooms_.live.cache().take(reading);
  }
  rooms_.contents.add(groups);
  rooms_.live.schedule();
}

void Recorder::on_energy_hours(const std::vector<EnergyHour>& hours) {
  rooms_.store.store()->take_energy_hours({}, hours);
  rooms_.contents.publish_changed(Dataset::energy);
}

void Recorder::on_stored(const std::vector<GroupKey>& groups) {
  std::set<Dataset> datasets;
  for (const GroupKey& group : groups) datasets.insert(group.dataset);
  rooms_.contents.add(groups);
  // What was written past the live values may be newer than all that has been heard.
  rooms_.store.ask([](const HistoryStore& store) { return store.latest().value_or(std::vector<Latest>()); },
                   [this, datasets](const std::vector<Latest>& newest) {
                     rooms_.status.on_stored(newest);
                     rooms_.live.on_stored(newest);
                     rooms_.live.publish();
                     for (const Dataset dataset : datasets) rooms_.contents.publish_changed(dataset);
                     if (!datasets.contains(Dataset::price)) return;
                     rooms_.energy.read_prices();
                     rooms_.energy.publish();
                   });
}

bool Recorder::admits(const GroupKey& group) {
  if (rooms_.contents.admits(group)) return true;
  rooms_.status.on_refused(1);
  rooms_.status.happened(ProblemTopic::places, "places",
                         {ErrorKind::bad_data,
                          said("There are {} places already; further ones are left out.", most_places),
                          "Look at what sends so many names for places.",
                          {}},
                         refusals_last);
  return false;
}

/// Whether a reading's time is good; one that is stamped ahead is shown as it came.
bool Recorder::is_timely(const Reading& reading, Provenance provenance) {
  if (rooms_.clocks.judge(reading, provenance).taken) return true;
  rooms_.status.on_refused(1);
  const bool newest = provenance == Provenance::live || provenance == Provenance::polled;
  // The same answer again is no news of now.
  if (newest && std::exchange(refused_stamps_[reading.group], reading.time) != reading.time)
    rooms_.live.cache().take_by_arrival(reading);
  return false;
}

bool Recorder::is_of_meter(const Reading& reading, Provenance provenance) {
  if (reading.group.dataset != Dataset::energy || provenance == Provenance::api_history) return true;
  // Where the disk has not said which one was followed, the first that is heard is.
  if (!meters_) meters_.emplace(configured_meter_, 0);
  const MeterChoice::Fate fate = meters_->hear(reading);
  rooms_.status.set_problems(ProblemTopic::meters, meters_->problems());
  if (fate == MeterChoice::Fate::refuse) rooms_.status.on_refused(1);
  if (fate != MeterChoice::Fate::take) return false;
  // A swap is believed: what the new one said meanwhile counts from its first reading on.
  if (const std::vector<Reading> waited = meters_->take_waiting(); !waited.empty()) {
    if (const AppendResult result = rooms_.store.store()->append(waited, provenance); result.refused > 0)
      rooms_.status.on_refused(result.refused);
    rooms_.contents.publish_changed(Dataset::energy);
  }
  note_meter();
  return true;
}

void Recorder::note_meter() {
  if (meters_->followed().empty() || meters_->followed() == noted_meter_) return;
  noted_meter_ = meters_->followed();
  // Another program may be the one that writes; it notes the same.
  rooms_.store.store()->take_note(meter_note, noted_meter_);
  Q_EMIT meter_changed(meters_->number());
}

/// Whether a polled answer, or a price list, says anything that is not known.
bool Recorder::is_news(const Reading& reading, Provenance provenance) {
  if (reading.group.dataset == Dataset::price)
    return rooms_.energy.is_new_price(reading.group.entity, reading.time,
                                      reading.value(channel("price.spot")));
  return provenance != Provenance::polled || reading.time > rooms_.live.cache().newest(reading.group);
}

}  // namespace hearth
