#include "core/engine/stick_watch.h"

#include <unistd.h>

namespace hearth {

StickWatch::StickWatch(int descriptor, QObject* parent) : QObject(parent), descriptor_(descriptor) {
  if (descriptor_ < 0) return;
  notifier_ = std::make_unique<QSocketNotifier>(descriptor_, QSocketNotifier::Exception);
  connect(notifier_.get(), &QSocketNotifier::activated, this, &StickWatch::changed);
}

StickWatch::~StickWatch() {
  notifier_.reset();
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace hearth
