#include "core/config/config_check.h"

#include <algorithm>
#include <charconv>

namespace hearth::config_check {

std::string_view text_of(const ConfigValue& value) {
  return std::get<std::string>(value);
}

bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; });
}

std::string address(std::string_view text, std::string_view scheme) {
  const std::string plain = std::string(scheme) + "://";
  const std::string secure = std::string(scheme) + "s://";
  if (!text.starts_with(plain) && !text.starts_with(secure))
    return fmt::format("must begin with {} or {}", plain, secure);
  const auto rest = text.substr(text.find("://") + 3);
  const auto host = rest.substr(0, rest.find_first_of("/?#"));
  if (host.find('@') != std::string_view::npos) return "must not hold a user name or password";
  if (host.empty() || host.front() == ':') return "must name a host after " + std::string(plain);
  if (rest.find_first_of("?#") != std::string_view::npos)
    return "must not hold a query (?) or a fragment (#)";
  if (has_control_characters(rest) || rest.find(' ') != std::string_view::npos) return "must not hold spaces";
  if (const auto colon = host.rfind(':'); colon != std::string_view::npos && host.back() != ']') {
    const auto digits = host.substr(colon + 1);
    unsigned port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc() || end != digits.data() + digits.size() || port == 0 || port > 65535)
      return "must have a port from 1 to 65535 after the host";
  }
  return {};
}

std::string web_address(const ConfigValue& value) {
  return address(text_of(value), "http");
}

std::string file_name(const ConfigValue& value) {
  return text_of(value).empty() || has_control_characters(text_of(value)) ? "must name a file" : "";
}

std::string short_text(const ConfigValue& value) {
  return text_of(value).size() > 60 || has_control_characters(text_of(value))
             ? "must be one line of at most 60 bytes"
             : "";
}

std::string anything(const ConfigValue&) {
  return {};
}

}  // namespace hearth::config_check
