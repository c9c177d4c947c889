#pragma once

#include "core/engine/doors.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <filesystem>

namespace hearth {

/// The first start: nothing is configured. See the demo home, or connect to one's own.
class SetupModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(QString baseUrl READ base_url WRITE set_base_url NOTIFY changed)
  /// The address has been tried and answers.
  Q_PROPERTY(bool reachable READ reachable NOTIFY changed)
  Q_PROPERTY(bool testing READ testing NOTIFY changed)
  Q_PROPERTY(bool failed READ failed NOTIFY changed)
  /// What the test or the writing of the file came to.
  Q_PROPERTY(QString sentence READ sentence NOTIFY changed)
  Q_PROPERTY(QString configFile READ config_file CONSTANT)

 public:
  SetupModel(CommandDoor& commands, std::filesystem::path config_file, QObject* parent = nullptr);
  [[nodiscard]] const QString& base_url() const { return base_url_; }
  void set_base_url(const QString& url);
  [[nodiscard]] bool reachable() const { return state_ == State::reachable; }
  [[nodiscard]] bool testing() const { return state_ == State::testing; }
  [[nodiscard]] bool failed() const { return state_ == State::failed; }
  [[nodiscard]] const QString& sentence() const { return sentence_; }
  [[nodiscard]] QString config_file() const;

  Q_INVOKABLE void test();
  /// Writes the file; the program starts again with it.
  Q_INVOKABLE void save();
  Q_INVOKABLE void show_demo() { Q_EMIT demo_wanted(); }

 Q_SIGNALS:
  void changed();
  void demo_wanted();
  void configured();

 private:
  enum class State { untested, testing, reachable, failed };
  void become(State state, const QString& sentence);

  CommandDoor& commands_;
  std::filesystem::path config_file_;
  QString base_url_;
  QString sentence_;
  State state_ = State::untested;
};

}  // namespace hearth
