#include "core/demo/issued_secrets.h"

#include <QFile>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

namespace hearth::demo {
namespace {

constexpr qsizetype most_held = 100'000;

}  // namespace

IssuedSecrets::IssuedSecrets() {
  const QByteArray path = qgetenv("HEARTHSIM_TOKEN_LOG");
  if (path.isEmpty()) return;
  file_ = ::open(path.constData(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  // A file that was there before may be open to others.
  if (file_ < 0 || ::fchmod(file_, 0600) != 0)
    qWarning("HEARTHSIM_TOKEN_LOG: %s cannot be written: %s.", path.constData(), std::strerror(errno));
}

IssuedSecrets::~IssuedSecrets() {
  if (file_ >= 0) ::close(file_);
}

void IssuedSecrets::note(const QByteArray& secret) {
  if (all_.size() == most_held) all_.removeFirst();
  all_.append(secret);
  if (file_ < 0) return;
  // One write, so that lines of several processes do not mix.
  const QByteArray line = secret + '\n';
  if (::write(file_, line.constData(), static_cast<std::size_t>(line.size())) != line.size())
    qWarning("HEARTHSIM_TOKEN_LOG: a line could not be written: %s.", std::strerror(errno));
}

}  // namespace hearth::demo
