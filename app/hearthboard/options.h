#pragma once

#include "core/config/config.h"
#include "ui/shell/app_model.h"

#include <QSize>
#include <QString>

#include <optional>
#include <span>

namespace hearth {

/// What the command line asks for.
struct Options {
  bool help = false;
  bool version = false;
  std::optional<QString> demo;  ///< the scenario; empty for the normal one
  std::optional<int> page;      ///< a row of the page table; else as configured
  std::optional<bool> dark;     ///< else as configured
  bool export_dialog = false;   ///< open it at once
  bool kiosk = false;           ///< besides what is configured
  std::optional<QSize> size;
  std::filesystem::path config;  ///< else where it is usually looked for
  QString screenshot;            ///< a PNG to write; empty for none
  int timeout_s = 30;            ///< how long a screenshot may take
};

/// `arguments` without the program's name. Errors: usage.
Expected<Options> parse_options(std::span<char* const> arguments);
/// The text of --help.
std::string help_text();

}  // namespace hearth
