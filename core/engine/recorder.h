#pragma once

#include "core/config/config.h"
#include "core/engine/clock_watch.h"
#include "core/engine/energy_service.h"
#include "core/engine/history_contents.h"
#include "core/engine/live_publisher.h"
#include "core/engine/meter_choice.h"
#include "core/engine/status_publisher.h"
#include "core/engine/store_session.h"

#include <QObject>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hearth {

/// What becomes of a reading: whether its time is good, whether it is of the home's meter, whether there is
/// room for its place, whether it is news; then it is stored, and perhaps the newest of its series. Lives on
/// the engine's worker thread; to be called where there is a store.
class Recorder : public QObject {
  Q_OBJECT
 public:
  struct Rooms {
    ClockWatch& clocks;
    StoreSession& store;
    HistoryContents& contents;
    LivePublisher& live;
    EnergyService& energy;
    StatusPublisher& status;
  };
  /// `meter` is a serial ([home] meter), empty for the first that is heard. The rooms must outlive this.
  Recorder(std::string meter, Rooms rooms, QObject* parent = nullptr);

  /// What the store knew when it was opened; before that readings are taken, too.
  void on_known(const Known& known);
  void on_readings(const std::vector<Reading>& readings, Provenance provenance);
  /// Values without a time from before this program listened: shown as old, where nothing else is known.
  void on_remembered(const std::vector<Reading>& readings);
  void on_energy_hours(const std::vector<EnergyHour>& hours);
  /// Somebody has written rows of these groups past this.
  void on_stored(const std::vector<GroupKey>& groups);
  /// Whoever looks at a dataset may be shown another answer, although nothing came.
  void on_looked_up(Dataset dataset) { rooms_.contents.publish_changed(dataset); }
  /// The meter that is followed, as an `epoch_number`; nothing before it is known.
  [[nodiscard]] std::optional<std::uint32_t> meter() const;

 Q_SIGNALS:
  void meter_changed(std::uint32_t meter);

 private:
  [[nodiscard]] bool admits(const GroupKey& group);
  bool is_timely(const Reading& reading, Provenance provenance);
  bool is_of_meter(const Reading& reading, Provenance provenance);
  bool is_news(const Reading& reading, Provenance provenance);
  void note_meter();

  const std::string configured_meter_;
  const Rooms rooms_;
  std::optional<MeterChoice> meters_;  ///< once the store is open, or a meter was heard
  std::string noted_meter_;
  std::map<GroupKey, TimeMs> refused_stamps_;  ///< of readings that were shown as they came
};

}  // namespace hearth
