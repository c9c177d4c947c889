#include "core/aggregate/buckets.h"
