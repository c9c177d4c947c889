#pragma once

#include "core/engine/api/status.h"
#include "core/engine/clock_watch.h"
#include "core/engine/problem_book.h"
#include "core/engine/removable_drive_watch.h"

#include <QObject>
#include <QTimer>

#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace hearth {

/// How everything stands: connections, sign-in, the store, what is being fetched, and what is wrong, from its
/// beginning to its end. Told to the status service calmly: what changes with every answer once a second.
/// Its times are by this machine's clock. Lives on the engine's worker thread.
class StatusPublisher : public QObject {
  Q_OBJECT
 public:
  using Problems = ProblemBook::Problems;

  /// Both must outlive this.
  StatusPublisher(StatusService& service, const ClockWatch& clocks, QObject* parent = nullptr);

  void on_connection(const Connection& connection);
  void on_identity(const IdentityStatus& identity);
  void on_not_permitted(const std::set<Dataset>& datasets);
  void on_syncing(const QStringList& what, int percent);
  void on_store_state(const StoreState& state);
  /// A reading was taken, or is stored, of this true time.
  void on_newest(Dataset dataset, TimeMs time);
  void on_stored(std::span<const Latest> newest);
  /// Readings were refused.
  void on_refused(quint64 count);
  /// Why the newest of them were.
  void on_refused_for(const std::string& why);
  /// Says which USB drives are plugged in, from now on; `root` is where /proc, /sys and mounts are.
  void watch_drives(const std::filesystem::path& root);
  void stop_watching_drives() { drives_.reset(); }

  /// Names the problems of a topic and a part of it, which end when they are no longer among them.
  void set_problems(ProblemTopic topic, const Problems& now, const std::string& part = {});
  /// A problem that ends by itself after `lasts`, unless it happens again.
  void happened(ProblemTopic topic, const std::string& key, const Error& error, DurationMs lasts);
  /// What is over is a problem no more; to be called every few seconds.
  void pass();

  /// Soon.
  void publish();
  /// Within a second.
  void publish_calmly();
  /// For whoever tells something that follows from the status.
  void publish_now();

 private:
  void on_problems(bool changed);
  /// Names what is wrong with the sources, and what of their data does not come.
  void judge_sources();

  StatusService& service_;
  const ClockWatch& clocks_;
  Status status_;
  ProblemBook problems_;
  std::unique_ptr<RemovableDriveWatch> drives_;
  QTimer calm_;  ///< real time: it is the GUI thread that is spared
  bool scheduled_ = false;
};

/// What is refused again and again is one problem, that ends when nothing is for so long.
inline constexpr DurationMs refusals_last = 10 * minute_ms;

}  // namespace hearth
