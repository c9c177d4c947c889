#pragma once

#include "core/telemetry/error.h"

#include <QCoroTask>
#include <QString>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace hearth {

/// Bytes.
constexpr std::size_t largest_secret = 64 * 1024;

/// Where a session's secret is kept between runs: one text of at most `largest_secret`. Lives on one thread,
/// with an event loop; its coroutines go on from that loop, or at once with `cancelled` when the secret store
/// is destroyed: then whoever awaited must return without touching anything.
class SecretStore {
 public:
  virtual ~SecretStore() = default;
  /// Nothing where nothing is kept. Errors: storage, not_permitted (others can read it), cancelled.
  virtual QCoro::Task<Expected<std::optional<std::string>>> read() = 0;
  /// Replaces what is kept; when it returns, the secret outlives a crash and a power cut. Errors: storage,
  /// cancelled.
  virtual QCoro::Task<Expected<void>> write(std::string secret) = 0;
  /// Errors: storage, cancelled. Where nothing is kept it succeeds.
  virtual QCoro::Task<Expected<void>> wipe() = 0;
  /// For a person: "the file /home/…", "the keyring of this desktop".
  [[nodiscard]] virtual QString name() const = 0;
};

}  // namespace hearth
