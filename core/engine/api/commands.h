#pragma once

#include "core/config/change_config.h"
#include "core/engine/api/sync_faults.h"
#include "core/export/export.h"
#include "core/identity/identity_status.h"
#include "core/identity/provider_report.h"
#include "core/source/home_report.h"

#include <QObject>
#include <QString>
#include <QUrl>

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

namespace hearth {

/// How a synchronisation that was asked for ended.
struct SyncEnd {
  bool complete = false;
  QString sentence;  ///< says the same as the faults, for people
  SyncFaults faults;
};

/// History to be written into a file.
struct ExportOrder {
  ExportRequest request;
  QString file;           ///< its folder is made where only that is missing
  bool replace = false;   ///< a file of this name may go
  bool to_drive = false;  ///< on a drive that will be pulled: `export_done` comes when all of it is written
};

/// What the engine can be told to do. Lives on the thread that made the engine; no call waits. An answer
/// comes later, on this thread, to who asked: never where the `receiver`, which lives on it, has gone.
class CommandService : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;
  template <class T>
  using Answered = std::function<void(const T&)>;

  /// Tries an address as a stranger, in place of whatever is being tried; needs no history.
  virtual void test_home(const QUrl& address, QObject* receiver, Answered<HomeReport> tested) = 0;
  /// Likewise whether an OpenID provider is at an address that somebody typed.
  virtual void test_provider(const QString& address, QObject* receiver, Answered<ProviderReport> tested) = 0;
  /// Ends what is being tried; nothing follows.
  virtual void cancel_test() = 0;
  /// Sets keys in a configuration; the answer is what went wrong.
  virtual void change_configuration(const std::filesystem::path& file, std::vector<ConfigChange> changes,
                                    QObject* receiver, Answered<std::optional<Error>> changed) = 0;
  /// Fetches what is missing of the last `hours`, after what was asked for before.
  virtual void sync(int hours, QObject* receiver, Answered<SyncEnd> synced) = 0;
  /// Begins to sign in, in place of a sign-in that is under way; what comes of it is in the status.
  virtual void sign_in(SignInMethod method) = 0;
  virtual void cancel_sign_in() = 0;
  /// Ends the session, at the provider too where it can be reached, and forgets it.
  virtual void sign_out() = 0;
  /// Writes a file, one at a time; exactly one of `export_exists`, `export_done` and `export_failed` follows.
  virtual void export_history(ExportOrder order) = 0;
  /// Ends the export that is under way: `export_failed` says `cancelled`, and no file is left.
  virtual void cancel_export() = 0;

 Q_SIGNALS:
  /// From 0 to 1.
  void export_progress(double share);
  /// There is a file of this name, and the order did not allow to replace it.
  void export_exists(const QString& file);
  void export_done(const QString& file, quint64 rows);
  void export_failed(const hearth::Error& error);
};

}  // namespace hearth
