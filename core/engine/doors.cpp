#include "core/engine/doors.h"
