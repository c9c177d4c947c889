#include "app/hearthboard/screenshot.h"

#include "app/shared/program.h"

#include <QCoreApplication>
#include <QFile>

#include <fmt/format.h>
#include <unistd.h>

namespace hearth {
namespace {

/// A chart paints itself a few rounds of the event loop after its data came; then frames are equal.
constexpr int equal_frames = 3;

/// Seconds since this process began, from the kernel's own books; negative where they cannot be read.
double process_age_s() {
  QFile stat(QStringLiteral("/proc/self/stat"));
  QFile uptime(QStringLiteral("/proc/uptime"));
  if (!stat.open(QIODevice::ReadOnly) || !uptime.open(QIODevice::ReadOnly)) return -1;
  // The program's name may hold blanks; what is counted stands after its closing bracket.
  const QByteArray text = stat.readAll();
  const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
  constexpr int start_time = 19;
  const double began = fields.value(start_time).toDouble() / static_cast<double>(sysconf(_SC_CLK_TCK));
  return uptime.readAll().split(' ').value(0).toDouble() - began;
}

}  // namespace

Screenshot::Screenshot(AppModel& app, QQuickWindow& window, QString file, int timeout_s, QObject* parent)
    : QObject(parent), app_(app), window_(window), file_(std::move(file)) {
  patience_.setSingleShot(true);
  connect(&patience_, &QTimer::timeout, this, [this, timeout_s] {
    const QString waiting_for = app_.message().isEmpty() ? QStringLiteral("data") : app_.message();
    report("hearthboard", {ErrorKind::offline,
                           fmt::format("The page showed no data within {} s (waiting for: {}).", timeout_s,
                                       waiting_for.toStdString()),
                           "Allow more with --timeout, or see hearthctl status.",
                           {}});
    QCoreApplication::exit(exit_unavailable);
  });
  patience_.start(timeout_s * 1000);
  connect(&app_, &AppModel::page_settled, &window_, &QQuickWindow::update);
  connect(&window_, &QQuickWindow::frameSwapped, this, &Screenshot::look, Qt::QueuedConnection);
}

void Screenshot::look() {
  if (!app_.settled()) return;
  if (app_.phase() == AppModel::Failed) {
    report("hearthboard", {ErrorKind::offline, app_.message().toStdString(), app_.hint().toStdString(), {}});
    return QCoreApplication::exit(exit_unavailable);
  }
  const QImage now = window_.grabWindow();
  equal_ = now == last_ ? equal_ + 1 : 0;
  last_ = now;
  if (equal_ >= equal_frames) return finish();
  window_.update();
}

void Screenshot::finish() {
  disconnect(&window_, nullptr, this, nullptr);
  if (last_.save(file_, "PNG")) return QCoreApplication::exit(exit_ok);
  const Error error{ErrorKind::cannot_create, "The picture could not be written.", {}, file_.toStdString()};
  QCoreApplication::exit(report("hearthboard", error));
}

StartupTrace::StartupTrace(AppModel& app, QQuickWindow& window, QObject* parent) : QObject(parent) {
  connect(&window, &QQuickWindow::frameSwapped, this, [this, &app, &window] {
    if (!app.has_data()) return;
    disconnect(&window, nullptr, this, nullptr);
    fmt::print(stderr, "hearthboard: first frame with data after {:.0f} ms\n", process_age_s() * 1000);
  });
}

}  // namespace hearth
