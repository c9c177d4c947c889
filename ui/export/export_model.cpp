#include "ui/export/export_model.h"

#include "ui/format/core_text.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QStandardPaths>
#include <QUrl>
#include <QWindow>

#include <algorithm>
#include <limits>

namespace hearth {
namespace {

void list(RowModel& model, const QStringList& names) {
  QList<RowModel::Row> rows;
  for (const QString& name : names) rows.append({name});
  model.set_rows(std::move(rows));
}

bool is_another(int index, const RowModel& names, int now) {
  return index >= 0 && index < names.count() && index != now;
}

/// "In Downloads", "In ~/Papers/2026".
QString shown_folder(const QString& folder) {
  if (folder == QStandardPaths::writableLocation(QStandardPaths::DownloadLocation))
    return QFileInfo(folder).fileName();
  const QString home = QDir::homePath();
  return folder.startsWith(home + QLatin1Char('/')) ? QLatin1Char('~') + folder.mid(home.size()) : folder;
}

}  // namespace

ExportModel::ExportModel(const PageContext& context, CommandService& commands, const QLocale& locale,
                         bool to_drive, QObject* parent)
    : QObject(parent), context_(context), commands_(commands), locale_(locale), to_drive_(to_drive) {
  list(presets_, preset_names());
  list(datasets_, dataset_names());
  list(formats_, file_format_names());
  list(times_, time_names());
  connect(&commands_, &CommandService::export_progress, this, [this](double share) {
    progress_ = share;
    Q_EMIT progress_changed();
  });
  connect(&commands_, &CommandService::export_exists, this, [this](const QString& file) {
    if (state_ == Running)
      become(Asking, tr("There is such a file already"),
             tr("%1 would be replaced.").arg(QFileInfo(file).fileName()));
  });
  connect(&commands_, &CommandService::export_done, this, &ExportModel::done);
  connect(&commands_, &CommandService::export_failed, this, &ExportModel::failed);
  if (!to_drive_) return;
  connect(&context_.status, &StatusService::updated, this, &ExportModel::look_for_drives);
  look_for_drives();
}

void ExportModel::choose(ExportChoice choice) {
  choice_ = choice;
  chosen_name_.clear();
  Q_EMIT changed();
}

void ExportModel::set_preset(int preset) {
  ExportChoice choice = choice_;
  choice.preset = static_cast<ExportPreset>(preset);
  if (is_another(preset, presets_, this->preset())) choose(choice);
}

void ExportModel::set_dataset(int dataset) {
  ExportChoice choice = choice_;
  choice.dataset = static_cast<Dataset>(dataset);
  if (is_another(dataset, datasets_, this->dataset())) choose(choice);
}

void ExportModel::set_format(int format) {
  ExportChoice choice = choice_;
  choice.file = static_cast<ExportFile>(format);
  if (is_another(format, formats_, this->format())) choose(choice);
}

void ExportModel::set_time(int time) {
  ExportChoice choice = choice_;
  choice.utc = time == 1;
  if (is_another(time, times_, this->time())) choose(choice);
}

QString ExportModel::file_name() const {
  return chosen_name_.isEmpty() ? suggested_name(choice_, context_.clock.now(), context_.format)
                                : chosen_name_;
}

QString ExportModel::folder() const {
  if (to_drive_) return drives_.empty() ? QString() : QString::fromStdString(drives_[drive_].folder.string());
  return folder_.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::DownloadLocation) : folder_;
}

QString ExportModel::place() const {
  if (!to_drive_) return shown_folder(folder());
  return drives_.empty() ? QString() : tr("USB stick %1").arg(QString::fromStdString(drives_[drive_].name));
}

QString ExportModel::progress_text() const {
  return tr("%1 %").arg(static_cast<int>(100 * progress_));
}

void ExportModel::show(int dataset) {
  if (!offered() || open_) return;
  open_ = true;
  // One that was closed while it ran is still coming to its end.
  if (state_ == Running) return Q_EMIT changed();
  set_dataset(dataset);
  become(Choosing);
}

void ExportModel::close() {
  cancel();
  open_ = false;
  become(state_ == Running ? Running : Choosing, headline_, sentence_);
}

void ExportModel::cancel() {
  if (state_ == Running) commands_.cancel_export();
}

void ExportModel::order(bool replace) {
  if (!open_ || !offered() || state_ == Running) return;
  progress_ = 0;
  Q_EMIT progress_changed();
  become(Running, tr("Writing %1").arg(file_name()), to_drive_ ? tr("Leave the USB stick in.") : QString());
  commands_.export_history({.request = request_of(choice_, context_.clock.now(), context_.format, locale_),
                            .file = folder() + QLatin1Char('/') + file_name(),
                            .replace = replace,
                            .to_drive = to_drive_});
}

QString ExportModel::rows_text(quint64 rows) const {
  // %n is an int, and has no separators.
  constexpr quint64 most = std::numeric_limits<int>::max();
  return tr("%1 row(s)", nullptr, static_cast<int>(std::min(rows, most))).arg(locale_.toString(rows));
}

void ExportModel::done(const QString& file, quint64 rows) {
  if (state_ != Running) return;
  QString sentence;
  if (rows == 0) sentence = tr("Nothing is known of that time: there are headings only.") + QLatin1Char(' ');
  sentence += to_drive_ ? tr("The USB stick may be pulled out now.") : tr("In %1.").arg(place());
  become(Done, tr("Saved: %1, %2").arg(QFileInfo(file).fileName(), rows_text(rows)), sentence);
}

void ExportModel::failed(const Error& error) {
  if (state_ != Running) return;
  if (error.kind == ErrorKind::cancelled) return become(Choosing);
  become(Failed, translated(error.message), translated(error.next));
}

void ExportModel::become(State state, const QString& headline, const QString& sentence) {
  state_ = state;
  headline_ = headline;
  sentence_ = sentence;
  Q_EMIT changed();
}

void ExportModel::look_for_drives() {
  const std::vector<RemovableDrive>& now = context_.status.status().drives;
  if (now == drives_) return;
  drives_ = now;
  drive_ = std::min(drive_, drives_.empty() ? 0 : drives_.size() - 1);
  // What is under way ends by itself, and says how.
  if (drives_.empty() && open_ && state_ != Running) return close();
  Q_EMIT changed();
}

void ExportModel::change_place() {
  if (to_drive_) {
    if (drives_.size() > 1) drive_ = (drive_ + 1) % drives_.size();
    Q_EMIT changed();
    return;
  }
  auto* dialog = new QFileDialog(nullptr, tr("Save the export as"), folder());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  // Whether a file may be replaced is asked when it is about to be written.
  dialog->setOption(QFileDialog::DontConfirmOverwrite);
  dialog->selectFile(file_name());
  dialog->winId();
  if (QWindow* window = dialog->windowHandle()) window->setTransientParent(QGuiApplication::focusWindow());
  connect(dialog, &QFileDialog::fileSelected, this, &ExportModel::set_file);
  connect(this, &QObject::destroyed, dialog, &QObject::deleteLater);
  dialog->setModal(true);
  dialog->show();
}

void ExportModel::set_file(const QString& file) {
  const QFileInfo chosen(file);
  if (chosen.fileName().isEmpty()) return;
  folder_ = chosen.absolutePath();
  chosen_name_ = chosen.fileName();
  Q_EMIT changed();
}

void ExportModel::open_folder() const {
  QDesktopServices::openUrl(QUrl::fromLocalFile(folder()));
}

}  // namespace hearth
