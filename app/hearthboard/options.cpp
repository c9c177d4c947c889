#include "app/hearthboard/options.h"

#include "app/shared/command_line.h"
#include "core/config/page_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

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
  if (const auto found = find_page_name(text)) options.page = static_cast<int>(*found);
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

bool take_demo(Options& options, std::string_view text) {
  options.demo = to_qstring(text);
  return true;
}

/// The table's row, and how its value is taken.
struct TakenOption {
  OptionRule rule;
  bool (*take)(Options&, std::string_view);
  std::string_view expects = {};
};

constexpr std::array taken_options = {
    TakenOption{{"--demo", Argument::optional, "SCENARIO",
                 "show the demo home: normal, stale, offline, winter-peak, negative-price, barebones,\n"
                 "                                       meter-swap, first-day, solar, sixty-sensors, "
                 "long-names, two-pumps,\n"
                 "                                       glitches, areas"},
                take_demo},
    TakenOption{{"--page", Argument::required, "home|energy|heatpump|climate|services", "open this page"},
                take_page,
                "home, energy, heatpump, climate or services"},
    TakenOption{
        {"--theme", Argument::required, "light|dark", "in these colours"}, take_theme, "light or dark"},
    TakenOption{{"--export", Argument::none, {}, "open the export dialog"},
                [](Options& options, std::string_view) { return options.export_dialog = true; }},
    TakenOption{{"--kiosk", Argument::none, {}, "full screen, no pointer, larger targets"},
                [](Options& options, std::string_view) { return options.kiosk = true; }},
    TakenOption{{"--size", Argument::required, "WxH", "the window's size"},
                take_size,
                "a size like 1280x800, 320 or more each way"},
    TakenOption{
        {"--config", Argument::required, "FILE", "read this configuration"}, take_config, "a file name"},
    TakenOption{
        {"--screenshot", Argument::required, "FILE", "write a PNG as soon as the page shows data, and end"},
        take_screenshot,
        "a file name"},
    TakenOption{{"--timeout", Argument::required, "SECONDS", "how long that may take (30)"},
                take_timeout,
                "seconds, 1 to 3600"},
    TakenOption{{"--help", Argument::none, {}, "show this"},
                [](Options& options, std::string_view) { return options.help = true; }},
    TakenOption{{"--version", Argument::none, {}, "tell the version"},
                [](Options& options, std::string_view) { return options.version = true; }},
};

const CommandRule& only_rule() {
  static const CommandRule rule = [] {
    CommandRule made{{}, "Shows a home's energy, heat pump and climate on a screen.", {}, 0, {}};
    for (const TakenOption& option : taken_options) made.options.push_back(option.rule);
    made.notes =
        "Without a configuration it asks for one at the first start. "
        "HEARTHBOARD_CLOCK=2026-01-15T07:00:00Z[,x60] "
        "sets the\ntime; HEARTHBOARD_TRACE_STARTUP=1 tells how long the first picture took. Exit codes are "
        "those of "
        "sysexits.h.";
    return made;
  }();
  return rule;
}

const ProgramRule& program_rule() {
  static const ProgramRule rule{"hearthboard", {}, {&only_rule()}};
  return rule;
}

}  // namespace

Expected<Options> parse_options(std::span<char* const> arguments) {
  std::vector<std::string> texts(arguments.begin(), arguments.end());
  std::ranges::replace(texts, "-v", "--version");
  const auto line = parse_command_line(program_rule(), texts);
  if (!line) return std::unexpected(line.error());
  Options options;
  for (const auto& [name, value] : line->options) {
    const auto* const known = std::ranges::find_if(
        taken_options, [&](const TakenOption& option) { return option.rule.name == name; });
    if (!known->take(options, value))
      return misused("hearthboard", {}, said("{} expects {}, not \"{}\".", name, known->expects, value));
  }
  return options;
}

std::string help_text() {
  return help_text(program_rule(), &only_rule());
}

}  // namespace hearth
