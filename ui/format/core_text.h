#pragma once

#include "core/telemetry/text.h"

#include <QString>

namespace hearth {

/// A sentence of core (what is wrong, what to do) in the language of the screen: its id is looked up, and its
/// arguments are put in. An argument that is a sentence of core itself is translated, too. English where the
/// language has no such sentence.
QString translated(const Text& text);

/// The same for a sentence that comes without its id: that is found by the English text.
QString translated(const QString& english);

}  // namespace hearth
