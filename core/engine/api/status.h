#pragma once

#include "core/engine/api/problem.h"
#include "core/files/removable_drives.h"
#include "core/identity/identity_status.h"
#include "core/source/connection.h"
#include "core/store/store_stats.h"
#include "core/telemetry/channel.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace hearth {

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

/// How everything stands. Lives on the thread that made the engine.
class StatusService : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;
  [[nodiscard]] const Status& status() const { return status_; }

  /// For whoever knows, on this thread.
  void set_status(Status status) {
    status_ = std::move(status);
    Q_EMIT updated();
  }

 Q_SIGNALS:
  void updated();

 protected:
  Status status_;
};

}  // namespace hearth
