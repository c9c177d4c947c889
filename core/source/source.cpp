#include "core/source/source.h"

namespace hearth {

QCoro::Task<SyncOutcome> Source::catch_up(int /*hours*/, DurationMs /*ask_again_after*/) {
  co_return SyncOutcome{};
}

}  // namespace hearth
