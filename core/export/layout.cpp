#include "core/export/layout.h"

#include "core/export/number_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace hearth {
namespace {

/// A figure of a bucket, and how its number is written.
struct Figure {
  std::string_view name;
  double Bucket::* value;
  double factor;  ///< from the stored unit
  std::string_view unit;
  int decimals;
  bool carried;  ///< what was counted in one bucket says nothing of the next
};

std::vector<Figure> figures_of(const Channel& c) {
  switch (c.kind) {
    case Kind::gauge:
      return {{"avg", &Bucket::mean, 1, c.unit, c.stored_decimals, true},
              {"min", &Bucket::min, 1, c.unit, c.stored_decimals, true},
              {"max", &Bucket::max, 1, c.unit, c.stored_decimals, true}};
    case Kind::state:
      return {{"avg", &Bucket::mean, 1, c.unit, 3, true}};
    case Kind::counter:
      if (c.quantity == Quantity::energy)
        return {{"sum", &Bucket::sum, 1e-3, "kWh", 3, false}, {"last", &Bucket::last, 1e-3, "kWh", 3, true}};
      return {{"sum", &Bucket::sum, 1, c.unit, 3, false},
              {"last", &Bucket::last, 1, c.unit, c.stored_decimals, true}};
  }
  return {};
}

double power_of_ten(int decimals) {
  return powers_of_ten[static_cast<std::size_t>(decimals)];
}

/// The channel's place among those that are read.
std::size_t place_of(ExportLayout& layout, ChannelIndex channel) {
  const auto found = std::ranges::find(layout.channels, channel);
  if (found == layout.channels.end()) layout.channels.push_back(channel);
  return static_cast<std::size_t>(std::ranges::find(layout.channels, channel) - layout.channels.begin());
}

void add_columns(ExportLayout& layout, const Channel& c, bool buckets) {
  const std::size_t channel = place_of(layout, index_of(c));
  const DurationMs hold = hold_time(index_of(c));
  if (!buckets) {
    layout.columns.push_back({std::string(c.id), c.unit, channel, nullptr, nullptr,
                              power_of_ten(c.stored_decimals), c.stored_decimals, hold});
    return;
  }
  for (const Figure& f : figures_of(c))
    // One factor, of whole powers of ten where it can be: 1e-3 is none that a double holds.
    layout.columns.push_back({fmt::format("{} {}", c.id, f.name), f.unit, channel, f.value, nullptr,
                              f.factor == 1e-3 && f.decimals == 3 ? 1 : f.factor * power_of_ten(f.decimals),
                              f.decimals, f.carried ? hold : 0});
}

std::string mark_column(const AskedColumn& asked) {
  return fmt::format("{}.{}", info(asked.channel).id, asked.mark->name);
}

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (static_cast<unsigned char>(c) < ' ')
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out + '"';
}

}  // namespace

std::string ExportLayout::header() const {
  if (format == ExportFormat::ndjson) return {};
  std::string line = "time";
  if (!entity.empty()) (line += locale.separator) += entity;
  for (const ExportColumn& column : columns)
    (line += locale.separator) +=
        csv_text(column.flag != nullptr ? column.name : fmt::format("{} [{}]", column.name, column.unit),
                 locale.separator);
  return line + "\r\n";
}

std::string ExportLayout::entity_text(std::string_view value) const {
  if (entity.empty()) return {};
  if (format == ExportFormat::ndjson) return fmt::format(",\"{}\":{}", entity, json_text(value));
  return locale.separator + csv_text(value, locale.separator);
}

std::optional<AskedColumn> find_column(std::string_view name) {
  if (const auto channel = find_channel(name)) return AskedColumn(*channel);
  for (const ExportMark& mark : export_marks)
    if (name.ends_with(mark.name) && name.size() > mark.name.size() + 1)
      if (const auto channel = find_channel(name.substr(0, name.size() - mark.name.size() - 1));
          channel && name[name.size() - mark.name.size() - 1] == '.')
        return AskedColumn(*channel, &mark);
  return std::nullopt;
}

Expected<ExportLayout> layout_of(const ExportRequest& request) {
  const auto locale = table_locale(request.locale);
  if (!locale) return std::unexpected(locale.error());
  if (request.format == ExportFormat::ndjson && !request.locale.empty())
    return fail(ErrorKind::usage, "NDJSON has no locale: its numbers have a decimal point everywhere.",
                "Leave the locale out, or export CSV.");
  ExportLayout layout{request.format, *locale, entity_name(request.dataset), {}, {}};
  const auto known = channels_of(request.dataset);
  if (request.columns.empty())
    for (const Channel& c : known) add_columns(layout, c, request.buckets.has_value());
  for (auto asked = request.columns.begin(); asked != request.columns.end(); ++asked) {
    const auto& [index, mark] = *asked;
    if (index >= channel_count || info(index).dataset != request.dataset)
      return fail(ErrorKind::usage, said("A column is none of {}'s.", dataset_name(request.dataset)));
    const std::string name = mark == nullptr ? std::string(info(index).id) : mark_column(*asked);
    if (std::find(request.columns.begin(), asked, *asked) != asked)
      return fail(ErrorKind::usage, said("The column {} stands there twice.", name));
    if (mark == nullptr)
      add_columns(layout, info(index), request.buckets.has_value());
    else if (request.buckets)
      layout.columns.push_back(
          {.name = name, .unit = {}, .channel = place_of(layout, index), .flag = mark->flag});
    else
      return fail(ErrorKind::usage, said("{} is only known of what is summed up.", name),
                  "Ask for hours or days, or leave the column out.");
  }
  return layout;
}

std::string csv_text(std::string_view text, char separator) {
  constexpr std::string_view runs_as_formula = "=+-@\t\r\n'";
  const bool guarded = !text.empty() && runs_as_formula.find(text.front()) != std::string_view::npos;
  const bool quoted = guarded || text.find_first_of("\"\r\n") != std::string_view::npos ||
                      text.find(separator) != std::string_view::npos;
  if (!quoted) return std::string(text);
  std::string out = guarded ? "\"'" : "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace hearth
