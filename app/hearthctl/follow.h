#pragma once

#include "core/engine/engine.h"

#include <QObject>
#include <QTemporaryDir>

#include <memory>
#include <optional>

namespace hearth {

class Session;

/// What the commands share that run the engine: a store that they write, and a word on standard error on the
/// sign-in; how the sources fare stands in the log there. Ends the session with a sentence where the store
/// cannot be written.
class EngineRun : public QObject {
  Q_OBJECT
 public:
  enum class Store {
    homes,      ///< the local history; nobody else may be recording
    throwaway,  ///< one of its own in a temporary folder: nothing of this run stays
  };
  /// What becomes of the run while nobody is signed in.
  enum class SignedOut {
    waits,  ///< it goes on once somebody signs in, at the display or with "hearthctl login"
    ends,   ///< whoever asked for one thing wants to know why it does not come
  };
  EngineRun(Session& session, Store store, SignedOut signed_out, Engine::Options options);
  ~EngineRun() override;

  [[nodiscard]] Engine& engine() { return *engine_; }
  [[nodiscard]] const Engine& engine() const { return *engine_; }

 Q_SIGNALS:
  /// The store is open, and written by this process. Once.
  void store_ready();

 private:
  void look();
  void check_store(const Status& status);
  void check_sign_in(const IdentityStatus& identity);
  void say_pause(const std::optional<Error>& paused);

  Session& session_;
  SignedOut signed_out_;
  bool ready_ = false;
  bool said_signed_out_ = false;
  bool waits_for_disk_;
  std::optional<Error> said_paused_;
  std::unique_ptr<QTemporaryDir> throwaway_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace hearth
