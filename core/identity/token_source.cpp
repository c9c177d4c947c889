#include "core/identity/token_source.h"
