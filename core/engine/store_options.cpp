#include "core/engine/store_options.h"

#include "core/store/disk_trouble.h"

#include <algorithm>
#include <utility>

namespace hearth {

HistoryStore::Options store_options(const Config& config, std::string writer_name) {
  return {.path = config.history_path,
          .writer_name = std::move(writer_name),
          .raw_retention = config.raw_days * day_ms,
          .minute_retention = config.minute_days * day_ms,
          .quarter_retention = config.quarter_days * day_ms,
          .most_bytes = static_cast<std::uint64_t>(config.history_max_mb) * 1'000'000,
          .cache_bytes = static_cast<std::uint64_t>(config.history_cache_mb) * 1'000'000,
          .max_power_w = config.max_power_kw * 1000};
}

HistoryStore::Options reader_options(const Config& config) {
  HistoryStore::Options options = store_options(config, {});
  options.read_only = true;
  options.create = false;
  return options;
}

std::vector<Error> history_troubles(const HistoryStore* store, const Config& config) {
  std::vector<Error> troubles;
  const bool recorded = store != nullptr && store->recorder().has_value();
  if (store != nullptr) {
    troubles = store->problems();
    if (auto paused = store->deletion_paused()) troubles.push_back(std::move(*paused));
    if (const std::string said = store->recorder_trouble(); recorded && !said.empty())
      troubles.push_back({ErrorKind::storage, said, {}, config.history_path.string()});
  }
  if (auto foreseen = foreseen_trouble(config.history_path, !recorded);
      foreseen && std::ranges::find(troubles, foreseen->message, &Error::message) == troubles.end())
    troubles.push_back(std::move(*foreseen));
  return troubles;
}

}  // namespace hearth
