#include "core/config/change_config.h"

#include "core/config/read_toml.h"
#include "core/files/atomic_file.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <toml++/toml.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <vector>

namespace hearth {
namespace {

std::string dotted(const ConfigKey& key) {
  return fmt::format("{}.{}", key.section, key.key);
}

std::optional<toml::table> parse(std::string_view text) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error&) {
    return std::nullopt;
  }
}

/// A text by its lines, as toml++ counts them: from 1, in code points.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {
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

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const auto from = text.find_first_not_of(blank);
  return from == std::string_view::npos ? std::string_view()
                                        : text.substr(from, text.find_last_not_of(blank) + 1 - from);
}

/// Whether a line is a comment that shows the key: "#base_url = …".
bool shows_key(std::string_view line, std::string_view key) {
  line = trimmed(line);
  if (!line.starts_with('#')) return false;
  line = trimmed(line.substr(1));
  return line.starts_with(key) && trimmed(line.substr(key.size())).starts_with('=');
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
class Candidates {
 public:
  Candidates(std::string_view text, const toml::table& root, const ConfigChange& change)
      : text_(text),
        lines_(text),
        line_end_(text.find("\r\n") == std::string_view::npos ? "\n" : "\r\n"),
        key_(*change.key),
        value_(toml_text(change.value)) {
    const toml::node* section = root.get(key_.section);
    const toml::table* table = section == nullptr ? nullptr : section->as_table();
    if (table == nullptr)
      add_section();
    else if (const toml::node* there = table->get(key_.key))
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
    const std::string_view gap = trimmed(text_).empty() ? "" : line_end_;
    insert_below(lines_.count(),
                 fmt::format("{}[{}]{}{} = {}", gap, key_.section, line_end_, key_.key, value_));
  }
  void add_key(const toml::table& root, const toml::table& table) {
    const toml::source_region& where = table.source();
    const std::string plain = fmt::format("{} = {}", key_.key, value_);
    if (table.is_inline()) {
      const std::size_t brace = lines_.offset(where.end) - 1;
      return splice(brace, brace, fmt::format("{}{} ", table.empty() ? " " : ", ", plain));
    }
    if (!trimmed(lines_.at(where.begin.line)).starts_with('['))
      return insert_below(last_line(table), fmt::format("{}.{}", key_.section, plain));
    std::size_t end = lines_.count() + 1;
    for (const auto& [name, node] : root)
      if (const auto line = node.source().begin.line; node.is_table() && line > where.begin.line)
        end = std::min<std::size_t>(end, line);
    for (std::size_t line = where.begin.line + 1; line < end; ++line)
      if (shows_key(lines_.at(line), key_.key)) insert_below(line, plain);
    insert_below(last_line(table), plain);
    // Where only sections of the section stand.
    add_section();
  }

  std::string_view text_;
  Lines lines_;
  std::string_view line_end_;
  const ConfigKey& key_;
  std::string value_;
  std::vector<std::string> made_;
};

/// The text with one key set. What comes out is read again, and means what it meant but for that key.
std::optional<std::string> with_change(std::string_view text, const toml::table& root,
                                       const ConfigChange& change) {
  const auto value = parse("v = " + toml_text(change.value));
  if (!value) return std::nullopt;
  toml::table wanted = root;
  if (wanted.get_as<toml::table>(change.key->section) == nullptr)
    wanted.insert(change.key->section, toml::table{});
  toml::table* const section = wanted.get_as<toml::table>(change.key->section);
  if (section == nullptr) return std::nullopt;
  section->insert_or_assign(change.key->key, *value->get("v"));
  for (std::string& candidate : Candidates(text, root, change).take()) {
    const auto read = parse(candidate);
    if (read && *read == wanted) return std::move(candidate);
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

Expected<void> write_file(const std::filesystem::path& file, const std::string& text, bool is_new) {
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

Expected<const ConfigKey*> config_key_named(std::string_view name) {
  std::string_view section;
  std::string_view key = name;
  if (name.starts_with('[') && name.find(']') != std::string_view::npos) {
    section = trimmed(name.substr(1, name.find(']') - 1));
    key = trimmed(name.substr(name.find(']') + 1));
  } else if (const auto dot = name.find('.'); dot != std::string_view::npos) {
    section = name.substr(0, dot);
    key = name.substr(dot + 1);
  }
  if (const ConfigKey* found = find_config_key(section, key)) return found;
  if (names_a_secret(key))
    return fail(ErrorKind::usage, "A token or password must not stand in the configuration.",
                section == "replica"
                    ? "Type \"hearthctl replica password\"."
                    : "Sign in with \"hearthctl login\", or name a file: identity.token_file.",
                std::string(name));
  return fail(ErrorKind::usage,
              fmt::format("There is no key \"{}\"{}", name.substr(0, 60),
                          did_you_mean(section, key).empty() ? "." : did_you_mean(section, key)),
              "Keys are written like api.base_url; \"hearthctl config show\" lists them.");
}

Expected<ConfigChange> config_change(std::string_view name, const std::string& text) {
  const auto key = config_key_named(name);
  if (!key) return std::unexpected(key.error());
  const auto refuse = [&](std::string why) {
    return fail(ErrorKind::usage, std::move(why) + '.',
                fmt::format("For example: {} = {}", (*key)->key, (*key)->example), dotted(**key));
  };
  auto value = value_from_text(**key, text);
  if (!value) {
    // The quotes that TOML wants are none of a command line's business.
    std::string_view must = must_be(**key);
    return refuse(std::string(must.substr(0, must.find(", without quotes"))));
  }
  if (std::string problem = (*key)->problem(*value); !problem.empty()) return refuse(std::move(problem));
  return ConfigChange{*key, std::move(*value)};
}

Expected<std::string> changed_config_text(std::string_view text, const std::string& name,
                                          std::span<const ConfigChange> changes) {
  constexpr std::string_view mark = "\xef\xbb\xbf";  // some editors begin a file with it
  const std::string_view begin = text.starts_with(mark) ? mark : std::string_view();
  std::string now(text.substr(begin.size()));
  for (const ConfigChange& change : changes) {
    const auto root = parse(now);
    if (!root) return std::unexpected(why_unreadable(text, name));
    auto changed = with_change(now, *root, change);
    if (!changed)
      return fail(ErrorKind::config,
                  fmt::format("{} cannot be set in this file by the program.", dotted(*change.key)),
                  fmt::format("Write it by hand: {} = … below [{}].", change.key->key, change.key->section),
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
      return fail(ErrorKind::config, fmt::format("The configuration cannot be read: {}.", error.message()),
                  "Check where it leads to.", file.string());
  } else if (file.has_parent_path()) {
    std::filesystem::create_directories(file.parent_path(), error);
    if (error)
      return fail(
          ErrorKind::cannot_create,
          fmt::format("The folder {} cannot be made: {}.", file.parent_path().string(), error.message()),
          "Check the rights of the folder above it.", file.string());
  }
  Expected<std::string> text = is_new ? sample_config() : read_config_file(place);
  if (!text) return std::unexpected(text.error());
  const auto changed = changed_config_text(*text, file.string(), changes);
  if (!changed) return std::unexpected(changed.error());
  return write_file(place, *changed, is_new);
}

}  // namespace hearth
