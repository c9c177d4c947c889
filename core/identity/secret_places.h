#pragma once

#include "core/config/config.h"

#include <vector>

namespace hearth {

/// What is wrong with where a home's secrets are kept: files that are there and not used, for what they are
/// or for who can read them, and a folder that others can write into. Any thread; reads the disk.
std::vector<Error> secret_place_problems(const Config& config);

}  // namespace hearth
