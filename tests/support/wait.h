#pragma once

#include <QCoreApplication>
#include <QEventLoop>
#include <QTimer>

namespace hearth::test {

/// Runs the event loop until `done` holds; false where it does not within the time (which only bounds a
/// failing test).
template <class Predicate>
bool wait_until(Predicate done, int limit_ms = 30'000) {
  bool late = false;
  QTimer limit;
  limit.setSingleShot(true);
  QObject::connect(&limit, &QTimer::timeout, &limit, [&] { late = true; });
  limit.start(limit_ms);
  while (!done() && !late)
    QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
  return done();
}

}  // namespace hearth::test
