#pragma once

#include "core/aggregate/buckets.h"
#include "core/store/rows.h"
#include "core/store/store_stats.h"
#include "core/telemetry/clock.h"
#include "core/telemetry/series.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hearth {

/// What is known of a stretch of time, from whom, and when they were asked.
struct Coverage {
  GroupKey group;
  Provenance provenance = Provenance::live;
  TimeRange range;
  TimeMs asked_at = 0;
  bool settled = false;  ///< nothing more can be expected of this source for this range
  friend bool operator==(const Coverage&, const Coverage&) = default;
};

/// Energy that a service gives for one UTC hour, kept as what it is.
struct EnergyHour {
  TimeMs start = 0;
  double energy_wh = no_value;
  double power_total_w = no_value;  ///< means
  double power_l1_w = no_value;
  double power_l2_w = no_value;
  double power_l3_w = no_value;
};

/// The newest value of a series.
struct Latest {
  SeriesKey key;
  TimeMs time = 0;
  double value = no_value;
};

/// How many readings were taken and why others were not. Times are refused outside 2000-01-01 … now + 1 min
/// (prices: now + 3 days).
struct AppendResult {
  std::size_t taken = 0;
  std::size_t duplicates = 0;  ///< same group and time as one already there in memory
  std::size_t refused =
      0;  ///< impossible time, a channel of another dataset, no value at all or an infinite one
};

/// What a store said of itself when its own thread last looked; before that only who records.
struct StoreState {
  bool writes = false;
  std::optional<Error> paused;          ///< it should write, and cannot; what comes in is kept in memory
  std::optional<std::string> recorder;  ///< who records
  std::vector<Error> problems;
  StoreStats stats;
};

/// The local history: blocks on disk and the tail not yet written, seen as one; and beside it, for `raw`,
/// `read_rows`, `buckets` and `held` alone, the cache of past details (`Options::cache_bytes`).
///
/// All members may be called from any thread. These never wait for a disk, however long it takes:
/// `is_writer`, `state`, `problems`, `append`, `set_hour_so_far`, `take_energy_hours`, `take_note`,
/// `add_coverage`, `request_flush`, `request_look`, `path`, and `coverage` and `groups` of a store that
/// writes or is opened `later`. All others may, for as long as the disk does: none of them belongs on the GUI
/// thread, or on one that others wait for. A second process that opens the same file reads it: `is_writer()`
/// is false, what it appends stays in memory (the newest ten minutes) and is never written.
class HistoryStore {
 public:
  struct Options {
    std::filesystem::path path;
    bool read_only = false;  ///< never try to become the writer
    bool create = true;      ///< make a store where there is none; else not_found
    /// Open also where the disk cannot be used: what comes in is kept in memory, what can be read is, and
    /// each look tries again. A store that waits so has `state().paused`.
    bool wait_for_disk = false;
    /// Open without waiting for the disk, with `wait_for_disk`: the store's own thread does what takes time.
    bool later = false;
    /// Called on the store's own thread whenever it has written or looked; must not wait for the store.
    std::function<void()> told = {};
    std::string writer_name;  ///< what `recorder()` tells others: "hearthctl record"
    /// Ages count from the newest reading, or the clock where that is before it. Nothing is deleted while the
    /// two are more than two days apart, and nothing leaves a tier before the next coarser one holds it; a
    /// coarser tier is kept at least as long as a finer one.
    DurationMs raw_retention = 14 * day_ms;
    DurationMs minute_retention = 730 * day_ms;
    DurationMs quarter_retention = 0;  ///< 0: for ever
    std::uint64_t most_bytes = 0;      ///< beyond it the oldest details go first; 0: no limit
    /// False: buckets are made of readings wherever these are there, which is slower and gives the same.
    bool tiers = true;
    /// Beside the store: how much detail from beyond what it keeps, that somebody looked at and a source
    /// brought, is kept in a file of its own (`<path>.cache`), the least recently seen first out. 0: none,
    /// and whoever records deletes the file.
    std::uint64_t cache_bytes = 0;
    double max_power_w = usual_max_power_w;  ///< more is no energy: what the home's fuses let through
  };

