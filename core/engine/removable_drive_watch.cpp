#include "core/engine/removable_drive_watch.h"

#include <unistd.h>

namespace hearth {

RemovableDriveWatch::RemovableDriveWatch(int descriptor, QObject* parent)
    : QObject(parent), descriptor_(descriptor) {
  if (descriptor_ < 0) return;
  notifier_ = std::make_unique<QSocketNotifier>(descriptor_, QSocketNotifier::Exception);
  connect(notifier_.get(), &QSocketNotifier::activated, this, &RemovableDriveWatch::changed);
}

RemovableDriveWatch::~RemovableDriveWatch() {
  notifier_.reset();
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace hearth
