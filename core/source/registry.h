#pragma once

#include "core/config/source_config.h"
#include "core/identity/token_source.h"
#include "core/source/examine.h"
#include "core/source/home_finder.h"
#include "core/source/source.h"

#include <memory>
#include <span>
#include <vector>

namespace hearth {

/// What a source is made with; all of it outlives the source.
struct SourceContext {
  const Config& config;
  const Clock& clock;  ///< what time it is, as far as is known
  TokenSource& tokens;
};

/// One system that a home may have.
struct SourceRow {
  const char* name;  ///< as its connection is called
  const SourceConfig& config;
  std::unique_ptr<Source> (*make)(const SourceContext& context);
  Examine examine;                     ///< what `hearthctl doctor` looks at
  const char* facts = nullptr;         ///< the name for machines of what that finds; null where it is nothing
  const HomeFinder* finder = nullptr;  ///< null where a first start cannot find it
};

/// All systems there are, the best first: of two that give the newest values of the same dataset, the first
/// is followed for as long as they come.
std::span<const SourceRow> source_registry() noexcept;

/// Those that a home has, the best first.
std::vector<std::unique_ptr<Source>> make_sources(const SourceContext& context);

}  // namespace hearth
