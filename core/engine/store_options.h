#pragma once

#include "core/config/config.h"
#include "core/store/history_store.h"

namespace hearth {

/// The local history as the configuration wants it: where it lies, and how long what is kept.
HistoryStore::Options store_options(const Config& config, std::string writer_name);
/// The same to be read only, and not made where there is none.
HistoryStore::Options reader_options(const Config& config);

}  // namespace hearth
