#include "core/config/change_config.h"

#include "core/config/read_toml.h"
#include "core/files/atomic_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <toml++/toml.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <vector>

namespace hearth {
namespace {

/// Where a change belongs in a file.
struct Place {
  std::vector<std::string> section;  ///< {"api"}, {"mqtt", "places"}
  std::string key;                   ///< as the parser has it
  std::string written;               ///< as TOML has it
  ConfigValue value;

  /// "api", "mqtt.places".
  [[nodiscard]] std::string header() const { return fmt::format("{}", fmt::join(section, ".")); }
};

Place place_of(const ConfigChange& change) {
  const std::string section(change.key->section);
  const std::string key(change.key->key);
  const auto* const table = std::get_if<NameTable>(&change.value);
  if (table == nullptr) return {{section}, key, key, change.value};
  const auto& [name, text] = *table->begin();
  return {{section, key}, name, toml_text(ConfigValue(name)), text};
}

/// The table at the end of a path, or nothing. What stands there and is no table: nothing.
template <class Table>
Table* table_at(Table& root, const std::vector<std::string>& path) {
  Table* table = &root;
  for (const std::string& name : path) {
    auto* const node = table->get(name);
    table = node == nullptr ? nullptr : node->as_table();
    if (table == nullptr) return nullptr;
  }
  return table;
}

std::optional<toml::table> parse_toml(std::string_view text) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error&) {
    return std::nullopt;
  }
}

/// A text by its lines, as toml++ counts them: from 1, in code points.
class TomlLines {
 public:
  explicit TomlLines(std::string_view text) : text_(text) {
    for (std::size_t at = 0; at < text.size(); ++at)
      if (text[at] == '\n') starts_.push_back(at + 1);
  }

  [[nodiscard]] std::size_t count() const { return starts_.size(); }
  [[nodiscard]] std::size_t begin(std::size_t line) const {
    return line <= starts_.size() ? starts_[line - 1] : text_.size();
  }
  [[nodiscard]] std::string_view at(std::size_t line) const {
    return text_.substr(begin(line), begin(line + 1) - begin(line));
  }
  [[nodiscard]] std::size_t offset(toml::source_position place) const {
    std::size_t at = begin(place.line);
    for (toml::source_index column = 1; column < place.column && at < text_.size(); ++column) {
      ++at;
      while (at < text_.size() && (static_cast<unsigned char>(text_[at]) & 0xc0U) == 0x80U) ++at;
    }
    return at;
  }

 private:
  std::string_view text_;
  std::vector<std::size_t> starts_{0};
};

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const auto from = text.find_first_not_of(blank);
  return from == std::string_view::npos ? std::string_view()
                                        : text.substr(from, text.find_last_not_of(blank) + 1 - from);
}

/// Whether a line is a comment that shows the key: "#base_url = …".
bool shows_key(std::string_view line, std::string_view key) {
  line = without_blanks(line);
  if (!line.starts_with('#')) return false;
  line = without_blanks(line.substr(1));
  return line.starts_with(key) && without_blanks(line.substr(key.size())).starts_with('=');
}

/// The last line that anything in a table stands on.
toml::source_index last_line(const toml::table& table) {
  toml::source_index last = table.source().begin.line;
  for (const auto& [key, node] : table) {
    const toml::table* inner = node.as_table();
    // What has a header of its own is no part of what stands below this one's.
    if (inner != nullptr && !inner->is_inline()) continue;
    last = std::max({last, key.source().end.line, node.source().end.line});
  }
  return last;
}

/// The texts that set the key, the one that is most like what a person would write first.
class EditCandidates {
 public:
  EditCandidates(std::string_view text, const toml::table& root, const ConfigChange& change)
      : text_(text),
        lines_(text),
        line_end_(text.find("\r\n") == std::string_view::npos ? "\n" : "\r\n"),
        place_(place_of(change)),
        value_(toml_text(place_.value)) {
    const toml::table* table = table_at(root, place_.section);
    if (table == nullptr)
      add_section();
    else if (const toml::node* there = table->get(place_.key))
      replace(there->source());
    else
      add_key(root, *table);
  }

  std::vector<std::string> take() { return std::move(made_); }

