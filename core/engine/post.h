#pragma once

#include <QMetaObject>
#include <QObject>

#include <utility>

namespace hearth {

/// Calls `call(service)` on the service's own thread, soon: how a room tells a service something. From any
/// thread; the service must outlive the room.
template <class Service, class Call>
void post(Service& service, Call call) {
  QMetaObject::invokeMethod(
      &service, [&service, call = std::move(call)]() mutable { call(service); }, Qt::QueuedConnection);
}

}  // namespace hearth
