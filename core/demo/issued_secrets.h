#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace hearth::demo {

/// Every secret that was given out, so that a test can look for them in logs where none may stand. In memory
/// up to a hundred thousand, the oldest going first; where the environment names a file in
/// HEARTHSIM_TOKEN_LOG, each is appended to it as well, one a line, readable by its owner only.
class IssuedSecrets {
 public:
  IssuedSecrets();
  ~IssuedSecrets();
  IssuedSecrets(const IssuedSecrets&) = delete;
  IssuedSecrets& operator=(const IssuedSecrets&) = delete;

  void note(const QByteArray& secret);
  [[nodiscard]] const QList<QByteArray>& all() const noexcept { return all_; }

 private:
  QList<QByteArray> all_;
  int file_ = -1;
};

}  // namespace hearth::demo
