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

Screenshot::Screenshot(AppModel& app, QQuickWindow& window, Wish wish, QObject* parent)
    : QObject(parent), app_(app), window_(window), wish_(std::move(wish)) {
  patience_.setSingleShot(true);
  connect(&patience_, &QTimer::timeout, this, [this] {
    const QString waiting_for = app_.message().isEmpty() ? QStringLiteral("data") : app_.message();
    report("hearthboard", {ErrorKind::offline,
                           said("The page showed no data within {} s (waiting for: {}).", wish_.timeout_s,
                                waiting_for.toStdString()),
                           "Allow more with --timeout, or see hearthctl status.",
                           {}});
    QCoreApplication::exit(exit_unavailable);
  });
  patience_.start(wish_.timeout_s * 1000);
  // What makes the page quiet need not change it.
  connect(&app_, &AppModel::page_quiet, &window_, &QQuickWindow::update);
  connect(&window_, &QQuickWindow::frameSwapped, this, &Screenshot::look, Qt::QueuedConnection);
}

bool Screenshot::is_time() const {
  if (!app_.quiet()) return false;
  return !wish_.without_connection || app_.home() == nullptr ||
         app_.home()->status()->level() == StatusModel::Bad;
}

void Screenshot::look() {
  if (!is_time()) return;
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
  if (last_.save(wish_.file, "PNG")) return QCoreApplication::exit(exit_ok);
  const Error error{
      ErrorKind::cannot_create, "The picture could not be written.", {}, wish_.file.toStdString()};
  QCoreApplication::exit(report("hearthboard", error));
}

StartupTrace::StartupTrace(AppModel& app, QQuickWindow& window, QObject* parent) : QObject(parent) {
  connect(&app, &AppModel::page_settled, &window, &QQuickWindow::update);
  connect(&window, &QQuickWindow::frameSwapped, this, [this, &app, &window] {
    if (!app.settled()) return;
    disconnect(&window, nullptr, this, nullptr);
    fmt::print(stderr, "hearthboard: first frame with data after {:.0f} ms\n", process_age_s() * 1000);
  });
}

}  // namespace hearth
