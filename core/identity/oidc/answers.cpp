#include "core/identity/oidc/answers.h"

#include "core/identity/oidc/claims.h"
#include "core/identity/oidc/web_address.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace hearth::oidc {
namespace {

constexpr std::size_t largest_token_answer = 256 * 1024;
constexpr std::size_t largest_answer = 64 * 1024;
constexpr std::size_t longest_token = 64 * 1024;
constexpr std::size_t longest_scope = 8 * 1024;
constexpr std::size_t longest_error = 100;
constexpr std::size_t longest_description = 300;
constexpr std::size_t longest_device_code = 4096;
constexpr std::size_t longest_user_code = 64;
constexpr DurationMs longest_lifetime = 3653 * day_ms;
constexpr DurationMs longest_interval = 10 * minute_ms;

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

Expected<std::string> needed_token(const Object& root, std::string_view key, std::size_t longest) {
  auto token = root.needed_text(key, longest);
  if (token && !is_visible_ascii(*token))
    return root.refuse(key, said("{} has a code that is not visible ASCII ({}).", root.what(), key));
  return token;
}

/// Some providers say "" where they mean none.
Expected<std::string> token(const Object& root, std::string_view key) {
  const auto text = root.text(key, longest_token);
  if (!text) return std::unexpected(text.error());
  if (!*text || (*text)->empty()) return std::string();
  return needed_token(root, key, longest_token);
}

/// The refresh token of a document that cannot be read as a whole: other members are passed over unread.
/// Empty where there is none, or more than one.
std::string lone_refresh_token(std::string_view body) {
  if (body.size() > largest_token_answer) return {};
  const simdjson::padded_string padded(body);
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  simdjson::ondemand::object root;
  if (parser.iterate(padded).get(document) != simdjson::SUCCESS ||
      document.get_object().get(root) != simdjson::SUCCESS)
    return {};
  std::string found;
  for (auto member : root) {
    std::string_view key;
    std::string_view text;
    if (member.unescaped_key().get(key) != simdjson::SUCCESS) break;
    if (key != "refresh_token") continue;
    if (!found.empty() || member.value().get_string().get(text) != simdjson::SUCCESS ||
        text.size() > longest_token || !is_visible_ascii(text))
      return {};
    found = text;
  }
  return found;
}

/// A number of seconds, which some providers write as text.
Expected<std::optional<double>> seconds(const Object& root, std::string_view key) {
  const auto element = root.find(key);
  if (!element || !element->is_string()) return root.number(key);
  const auto text = root.text(key, 20);
  if (!text) return std::unexpected(text.error());
  std::uint64_t whole = 0;
  const char* end = (*text)->data() + (*text)->size();
  const auto [rest, code] = std::from_chars((*text)->data(), end, whole);
  if (code != std::errc() || rest != end)
    return root.refuse(key,
                       said("{} has a time that is neither a number nor digits ({}).", root.what(), key));
  return static_cast<double>(whole);
}

Expected<std::optional<DurationMs>> duration(const Object& root, std::string_view key, DurationMs longest) {
  const auto found = seconds(root, key);
  if (!found) return std::unexpected(found.error());
  if (!*found) return std::nullopt;
  const double milliseconds = **found * second_ms;
  if (milliseconds < second_ms)
    return root.refuse(key, said("{} has a time of less than a second ({}).", root.what(), key));
  if (milliseconds > static_cast<double>(longest))
    return root.refuse(key,
                       said("{} has a time of more than {} s ({}).", root.what(), longest / second_ms, key));
  return static_cast<DurationMs>(std::llround(milliseconds));
}

/// How long an access token lives, of what a provider says of it; what cannot be is not said.
std::optional<DurationMs> lifetime(const Object& root) {
  const auto found = seconds(root, "expires_in");
  if (!found || !*found || !(**found >= 1)) return std::nullopt;
  const double milliseconds = std::min(**found * second_ms, static_cast<double>(longest_lifetime));
  return static_cast<DurationMs>(std::llround(milliseconds));
}

/// Who does not name the type means the only one that is in use.
Expected<void> check_token_type(const Object& root) {
  if (!root.has("token_type")) return {};
  const auto type = root.needed_text("token_type", longest_error);
  if (!type) return std::unexpected(type.error());
  std::string lower = *type;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (lower != "bearer")
    return root.refuse("token_type", said("{} has a token that is not of the type Bearer.", root.what()));
  return {};
}

Expected<std::string> page(const Object& root, std::string_view key) {
  auto text = root.needed_text(key, longest_address);
  if (!text) return text;
  if (const auto address = read_safe_address(*text); !address)
    return root.refuse(key, said("{} has an address that {} ({}).", root.what(), address.error(), key));
  return text;
}

/// RFC 6749 section 5.2: printable ASCII but `"` and `\`.
bool is_error_code(std::string_view text) {
  return is_printable(text) && text.find_first_of("\"\\") == std::string_view::npos;
}

Expected<void> read_pages(const Object& root, DeviceAnswer& answer) {
  const bool google = !root.has("verification_uri") && root.has("verification_url");
  auto plain = page(root, google ? "verification_url" : "verification_uri");
  if (!plain) return std::unexpected(plain.error());
  answer.verification_uri = std::move(*plain);
  const std::string_view complete = google ? "verification_url_complete" : "verification_uri_complete";
  if (!root.has(complete)) return {};
  auto with_code = page(root, complete);
  if (!with_code) return std::unexpected(with_code.error());
  answer.verification_uri_complete = std::move(*with_code);
  return {};
}

Expected<void> read_durations(const Object& root, DeviceAnswer& answer) {
  const auto lifetime = duration(root, "expires_in", day_ms);
  if (!lifetime) return std::unexpected(lifetime.error());
  if (!*lifetime) return root.refuse("expires_in", said("{} has no expires_in.", root.what()));
  answer.lifetime = **lifetime;
  // 0 is what some say who leave it to us; what else cannot be read leaves it to us as well.
  const auto interval = seconds(root, "interval");
  if (interval && *interval && **interval >= 1)
    answer.interval =
        std::min<DurationMs>(std::llround(std::min(**interval, 1e6) * second_ms), longest_interval);
  return {};
}

}  // namespace

