#pragma once

#include <QMetaObject>
#include <QObject>
#include <QPointer>

#include <functional>
#include <utility>

namespace hearth {

/// An answer on its way to who asked: made on a service's thread, given from any other, and taken on the
/// service's thread again, unless the receiver, which lives there, has gone by then.
template <class T>
class Reply {
 public:
  using Take = std::function<void(const T&)>;
  /// The service must outlive whoever gives the answer.
  Reply(QObject& service, QObject* receiver, Take take)
      : service_(&service), receiver_(receiver), take_(std::move(take)) {}

  void operator()(T answer) const {
    QMetaObject::invokeMethod(
        service_,
        [receiver = receiver_, take = take_, answer = std::move(answer)] {
          if (receiver) take(answer);
        },
        Qt::QueuedConnection);
  }

 private:
  QObject* service_;
  QPointer<QObject> receiver_;
  Take take_;
};

}  // namespace hearth
