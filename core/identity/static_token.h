#pragma once

#include "core/identity/token_source.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace hearth {

/// A token that was given by hand: as text, or in a file that somebody else renews. The file is read at the
/// first call, and again after its token was refused; until it holds another one, sign-in is needed.
class StaticToken final : public TokenSource {
  Q_OBJECT
 public:
  static std::unique_ptr<StaticToken> from_text(const std::string& token);
  static std::unique_ptr<StaticToken> from_file(std::filesystem::path file);

  /// Errors: sign_in, naming the file but never its content.
  QCoro::Task<Expected<AccessToken>> token() override;
  void refused(const AccessToken& token) override;

 private:
  StaticToken() = default;
  Expected<AccessToken> find();
  [[nodiscard]] std::unexpected<Error> refused_error() const;

  std::filesystem::path file_;  ///< empty: the text is all there is
  std::optional<AccessToken> known_;
  std::string refused_;
};

}  // namespace hearth
