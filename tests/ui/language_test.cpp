// Which language the screen is in, and what it says then.
#include "ui/shell/language.h"

#include "core/config/screen_languages.h"
#include "core/telemetry/error.h"
#include "tests/ui/pseudo_translator.h"
#include "tests/ui/scripted_window.h"
#include "ui/format/core_ids.h"
#include "ui/format/core_text.h"
#include "ui/format/format.h"
#include "ui/pages/services/status_model.h"

#include <QCoreApplication>

namespace hearth {
namespace {

const QLocale sweden(QLocale::Swedish, QLocale::Sweden);

/// In the order of preference, as QLocale::uiLanguages() names them.
LanguageChoice chosen(const char* configured, std::initializer_list<const char*> wanted,
                      const QLocale& system) {
  QStringList names;
  for (const char* name : wanted) names << QString::fromLatin1(name);
  return choose_language(configured, names, system);
}

TEST(Language, IsTheSystemsWhereThereIsThat) {
  const LanguageChoice choice = chosen("auto", {"sv-SE", "sv", "sv-Latn-SE"}, sweden);
  EXPECT_EQ(choice.language, QStringLiteral("sv"));
  EXPECT_EQ(choice.locale, sweden);
  EXPECT_EQ(chosen("auto", {"de-AT", "de"}, QLocale(QLocale::German, QLocale::Austria)).locale.territory(),
            QLocale::Austria);
}

TEST(Language, IsThePersonsSecondWhereTheFirstIsNotThere) {
  EXPECT_EQ(
      chosen("auto", {"fi-FI", "fi", "de-DE", "de"}, QLocale(QLocale::Finnish, QLocale::Finland)).language,
      QStringLiteral("de"));
}

TEST(Language, IsEnglishWithEnglishDatesWhereNoneIsThere) {
  const LanguageChoice choice = chosen("auto", {"fi-FI", "fi"}, QLocale(QLocale::Finnish, QLocale::Finland));
  EXPECT_EQ(choice.language, QStringLiteral("en"));
  EXPECT_EQ(choice.locale.language(), QLocale::English);
  EXPECT_EQ(choice.locale.dayName(4), QStringLiteral("Thursday"));
}

TEST(Language, IsTheConfiguredOneOnAnySystem) {
  const LanguageChoice choice = chosen("de", {"sv-SE", "sv"}, sweden);
  EXPECT_EQ(choice.language, QStringLiteral("de"));
  EXPECT_EQ(choice.locale.language(), QLocale::German);
}

TEST(Language, OfASystemThatHasNoneIsThatOfPrograms) {
  EXPECT_EQ(chosen("auto", {"C"}, QLocale::c()).locale, QLocale::c());
}

TEST(Language, EachSaysPluralsDatesAndAgesItsOwnWay) {
  struct Case {
    const char* language;
    const char* date;
    const char* problems;
    const char* ages;
  };
  for (const Case& c :
       {Case{"en", "Thursday 15 January", "1 problem, 2 problems", "3 days ago, 25 s ago"},
        Case{"sv", "torsdag 15 januari", "1 problem, 2 problem", "för 3 dagar sedan, för 25 s sedan"},
        Case{"de", "Donnerstag, 15. Januar", "1 Problem, 2 Probleme", "vor 3 Tagen, vor 25 s"}}) {
    SCOPED_TRACE(c.language);
    const Language language(*QCoreApplication::instance(), c.language);
    const Format format(language.locale(), "Europe/Stockholm");
    EXPECT_EQ(format.date(winter_evening), QString::fromUtf8(c.date));
    EXPECT_EQ(format.age(3 * day_ms) + QStringLiteral(", ") + format.age(25 * second_ms),
              QString::fromUtf8(c.ages));
    EXPECT_EQ(StatusModel::tr("%n problem(s)", nullptr, 1) + QStringLiteral(", ") +
                  StatusModel::tr("%n problem(s)", nullptr, 2),
              QString::fromUtf8(c.problems));
  }
}

TEST(CoreText, IsSaidByItsIdWithItsArguments) {
  const Language german(*QCoreApplication::instance(), "de");
  EXPECT_EQ(translated(said("There is no keeper \"{}\".", "purse")),
            QStringLiteral("Es gibt keinen keeper \"purse\"."));
  EXPECT_EQ(translated(Text("Sign in again.")), QStringLiteral("Neu anmelden."));
}

TEST(CoreText, OfASentenceWithinASentenceBothAreSaid) {
  const Language german(*QCoreApplication::instance(), "de");
  EXPECT_EQ(
      translated(said("Readings are refused: {}", "The service did not take the access token (401).")),
      QStringLiteral("Messwerte werden abgelehnt: Der Dienst hat das Zugriffstoken nicht angenommen (401)."));
}

TEST(CoreText, WithoutAnIdIsFoundByItsEnglish) {
  const Language swedish(*QCoreApplication::instance(), "sv");
  EXPECT_EQ(translated(QStringLiteral("db1.example refuses the password.")),
            QStringLiteral("db1.example nekar lösenordet."));
  EXPECT_EQ(translated(QStringLiteral("This machine's clock is 5 minutes behind the services'.")),
            QStringLiteral("Den här datorns klocka går 5 minuter efter tjänsternas."));
  EXPECT_EQ(translated(QStringLiteral("Begin again. Sign in again.")),
            QStringLiteral("Börja om. Logga in igen."));
}

TEST(CoreText, ThatNobodyKnowsStaysAsItIs) {
  const Language swedish(*QCoreApplication::instance(), "sv");
  EXPECT_EQ(translated(QStringLiteral("Kitchen light")), QStringLiteral("Kitchen light"));
  EXPECT_EQ(translated(Text("")), QString());
}

TEST(CoreText, InEnglishIsTheSourcesOwn) {
  for (const char* id : core_ids()) {
    std::vector<std::string> arguments(9, "x");
    const Text text(id, arguments);
    EXPECT_EQ(translated(QString::fromStdString(text)), QString::fromStdString(text));
  }
}

class GermanWindow : public ScriptedWindow {
 protected:
  GermanWindow() : ScriptedWindow(QLocale(QLocale::German, QLocale::Germany)) {}
  const Language german_{*QCoreApplication::instance(), "de"};
};

TEST_F(GermanWindow, SaysWhatItSaysInGerman) {
  open(services_page);
  EXPECT_TRUE(says(QStringLiteral("Verbindungen")));
  EXPECT_EQ(app_->page_title(), QStringLiteral("Dienste"));
  EXPECT_EQ(app_->home()->status()->date(), QStringLiteral("Donnerstag, 15. Januar"));
}

TEST(Pseudo, IsLongerAndKeepsPlaceholders) {
  const QString text = test::pseudo(QStringLiteral("Until %1, then renewed by itself"));
  EXPECT_TRUE(text.contains(QStringLiteral("%1")));
  EXPECT_GE(text.size(), 44);
  EXPECT_FALSE(text.contains(QStringLiteral("renewed")));
  EXPECT_EQ(test::pseudo(QStringLiteral("{} %1")), QStringLiteral("{} %1"));
}

TEST(Pseudo, SaysAllThatGoesThroughTr) {
  test::PseudoTranslator pseudo;
  QCoreApplication::installTranslator(&pseudo);
  EXPECT_EQ(page_row(services_page).shown_title(), test::pseudo(QStringLiteral("Services")));
  EXPECT_TRUE(StatusModel::tr("%n problem(s)", nullptr, 2).startsWith(QStringLiteral("2 pröblém")));
}

}  // namespace
}  // namespace hearth
