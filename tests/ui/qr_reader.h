#pragma once

#include <QImage>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace hearth::test {

/// What a reader that knows nothing of this program (zbarimg) finds in a picture; empty where it finds no QR
/// code.
inline QString read_qr(const QImage& picture) {
  const QTemporaryDir folder;
  const QString file = folder.filePath(QStringLiteral("code.png"));
  EXPECT_TRUE(picture.save(file));
  QProcess reader;
  reader.start(QStringLiteral("zbarimg"),
               {QStringLiteral("--quiet"), QStringLiteral("--raw"), QStringLiteral("--nodbus"),
                QStringLiteral("-Sdisable"), QStringLiteral("-Sqrcode.enable"), file});
  EXPECT_TRUE(reader.waitForFinished()) << reader.errorString().toStdString();
  return QString::fromUtf8(reader.readAllStandardOutput()).trimmed();
}

}  // namespace hearth::test
