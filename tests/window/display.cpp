#include "tests/window/display.h"

#include "tests/support/wait.h"

#include <QFile>
#include <QtEndian>

#include <gtest/gtest.h>

#include <array>

namespace hearth::test {
namespace {

constexpr int look_every_ms = 40;

/// The header of an XWD file, version 7 (X11/XWDFile.h): numbers of 32 bits, the highest byte first.
enum XwdField { header_size = 0, width = 4, height = 5, bytes_per_line = 12, colours = 19, fields = 20 };
constexpr qsizetype bytes_of_a_colour = 12;

}  // namespace

Display::Display(QSize size) {
  server_.setProcessChannelMode(QProcess::SeparateChannels);
  server_.start(
      QStringLiteral("Xvfb"),
      {QStringLiteral("-displayfd"), QStringLiteral("1"), QStringLiteral("-screen"), QStringLiteral("0"),
       QStringLiteral("%1x%2x24").arg(size.width()).arg(size.height()), QStringLiteral("-fbdir"),
       folder_.path(), QStringLiteral("-nolisten"), QStringLiteral("tcp"), QStringLiteral("-noreset")});
  EXPECT_TRUE(wait_until([this] { return server_.canReadLine() || server_.state() == QProcess::NotRunning; }))
      << server_.errorString().toStdString();
  name_ = ":" + server_.readLine().trimmed().toStdString();
  EXPECT_GT(name_.size(), 1U) << server_.readAllStandardError().toStdString();
}

Display::~Display() {
  server_.terminate();
  EXPECT_TRUE(wait_until([this] { return server_.state() == QProcess::NotRunning; }));
}

QImage Display::picture() const {
  QFile file(folder_.filePath(QStringLiteral("Xvfb_screen0")));
  EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << file.errorString().toStdString();
  const QByteArray bytes = file.readAll();
  std::array<quint32, fields> header{};
  if (bytes.size() < static_cast<qsizetype>(sizeof header)) return {};
  qFromBigEndian<quint32>(bytes.constData(), fields, header.data());
  const qsizetype begin = header[header_size] + header[colours] * bytes_of_a_colour;
  if (bytes.size() < begin + static_cast<qsizetype>(header[bytes_per_line]) * header[height]) return {};
  return QImage(reinterpret_cast<const uchar*>(bytes.constData()) + begin, static_cast<int>(header[width]),
                static_cast<int>(header[height]), static_cast<int>(header[bytes_per_line]),
                QImage::Format_RGB32)
      .copy();
}

bool Display::wait_until_seen(const std::function<bool()>& seen, int limit_ms) {
  QTimer looks;
  looks.start(look_every_ms);
  return wait_until(seen, limit_ms);
}

/// What xdotool says. The programs are served by this process: it goes on meanwhile.
QByteArray Display::hands(const QStringList& arguments) const {
  QProcess tool;
  auto environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("DISPLAY"), QString::fromStdString(name_));
  tool.setProcessEnvironment(environment);
  tool.start(QStringLiteral("xdotool"), arguments);
  EXPECT_TRUE(wait_until([&] { return tool.state() == QProcess::NotRunning; }))
      << tool.errorString().toStdString();
  return tool.readAllStandardOutput().trimmed();
}

bool Display::await_window(const char* title) {
  const QString wanted = QStringLiteral("^%1$").arg(QString::fromUtf8(title));
  window_.clear();
  const bool found = wait_until_seen([&] {
    window_ = QString::fromUtf8(
        hands({QStringLiteral("search"), QStringLiteral("--onlyvisible"), QStringLiteral("--name"), wanted}));
    return !window_.isEmpty();
  });
  if (found) hands({QStringLiteral("windowfocus"), QStringLiteral("--sync"), window_});
  return found;
}

QString Display::title() const {
  return QString::fromUtf8(hands({QStringLiteral("getwindowname"), window_}));
}

bool Display::await_title(const char* wanted) const {
  QString now;
  const bool seen = wait_until_seen([&] { return (now = title()) == QString::fromUtf8(wanted); });
  EXPECT_TRUE(seen) << "The window is called \"" << now.toStdString() << "\", not \"" << wanted << "\".";
  return seen;
}

void Display::key(const char* keys) const {
  hands({QStringLiteral("key"), QString::fromLatin1(keys)});
}

void Display::type(const QString& text) const {
  hands({QStringLiteral("type"), QStringLiteral("--delay"), QStringLiteral("1"), text});
}

void Display::tap(QPoint where) const {
  hands({QStringLiteral("mousemove"), QString::number(where.x()), QString::number(where.y()),
         QStringLiteral("click"), QStringLiteral("1")});
}

std::optional<QPoint> middle_of(const QImage& picture, QColor colour) {
  QRect found;
  for (int y = 0; y < picture.height(); ++y)
    for (int x = 0; x < picture.width(); ++x)
      if (picture.pixel(x, y) == colour.rgb()) found |= QRect(x, y, 1, 1);
  if (found.isNull()) return std::nullopt;
  return found.center();
}

}  // namespace hearth::test
