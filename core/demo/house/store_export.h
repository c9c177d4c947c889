#pragma once

#include "core/demo/house/minute_roller.h"
#include "core/demo/house/simulated_home.h"
#include "core/store/history_store.h"

#include <filesystem>
#include <future>
#include <memory>

namespace hearth::demo {

struct StoreExportOptions {
  std::filesystem::path path;  ///< must not exist
  int days = 90;               ///< of minutes
  int raw_hours = 24;          ///< of readings, up to the moment of the export
};

/// Writes a store as if Hearthboard had recorded the house: readings of the last hours, minutes before, the
/// climate, prices as far as they are known, and coverage, so that nothing of it is fetched again. Of the
/// scenario `first-day` it has recorded nothing yet.
class StoreExport {
 public:
  /// `now` is where the export will end. Errors: cannot_create (the file is there already), storage.
  static Expected<std::unique_ptr<StoreExport>> begin(StoreExportOptions options, TimeMs now,
                                                      const Clock& clock);

  /// To be called after every second of the house.
  void take(const SimulatedHome& home);
  /// Writes what is left and closes the file. Errors: storage.
  Expected<void> finish(const SimulatedHome& home);

 private:
  static constexpr std::size_t energy_channels = channels_of(Dataset::energy).size();
  static constexpr std::size_t heat_pump_channels = channels_of(Dataset::heatpump).size();

  /// One sensor's readings that are not yet minutes.
  struct Pending {
    std::map<ChannelIndex, std::vector<Point>> points;
    std::map<ChannelIndex, Point> before;
  };

  StoreExport(StoreExportOptions options, TimeMs now, std::unique_ptr<HistoryStore> store);
  void take_minutes(const SimulatedHome& home);
  void take_readings(const SimulatedHome& home);
  void write_minutes();
  void wait_for_writing();
  void write_readings();
  void write_prices(const HouseOptions& house);
  void cover(const SimulatedHome& home);
  void keep(Expected<void> result);

  StoreExportOptions options_;
  TimeMs now_;
  TimeMs from_;      // the first minute
  TimeMs raw_from_;  // the first reading
  std::unique_ptr<HistoryStore> store_;
  MinuteRoller<energy_channels> energy_;
  MinuteRoller<heat_pump_channels> heat_pump_;
  MinuteRoller<heat_pump_channels> second_heat_pump_;
  std::map<std::string, Pending> climate_;
  int meter_ = -1;
  std::uint32_t epoch_ = 0;
  std::vector<Reading> live_;
  std::vector<Reading> polled_;
  std::size_t unflushed_ = 0;
  std::future<Expected<void>> writing_;  // a day of minutes, while the house lives the next one
  Expected<void> result_;
};

}  // namespace hearth::demo
