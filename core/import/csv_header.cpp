#include "core/import/csv_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace hearth {
namespace {

struct UnitFactor {
  std::string_view channel;
  std::string_view file;
  double factor;
};
constexpr std::array unit_factors = {UnitFactor{"Wh", "kWh", 1e3}, UnitFactor{"Wh", "MWh", 1e6},
                                     UnitFactor{"W", "kW", 1e3}, UnitFactor{"mA", "A", 1e3}};
/// Spellings that can mean nothing else; "MWH" and "MA" could.
struct UnitSpelling {
  std::string_view other;
  std::string_view unit;
};
constexpr std::array unit_spellings = {
    UnitSpelling{"wh", "Wh"},   UnitSpelling{"WH", "Wh"},   UnitSpelling{"kwh", "kWh"},
    UnitSpelling{"KWh", "kWh"}, UnitSpelling{"KWH", "kWh"}, UnitSpelling{"w", "W"},
    UnitSpelling{"kw", "kW"},   UnitSpelling{"KW", "kW"},   UnitSpelling{"a", "A"},
    UnitSpelling{"v", "V"},     UnitSpelling{"C", "°C"}};
constexpr std::array<std::string_view, 5> figures = {" avg", " min", " max", " last", " sum"};

std::unexpected<Error> refused(std::size_t column, Text message, Text next = {}) {
  return fail(ErrorKind::bad_data, std::move(message), std::move(next), fmt::format("1:{}", column + 1));
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Names are in small letters here; people and spreadsheets make others of the first.
std::string lowered(std::string_view text) {
  std::string small(text);
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return small;
}

std::string shown(std::string_view text) {
  return std::string(text.substr(0, 60));
}

/// The first line's fields; none of ours holds a line's end.
std::vector<std::string> split(std::string_view line, char separator) {
  std::vector<std::string> fields;
  std::size_t start = 0;
  bool quoted = false;
  for (std::size_t i = 0; i <= line.size(); ++i) {
    if (i < line.size() && line[i] == '"') quoted = !quoted;
    if (i < line.size() && (line[i] != separator || quoted)) continue;
    fields.emplace_back(trimmed(csv_field_text(trimmed(line.substr(start, i - start)))));
    start = i + 1;
  }
  return fields;
}

Expected<CsvField> number_field(std::size_t column, const std::string& name) {
  std::string_view named = name;
  std::string_view unit;
  for (const std::string_view brackets : {"[]", "()"})
    if (const auto open = named.rfind(brackets[0]);
        named.ends_with(brackets[1]) && open != std::string_view::npos) {
      unit = trimmed(named.substr(open + 1, named.size() - open - 2));
      named = trimmed(named.substr(0, open));
    }
  const std::string id = lowered(named);
  for (const std::string_view figure : figures)
    if (id.ends_with(figure) && find_channel(std::string_view(id).substr(0, id.size() - figure.size())))
      return refused(column, said("\"{}\" holds sums of intervals, and only readings can be imported.", name),
                     "Export with --every raw.");
  const auto channel = find_channel(id);
  if (!channel)
    return refused(
        column, said("\"{}\" is no channel that is known here.", shown(name)),
        "The header must be that of an export: time, then channels such as \"energy.import [Wh]\".");
  CsvField field{.channel = *channel, .name = id};
  const std::string_view own = info(*channel).unit;
  for (const UnitSpelling& spelling : unit_spellings)
    if (unit == spelling.other) unit = spelling.unit;
  if (unit.empty() || unit == own) return field;
  const auto known = std::find_if(unit_factors.begin(), unit_factors.end(),
                                  [&](const UnitFactor& u) { return u.channel == own && u.file == unit; });
  if (known == unit_factors.end())
    return refused(column, said("{} cannot be read in {}; it is in {}.", id, shown(unit), own));
  field.factor = known->factor;
  return field;
}

Expected<CsvField> field_of(std::size_t column, const std::string& name) {
  const std::string small = lowered(name);
  if (small == "time") return CsvField{.role = CsvField::Role::time, .name = small};
  for (const Dataset d : all_datasets)
    if (!entity_name(d).empty() && entity_name(d) == small)
      return CsvField{.role = CsvField::Role::entity, .name = small};
  return number_field(column, name);
}

/// What each field alone cannot tell.
Expected<void> check_together(const CsvHeader& header, std::optional<Dataset> wanted) {
  const auto count = [&](CsvField::Role role) {
    return std::count_if(header.fields.begin(), header.fields.end(),
                         [role](const CsvField& f) { return f.role == role; });
  };
  for (std::size_t i = 0; i < header.fields.size(); ++i) {
    const CsvField& field = header.fields[i];
    if (std::count_if(header.fields.begin(), header.fields.end(),
                      [&](const CsvField& f) { return f.name == field.name; }) > 1)
      return refused(i, said("The column {} stands there twice.", shown(field.name)));
    if (field.role == CsvField::Role::number && info(field.channel).dataset != header.dataset)
      return refused(i,
                     said("{} is of another dataset than {}.", field.name, info(header.channels.front()).id));
    if (field.role == CsvField::Role::entity && field.name != entity_name(header.dataset))
      return refused(i, said("Rows of {} have no {}.", dataset_name(header.dataset), field.name));
  }
  if (count(CsvField::Role::time) == 0) return refused(0, "There is no column time.");
  if (!entity_name(header.dataset).empty() && count(CsvField::Role::entity) == 0)
    return refused(
        0, said("There is no column {}: whose readings they are is not said.", entity_name(header.dataset)));
  if (wanted && *wanted != header.dataset)
    return refused(
        0, said("These are readings of {}, not of {}.", dataset_name(header.dataset), dataset_name(*wanted)));
  return {};
}

}  // namespace

std::string csv_field_text(std::string_view field) {
  std::string text;
  if (field.size() >= 2 && field.front() == '"' && field.back() == '"') {
    field = field.substr(1, field.size() - 2);
    for (std::size_t i = 0; i < field.size(); ++i) {
      text += field[i];
      if (field[i] == '"' && i + 1 < field.size() && field[i + 1] == '"') ++i;
    }
  } else {
    text = field;
  }
  constexpr std::string_view guarded = "=+-@\t\r\n'";
  if (text.size() >= 2 && text.front() == '\'' && guarded.find(text[1]) != std::string::npos)
    text.erase(0, 1);
  return text;
}

Expected<CsvHeader> read_csv_header(std::string_view line, std::optional<Dataset> wanted) {
  CsvHeader header;
  // What follows the first name; a decimal comma cannot stand beside a comma between fields.
  if (const auto at = line.find_first_of(",;"); at != std::string_view::npos && line[at] == ';') {
    header.separator = ';';
    header.point = ',';
  }
  const std::vector<std::string> names = split(line, header.separator);
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto field = field_of(i, names[i]);
    if (!field) return std::unexpected(field.error());
    if (field->role == CsvField::Role::number) {
      if (header.channels.empty()) header.dataset = info(field->channel).dataset;
      field->number = header.channels.size();
      header.channels.push_back(field->channel);
    }
    header.fields.push_back(std::move(*field));
  }
  if (header.channels.empty())
    return refused(
        0, "There is no column of a channel.",
        "The header must be that of an export: time, then channels such as \"energy.import [Wh]\".");
  if (const auto good = check_together(header, wanted); !good) return std::unexpected(good.error());
  return header;
}

}  // namespace hearth
