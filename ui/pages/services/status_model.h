#pragma once

#include "ui/models/page_context.h"
#include "ui/models/rows.h"

#include <QtQml/qqmlregistration.h>

namespace hearth {

/// How well the home is heard, in words: connections, who records, what is wrong; and the time of day.
class StatusModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  Q_PROPERTY(QString clock READ clock NOTIFY clock_changed)
  Q_PROPERTY(QString date READ date NOTIFY clock_changed)
  Q_PROPERTY(Level level READ level NOTIFY changed)
  /// "Live", "Partly: no heat pump data", "Connected, no readings since 14:02", "No connection · last heard
  /// 4 min ago".
  Q_PROPERTY(QString text READ text NOTIFY changed)
  /// "No connection", where there is little room.
  Q_PROPERTY(QString shortText READ short_text NOTIFY changed)
  /// "Recorded by hearthctl record (pid 812)"; empty where this program records, as it usually does.
  Q_PROPERTY(QString recorderText READ recorder_text NOTIFY changed)
  Q_PROPERTY(QString problemText READ problem_text NOTIFY changed)
  /// Roles: name, state, detail, level.
  Q_PROPERTY(hearth::RowModel* connections READ connections CONSTANT)
  /// Roles: name, value.
  Q_PROPERTY(hearth::RowModel* facts READ facts CONSTANT)
  /// Roles: message, next, since.
  Q_PROPERTY(hearth::RowModel* problems READ problems CONSTANT)

 public:
  enum Level { Off, Good, Busy, Warning, Bad };
  Q_ENUM(Level)

  explicit StatusModel(const PageContext& context, QObject* parent = nullptr);
  [[nodiscard]] const QString& clock() const { return clock_; }
  [[nodiscard]] const QString& date() const { return date_; }
  [[nodiscard]] Level level() const { return said_.level; }
  [[nodiscard]] bool fetching() const { return said_.fetching; }
  [[nodiscard]] const QString& text() const { return said_.text; }
  [[nodiscard]] const QString& short_text() const { return said_.short_text; }
  [[nodiscard]] const QString& recorder_text() const { return said_.recorder; }
  [[nodiscard]] const QString& problem_text() const { return said_.problem; }
  [[nodiscard]] RowModel* connections() { return &connections_; }
  [[nodiscard]] RowModel* facts() { return &facts_; }
  [[nodiscard]] RowModel* problems() { return &problems_; }

  struct Said {
    Level level = Off;
    bool fetching = false;  ///< history is on its way
    QString text;
    QString short_text;
    QString recorder;
    QString problem;
    friend bool operator==(const Said&, const Said&) = default;
  };
  /// The whole state of things in a few words. Pure.
  static Said say(const Status& status, const Format& format, TimeMs now);

 Q_SIGNALS:
  void clock_changed();
  void changed();

 private:
  void refresh(TimeMs now);
  void list_facts(const Status& status, TimeMs now);

  const PageContext context_;
  QString clock_;
  QString date_;
  Said said_;
  RowModel connections_{{"name", "state", "detail", "level"}};
  RowModel facts_{{"name", "value"}};
  RowModel problems_{{"message", "next", "since"}};
};

}  // namespace hearth
