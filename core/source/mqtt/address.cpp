#include "core/source/mqtt/address.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <mosquitto.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace hearth::mqtt {
namespace {

constexpr std::size_t longest_host = 253;
constexpr std::size_t longest_topic = 1000;

std::unexpected<Error> must(const char* what) {
  return fail(ErrorKind::config, what);
}

bool is_ipv6(const std::string& text) {
  in6_addr ignored{};
  return inet_pton(AF_INET6, text.c_str(), &ignored) == 1;
}

bool is_host_name(std::string_view host) {
  return !host.empty() && host.size() <= longest_host && std::ranges::all_of(host, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '.' || c == '_';
  });
}

std::optional<int> read_port(std::string_view digits) {
  int port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  if (!whole || port < 1 || port > 65535) return std::nullopt;
  return port;
}

}  // namespace

Expected<Address> read_address(std::string_view text) {
  Address address;
  if (text.starts_with("mqtts://"))
    address = {{}, tls_port, true};
  else if (!text.starts_with("mqtt://"))
    return must("must begin with mqtt:// or mqtts://");
  std::string_view rest = text.substr(text.find("://") + 3);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.find('@') != std::string_view::npos) return must("must not hold a user name or password");
  if (rest.find_first_of("?#") != std::string_view::npos)
    return must("must not hold a query (?) or a fragment (#)");
  if (rest.find('/') != std::string_view::npos) return must("must not hold a path after the host");
  std::string_view port;
  if (rest.starts_with('[')) {
    const auto end = rest.find(']');
    address.host = rest.substr(1, end == std::string_view::npos ? 0 : end - 1);
    if (!is_ipv6(address.host)) return must("must have an address of IPv6 between [ and ]");
    port = rest.substr(end + 1);
    if (!port.empty() && port.front() != ':') return must("must have nothing but a port after the host");
  } else {
    if (std::ranges::count(rest, ':') > 1) return must("must have an address of IPv6 between [ and ]");
    const auto colon = std::min(rest.find(':'), rest.size());
    address.host = rest.substr(0, colon);
    port = rest.substr(colon);
    if (!is_host_name(address.host)) return must("must name a host after ://");
  }
  if (port.empty()) return address;
  const auto number = read_port(port.substr(1));
  if (!number) return must("must have a port from 1 to 65535 after the host");
  address.port = *number;
  return address;
}

std::string shown_address(const Address& address) {
  const bool bracketed = address.host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", address.tls ? "mqtts" : "mqtt", bracketed ? "[" : "", address.host,
                     bracketed ? "]" : "", address.port);
}

std::string topic_problem(std::string_view filter) {
  const std::string text(filter);
  if (filter.starts_with("$share/")) return "must not hold a shared subscription ($share/…)";
  const bool good = !filter.empty() && filter.size() <= longest_topic &&
                    filter.find('\0') == std::string_view::npos &&
                    mosquitto_validate_utf8(text.data(), static_cast<int>(text.size())) == MOSQ_ERR_SUCCESS &&
                    mosquitto_sub_topic_check(text.c_str()) == MOSQ_ERR_SUCCESS;
  return good ? "" : "must be topics of MQTT, with + for a whole level and # for all at the end";
}

std::vector<std::string> default_topics() {
  return {"saveeye/telemetry", "homelab/energy/realtime", "thermiq_heatpump/data", "+/events/rpc",
          "homelab/temperature/outdoor"};
}

}  // namespace hearth::mqtt
