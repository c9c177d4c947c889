#pragma once

#include "core/identity/token_source.h"
#include "core/telemetry/clock.h"

#include <filesystem>
#include <memory>
#include <optional>

class QFileSystemWatcher;

namespace hearth {

/// A token that was given by hand: as text, or in a file that somebody else renews. The file is read at the
/// first call, after each refusal, and when it changes.
///
/// A refused token is given out again, for a service that was started before its provider refuses everybody
/// for a while: who is refused waits longer from try to try. The status says `needed` while no service has
/// taken the token of late.
class StaticToken final : public TokenSource {
  Q_OBJECT
 public:
  /// `clock`, this machine's, must outlive it.
  static std::unique_ptr<StaticToken> from_text(const std::string& token, const Clock& clock);
  static std::unique_ptr<StaticToken> from_file(std::filesystem::path file, const Clock& clock);

  /// Errors: sign_in, naming the file but never its content.
  QCoro::Task<Expected<AccessToken>> token() override;
  void refused(const AccessToken& token, TokenRefusal how) override;
  void taken(const AccessToken& token) override;

 private:
  explicit StaticToken(const Clock& clock) : clock_(clock) {}
  /// Whether there is a token now that was not there before.
  bool read_again();
  void watch();
  void say();
  [[nodiscard]] Error refused_error() const;

  const Clock& clock_;
  std::filesystem::path file_;  ///< empty: the text is all there is
  QFileSystemWatcher* watcher_ = nullptr;
  std::optional<AccessToken> known_;
  std::optional<Error> trouble_;  ///< why there is none
  bool doubted_ = false;          ///< refused, and not taken of late
  std::optional<TimeMs> taken_;   ///< when a service last took it
};

}  // namespace hearth
