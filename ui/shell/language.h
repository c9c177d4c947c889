#pragma once

#include <QLocale>
#include <QStringList>
#include <QTranslator>

#include <string>

class QCoreApplication;

namespace hearth {

/// Which language the screen is in, and the numbers and dates that go with it.
struct LanguageChoice {
  QString language;  ///< one of core/config/screen_languages.h
  QLocale locale;
};

/// `configured` is a language, or "auto": the first of `wanted`, which the person's system lists by
/// preference, that there is; English where there is none. The locale is of this language: that of the place
/// where the person lives, `system`, where this language is known there. Pure.
LanguageChoice choose_language(const std::string& configured, const QStringList& wanted,
                               const QLocale& system);

/// The sentences of a language, said as long as this lives; made before the first window. GUI thread.
class Language {
 public:
  /// `configured` as [display] language has it.
  Language(QCoreApplication& application, const std::string& configured);
  [[nodiscard]] const QLocale& locale() const { return choice_.locale; }

 private:
  LanguageChoice choice_;
  QTranslator sentences_;
  QTranslator qts_own_;  ///< of Qt's dialogs, where they are installed
};

}  // namespace hearth
