#include "ui/shell/language.h"

#include "core/config/screen_languages.h"

#include <QCoreApplication>
#include <QLibraryInfo>

namespace hearth {
namespace {

QString to_qstring(std::string_view text) {
  return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

/// `wanted` is like "sv-SE" or "sv".
bool is_of(const QString& wanted, const QString& language) {
  return wanted == language || wanted.startsWith(language + QLatin1Char('-'));
}

QString language_of(const std::string& configured, const QStringList& wanted) {
  for (const std::string_view language : screen_languages)
    if (configured == language) return to_qstring(language);
  for (const QString& name : wanted)
    for (const std::string_view language : screen_languages)
      if (is_of(name, to_qstring(language))) return to_qstring(language);
  return to_qstring(screen_languages.front());
}

}  // namespace

LanguageChoice choose_language(const std::string& configured, const QStringList& wanted,
                               const QLocale& system) {
  LanguageChoice choice{language_of(configured, wanted), QLocale::c()};
  const bool english = choice.language == to_qstring(screen_languages.front());
  // A system that says nothing of where it is has a clock of 24 hours and a decimal point.
  if (system.language() == QLocale::C && english) return choice;
  const QLocale::Language language = QLocale::codeToLanguage(choice.language);
  choice.locale = QLocale(language, system.territory());
  if (choice.locale.language() != language) choice.locale = QLocale(language);
  return choice;
}

Language::Language(QCoreApplication& application, const std::string& configured)
    : choice_(choose_language(configured, QLocale::system().uiLanguages(), QLocale::system())) {
  if (qts_own_.load(QStringLiteral("qtbase_") + choice_.language,
                    QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
    application.installTranslator(&qts_own_);
  if (sentences_.load(QStringLiteral(":/translations/hearthboard_") + choice_.language))
    application.installTranslator(&sentences_);
}

}  // namespace hearth
