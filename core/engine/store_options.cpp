#include "core/engine/store_options.h"

#include <utility>

namespace hearth {

HistoryStore::Options store_options(const Config& config, std::string writer_name) {
  return {.path = config.history_path,
          .writer_name = std::move(writer_name),
          .raw_retention = config.raw_days * day_ms,
          .minute_retention = config.minute_days * day_ms,
          .quarter_retention = config.quarter_days * day_ms,
          .most_bytes = static_cast<std::uint64_t>(config.history_max_mb) * 1'000'000,
          .max_power_w = config.max_power_kw * 1000};
}

HistoryStore::Options reader_options(const Config& config) {
  HistoryStore::Options options = store_options(config, {});
  options.read_only = true;
  options.create = false;
  return options;
}

}  // namespace hearth
