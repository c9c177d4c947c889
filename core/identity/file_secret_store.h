#pragma once

#include "core/identity/secret_store.h"

namespace hearth {

/// Keeps the secret in a file of mode 0600; folders that are missing are made with mode 0700. Does not wait:
/// its coroutines return before they suspend.
class FileSecretStore final : public SecretStore {
 public:
  explicit FileSecretStore(std::filesystem::path path) : path_(std::move(path)) {}

  /// Errors besides: not_permitted where the file is no plain one of this user, or group or others may read
  /// or write it.
  QCoro::Task<Expected<std::optional<std::string>>> read() override;
  QCoro::Task<Expected<void>> write(std::string secret) override;
  QCoro::Task<Expected<void>> wipe() override;
  [[nodiscard]] QString name() const override;

 private:
  [[nodiscard]] Expected<std::optional<std::string>> read_file() const;
  [[nodiscard]] Expected<void> write_file(const std::string& secret) const;
  [[nodiscard]] Expected<void> remove_file() const;

  std::filesystem::path path_;
};

}  // namespace hearth
