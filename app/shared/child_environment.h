#pragma once

#include <QProcessEnvironment>
#include <QUrl>

namespace hearth {

/// This program's environment without what is nobody else's: its tokens, passwords and credentials.
QProcessEnvironment clean_environment();

/// Opens a page or a folder with what the desktop names for it (xdg-open), which inherits no secret; false
/// where there is none.
bool open_outside(const QUrl& url);

}  // namespace hearth
