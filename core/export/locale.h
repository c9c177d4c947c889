#pragma once

#include "core/telemetry/error.h"

#include <string>

namespace hearth {

/// How a spreadsheet of some country writes tables.
struct TableLocale {
  char separator = ',';
  char point = '.';
};

/// `name` is a language and, where it matters, a country: "sv_SE", "sv-SE", "de", also "sv_SE.UTF-8"; empty:
/// comma and point. The facts are those of the Unicode CLDR, whatever this machine has installed. Where the
/// decimal comma is used, fields are separated by `;`. Errors: usage (no such locale).
Expected<TableLocale> table_locale(const std::string& name);

}  // namespace hearth
