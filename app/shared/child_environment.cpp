#include "app/shared/child_environment.h"

#include <QProcess>
#include <QStandardPaths>

namespace hearth {

QProcessEnvironment clean_environment() {
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  for (const QString& name : environment.keys())
    if (name.startsWith(QLatin1String("HEARTHBOARD_")) &&
        (name.contains(QLatin1String("TOKEN")) || name.contains(QLatin1String("SECRET")) ||
         name.contains(QLatin1String("PASSWORD")) || name.contains(QLatin1String("DSN"))))
      environment.remove(name);
  for (const char* name : {"PGPASSWORD", "PGPASSFILE", "CREDENTIALS_DIRECTORY"})
    environment.remove(QString::fromLatin1(name));
  return environment;
}

bool open_outside(const QUrl& url) {
  const QString opener = QStandardPaths::findExecutable(QStringLiteral("xdg-open"));
  if (opener.isEmpty()) return false;
  QProcess process;
  process.setProgram(opener);
  process.setArguments({url.toString(QUrl::FullyEncoded)});
  process.setProcessEnvironment(clean_environment());
  return process.startDetached();
}

}  // namespace hearth
