#include "ui/format/core_text.h"

#include "ui/format/core_ids.h"

#include <QCoreApplication>
#include <QHash>

#include <optional>

namespace hearth {
namespace {

/// Sentences within sentences, deeper than any is.
constexpr int most_nested = 4;

struct Sentence {
  const char* id;
  QStringList parts;      ///< what stands before, between and behind its arguments
  qsizetype letters = 0;  ///< of all parts: the more there are, the surer is a match
};

QStringList parts_of(QStringView id) {
  QStringList parts(1);
  for (qsizetype i = 0; i < id.size(); ++i) {
    const QChar c = id[i];
    const bool twice = i + 1 < id.size() && id[i + 1] == c;
    if ((c == QLatin1Char('{') || c == QLatin1Char('}')) && twice) {
      parts.last() += c;
      ++i;
    } else if (c == QLatin1Char('{')) {
      parts << QString();
      i = id.indexOf(QLatin1Char('}'), i);
      if (i < 0) break;
    } else {
      parts.last() += c;
    }
  }
  return parts;
}

/// All ids: those without arguments by their text, the others one after the other.
struct CoreSentences {
  QHash<QString, const char*> whole;
  std::vector<Sentence> with_arguments;
};

const CoreSentences& core_sentences() {
  static const CoreSentences made = [] {
    CoreSentences all;
    for (const char* id : core_ids()) {
      Sentence sentence{id, parts_of(QString::fromUtf8(id))};
      for (const QString& part : sentence.parts) sentence.letters += part.size();
      if (sentence.parts.size() == 1)
        all.whole.insert(sentence.parts.front(), id);
      else if (sentence.letters > 0)
        all.with_arguments.push_back(std::move(sentence));
    }
    return all;
  }();
  return made;
}

/// What stands in the places of `sentence`, where `english` was made from it.
std::optional<QStringList> arguments_in(const QString& english, const Sentence& sentence) {
  const QString& first = sentence.parts.front();
  const QString& last = sentence.parts.back();
  const qsizetype end = english.size() - last.size();
  if (end < first.size() || !english.startsWith(first) || !english.endsWith(last)) return std::nullopt;
  QStringList arguments;
  qsizetype at = first.size();
  for (qsizetype i = 1; i + 1 < sentence.parts.size(); ++i) {
    const qsizetype next = english.indexOf(sentence.parts[i], at);
    if (next < 0 || next + sentence.parts[i].size() > end) return std::nullopt;
    arguments << english.mid(at, next - at);
    at = next + sentence.parts[i].size();
  }
  return arguments << english.mid(at, end - at);
}

QString from_english(const QString& english, int nested);

QString with_arguments(const char* id, const QStringList& arguments, int nested) {
  std::vector<std::string> texts;
  texts.reserve(static_cast<std::size_t>(arguments.size()));
  for (const QString& argument : arguments) texts.push_back(from_english(argument, nested + 1).toStdString());
  return QString::fromStdString(filled(QCoreApplication::translate("Core", id).toStdString(), texts));
}

/// Nothing where it was made from no sentence of ours.
std::optional<QString> recognised(const QString& english, int nested) {
  if (const char* const id = core_sentences().whole.value(english)) return with_arguments(id, {}, nested);
  const Sentence* best = nullptr;
  std::optional<QStringList> arguments;
  for (const Sentence& sentence : core_sentences().with_arguments) {
    if (best != nullptr && sentence.letters <= best->letters) continue;
    auto found = arguments_in(english, sentence);
    if (!found) continue;
    best = &sentence;
    arguments = std::move(found);
  }
  if (best == nullptr) return std::nullopt;
  return with_arguments(best->id, *arguments, nested);
}

QString from_english(const QString& english, int nested) {
  if (english.isEmpty() || nested > most_nested) return english;
  // Two sentences may have been put together.
  const QString stop = QStringLiteral(". ");
  for (qsizetype at = english.indexOf(stop); at >= 0; at = english.indexOf(stop, at + 1)) {
    const QString first = english.left(at + 1);
    if (!core_sentences().whole.contains(first)) continue;
    return from_english(first, nested) + QLatin1Char(' ') + from_english(english.mid(at + 2), nested);
  }
  return recognised(english, nested).value_or(english);
}

}  // namespace

QString translated(const Text& text) {
  const std::string id(text.id());
  const QString sentence = QCoreApplication::translate("Core", id.c_str());
  if (text.args().empty() || sentence == QString::fromStdString(id))
    return from_english(QString::fromStdString(text), 0);
  QStringList arguments;
  for (const std::string& argument : text.args()) arguments << QString::fromStdString(argument);
  return with_arguments(id.c_str(), arguments, 0);
}

QString translated(const QString& english) {
  return from_english(english, 0);
}

}  // namespace hearth
