#pragma once

#include "core/aggregate/buckets.h"
#include "core/aggregate/cost.h"
#include "core/config/change_config.h"
#include "core/engine/problem_book.h"
#include "core/export/export.h"
#include "core/files/removable_drives.h"
#include "core/identity/find_provider.h"
#include "core/identity/token_source.h"
#include "core/source/absence.h"
#include "core/source/connection.h"
#include "core/source/homelab_api/find_home.h"
#include "core/store/history_store.h"
#include "core/telemetry/series.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

/// The four doors from the user interface to the engine. Each lives on the thread that made the engine (the
/// GUI thread); none of their calls waits. Answers are immutable and come by queued signals.
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

class HistoryService : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;
  /// Returns a number that `answered` repeats.
  virtual quint64 request(hearth::HistoryRequest request) = 0;
  /// Forgets a request; its answer may still come.
  virtual void cancel(quint64 id) = 0;
  /// The series there are: rooms, devices, price areas.
  [[nodiscard]] virtual std::vector<GroupKey> groups() const = 0;

 Q_SIGNALS:
  void answered(quint64 id, hearth::HistoryAnswerPtr answer);
  /// History other than the newest readings came in (a sync, a price list, late arrivals): ask again.
  void changed(hearth::Dataset dataset);
  void groups_changed();
};

struct LiveValue {
  double value = no_value;
  TimeMs time = 0;        ///< when the reading was taken, as this machine's clock counts
  bool age_known = true;  ///< false: the clock cannot tell how old it is; it is not to be shown as now
  int decimals = 9;       ///< no reading of the day before shows more, in the stored unit; 9: not known
};
using LiveValues = std::map<SeriesKey, LiveValue>;
using LiveValuesPtr = std::shared_ptr<const LiveValues>;

/// Energy and money of the local day. Where not all of the day, or of the hour, is known, the sums are those
/// of the time since which nothing is missing.
struct EnergySummary {
  std::optional<double> today_kwh;
  TimeMs today_since = 0;          ///< 0: all of the day so far is known
  std::optional<double> hour_kwh;  ///< this clock hour (UTC)
  TimeMs hour_since = 0;           ///< 0: all of the hour so far is known
  /// What the energy of `today_kwh` costs, less what export earned, without fixed fees; nothing where none of
  /// it has a price.
  std::optional<double> energy_cost;
  double unpriced_kwh = 0;          ///< the energy that has no price, and is not in the cost
  std::optional<double> fixed_fee;  ///< the part of the monthly fee that falls on the day so far; 0: none
  QString currency;                 ///< of the cost and of `price_now`; empty where unknown
  std::optional<double> price_now;  ///< what the next kWh costs the user, with fee and VAT
  std::vector<PricePeriod> prices;  ///< today's and, once published, tomorrow's, with fee and VAT
  bool estimated = false;           ///< part of today's energy was spread over a gap
  bool doubtful = false;            ///< the meter said something today that was left out
  bool settling = false;            ///< the meter's last readings are odd; the next ones will tell
  TimeMs as_of = 0;                 ///< when it was summed up; 0: not yet
  TimeMs measured_to = 0;           ///< up to when energy is known; 0 where none is
};

class LiveService : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;
  /// Newest value of every series, stored ones included.
  [[nodiscard]] virtual const LiveValues& values() const = 0;
  [[nodiscard]] virtual const EnergySummary& energy() const = 0;

 Q_SIGNALS:
  /// `changed` holds the series whose newest value is new.
  void updated(hearth::LiveValuesPtr changed);
  void energy_updated();
};

struct Status {
  std::vector<Connection> connections;
  IdentityStatus identity;
  std::set<Dataset> not_permitted;   ///< what the services say this account may not read
  std::map<Dataset, TimeMs> newest;  ///< when the newest reading was taken, stored ones included
  bool records = false;              ///< this process writes the store
  QString recorder;                  ///< who does; empty where nobody does
  StoreStats store;
  std::optional<Error> recording_paused;  ///< why what comes in stays in memory for now
  QStringList syncing;                    ///< what is being fetched right now; empty when up to date
  int sync_percent = 0;                   ///< how much of this fetch is done
  std::vector<Problem> problems;          ///< what is wrong now; newest last, bounded
  quint64 refused_readings = 0;
  std::vector<RemovableDrive> drives;  ///< plugged in now; where the engine was told to look for them
};

class StatusService : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;
  [[nodiscard]] virtual const Status& status() const = 0;

 Q_SIGNALS:
  void updated();
};

/// What a synchronisation did not bring.
struct SyncFaults {
  std::optional<Error> error;    ///< the first thing that went wrong; not_permitted where all is forbidden
  std::vector<Error> forbidden;  ///< what this account may not read, each with its dataset in `place`
};

/// History to be written into a file.
struct ExportOrder {
  ExportRequest request;
  QString file;           ///< its folder is made where only that is missing
  bool replace = false;   ///< a file of this name may go
  bool to_drive = false;  ///< on a drive that will be pulled: `export_done` comes when all of it is written
};

class CommandService : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;
  /// Tries an address as a stranger, in place of whatever is being tried; needs no history. `home_tested`
  /// follows, once.
  virtual void test_home(const QUrl& address) = 0;
  /// Likewise whether an OpenID provider is at an address that somebody typed; `provider_tested` follows.
  virtual void test_provider(const QString& address) = 0;
  /// Ends what is being tried; nothing follows.
  virtual void cancel_test() = 0;
  /// Sets keys in a configuration; `configuration_changed` follows.
  virtual void change_configuration(const std::filesystem::path& file,
                                    std::vector<hearth::ConfigChange> changes) = 0;
  /// Fetches what is missing of the last `hours`.
  virtual void sync(int hours) = 0;
  /// Begins to sign in, in place of a sign-in that is under way; what comes of it is in the status.
  virtual void sign_in(hearth::SignInMethod method) = 0;
  virtual void cancel_sign_in() = 0;
  /// Ends the session, at the provider too where it can be reached, and forgets it.
  virtual void sign_out() = 0;
  /// Writes a file, one at a time; exactly one of `export_exists`, `export_done` and `export_failed` follows.
  virtual void export_history(hearth::ExportOrder order) = 0;
  /// Ends the export that is under way: `export_failed` says `cancelled`, and no file is left.
  virtual void cancel_export() = 0;

 Q_SIGNALS:
  void home_tested(const hearth::HomeReport& report);
  void provider_tested(const hearth::ProviderReport& report);
  void configuration_changed(std::optional<hearth::Error> error);
  /// The sentence says the same as the faults, for people.
  void synced(bool complete, const QString& sentence, const hearth::SyncFaults& faults);
  /// From 0 to 1.
  void export_progress(double share);
  /// There is a file of this name, and the order did not allow to replace it.
  void export_exists(const QString& file);
  void export_done(const QString& file, quint64 rows);
  void export_failed(const hearth::Error& error);
};

}  // namespace hearth

Q_DECLARE_METATYPE(hearth::HistoryAnswerPtr)
Q_DECLARE_METATYPE(hearth::LiveValuesPtr)
