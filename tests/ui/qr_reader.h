#pragma once

#include "tests/support/qr_reader.h"

#include <QImage>
#include <QTemporaryDir>

namespace hearth::test {

/// What is in the QR code of a picture; empty where there is none.
inline QString read_qr(const QImage& picture) {
  const QTemporaryDir folder;
  const QString file = folder.filePath(QStringLiteral("code.png"));
  EXPECT_TRUE(picture.save(file));
  return read_qr_file(file);
}

}  // namespace hearth::test
