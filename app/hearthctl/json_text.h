#pragma once

#include <QString>

#include <string_view>

namespace hearth {

/// UTF-8 as Qt's JSON takes it.
inline QString json_text(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

}  // namespace hearth
