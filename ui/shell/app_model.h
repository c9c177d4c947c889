#pragma once

#include "ui/models/rows.h"
#include "ui/setup/setup_model.h"
#include "ui/shell/home_model.h"

#include <memory>

namespace hearth {

/// What the window shows: which phase the program is in, which page is open. Handed to Main.qml as `app`.
class AppModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(Phase phase READ phase NOTIFY phase_changed)
  Q_PROPERTY(int page READ page WRITE set_page NOTIFY page_changed)
  /// The QML file of the open page.
  Q_PROPERTY(QString pageFile READ page_file NOTIFY page_changed)
  Q_PROPERTY(QString pageTitle READ page_title NOTIFY page_changed)
  /// How many pages there are; each has a shortcut, whether or not this home has something for it.
  Q_PROPERTY(int pageCount READ page_count CONSTANT)
  /// The pages that this home has something for. Roles: page, name, title, shape.
  Q_PROPERTY(hearth::RowModel* pages READ pages CONSTANT)
  /// Where connections, the store and problems are said in full.
  Q_PROPERTY(int servicesPage READ services_page CONSTANT)
  /// What the open page shows can be written into a file.
  Q_PROPERTY(bool exports READ exports NOTIFY page_changed)
  /// What is being waited for, or what went wrong.
  Q_PROPERTY(QString message READ message NOTIFY phase_changed)
  Q_PROPERTY(QString hint READ hint NOTIFY phase_changed)
  Q_PROPERTY(bool demo READ demo NOTIFY phase_changed)
  Q_PROPERTY(bool kiosk READ kiosk CONSTANT)
  /// The display brings its own keyboard, where Qt's virtual one is installed.
  Q_PROPERTY(bool onScreenKeyboard READ on_screen_keyboard CONSTANT)
  Q_PROPERTY(bool dark READ dark WRITE set_dark NOTIFY dark_changed)
  /// How large text is beside its usual size.
  Q_PROPERTY(double textScale READ text_scale WRITE set_text_scale NOTIFY sizes_changed)
  /// Pixels a millimetre of the screen; 0: not known.
  Q_PROPERTY(double millimetre READ millimetre WRITE set_millimetre NOTIFY sizes_changed)
  /// The list of keys lies over the page.
  Q_PROPERTY(bool keysShown MEMBER keys_shown_ NOTIFY keys_shown_changed)
  Q_PROPERTY(hearth::HomeModel* home READ home NOTIFY phase_changed)
  Q_PROPERTY(hearth::SetupModel* setup READ setup NOTIFY phase_changed)

 public:
  enum Phase { Starting, FirstStart, Running, Failed };
  Q_ENUM(Phase)

  /// `page` is a row of the page table.
  AppModel(int page, bool dark, bool kiosk);

  [[nodiscard]] Phase phase() const { return phase_; }
  [[nodiscard]] int page() const { return page_; }
  /// A number that no page has is no page.
  void set_page(int page);
  [[nodiscard]] QString page_file() const;
  [[nodiscard]] QString page_title() const;
  [[nodiscard]] static int page_count();
  [[nodiscard]] static int services_page();
  [[nodiscard]] RowModel* pages() { return &pages_; }
  [[nodiscard]] bool exports() const;
  [[nodiscard]] const QString& message() const { return message_; }
  [[nodiscard]] const QString& hint() const { return hint_; }
  [[nodiscard]] bool demo() const { return demo_; }
  [[nodiscard]] bool kiosk() const { return kiosk_; }
  [[nodiscard]] bool on_screen_keyboard() const;
  /// Has the application bring a keyboard of its own; before there is one. An input method that the person
  /// has chosen stays.
  static void choose_on_screen_keyboard();
  [[nodiscard]] bool dark() const { return dark_; }
  void set_dark(bool dark);
  [[nodiscard]] double text_scale() const { return text_scale_; }
  void set_text_scale(double scale);
  [[nodiscard]] double millimetre() const { return millimetre_; }
  void set_millimetre(double pixels);
  [[nodiscard]] HomeModel* home() const { return home_.get(); }
  [[nodiscard]] SetupModel* setup() const { return setup_.get(); }
  /// Opens the export dialog, on what the open page is about.
  Q_INVOKABLE void show_export();

  void show_starting(const QString& message);
  void show_first_start(std::unique_ptr<SetupModel> setup);
  void show_home(std::unique_ptr<HomeModel> home, bool demo);
  /// Takes the home that is shown no more away, before what it looks at goes.
  void drop_home();
  void show_failure(const QString& message, const QString& hint);

  /// The open page has its data.
  [[nodiscard]] bool settled() const;
  /// Besides, nothing is on its way that would soon change the picture.
  [[nodiscard]] bool quiet() const;

 Q_SIGNALS:
  void phase_changed();
  void page_changed();
  void dark_changed();
  void sizes_changed();
  void keys_shown_changed();
  /// Sent once a phase: the open page shows data, and then: it is quiet. The next frame has it painted.
  void page_settled();
  void page_quiet();

 private:
  void become(Phase phase, const QString& message, const QString& hint = {});
  void check_settled();
  void list_pages();

  Phase phase_ = Starting;
  int page_;
  QString message_;
  QString hint_;
  bool demo_ = false;
  bool kiosk_;
  bool dark_;
  bool keys_shown_ = false;
  double text_scale_ = 1;
  double millimetre_ = 0;
  RowModel pages_{{"page", "name", "title", "shape"}};
  bool said_settled_ = false;
  bool said_quiet_ = false;
  std::unique_ptr<HomeModel> home_;
  std::unique_ptr<SetupModel> setup_;
};

}  // namespace hearth