Expected<TokenAnswer> parse_token_answer(std::string_view body) {
  const auto document = Document::parse(body, "The provider's answer with tokens", largest_token_answer);
  if (!document) {
    TokenAnswer saved;
    saved.flaw = document.error();
    saved.refresh_token = lone_refresh_token(body);
    if (saved.refresh_token.empty()) return std::unexpected(document.error());
    return saved;
  }
  const Object& root = document->root();
  TokenAnswer answer;
  answer.refresh_token = token(root, "refresh_token").value_or("");
  auto access = needed_token(root, "access_token", longest_token);
  const auto bearer = check_token_type(root);
  if (!access || !bearer) {
    answer.flaw = access ? bearer.error() : access.error();
    if (answer.refresh_token.empty()) return std::unexpected(*answer.flaw);
    return answer;
  }
  answer.access_token = std::move(*access);
  answer.id_token = token(root, "id_token").value_or("");
  const auto scope = root.text("scope", longest_scope);
  if (scope && *scope && is_printable(**scope)) answer.scope = **scope;
  answer.lifetime = lifetime(root);
  return answer;
}

Expected<Refusal> parse_refusal(std::string_view body) {
  const auto document = Document::parse(body, "The provider's refusal", largest_answer);
  if (!document) return std::unexpected(document.error());
  const Object& root = document->root();
  auto error = root.needed_text("error", longest_error);
  if (!error) return std::unexpected(error.error());
  if (!is_error_code(*error))
    return root.refuse("error", said("{} has an error that is no error code.", root.what()));
  return Refusal{.error = std::move(*error),
                 .description = root.shown_text("error_description", longest_description)};
}

Expected<DeviceAnswer> parse_device_answer(std::string_view body) {
  const auto document = Document::parse(body, "The provider's answer with a device code", largest_answer);
  if (!document) return std::unexpected(document.error());
  const Object& root = document->root();
  DeviceAnswer answer;
  auto device_code = needed_token(root, "device_code", longest_device_code);
  if (!device_code) return std::unexpected(device_code.error());
  answer.device_code = std::move(*device_code);
  auto user_code = root.needed_text("user_code", longest_user_code);
  if (!user_code) return std::unexpected(user_code.error());
  if (!is_printable(*user_code))
    return root.refuse("user_code", said("{} has a user_code that is not printable ASCII.", root.what()));
  answer.user_code = std::move(*user_code);
  if (const auto pages = read_pages(root, answer); !pages) return std::unexpected(pages.error());
  if (const auto times = read_durations(root, answer); !times) return std::unexpected(times.error());
  return answer;
}

Expected<Person> parse_person(std::string_view body) {
  constexpr std::size_t longest_subject = 255;
  const auto document = Document::parse(body, "The provider's answer about the person", largest_answer);
  if (!document) return std::unexpected(document.error());
  auto subject = document->root().needed_text("sub", longest_subject);
  if (!subject) return std::unexpected(subject.error());
  return Person{.subject = std::move(*subject), .name = shown_name(document->root())};
}

}  // namespace hearth::oidc
