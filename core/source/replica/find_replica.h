#pragma once

#include "core/source/home_finder.h"

namespace hearth {

/// Whether somebody has typed the way to a database, in one of libpq's two forms.
bool is_connection_string(const QString& text);

/// What is wrong with it is said when it is written, and by `hearthctl doctor`; a password may be needed
/// first.
inline constexpr HomeFinder replica_finder = {.key = "replica.dsn", .takes = is_connection_string};

}  // namespace hearth
