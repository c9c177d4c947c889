#include "ui/pages/climate/climate_page.h"

#include <algorithm>

namespace hearth {

ClimateDay::ClimateDay(const PageContext& context, ClimatePlace* place, QObject* parent)
    : QObject(parent),
      context_(context),
      place_(place),
      history_(context, Dataset::climate),
      chart_(context.format) {
  history_.set_keys({{channel("climate.temperature"), place->location()},
                     {channel("climate.humidity"), place->location()}});
  connect(&chart_, &TimeChartModel::plot_size_changed, this,
          [this] { history_.set_plot_size(chart_.plot_size()); });
  connect(&history_, &DayHistory::arrived, this, &ClimateDay::take);
}

void ClimateDay::set_shown(bool shown) {
  if (shown == history_.active()) return;
  history_.set_active(shown);
  Q_EMIT shown_changed();
}

void ClimateDay::take(const HistoryAnswer& answer) {
  // Between the two, a label of each has room above and below.
  const double label = 1.4 * chart_.text_height() / std::max(1, chart_.plot_size().height());
  const double humidity_top = 0.3;
  const std::vector<TimeChartModel::Panel> panels = {
      {.bottom = std::min(0.9, humidity_top + std::max(0.12, label)),
       .steps = 3,
       .least_span = 2,
       .unit = QStringLiteral("°")},
      {.top = humidity_top, .steps = 2, .least_span = 10, .unit = QStringLiteral("%")}};
  chart_.explain(answer);
  chart_.draw(answer.request.range, panels,
              {{&answer.buckets[0], place_->outdoors() ? Tone::outdoor : Tone::warm, 0, false},
               {&answer.buckets[1], Tone::humidity, 1, false}});
}

ClimatePageModel::ClimatePageModel(const PageContext& context, ClimateLive& live, QObject* parent)
    : PageModel(parent), context_(context), live_(live) {
  connect(&live_, &ClimateLive::places_changed, this, &ClimatePageModel::choose_places);
  choose_places();
}

void ClimatePageModel::choose_places() {
  QList<ClimateDay*> days;
  for (ClimatePlace* place : live_.all()) {
    const auto mine = std::ranges::find(days_, place, &ClimateDay::place);
    days.append(mine != days_.end() ? *mine : new ClimateDay(context_, place, this));
  }
  days_ = std::move(days);
  Q_EMIT days_changed();
}

void ClimatePageModel::activate(bool active) {
  // Which of them are seen, the page says.
  if (active) return;
  for (ClimateDay* day : days_) day->set_shown(false);
}

bool ClimatePageModel::settled() const {
  return std::ranges::all_of(days_, [](const ClimateDay* day) { return day->settled(); }) &&
         (days_.isEmpty() || std::ranges::any_of(days_, &ClimateDay::shown));
}

}  // namespace hearth
