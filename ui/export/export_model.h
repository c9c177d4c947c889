#pragma once

#include "core/engine/api/commands.h"
#include "ui/export/export_presets.h"
#include "ui/models/page_context.h"
#include "ui/models/rows.h"

#include <QtQml/qqmlregistration.h>

namespace hearth {

/// The export dialog: what to write, where to, and how it went. On a kiosk it is there only while a USB drive
/// is, and writes to that. GUI thread.
class ExportModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  /// There is somewhere to write to.
  Q_PROPERTY(bool offered READ offered NOTIFY changed)
  Q_PROPERTY(bool open READ is_open NOTIFY changed)
  Q_PROPERTY(State state READ state NOTIFY changed)
  Q_PROPERTY(bool toDrive READ to_drive CONSTANT)

  /// What there is to choose from. Role: name.
  Q_PROPERTY(hearth::RowModel* presets READ presets CONSTANT)
  Q_PROPERTY(hearth::RowModel* datasets READ datasets CONSTANT)
  Q_PROPERTY(hearth::RowModel* formats READ formats CONSTANT)
  Q_PROPERTY(hearth::RowModel* times READ times CONSTANT)
  Q_PROPERTY(int preset READ preset WRITE set_preset NOTIFY changed)
  Q_PROPERTY(int dataset READ dataset WRITE set_dataset NOTIFY changed)
  Q_PROPERTY(int format READ format WRITE set_format NOTIFY changed)
  Q_PROPERTY(int time READ time WRITE set_time NOTIFY changed)
  Q_PROPERTY(QString formatNote READ format_note NOTIFY changed)
  Q_PROPERTY(QString fileName READ file_name NOTIFY changed)
  /// "Downloads", "USB stick KINGSTON".
  Q_PROPERTY(QString place READ place NOTIFY changed)
  /// There is another place to choose.
  Q_PROPERTY(bool placeChanges READ place_changes NOTIFY changed)

  /// What is being done or was, in a line; and what follows from it, empty where nothing does.
  Q_PROPERTY(QString headline READ headline NOTIFY changed)
  Q_PROPERTY(QString sentence READ sentence NOTIFY changed)
  Q_PROPERTY(double progress READ progress NOTIFY progress_changed)
  Q_PROPERTY(QString progressText READ progress_text NOTIFY progress_changed)

 public:
  enum State { Choosing, Asking, Running, Done, Failed };
  Q_ENUM(State)

  ExportModel(const PageContext& context, CommandService& commands, const QLocale& locale, bool to_drive,
              QObject* parent = nullptr);

  [[nodiscard]] bool offered() const { return !to_drive_ || !drives_.empty(); }
  [[nodiscard]] bool is_open() const { return open_; }
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] bool to_drive() const { return to_drive_; }
  [[nodiscard]] RowModel* presets() { return &presets_; }
  [[nodiscard]] RowModel* datasets() { return &datasets_; }
  [[nodiscard]] RowModel* formats() { return &formats_; }
  [[nodiscard]] RowModel* times() { return &times_; }
  [[nodiscard]] int preset() const { return static_cast<int>(choice_.preset); }
  void set_preset(int preset);
  [[nodiscard]] int dataset() const { return static_cast<int>(choice_.dataset); }
  void set_dataset(int dataset);
  [[nodiscard]] int format() const { return static_cast<int>(choice_.file); }
  void set_format(int format);
  [[nodiscard]] int time() const { return choice_.utc ? 1 : 0; }
  void set_time(int time);
  [[nodiscard]] QString format_note() const { return file_format_note(choice_.file, locale_); }
  [[nodiscard]] QString file_name() const;
  [[nodiscard]] QString place() const;
  [[nodiscard]] bool place_changes() const { return !to_drive_ || drives_.size() > 1; }
  [[nodiscard]] const QString& headline() const { return headline_; }
  [[nodiscard]] const QString& sentence() const { return sentence_; }
  [[nodiscard]] double progress() const { return progress_; }
  [[nodiscard]] QString progress_text() const;

  /// Opens the dialog on this dataset.
  Q_INVOKABLE void show(int dataset);
  /// Closes it; an export under way is cancelled.
  Q_INVOKABLE void close();
  Q_INVOKABLE void start() { order(false); }
  /// The answer to the question whether a file may go.
  Q_INVOKABLE void replace() { order(true); }
  Q_INVOKABLE void cancel();
  /// Back to the choices.
  Q_INVOKABLE void back() { become(Choosing); }
  /// Asks for another file; on a kiosk, takes the next drive.
  Q_INVOKABLE void change_place();
  Q_INVOKABLE void open_folder() const;
  /// The file to write, as somebody chose it.
  void set_file(const QString& file);

 Q_SIGNALS:
  void changed();
  void progress_changed();

 private:
  [[nodiscard]] QString folder() const;
  void order(bool replace);
  [[nodiscard]] QString rows_text(quint64 rows) const;
  void become(State state, const QString& headline = {}, const QString& sentence = {});
  void choose(ExportChoice choice);
  void look_for_drives();
  void done(const QString& file, quint64 rows);
  void failed(const Error& error);

  const PageContext context_;
  CommandService& commands_;
  QLocale locale_;
  bool to_drive_;
  std::vector<RemovableDrive> drives_;
  std::size_t drive_ = 0;
  bool open_ = false;
  State state_ = Choosing;
  ExportChoice choice_;
  QString folder_;       ///< empty: where downloads go
  QString chosen_name_;  ///< instead of the suggested one
  QString headline_;
  QString sentence_;
  double progress_ = 0;
  RowModel presets_{{"name"}};
  RowModel datasets_{{"name"}};
  RowModel formats_{{"name"}};
  RowModel times_{{"name"}};
};

}  // namespace hearth
