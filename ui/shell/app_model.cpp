#include "ui/shell/app_model.h"

#include "ui/pages/page_table.h"

namespace hearth {
namespace {

constexpr const char* virtual_keyboard = "qtvirtualkeyboard";

}  // namespace

AppModel::AppModel(int page, bool dark, bool kiosk) : page_(page), kiosk_(kiosk), dark_(dark) {}

bool AppModel::on_screen_keyboard() const {
  return kiosk_ && qgetenv("QT_IM_MODULE") == virtual_keyboard;
}

void AppModel::choose_on_screen_keyboard() {
  if (qEnvironmentVariableIsEmpty("QT_IM_MODULE")) qputenv("QT_IM_MODULE", virtual_keyboard);
  // It lies in our window, not in one of its own.
  qputenv("QT_VIRTUALKEYBOARD_DESKTOP_DISABLE", "1");
}

void AppModel::set_page(int page) {
  if (page == page_ || page < 0 || page >= page_count()) return;
  page_ = page;
  Q_EMIT page_changed();
}

QString AppModel::page_file() const {
  return QLatin1String(page_row(page_).file);
}

QString AppModel::page_title() const {
  return page_row(page_).shown_title();
}

int AppModel::page_count() {
  return static_cast<int>(page_table().size());
}

int AppModel::services_page() {
  return hearth::services_page;
}

bool AppModel::exports() const {
  return page_row(page_).dataset.has_value();
}

void AppModel::set_dark(bool dark) {
  if (dark == dark_) return;
  dark_ = dark;
  Q_EMIT dark_changed();
}

void AppModel::set_text_scale(double scale) {
  if (scale == text_scale_) return;
  text_scale_ = scale;
  Q_EMIT sizes_changed();
}

void AppModel::set_millimetre(double pixels) {
  if (pixels == millimetre_) return;
  millimetre_ = pixels;
  Q_EMIT sizes_changed();
}

void AppModel::show_starting(const QString& message) {
  become(Starting, message);
}

void AppModel::show_first_start(std::unique_ptr<SetupModel> setup) {
  // The old one goes after the page that shows it.
  const std::unique_ptr<SetupModel> old = std::exchange(setup_, std::move(setup));
  become(FirstStart, {});
  check_settled();
}

void AppModel::show_home(std::unique_ptr<HomeModel> home, bool demo) {
  // The old one goes after the page that shows it.
  const std::unique_ptr<HomeModel> old = std::exchange(home_, std::move(home));
  demo_ = demo;
  connect(&home_->throttle(), &RefreshThrottle::due, this, &AppModel::check_settled);
  connect(&home_->throttle(), &RefreshThrottle::due, this, &AppModel::list_pages);
  list_pages();
  become(Running, {});
  check_settled();
}

void AppModel::drop_home() {
  if (phase_ != Running) home_.reset();
}

void AppModel::show_failure(const QString& message, const QString& hint) {
  become(Failed, message, hint);
}

void AppModel::show_export() {
  if (home_ != nullptr)
    home_->exporting()->show(static_cast<int>(page_row(page_).dataset.value_or(Dataset::energy)));
}

void AppModel::become(Phase phase, const QString& message, const QString& hint) {
  phase_ = phase;
  message_ = message;
  hint_ = hint;
  said_settled_ = said_quiet_ = false;
  Q_EMIT phase_changed();
}

bool AppModel::settled() const {
  if (phase_ == FirstStart || phase_ == Failed) return true;
  if (phase_ != Running || !home_->has_data()) return false;
  const PageRow& row = page_row(page_);
  return row.model == nullptr || row.model(*home_)->settled();
}

bool AppModel::quiet() const {
  return settled() && (phase_ != Running || home_->is_quiet());
}

void AppModel::list_pages() {
  QList<RowModel::Row> rows;
  for (int page = 0; page < page_count(); ++page) {
    const PageRow& row = page_row(page);
    if (!row.dataset || !row.needs_data || home_->has(*row.dataset))
      rows.append({page, QLatin1String(row.name), row.shown_title(), row.shape});
  }
  pages_.set_rows(std::move(rows));
}

void AppModel::check_settled() {
  if (!said_settled_ && settled()) {
    said_settled_ = true;
    if (home_ != nullptr) home_->throttle().calm_down();
    Q_EMIT page_settled();
  }
  if (!said_quiet_ && quiet()) {
    said_quiet_ = true;
    Q_EMIT page_quiet();
  }
}

}  // namespace hearth
