#pragma once

#include <QTranslator>

namespace hearth::test {

/// A language that does not exist: each sentence as in English, with accents, and 40 % longer. What stays as
/// it was is no sentence of tr() or qsTr(); what does not fit would not fit in German either.
class PseudoTranslator : public QTranslator {
  Q_OBJECT
 public:
  using QTranslator::QTranslator;
  [[nodiscard]] bool isEmpty() const override { return false; }
  [[nodiscard]] QString translate(const char* context, const char* source, const char* comment,
                                  int n) const override;
};

/// What it makes of a sentence; placeholders (%1, %n, {}) stay.
QString pseudo(const QString& english);

}  // namespace hearth::test
