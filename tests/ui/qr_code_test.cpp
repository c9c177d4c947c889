#include "ui/sign_in/qr_code.h"

#include "tests/support/wait.h"
#include "tests/ui/qr_reader.h"

#include <QQuickWindow>

#include <gtest/gtest.h>

namespace hearth {
namespace {

using test::wait_until;

const QString address = QStringLiteral("https://auth.example.org/device?user_code=WDJB-MJHT");

TEST(QrImage, HasErrorCorrectionMAndAQuietZone) {
  // Version 1 (21 modules) holds 14 bytes at M; at L it were 17, at Q 11.
  EXPECT_EQ(qr_image(QString(14, QLatin1Char('a'))).width(), 21 + 8);
  EXPECT_EQ(qr_image(QString(15, QLatin1Char('a'))).width(), 25 + 8);
  const QImage image = qr_image(address);
  ASSERT_FALSE(image.isNull());
  EXPECT_EQ(image.width(), image.height());
  for (int along = 0; along < image.width(); ++along)
    for (int deep = 0; deep < 4; ++deep)
      for (const QPoint at :
           {QPoint(along, deep), QPoint(deep, along), QPoint(along, image.height() - 1 - deep),
            QPoint(image.width() - 1 - deep, along)})
        ASSERT_EQ(image.pixelColor(at), QColor(Qt::white)) << at.x() << "," << at.y();
  EXPECT_EQ(image.pixelColor(4, 4), QColor(Qt::black));
}

TEST(QrImage, IsNullWhereThereIsNoCode) {
  EXPECT_TRUE(qr_image({}).isNull());
  // The largest version holds 2331 bytes at M.
  EXPECT_EQ(qr_image(QString(2331, QLatin1Char('a'))).width(), 177 + 8);
  EXPECT_TRUE(qr_image(QString(2332, QLatin1Char('a'))).isNull());
}

/// The item by itself in a window as dark as a theme can be.
class CodeWindow {
 public:
  CodeWindow() {
    window_.setColor(Qt::black);
    window_.resize(700, 700);
    code.setParentItem(window_.contentItem());
    code.set_text(address);
  }

  QImage draw(const QRectF& place) {
    code.setPosition(place.topLeft());
    code.setSize(place.size());
    window_.show();
    bool swapped = false;
    QObject context;
    QObject::connect(&window_, &QQuickWindow::frameSwapped, &context, [&] { swapped = true; });
    window_.update();
    EXPECT_TRUE(wait_until([&] { return swapped; }));
    return window_.grabWindow();
  }
  [[nodiscard]] double ratio() const { return window_.effectiveDevicePixelRatio(); }

 private:
  QQuickWindow window_;

 public:
  QrCode code;
};

/// The part of a picture that is neither black outside nor anything but the code; empty where there is none.
QRect code_in(const QImage& image) {
  QRect found;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x)
      if (image.pixel(x, y) != qRgb(0, 0, 0)) found |= QRect(x, y, 1, 1);
  return found;
}

TEST(QrCodeItem, IsCrispAtEverySizeAndPlace) {
  const QImage modules = qr_image(address);
  for (const double side : {41.0, 47.5, 82.0, 101.0, 123.0, 199.3, 333.0, 641.0})
    for (const QPointF at : {QPointF(0, 0), QPointF(13, 7), QPointF(10.5, 20.25)}) {
      const QRectF room(at, QSizeF(side, side + 17));
      SCOPED_TRACE(testing::Message() << side << " at " << at.x() << "," << at.y());
      CodeWindow window;
      const QImage drawn = window.draw(room);
      const QRect place = code_in(drawn);
      const int pixels = static_cast<int>(side * window.ratio()) / modules.width();
      ASSERT_EQ(place.size(), QSize(pixels * modules.width(), pixels * modules.width()));
      // In the middle, to the pixel that rounding leaves.
      EXPECT_NEAR(place.x() + place.width() / 2.0, room.center().x() * window.ratio(), 1);
      EXPECT_NEAR(place.y() + place.height() / 2.0, room.center().y() * window.ratio(), 1);
      for (int y = 0; y < place.height(); ++y)
        for (int x = 0; x < place.width(); ++x)
          ASSERT_EQ(drawn.pixel(place.x() + x, place.y() + y), modules.pixel(x / pixels, y / pixels))
              << x << "," << y;
    }
}

TEST(QrCodeItem, CanBeReadAtOddSizes) {
  CodeWindow window;
  for (const int side : {83, 101, 127, 255, 641}) {
    SCOPED_TRACE(side);
    EXPECT_EQ(test::read_qr(window.draw(QRectF(9, 5, side, side))), address);
  }
}

TEST(QrCodeItem, FollowsItsText) {
  const QRectF room(0, 0, 300, 300);
  const QString other =
      QStringLiteral("https://auth.example.org/device?user_code=BCDF-GHJK&from=a-wall-without-a-keyboard");
  CodeWindow window;
  EXPECT_EQ(test::read_qr(window.draw(room)), address);
  window.code.set_text(other);
  EXPECT_EQ(test::read_qr(window.draw(room)), other);
}

TEST(QrCodeItem, DrawsNothingWhereThereIsNoCode) {
  const QRect nothing;
  const QRectF room(0, 0, 600, 600);
  CodeWindow window;
  EXPECT_TRUE(window.code.valid());
  // A module needs a pixel.
  EXPECT_EQ(code_in(window.draw({0, 0, window.code.modules() / 2.0 / window.ratio(), 600})), nothing);
  for (const QString& text : {QString(), QString(3000, QLatin1Char('x'))}) {
    window.code.set_text(text);
    EXPECT_FALSE(window.code.valid());
    EXPECT_EQ(window.code.modules(), 0);
    EXPECT_EQ(code_in(window.draw(room)), nothing);
  }
  window.code.set_text(address);
  EXPECT_TRUE(window.code.valid());
  EXPECT_NE(code_in(window.draw(room)), nothing);
}

}  // namespace
}  // namespace hearth
