#pragma once

#include "core/demo/home_server.h"
#include "core/demo/house/store_export.h"

#include <QStringList>

namespace hearth {

/// The command line of hearthsim.
struct SimOptions {
  demo::HomeServerOptions server;
  demo::StoreExportOptions store;  ///< no path: no store is written
  bool exit = false;               ///< ends after the store is written
  QString text;                    ///< to be printed, and nothing else done: help, version
};

/// Reads the command line, program name included; `--with-parent` is for `main` to act on. Errors: usage.
Expected<SimOptions> read_options(const QStringList& arguments);

}  // namespace hearth
