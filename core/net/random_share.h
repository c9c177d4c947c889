#pragma once

#include <QRandomGenerator>

namespace hearth {

/// Even over 0 … 1, another one in each process: what `Retry` and `CallSchedule` spread displays by. Any
/// thread.
inline double random_share() {
  return QRandomGenerator::global()->generateDouble();
}

}  // namespace hearth
