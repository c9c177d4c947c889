#include "core/net/redaction.h"

#include <QByteArray>

#include <algorithm>
#include <array>
#include <cctype>

namespace hearth {
namespace {

constexpr std::string_view blot = "[redacted]";

/// Codes of errors and exits are short; authorization codes are not.
constexpr std::size_t shortest_code = 20;

bool is_alphanumeric(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

bool is_name(char c) {
  return is_alphanumeric(c) || c == '_' || c == '-';
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  return out;
}

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_start) {
  return text.size() >= lower_start.size() && lower(text.substr(0, lower_start.size())) == lower_start;
}

bool ends_value(char c) {
  constexpr std::string_view ends = " &\"',;)<\\";
  return ends.find(c) != std::string_view::npos;
}

/// Where a value begins that the text at `at` gives the name before it: after `=`, `%3D`, or the colon of a
/// JSON member; 0 where there is none.
std::size_t value_after(std::string_view text, std::size_t at) {
  const auto skip = [&](std::string_view set) {
    while (at < text.size() && set.find(text[at]) != std::string_view::npos) ++at;
  };
  constexpr std::string_view quotes = "\"'\\";  // JSON in a JSON string has its quotes escaped
  if (text.substr(at).starts_with('=')) {
    ++at;
  } else if (starts_with_ignoring_case(text.substr(at), "%3d")) {
    at += 3;
  } else {
    const std::size_t name_end = at;
    skip(quotes);
    if (at == name_end) return 0;
    skip(" ");
    if (!text.substr(at).starts_with(':')) return 0;
    ++at;
    skip(" ");
    // Numbers and nulls are no secrets.
    if (at == text.size() || quotes.find(text[at]) == std::string_view::npos) return 0;
  }
  skip(quotes);
  return at;
}

std::size_t value_end(std::string_view text, std::size_t from) {
  while (from < text.size() && !ends_value(text[from])) ++from;
  return from;
}

/// Whether the name is that of a query's member: `?code`, `&code`, and both percent-encoded.
bool in_query(std::string_view before) {
  return before.ends_with('?') || before.ends_with('&') ||
         (before.size() >= 3 && (starts_with_ignoring_case(before.substr(before.size() - 3), "%3f") ||
                                 starts_with_ignoring_case(before.substr(before.size() - 3), "%26")));
}

bool names_secret(std::string_view name, std::string_view before, std::string_view value) {
  constexpr std::array endings = {"token",     "secret",        "password",    "passwd",
                                  "assertion", "code_verifier", "device_code", "user_code"};
  const std::string spelled = lower(name);
  if (std::any_of(endings.begin(), endings.end(), [&](const char* e) { return spelled.ends_with(e); }))
    return true;
  if (spelled != "code" && spelled != "authorization_code") return false;
  return in_query(before) || value.size() >= shortest_code;
}

/// Replaces `text[from, to)`; the end of what stands there now.
std::size_t replace(std::string& text, std::size_t from, std::size_t to) {
  text.replace(from, to - from, blot);
  return from + blot.size();
}

void blot_named_values(std::string& text) {
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (is_name(text[at]) || !is_name(text[at - 1])) continue;
    const std::size_t from = value_after(text, at);
    if (from == 0) continue;
    const std::size_t to = value_end(text, from);
    if (to == from) continue;
    const std::string_view all(text);
    std::size_t name = at;
    while (name > 0 && is_name(all[name - 1])) --name;
    // An escape before the name is none of it: %26code.
    if (name > 0 && all[name - 1] == '%' && at - name > 2) name += 2;
    if (names_secret(all.substr(name, at - name), all.substr(0, name), all.substr(from, to - from)))
      at = replace(text, from, to) - 1;
  }
}

/// JWS and JWE (RFC 7515, 7516): base64url parts with dots between, the first of which is a JSON object.
void blot_jwts(std::string& text) {
  const auto is_part = [](char c) { return is_name(c) || c == '.'; };
  for (std::size_t at = text.find("eyJ"); at != std::string::npos; at = text.find("eyJ", at)) {
    std::size_t to = at;
    while (to < text.size() && is_part(text[to])) ++to;
    const bool jwt = std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                                text.begin() + static_cast<std::ptrdiff_t>(to), '.') >= 2;
    at = jwt ? replace(text, at, to) : to;
  }
}

/// RFC 7617: "user:password" in base64. Any other word after "basic" is just that.
bool is_basic_credentials(std::string_view word) {
  return QByteArray::fromBase64(QByteArray(word.data(), static_cast<qsizetype>(word.size()))).contains(':');
}

/// The word after a scheme of authentication.
void blot_credentials(std::string& text, std::string_view scheme, bool (*is_credentials)(std::string_view)) {
  for (std::size_t at = 0; at + scheme.size() <= text.size(); ++at) {
    if (!starts_with_ignoring_case(std::string_view(text).substr(at), scheme)) continue;
    const std::size_t from = at + scheme.size();
    const std::size_t to = value_end(text, from);
    if (to > from && is_credentials(std::string_view(text).substr(from, to - from)))
      at = replace(text, from, to) - 1;
  }
}

}  // namespace

void blot_out(std::string& text, std::string_view secret) {
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + blot.size()))
    text.replace(at, secret.size(), blot);
}

void blot_out_what_looks_secret(std::string& text) {
  blot_named_values(text);
  blot_jwts(text);
  blot_credentials(text, "bearer ", [](std::string_view) { return true; });
  blot_credentials(text, "basic ", is_basic_credentials);
}

}  // namespace hearth
