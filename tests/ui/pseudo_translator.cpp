#include "tests/ui/pseudo_translator.h"

#include <QRegularExpression>

namespace hearth::test {
namespace {

QChar with_accent(QChar letter) {
  static const QString plain = QStringLiteral("AEIOUaeiouyncsz");
  static const QString accented = QStringLiteral("ÅÉÎÖÜåéîöüýñçšž");
  const qsizetype at = plain.indexOf(letter);
  return at < 0 ? letter : accented[at];
}

}  // namespace

QString pseudo(const QString& english) {
  static const QRegularExpression place(QStringLiteral("%L?[0-9n]+|\\{[^}]*\\}"));
  QString text;
  qsizetype letters = 0;
  for (qsizetype i = 0; i < english.size();) {
    const auto found = place.match(english, i, QRegularExpression::NormalMatch,
                                   QRegularExpression::AnchorAtOffsetMatchOption);
    if (found.hasMatch()) {
      text += found.captured();
      i = found.capturedEnd();
    } else {
      letters += english[i].isLetter() ? 1 : 0;
      text += with_accent(english[i++]);
    }
  }
  if (letters == 0) return text;
  // Words of a usual length, so that lines can break between them.
  for (qsizetype more = (english.size() * 2 + 4) / 5; more > 0; more -= 8)
    text += QStringLiteral(" ëxtråöö").left(std::max<qsizetype>(2, std::min<qsizetype>(more, 8)));
  return text;
}

QString PseudoTranslator::translate(const char*, const char* source, const char* comment, int) const {
  // What QLocale is to understand is no sentence.
  if (QLatin1String(comment).startsWith(QLatin1String("a date, as QLocale")))
    return QString::fromUtf8(source);
  return pseudo(QString::fromUtf8(source).remove(QStringLiteral("(s)")));
}

}  // namespace hearth::test
