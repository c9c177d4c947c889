#pragma once

#include <QProcess>
#include <QString>

#include <gtest/gtest.h>

namespace hearth::test {

/// What a reader that knows nothing of this program (zbarimg) finds in the picture in a file; empty where it
/// finds no QR code.
inline QString read_qr_file(const QString& file) {
  QProcess reader;
  reader.start(QStringLiteral("zbarimg"),
               {QStringLiteral("--quiet"), QStringLiteral("--raw"), QStringLiteral("--nodbus"),
                QStringLiteral("-Sdisable"), QStringLiteral("-Sqrcode.enable"), file});
  EXPECT_TRUE(reader.waitForFinished()) << reader.errorString().toStdString();
  return QString::fromUtf8(reader.readAllStandardOutput()).trimmed();
}

}  // namespace hearth::test
