#pragma once

#include "core/config/page_names.h"
#include "core/telemetry/channel.h"
#include "ui/models/page_model.h"
#include "ui/theme/glyph.h"

#include <QString>

#include <optional>
#include <span>

namespace hearth {

class HomeModel;

/// The pages, by their rows in the table.
enum Page : int { home_page, energy_page, heat_pump_page, climate_page, services_page };

/// One page: all that the rest of the house knows of it.
struct PageRow {
  const char* name;   ///< as a configuration and a command line write it
  const char* title;  ///< for a person, in English
  GlyphItem::Shape shape;
  const char* file;                      ///< its QML
  PageModel* (*model)(HomeModel& home);  ///< what looks for its data while it is open; null: it needs none
  std::optional<Dataset> dataset;        ///< what it is about; nothing: it exports nothing
  bool needs_data;  ///< it stands in the rail only where this home has some of its dataset

  [[nodiscard]] QString shown_title() const;
};

std::span<const PageRow> page_table() noexcept;
/// The row of this number, which is one of the table.
const PageRow& page_row(int page);

}  // namespace hearth