  /// How fine.
  enum class Detail { readings, minutes, quarters };

  /// Opens or creates the store. A file that is corrupt, or of a newer version, is renamed to
  /// `<name>.set-aside-<time>` (never deleted), said in `problems()`, and a new one begun; without the right
  /// to write it is an error (storage). The clock must outlive the store.
  static Expected<std::unique_ptr<HistoryStore>> open(Options options, const Clock& clock);
  ~HistoryStore();
  HistoryStore(const HistoryStore&) = delete;
  HistoryStore& operator=(const HistoryStore&) = delete;

  /// Waits until a store that is opened `later` has been.
  void wait_until_open() const;
  [[nodiscard]] bool is_writer() const;
  /// Tries to take over from a writer that has gone. True where this store writes now.
  bool try_become_writer();
  /// Who records into this store: "hearthctl record (pid 812)"; nothing where nobody does.
  [[nodiscard]] std::optional<std::string> recorder() const;
  /// What keeps whoever records from writing, in words; empty where nothing does or nobody records.
  [[nodiscard]] std::string recorder_trouble() const;
  [[nodiscard]] StoreState state() const;
  /// Asks the store's own thread to see whether the file is still there, whether it can be written, and what
  /// `state` is to say. Returns at once.
  void request_look();
  /// What went wrong with the store since it was opened, newest last; what has passed is not in it any more.
  [[nodiscard]] std::vector<Error> problems() const;
  /// Why nothing is deleted although it is past its time: the clock and the readings are too far apart. What
  /// writes the store says the same in `problems()`.
  [[nodiscard]] std::optional<Error> deletion_paused() const;

  /// Takes readings into the tail, in any order of time. Never waits for the disk.
  AppendResult append(std::span<const Reading> readings, Provenance provenance);
  /// Writes many readings of one group, as an import or the replica brings them in columns of any of its
  /// channels, straight into the blocks; they are on the disk when it returns. Times ascend, none comes
  /// twice. `rows.epochs` are `epoch_number`s, 0 where unknown, `serials` the meters behind them. What is
  /// there already merges with them; rows that it has just so are duplicates. Best 65,536 rows at a time or
  /// more. Errors: storage.
  Expected<AppendResult> put_rows(const GroupKey& group, Rows rows,
                                  std::span<const std::string> serials = {});
  /// Stores what a service says of hours; the same hour again replaces it. Errors: storage.
  Expected<void> put_energy_hours(const std::string& entity, std::span<const EnergyHour> hours);
  /// Remembers, until the program ends, what was used from the beginning of a UTC hour (`from`) to `to` where
  /// no reading covers that; what is told by `put_energy_hours` replaces it. The newest six hours are kept.
  void set_hour_so_far(const std::string& entity, TimeRange part, double energy_wh);
  /// The same with the next flush. Never waits for the disk.
  void take_energy_hours(const std::string& entity, std::span<const EnergyHour> hours);
  /// Stores rows of the 1-minute tier as they are, for histories made elsewhere (the demo home). `minutes`
  /// holds, for each channel of the group, ascending minutes. Errors: storage.
  Expected<void> put_minutes(const GroupKey& group,
                             const std::map<ChannelIndex, std::vector<Rollup>>& minutes);

  /// Stores rows of the 15-minute tier as they are: what a source has reduced itself, of whole UTC days, from
  /// before the readings that are kept here. A row gives way only to one that knows at least as many
  /// readings. `serials` as with `put_rows`. Errors: storage.
  Expected<void> put_quarters(const GroupKey& group,
                              const std::map<ChannelIndex, std::vector<Rollup>>& quarters,
                              std::span<const std::string> serials = {});

