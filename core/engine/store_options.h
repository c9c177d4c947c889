#pragma once

#include "core/config/config.h"
#include "core/store/history_store.h"

#include <string>
#include <vector>

namespace hearth {

/// The local history as the configuration wants it: where it lies, and how long what is kept.
HistoryStore::Options store_options(const Config& config, std::string writer_name);
/// The same to be read only, and not made where there is none.
HistoryStore::Options reader_options(const Config& config);

/// What is wrong with the history, for a person: what reading it found, what keeps whoever records from
/// writing it, and what would keep this program from it. `store` is null where there is none yet.
std::vector<Error> history_troubles(const HistoryStore* store, const Config& config);

}  // namespace hearth
