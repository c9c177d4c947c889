#include "core/aggregate/cost.h"