 private:
  void splice(std::size_t from, std::size_t to, std::string_view with) {
    made_.push_back(fmt::format("{}{}{}", text_.substr(0, from), with, text_.substr(to)));
  }
  void replace(const toml::source_region& where) {
    splice(lines_.offset(where.begin), lines_.offset(where.end), value_);
  }
  void insert_below(std::size_t line, std::string_view written) {
    const std::size_t at = lines_.begin(line + 1);
    const bool open_end = at == text_.size() && !text_.empty() && text_.back() != '\n';
    splice(at, at, fmt::format("{}{}{}", open_end ? line_end_ : "", written, line_end_));
  }
  void add_section() {
    const std::string_view gap = without_blanks(text_).empty() ? "" : line_end_;
    insert_below(lines_.count(),
                 fmt::format("{}[{}]{}{} = {}", gap, place_.header(), line_end_, place_.written, value_));
  }
  void add_key(const toml::table& root, const toml::table& table) {
    const toml::source_region& where = table.source();
    const std::string plain = fmt::format("{} = {}", place_.written, value_);
    if (table.is_inline()) {
      const std::size_t brace = lines_.offset(where.end) - 1;
      return splice(brace, brace, fmt::format("{}{} ", table.empty() ? " " : ", ", plain));
    }
    if (!without_blanks(lines_.at(where.begin.line)).starts_with('[')) {
      insert_below(last_line(table), fmt::format("{}.{}", place_.header(), plain));
      // Below the header of what the table is in.
      return insert_below(last_line(table), fmt::format("{}.{}", place_.section.back(), plain));
    }
    std::size_t end = lines_.count() + 1;
    for (const auto& [name, node] : root)
      if (const auto line = node.source().begin.line; node.is_table() && line > where.begin.line)
        end = std::min<std::size_t>(end, line);
    for (std::size_t line = where.begin.line + 1; line < end; ++line)
      if (shows_key(lines_.at(line), place_.written)) insert_below(line, plain);
    insert_below(last_line(table), plain);
    // Where only sections of the section stand.
    add_section();
  }

  std::string_view text_;
  TomlLines lines_;
  std::string_view line_end_;
  Place place_;
  std::string value_;
  std::vector<std::string> made_;
};

/// The text with one key set. What comes out is read again, and means what it meant but for that key.
std::optional<std::string> with_change(std::string_view text, const toml::table& root,
                                       const ConfigChange& change) {
  const Place place = place_of(change);
  const auto value = parse_toml("v = " + toml_text(place.value));
  if (!value) return std::nullopt;
  toml::table wanted = root;
  toml::table* section = &wanted;
  for (const std::string& name : place.section) {
    // What is no table stays as it is.
    section->insert(name, toml::table{});
    section = section->get_as<toml::table>(name);
    if (section == nullptr) return std::nullopt;
  }
  section->insert_or_assign(place.key, *value->get("v"));
  for (std::string& candidate : EditCandidates(text, root, change).take()) {
    const auto read = parse_toml(candidate);
    if (read && *read == wanted) return std::move(candidate);
  }
  return std::nullopt;
}

/// The entry of a table of names that `mqtt.places."device"`, `mqtt.places.device` or "[mqtt.places] device"
/// names, or such a table itself; nothing where it is another key.
std::optional<NamedKey> entry_named(std::string_view name) {
  for (const ConfigKey& key : config_keys()) {
    if (!is_name_table(key)) continue;
    for (const std::string& table : {dotted_name(key), shown_name(key)}) {
      if (!name.starts_with(table)) continue;
      std::string_view entry = name.substr(table.size());
      if (entry.empty()) return NamedKey{&key};
      if (entry.front() != '.' && entry.front() != ' ') continue;
      entry.remove_prefix(1);
      if (entry.size() >= 2 && entry.front() == entry.back() &&
          (entry.front() == '"' || entry.front() == '\''))
        entry = entry.substr(1, entry.size() - 2);
      return NamedKey{&key, std::string(entry)};
    }
  }
  return std::nullopt;
}

/// What a text is that cannot be read: where, and why.
Error why_unreadable(std::string_view text, const std::string& name) {
  LoadedConfig loaded;
  read_toml(text, name, loaded);
  return loaded.problems.empty() ? Error{ErrorKind::config, "This is not valid TOML.", {}, name}
                                 : loaded.problems.front().error;
}

Expected<void> write_config(const std::filesystem::path& file, const std::string& text, bool is_new) {
  struct stat facts = {};
  const mode_t mode = !is_new && ::stat(file.c_str(), &facts) == 0 ? facts.st_mode & 0777U : 0600U;
  auto out = AtomicFile::create(file, {.mode = 0600, .replace = !is_new});
  if (!out) return std::unexpected(out.error());
  if (auto written = out->write(text); !written) return written;
  if (::chmod(out->temporary().c_str(), mode) != 0)
    return fail(ErrorKind::cannot_create, "The rights of the configuration cannot be kept.",
                "Check who owns its folder.", file.string());
  return out->commit();
}

}  // namespace

