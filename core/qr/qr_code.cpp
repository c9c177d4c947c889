#include "core/qr/qr_code.h"

#include <qrencode.h>

#include <algorithm>
#include <memory>

namespace hearth {
namespace {

constexpr int quiet_zone = 4;

struct FreeCode {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

}  // namespace

std::optional<QrModules> make_qr_code(std::string_view text, QrCorrection correction) {
  if (text.empty()) return std::nullopt;
  const std::unique_ptr<QRcode, FreeCode> code(
      QRcode_encodeData(static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0,
                        correction == QrCorrection::low ? QR_ECLEVEL_L : QR_ECLEVEL_M));
  if (!code) return std::nullopt;
  QrModules modules;
  modules.side = code->width + 2 * quiet_zone;
  modules.dark.assign(static_cast<std::size_t>(modules.side) * static_cast<std::size_t>(modules.side), false);
  auto row = modules.dark.begin() + quiet_zone * modules.side + quiet_zone;
  for (int y = 0; y < code->width; ++y, row += modules.side)
    // The lowest bit of a module says that it is dark.
    std::transform(code->data + y * code->width, code->data + (y + 1) * code->width, row,
                   [](unsigned char module) { return (module & 1U) != 0; });
  return modules;
}

std::string qr_terminal_text(const QrModules& code) {
  std::string text;
  for (int y = 0; y < code.side; y += 2) {
    text += "\x1b[30;107m";
    for (int x = 0; x < code.side; ++x) {
      const bool upper = code.is_dark(x, y);
      const bool lower = code.is_dark(x, y + 1);
      text += upper ? (lower ? "█" : "▀") : (lower ? "▄" : " ");
    }
    text += "\x1b[0m\n";
  }
  return text;
}

}  // namespace hearth
