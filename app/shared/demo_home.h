#pragma once

#include "core/config/config.h"
#include "core/telemetry/clock.h"

#include <QByteArray>
#include <QObject>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>
#include <QTimer>

#include <memory>
#include <optional>

namespace hearth {

/// Where a running demo home is found.
struct DemoHomeFacts {
  QString api;
  QString live;
  QString token;
  QString store;      ///< a history as if Hearthboard had recorded it
  QString issuer;     ///< of its sign-in; empty where it has none
  QString client_id;  ///< likewise
};

/// Starts `hearthsim` as a child with a history in a temporary folder, without ever waiting for it; the
/// destructor ends the child and removes the folder. The token comes through a pipe and stays in memory. Main
/// thread.
class DemoHome : public QObject {
  Q_OBJECT
 public:
  /// The child shares the clock, which must outlive this.
  explicit DemoHome(const Clock& clock, QObject* parent = nullptr);
  ~DemoHome() override;

  /// Once. An empty scenario is the normal one. HEARTHBOARD_DEMO_DAYS says how many days of coarse history
  /// the home has; hearthsim's 90 where it is not set.
  void start(const QString& scenario);

 Q_SIGNALS:
  void ready(const hearth::DemoHomeFacts& facts);
  /// It did not start, or ended by itself. Errors: not_found (no hearthsim), usage (no such scenario),
  /// offline.
  void failed(const hearth::Error& error);

 private:
  void read_output();
  void ended();
  void give_up(const Error& error);

  const Clock& clock_;
  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<QProcess> child_;
  QTimer patience_;
  QString scenario_;
  QByteArray output_;
  QByteArray complaints_;  ///< the end of what the child said on standard error
  bool ready_ = false;
};

/// The program beside this one, else in PATH, else in the folder for programs of programs; empty where it is
/// nowhere.
QString find_program(const QString& name);

/// What the demo home says of itself on its one line; nothing where the line is something else.
std::optional<DemoHomeFacts> parse_demo_home_line(const QByteArray& line);

/// A configuration that shows the demo home, with nothing of the user's in it.
Config demo_config(const DemoHomeFacts& facts);

}  // namespace hearth
