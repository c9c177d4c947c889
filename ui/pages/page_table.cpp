#include "ui/pages/page_table.h"

#include "ui/shell/home_model.h"

#include <QCoreApplication>

#include <array>

namespace hearth {
namespace {

constexpr std::array<PageRow, page_names.size()> rows = {{
    {"home", QT_TRANSLATE_NOOP("Pages", "Home"), GlyphItem::House, "HomePage.qml", nullptr, Dataset::energy,
     false},
    {"energy", QT_TRANSLATE_NOOP("Pages", "Energy"), GlyphItem::Bolt, "EnergyPage.qml",
     [](HomeModel& home) -> PageModel* { return home.energy_page(); }, Dataset::energy, true},
    {"heatpump", QT_TRANSLATE_NOOP("Pages", "Heat pump"), GlyphItem::Flame, "HeatPumpPage.qml",
     [](HomeModel& home) -> PageModel* { return home.heat_pump_page(); }, Dataset::heatpump, true},
    {"climate", QT_TRANSLATE_NOOP("Pages", "Climate"), GlyphItem::Thermometer, "ClimatePage.qml",
     [](HomeModel& home) -> PageModel* { return home.climate_page(); }, Dataset::climate, true},
    {"services", QT_TRANSLATE_NOOP("Pages", "Services"), GlyphItem::Plug, "ServicesPage.qml", nullptr,
     std::nullopt, false},
}};

constexpr bool names_agree() {
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (page_names.at(i) != rows.at(i).name) return false;
  return true;
}
static_assert(names_agree(), "every page has a row, in the order of core/config/page_names.h");

}  // namespace

QString PageRow::shown_title() const {
  return QCoreApplication::translate("Pages", title);
}

std::span<const PageRow> page_table() noexcept {
  return rows;
}

const PageRow& page_row(int page) {
  return rows.at(static_cast<std::size_t>(page));
}

}  // namespace hearth
