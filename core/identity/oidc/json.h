#pragma once

#include "core/telemetry/error.h"

#include <simdjson.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Small JSON documents that nobody vouches for. For this library's own .cpp files: simdjson stays out of the
/// other headers. Every error is bad_data with the member as its place, and shows no value.
namespace hearth::oidc {

/// The largest document that a provider has reason to send, and the longest name in one; bytes.
constexpr std::size_t largest_body = 256 * 1024;
constexpr std::size_t longest_name = 256;

/// A text for a person to see: control characters become spaces, and it is cut between characters.
std::string shown(std::string_view text, std::size_t longest);

/// Characters 0x21 to 0x7e, and at least one.
bool is_visible_ascii(std::string_view text);

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
  /// At most 256 texts of at most 256 bytes.
  [[nodiscard]] Expected<std::optional<std::vector<std::string>>> texts(std::string_view key) const;

  /// "<what> <predicate>." at `key`.
  [[nodiscard]] std::unexpected<Error> refuse(std::string_view key, std::string_view predicate,
                                              std::string next = {}) const;

 private:
  simdjson::dom::object members_;
  std::string what_;
};

/// What a person is called: name, else preferred_username, else email, else empty; at most 200 bytes. What is
/// only shown is no reason to refuse anybody.
std::string shown_name(const Object& claims);

/// A parsed body whose root is an object.
class Document {
 public:
  /// Errors: empty, more than `longest` bytes, nested deeper than 32 levels, not UTF-8, a number that cannot
  /// be, otherwise malformed, anything after the end, and those of Object::from.
  static Expected<Document> parse(std::string_view body, std::string what, std::size_t longest);

  [[nodiscard]] const Object& root() const { return root_; }

 private:
  std::unique_ptr<simdjson::dom::parser> parser_;
  Object root_;
};

}  // namespace hearth::oidc
