#pragma once

#include "core/json/fault.h"

#include <simdjson.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Small JSON documents that nobody vouches for, read as a whole. For .cpp files only: simdjson stays out of
/// the other headers. Every error is bad_data with the member as its place, and shows no value.
namespace hearth::json {

/// One object. A view: the Document must outlive it. A member that is null counts as absent, everywhere.
class Object {
 public:
  Object() = default;
  /// `what` begins the sentences of all errors: "The ID token's header". Errors: not an object; two members
  /// of one name, of which readers pick different ones.
  static Expected<Object> from(simdjson::dom::element element, std::string what);

  [[nodiscard]] std::optional<simdjson::dom::element> find(std::string_view key) const;
  [[nodiscard]] bool has(std::string_view key) const { return find(key).has_value(); }

  /// Text of at most `longest` bytes. Errors: not text, longer.
  [[nodiscard]] Expected<std::optional<std::string>> text(std::string_view key, std::size_t longest) const;
  /// The same; absent or empty is an error too.
  [[nodiscard]] Expected<std::string> needed_text(std::string_view key, std::size_t longest) const;
  /// For what is only shown: whatever is not text is empty.
  [[nodiscard]] std::string shown_text(std::string_view key, std::size_t longest) const;
  [[nodiscard]] Expected<std::optional<bool>> flag(std::string_view key) const;
  /// Finite.
  [[nodiscard]] Expected<std::optional<double>> number(std::string_view key) const;
  /// At most `most_texts`, each of at most `longest_text` bytes.
  [[nodiscard]] Expected<std::optional<std::vector<std::string>>> texts(std::string_view key) const;

  /// What it is, for sentences.
  [[nodiscard]] const std::string& what() const noexcept { return what_; }
  /// The error at `key`.
  [[nodiscard]] std::unexpected<Error> refuse(std::string_view key, Text sentence, Text next = {}) const;

 private:
  simdjson::dom::object members_;
  std::string what_;
};

/// A parsed body whose root is an object.
class Document {
 public:
  /// Errors: empty, more than `longest` bytes, nested deeper than `deepest`, not UTF-8, a number that cannot
  /// be, otherwise malformed, anything after the end, and those of Object::from.
  static Expected<Document> parse(std::string_view body, std::string what, std::size_t longest);

  [[nodiscard]] const Object& root() const { return root_; }

 private:
  std::unique_ptr<simdjson::dom::parser> parser_;
  Object root_;
};

}  // namespace hearth::json
