#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

/// The modules of a QR code (ISO/IEC 18004), row by row, with the quiet zone of four light modules around
/// them that readers ask for.
struct QrModules {
  int side = 0;
  std::vector<bool> dark;  ///< side × side
  /// False outside, too.
  [[nodiscard]] bool is_dark(int x, int y) const {
    return x >= 0 && y >= 0 && x < side && y < side &&
           dark[static_cast<std::size_t>(y) * static_cast<std::size_t>(side) + static_cast<std::size_t>(x)];
  }
};

/// How much of a code may be lost or covered: about 7 % or 15 %. Low makes it smaller.
enum class QrCorrection { low, medium };

/// Nothing where the text is empty or too long for any code. Any thread.
std::optional<QrModules> make_qr_code(std::string_view text, QrCorrection correction = QrCorrection::medium);

/// For a terminal: two modules a character, in half blocks, black on white whatever the terminal's colours
/// are (SGR sequences, ECMA-48), each line ended.
std::string qr_terminal_text(const QrModules& code);

}  // namespace hearth
