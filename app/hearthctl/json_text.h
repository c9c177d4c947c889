#pragma once

#include "core/telemetry/text.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <string_view>

namespace hearth {

/// UTF-8 as Qt's JSON takes it.
inline QString json_text(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// Adds `id` and `args` of a sentence to the object that has it: what tells it apart, in whatever language.
inline void add_identity(QJsonObject& object, const Text& sentence) {
  QJsonArray args;
  for (const std::string& arg : sentence.args()) args.append(json_text(arg));
  object.insert(QStringLiteral("id"), json_text(sentence.id()));
  object.insert(QStringLiteral("args"), args);
}

}  // namespace hearth
