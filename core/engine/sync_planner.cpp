#include "core/engine/sync_planner.h"