Expected<NamedKey> config_key_named(std::string_view name) {
  std::string_view section;
  std::string_view key = name;
  if (auto entry = entry_named(name)) return *std::move(entry);
  if (name.starts_with('[') && name.find(']') != std::string_view::npos) {
    section = without_blanks(name.substr(1, name.find(']') - 1));
    key = without_blanks(name.substr(name.find(']') + 1));
  } else if (const auto dot = name.find('.'); dot != std::string_view::npos) {
    section = name.substr(0, dot);
    key = name.substr(dot + 1);
  }
  if (const ConfigKey* found = find_config_key(section, key)) return NamedKey{found};
  if (names_a_secret(key))
    return fail(ErrorKind::usage, "A token or password must not stand in the configuration.",
                secret_belongs(section), std::string(name));
  return fail(ErrorKind::usage,
              said("There is no key \"{}\"{}", name.substr(0, 60),
                   did_you_mean(section, key).empty() ? "." : did_you_mean(section, key)),
              "Keys are written like api.base_url; \"hearthctl config show\" lists them.");
}

Expected<ConfigChange> config_change(std::string_view name, const std::string& text) {
  const auto named = config_key_named(name);
  if (!named) return std::unexpected(named.error());
  const auto refuse = [&](const Text& why) {
    return fail(ErrorKind::usage, Text::joined(why, "."),
                is_name_table(*named->key)
                    ? said("For example: {}.{}", dotted_name(*named->key), named->key->example)
                    : said("For example: {} = {}", named->key->key, named->key->example),
                dotted_name(*named->key));
  };
  if (is_name_table(*named->key) && named->entry.empty())
    return fail(ErrorKind::usage, "One of its names is set at a time.",
                said("For example: {}.{}", dotted_name(*named->key), named->key->example),
                dotted_name(*named->key));
  auto value = is_name_table(*named->key) ? ConfigValue(NameTable{{named->entry, text}})
                                          : value_from_text(*named->key, text);
  if (!value) {
    // The quotes that TOML wants are none of a command line's business.
    std::string_view must = must_be(*named->key);
    return refuse(std::string(must.substr(0, must.find(", without quotes"))));
  }
  if (std::string problem = named->key->problem(*value); !problem.empty()) return refuse(std::move(problem));
  return ConfigChange{named->key, std::move(*value)};
}

Expected<std::string> changed_config_text(std::string_view text, const std::string& name,
                                          std::span<const ConfigChange> changes) {
  constexpr std::string_view mark = "\xef\xbb\xbf";  // some editors begin a file with it
  const std::string_view begin = text.starts_with(mark) ? mark : std::string_view();
  std::string now(text.substr(begin.size()));
  for (const ConfigChange& change : changes) {
    const auto root = parse_toml(now);
    if (!root) return std::unexpected(why_unreadable(text, name));
    auto changed = with_change(now, *root, change);
    if (!changed)
      return fail(
          ErrorKind::config, said("{} cannot be set in this file by the program.", dotted_name(*change.key)),
          said("Write it by hand: {} = … below [{}].", place_of(change).written, place_of(change).header()),
          name);
    now = std::move(*changed);
  }
  return std::string(begin) + now;
}

Expected<void> change_config(const std::filesystem::path& file, std::span<const ConfigChange> changes) {
  std::error_code error;
  const bool is_new = !std::filesystem::exists(std::filesystem::symlink_status(file, error));
  std::filesystem::path place = file;
  if (!is_new) {
    place = std::filesystem::canonical(file, error);
    if (error)
      return fail(ErrorKind::config, said("The configuration cannot be read: {}.", error.message()),
                  "Check where it leads to.", file.string());
  } else if (file.has_parent_path()) {
    std::filesystem::create_directories(file.parent_path(), error);
    if (error)
      return fail(ErrorKind::cannot_create,
                  said("The folder {} cannot be made: {}.", file.parent_path().string(), error.message()),
                  "Check the rights of the folder above it.", file.string());
  }
  Expected<std::string> text = is_new ? sample_config() : read_config_file(place);
  if (!text) return std::unexpected(text.error());
  const auto changed = changed_config_text(*text, file.string(), changes);
  if (!changed) return std::unexpected(changed.error());
  return write_config(place, *changed, is_new);
}

}  // namespace hearth
