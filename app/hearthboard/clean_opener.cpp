#include "app/hearthboard/clean_opener.h"

#include "app/shared/child_environment.h"

#include <QDesktopServices>
#include <QStandardPaths>

namespace hearth {
namespace {

constexpr const char* schemes[] = {"http", "https", "file"};

}  // namespace

CleanOpener::CleanOpener(QObject* parent) : QObject(parent) {
  if (QStandardPaths::findExecutable(QStringLiteral("xdg-open")).isEmpty()) return;
  for (const char* scheme : schemes)
    QDesktopServices::setUrlHandler(QString::fromLatin1(scheme), this, "open");
}

CleanOpener::~CleanOpener() {
  for (const char* scheme : schemes) QDesktopServices::unsetUrlHandler(QString::fromLatin1(scheme));
}

void CleanOpener::open(const QUrl& url) {
  open_outside(url);
}

}  // namespace hearth
