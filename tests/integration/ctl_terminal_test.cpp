// What hearthctl shows on a terminal of this and that size while somebody signs in.
#include "tests/integration/ctl_login_fixture.h"
#include "tests/support/qr_reader.h"

namespace hearth {
namespace {

using namespace test;

constexpr std::string_view code_line = "\x1b[30;107m";

/// The lines of half blocks in what a terminal was sent.
std::vector<QString> half_blocks(const std::string& said) {
  std::vector<QString> rows;
  for (auto at = said.find(code_line); at != std::string::npos; at = said.find(code_line, at + 1)) {
    const auto from = at + code_line.size();
    rows.push_back(QString::fromStdString(said.substr(from, said.find('\x1b', from) - from)));
  }
  return rows;
}

/// Draws them as a terminal does, black on white, and has the picture read.
QString read_half_blocks(const std::vector<QString>& rows, const QString& file) {
  if (rows.empty()) return {};
  constexpr int pixels = 4;
  const qsizetype side = rows.front().size();
  QByteArray picture = "P5 " + QByteArray::number(side * pixels) + ' ' +
                       QByteArray::number(static_cast<qsizetype>(rows.size()) * 2 * pixels) + " 255\n";
  for (const QString& row : rows)
    for (const QChar half : {QChar(0x2580), QChar(0x2584)}) {
      QByteArray line;
      for (const QChar c : row) line += QByteArray(pixels, c == half || c == QChar(0x2588) ? '\0' : '\xff');
      for (int i = 0; i < pixels; ++i) picture += line;
    }
  QFile out(file);
  EXPECT_TRUE(out.open(QIODevice::WriteOnly));
  out.write(picture);
  out.close();
  return read_qr_file(file);
}

struct CtlTerminal : CtlLoginTest {
  /// The command on a terminal of its own; all that it shows is the result's standard output.
  std::unique_ptr<RunningProgram> on_terminal(int columns, int lines, const char* arguments) {
    return runner.launch("/usr/bin/script",
                         {QStringLiteral("-qec"),
                          QStringLiteral("stty cols %1 rows %2; exec '%3/hearthctl' %4")
                              .arg(columns)
                              .arg(lines)
                              .arg(QStringLiteral(HEARTHBOARD_BIN_DIR), QString::fromLatin1(arguments)),
                          QStringLiteral("/dev/null")});
  }
};

TEST_F(CtlTerminal, TheQrCodeLeadsToThePageWithTheCode) {
  provide();
  const auto login = on_terminal(80, 24, "login --device");
  ASSERT_TRUE(login->prints("Waiting for you")) << login->out();
  const QString code = shown(login->out(), "Code  ");
  const QString page = shown(login->out(), "Open  ");
  EXPECT_EQ(page, provider->issuer() + QStringLiteral("/device"));
  EXPECT_EQ(read_half_blocks(half_blocks(login->out()), QString::fromStdString(runner.path("code.pgm"))),
            page + QStringLiteral("?user_code=") + code);
  ASSERT_TRUE(provider->approve(code));
  EXPECT_EQ(login->end().code, 0) << login->out();
  // The line that counts down is gone before the last words come.
  EXPECT_TRUE(has(login->out(), "\r\x1b[Khearthctl: Signed in as Demo Person; ")) << login->out();
}

TEST_F(CtlTerminal, ATerminalThatIsTooSmallShowsNoPartOfTheQrCode) {
  provide();
  for (const auto& [columns, lines] : {std::pair(30, 40), std::pair(100, 12)}) {
    const auto login = on_terminal(columns, lines, "login --device");
    ASSERT_TRUE(login->prints("Waiting for")) << login->out();
    EXPECT_TRUE(half_blocks(login->out()).empty()) << login->out();
    EXPECT_TRUE(has(login->out(), "hearthctl: No room for the QR code here (")) << login->out();
    EXPECT_TRUE(
        has(login->out(), "(" + std::to_string(columns) + " × " + std::to_string(lines) + " characters)"))
        << login->out();
    // The line that is written over and over must not go on below: it could not be wiped then.
    const QString counting = shown(login->out(), "\r\x1b[K");
    EXPECT_LT(counting.size(), columns) << counting.toStdString();
    ASSERT_TRUE(provider->approve(shown(login->out(), "Code  "))) << login->out();
    EXPECT_EQ(login->end().code, 0) << login->out();
  }
}

}  // namespace
}  // namespace hearth
