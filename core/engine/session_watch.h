#pragma once

#include "core/config/config.h"
#include "core/identity/token_source.h"
#include "core/telemetry/clock.h"

#include <QObject>

#include <memory>

namespace hearth {

/// Who is signed in: owns the session, and tells when somebody comes or goes. Lives on the engine's worker
/// thread.
class SessionWatch : public QObject {
  Q_OBJECT
 public:
  /// `machine` is what this machine's clock says, which a sign-in goes by; both must outlive it.
  SessionWatch(const Config& config, const Clock& machine, QObject* parent = nullptr);
  ~SessionWatch() override;

  [[nodiscard]] TokenSource& tokens() { return *tokens_; }
  /// Tells how it stands now.
  void start();
  /// Nothing more is told of anybody who leaves.
  void stop() { stopping_ = true; }

 Q_SIGNALS:
  void status_changed(const hearth::IdentityStatus& identity);
  /// Somebody may ask again: has signed in, or has another token.
  void entered();
  /// Whoever was signed in has signed out; from the event loop, because whoever waits for an answer may be
  /// the one that this is told by.
  void left();

 private:
  void on_status(const IdentityStatus& identity);
  void say_left();

  std::unique_ptr<TokenSource> tokens_;
  bool was_let_in_ = true;
  bool signed_out_ = false;
  bool stopping_ = false;
};

}  // namespace hearth