  /// Keeps readings of the whole UTC days `days`, which are over, in the cache: they are all there is of them
  /// (none: an empty day). Rows may reach a day beyond them on either side, so that what lies between two
  /// days is known, and are kept too. Makes room first; what the store itself says is not touched.
  /// `rows` and `serials` as with `put_rows`. Errors: storage (also where there is no cache, another program
  /// holds it, or this is more than it may hold), usage.
  Expected<void> cache_rows(const GroupKey& group, TimeRange days, Rows rows,
                            std::span<const std::string> serials = {});
  /// The same with rows of minutes. Days that are cached with readings stay as they are.
  Expected<void> cache_minutes(const GroupKey& group, TimeRange days,
                               const std::map<ChannelIndex, std::vector<Rollup>>& minutes,
                               std::span<const std::string> serials = {});

  /// Writes the tail and coverage and returns when they are on disk. Errors: storage (also where another
  /// program is the writer); the tail is kept then.
  Expected<void> flush();
  /// Flushes, takes what was flushed into blocks, and gives free space back to the disk. A file whose tables
  /// are torn is set aside, and what is sound of it taken into a new one. Errors: storage.
  Expected<void> compact();
  /// Asks the store's own thread to write the tail, and to drop what is past its retention. Returns at once.
  void request_flush();

  [[nodiscard]] std::vector<GroupKey> groups() const;
  /// Stretches of whole UTC hours, cut to `range`, ascending, of which the store or its cache holds data at
  /// least as fine as `detail`; a cached day counts as a whole, also where it is empty. Errors: storage.
  [[nodiscard]] Expected<std::vector<TimeRange>> held(const GroupKey& group, TimeRange range,
                                                      Detail detail) const;
  /// Readings with a value, ascending; in hours of which the store has none, those of its cache.
  [[nodiscard]] Expected<Series> raw(const SeriesKey& key, TimeRange range) const;
  /// Hands over the readings of several channels (of the group's dataset) in pieces that ascend and do not
  /// overlap, each a UTC hour at most, so that memory does not grow with the range. A row may have no value
  /// in any of the channels. `take` returns an error to end it early, which is then returned. Errors:
  /// storage, usage, `take`'s.
  [[nodiscard]] Expected<void> read_rows(const GroupKey& group, std::span<const ChannelIndex> channels,
                                         TimeRange range,
                                         const std::function<Expected<void>(const Rows&)>& take) const;
  /// Buckets over `range`, from the coarsest tier that gives the exact answer, completed from raw and the
  /// tail; energy of hours that no reading covers comes from `put_energy_hours`. Errors: storage, config,
  /// usage.
  [[nodiscard]] Expected<Buckets> buckets(const SeriesKey& key, TimeRange range,
                                          const BucketSpec& spec) const;
  /// The same for several channels of one group, reading each block once.
  [[nodiscard]] Expected<std::vector<Buckets>> buckets(const GroupKey& group,
                                                       std::span<const ChannelIndex> channels,
                                                       TimeRange range, const BucketSpec& spec) const;
  /// The newest value of every series, however old.
  [[nodiscard]] Expected<std::vector<Latest>> latest() const;

  [[nodiscard]] std::vector<Coverage> coverage(const GroupKey& group) const;
  /// Adds to what is known; ranges of the same group, provenance and state that touch become one. Appending
  /// readings of provenance `live` and `polled` extends their coverage by itself. Written with the next
  /// flush, together with the readings it speaks for. Errors: storage.
  Expected<void> add_coverage(const Coverage& coverage);

  /// A small text kept with the history (the currency of its prices, for example). Errors: storage.
  Expected<void> set_note(const std::string& key, const std::string& text);
  /// The same with the next flush. Never waits for the disk.
  void take_note(const std::string& key, const std::string& text);
  [[nodiscard]] std::optional<std::string> note(const std::string& key) const;

  [[nodiscard]] StoreStats stats() const;
  [[nodiscard]] const std::filesystem::path& path() const;

 private:
  struct Private;
  explicit HistoryStore(std::unique_ptr<Private> d);
  std::unique_ptr<Private> d_;
};

}  // namespace hearth
