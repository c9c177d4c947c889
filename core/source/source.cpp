#include "core/source/source.h"

#include <utility>

namespace hearth {

Source::Source(QString name) {
  connection_.name = std::move(name);
}

void Source::end_one() {
  --under_way_;
  QMetaObject::invokeMethod(this, &Source::ended, Qt::QueuedConnection);
}

QCoro::Task<SyncOutcome> Source::catch_up(int /*hours*/, DurationMs /*ask_again_after*/) {
  co_return SyncOutcome{};
}

}  // namespace hearth
