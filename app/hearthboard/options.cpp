#include "app/hearthboard/options.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace hearth {
namespace {

constexpr int least_side = 320;
constexpr int most_side = 16384;

std::optional<int> whole_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

QString to_qstring(std::string_view text) {
  return QString::fromLocal8Bit(text.data(), static_cast<qsizetype>(text.size()));
}

bool take_page(Options& options, std::string_view text) {
  options.page = find_page(text);
  return options.page.has_value();
}

bool take_theme(Options& options, std::string_view text) {
  options.dark = text == "dark";
  return text == "dark" || text == "light";
}

bool take_size(Options& options, std::string_view text) {
  const auto cross = text.find('x');
  if (cross == std::string_view::npos) return false;
  const auto width = whole_number(text.substr(0, cross));
  const auto height = whole_number(text.substr(cross + 1));
  const auto sensible = [](std::optional<int> side) {
    return side && *side >= least_side && *side <= most_side;
  };
  if (!sensible(width) || !sensible(height)) return false;
  options.size = QSize(*width, *height);
  return true;
}

bool take_timeout(Options& options, std::string_view text) {
  options.timeout_s = whole_number(text).value_or(0);
  return options.timeout_s > 0 && options.timeout_s <= 3600;
}

bool take_screenshot(Options& options, std::string_view text) {
  options.screenshot = to_qstring(text);
  return !text.empty();
}

bool take_config(Options& options, std::string_view text) {
  options.config = text;
  return !text.empty();
}

struct ValueOption {
  std::string_view name;
  bool (*take)(Options&, std::string_view);
  std::string_view expects;
};
constexpr std::array value_options = {
    ValueOption{"--page", take_page, "home, energy, heatpump or climate"},
    ValueOption{"--theme", take_theme, "light or dark"},
    ValueOption{"--size", take_size, "a size like 1280x800, 320 or more each way"},
    ValueOption{"--timeout", take_timeout, "seconds, 1 to 3600"},
    ValueOption{"--screenshot", take_screenshot, "a file name"},
    ValueOption{"--config", take_config, "a file name"},
};

bool take_flag(Options& options, std::string_view argument) {
  if (argument == "--help" || argument == "-h")
    options.help = true;
  else if (argument == "--version" || argument == "-v")
    options.version = true;
  else if (argument == "--export")
    options.export_dialog = true;
  else if (argument == "--kiosk")
    options.kiosk = true;
  else if (argument == "--demo")
    options.demo = QString();
  else if (argument.starts_with("--demo=") && argument.size() > 7)
    options.demo = to_qstring(argument.substr(7));
  else
    return false;
  return true;
}

std::unexpected<Error> refuse(std::string message) {
  return fail(ErrorKind::usage, std::move(message), "See hearthboard --help.");
}

}  // namespace

std::optional<AppModel::Page> find_page(std::string_view name) {
  constexpr std::array<std::string_view, 4> names = {"home", "energy", "heatpump", "climate"};
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return static_cast<AppModel::Page>(i);
  return std::nullopt;
}

Expected<Options> parse_options(std::span<char* const> arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (take_flag(options, argument)) continue;
    const auto equals = argument.find('=');
    const std::string_view name = argument.substr(0, equals);
    const auto known = std::ranges::find(value_options, name, &ValueOption::name);
    if (known == value_options.end()) return refuse(fmt::format("There is no option \"{}\".", argument));
    const bool apart = equals == std::string_view::npos;
    if (apart && i + 1 == arguments.size())
      return refuse(fmt::format("{} expects {}.", name, known->expects));
    const std::string_view value = apart ? std::string_view(arguments[++i]) : argument.substr(equals + 1);
    if (!known->take(options, value))
      return refuse(fmt::format("{} expects {}, not \"{}\".", name, known->expects, value));
  }
  return options;
}

const char* help_text() {
  return R"(hearthboard: a home's energy, heat pump and climate on a screen

  --demo[=SCENARIO]   show the demo home: normal, stale, offline, winter-peak, negative-price, barebones, meter-swap,
                      first-day, solar, sixty-sensors, long-names, two-pumps, glitches, areas
  --page NAME         open home, energy, heatpump or climate
  --theme light|dark
  --export            open the export dialog
  --kiosk             full screen, no pointer, larger targets
  --size WxH          the window's size
  --config FILE       read this configuration
  --screenshot FILE   write a PNG as soon as the page shows data, and end
  --timeout SECONDS   how long that may take (30)
  --help, --version

Without a configuration it asks for one at the first start. HEARTHBOARD_CLOCK=2026-01-15T07:00:00Z[,x60] sets the time;
HEARTHBOARD_TRACE_STARTUP=1 tells how long the first picture took. Exit codes are those of sysexits.h.
)";
}

}  // namespace hearth
