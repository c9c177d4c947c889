#include "core/config/config_table.h"

#include "core/aggregate/zone_data.h"
#include "core/config/edit_distance.h"
#include "core/config/page_names.h"
#include "core/config/time_zone.h"
#include "core/identity/oidc/discovery.h"
#include "core/source/mqtt/address.h"
#include "core/source/replica/conninfo.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>

namespace hearth {
namespace {

std::string_view text_of(const ConfigValue& value) {
  return std::get<std::string>(value);
}

bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; });
}

std::string address_problem(std::string_view address, std::string_view scheme) {
  const std::string plain = std::string(scheme) + "://";
  const std::string secure = std::string(scheme) + "s://";
  if (!address.starts_with(plain) && !address.starts_with(secure))
    return fmt::format("must begin with {} or {}", plain, secure);
  const auto rest = address.substr(address.find("://") + 3);
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

std::string web_address(const ConfigValue& v) {
  return address_problem(text_of(v), "http");
}
std::string socket_address(const ConfigValue& v) {
  return address_problem(text_of(v), "ws");
}

std::string file_name(const ConfigValue& v) {
  return text_of(v).empty() || has_control_characters(text_of(v)) ? "must name a file" : "";
}

template <int from, int to>
std::string whole_number(const ConfigValue& v) {
  const auto number = std::get<std::int64_t>(v);
  return number < from || number > to ? fmt::format("must be a whole number from {} to {}", from, to) : "";
}

template <int from, int to>
std::string number(const ConfigValue& v) {
  const double value = std::get<double>(v);
  return std::isfinite(value) && value >= from && value <= to
             ? ""
             : fmt::format("must be a number from {} to {}", from, to);
}

std::string short_text(const ConfigValue& v) {
  return text_of(v).size() > 60 || has_control_characters(text_of(v)) ? "must be one line of at most 60 bytes"
                                                                      : "";
}

std::string time_zone(const ConfigValue& v) {
  // Without the data nobody can tell; that it is missing is a problem of its own.
  return is_time_zone(text_of(v)) || zone_data_problem()
             ? ""
             : "must be a time zone of the IANA list, such as Europe/Stockholm";
}

std::string currency(const ConfigValue& v) {
  const auto text = text_of(v);
  const bool good =
      text.size() == 3 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  return good ? "" : "must be three capital letters, such as SEK or EUR";
}

std::string theme(const ConfigValue& v) {
  return text_of(v) == "light" || text_of(v) == "dark" ? "" : "must be \"light\" or \"dark\"";
}

std::string page(const ConfigValue& v) {
  return find_page_name(text_of(v)) ? "" : fmt::format("must be one of: {}", fmt::join(page_names, ", "));
}

std::string issuer(const ConfigValue& v) {
  if (std::string problem = web_address(v); !problem.empty()) return problem;
  const auto address = oidc::discovery_address(text_of(v));
  return address ? "" : "must begin with https://, unless it is on this machine";
}

std::string identifier(const ConfigValue& v) {
  const auto text = text_of(v);
  const bool good = !text.empty() && text.size() <= 255 &&
                    std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7f; });
  return good ? "" : "must be one line of 1 to 255 ASCII characters";
}

std::string scope_list(const ConfigValue& v) {
  const std::string text = " " + std::string(text_of(v)) + " ";
  // RFC 6749, section 3.3.
  const bool good = std::all_of(text.begin(), text.end(),
                                [](char c) { return c >= ' ' && c < 0x7f && c != '"' && c != '\\'; });
  return good && text.size() < 1000 && text.find(" openid ") != std::string::npos
             ? ""
             : "must be scopes separated by spaces, openid among them";
}

std::string url_path(const ConfigValue& v) {
  const auto text = text_of(v);
  const bool good =
      text.starts_with('/') && text.size() <= 200 && std::all_of(text.begin(), text.end(), [](char c) {
        return c > ' ' && c < 0x7f && std::string_view("?#%\"<>\\^`{|}").find(c) == std::string_view::npos;
      });
  return good ? "" : "must be a path such as /callback";
}

std::string keeper(const ConfigValue& v) {
  const auto text = text_of(v);
  return text == "auto" || text == "keyring" || text == "file" ? ""
                                                               : "must be \"auto\", \"keyring\" or \"file\"";
}

std::string host_list(const ConfigValue& v) {
  const auto& hosts = std::get<HostList>(v);
  const bool good = std::all_of(hosts.begin(), hosts.end(), [](std::string_view host) {
    // One colon stands before a port, more of them in an address of IPv6.
    return !host.empty() && host.size() <= 255 && std::ranges::count(host, ':') != 1 &&
           std::all_of(host.begin(), host.end(), [](char c) {
             return c > ' ' && c != 0x7f && std::string_view("/?#@[]\\\"").find(c) == std::string_view::npos;
           });
  });
  return good ? "" : "must be a list of host names or addresses, without http:// and without a port";
}

std::string connection_string(const ConfigValue& v) {
  return replica::dsn_problem(std::string(text_of(v)));
}

std::string broker_address(const ConfigValue& v) {
  const auto address = mqtt::read_address(text_of(v));
  return address ? "" : address.error().message;
}

std::string topic_list(const ConfigValue& v) {
  constexpr std::size_t most_topics = 100;
  const auto& topics = std::get<HostList>(v);
  if (topics.size() > most_topics) return fmt::format("must be at most {} topics", most_topics);
  for (const std::string& topic : topics)
    if (std::string problem = mqtt::topic_problem(topic); !problem.empty()) return problem;
  return {};
}

std::string broker_user(const ConfigValue& v) {
  return text_of(v).empty() || text_of(v).size() > 255 || has_control_characters(text_of(v))
             ? "must be one line of 1 to 255 bytes"
             : "";
}

std::string place_table(const ConfigValue& v) {
  constexpr std::size_t longest_device = 100;
  constexpr std::size_t longest_place = 60;
  const auto is_line = [](std::string_view text, std::size_t longest) {
    return !text.empty() && text.size() <= longest && !has_control_characters(text);
  };
  for (const auto& [device, place] : std::get<NameTable>(v)) {
    if (!is_line(device, longest_device))
      return fmt::format("must have the device's name, one line of 1 to {} bytes, before the =",
                         longest_device);
    if (!is_line(place, longest_place))
      return fmt::format("must be a place: one line of 1 to {} bytes", longest_place);
  }
  return {};
}

std::string anything(const ConfigValue&) {
  return {};
}

constexpr std::array all_keys = std::to_array<ConfigKey>({
    {"api", "base_url", &Config::api_base_url, "\"https://home.example\"",
     "The address in front of the services. Needed, unless there is a read replica or a broker, or you only "
     "look\n"
     "at a history that others record.",
     web_address},
    {"api", "spotprice_url", &Config::api_spotprice_url, "\"https://prices.example\"",
     "The address of the price service, where it is not behind base_url.", web_address},
    {"live", "url", &Config::live_url, "\"wss://home.example/ws/energy\"",
     "The live stream. Without it, base_url with ws in place of http, and /ws/energy.", socket_address},
    {"identity", "issuer", &Config::issuer, "\"https://auth.example/application/o/hearthboard/\"",
     "The OpenID Connect provider that lets people in, exactly as it calls itself (with or without a slash "
     "at the\n"
     "end). Then sign in on the dashboard, or with \"hearthctl login\".",
     issuer},
    {"identity", "client_id", &Config::client_id, "\"hearthboard\"",
     "What the provider calls this program. A public client: it needs no secret.", identifier},
    {"identity", "client_secret_file", &Config::client_secret_file, "\"client_secret\"",
     "A file that holds the client's secret and nothing else, where the provider insists on one.", file_name},
    {"identity", "scopes", &Config::scopes,
     "\"openid profile email offline_access read:energy read:heatpump read:temperature read:spotprice\"",
     "What is asked for, separated by spaces. offline_access lets a sign-in last for months.", scope_list},
    {"identity", "redirect_port", &Config::redirect_port, "9876",
     "The port on 127.0.0.1 where the browser comes back to after a sign-in; 0: any that is free. Providers "
     "that\n"
     "compare the whole address (Authelia) need it registered: http://127.0.0.1:9876/callback.",
     whole_number<0, 65535>},
    {"identity", "redirect_path", &Config::redirect_path, "\"/callback\"", "The path of that address.",
     url_path},
    {"identity", "keeper", &Config::secret_keeper, "\"auto\"",
     "What keeps the sign-in between runs: \"keyring\" (that of the desktop), \"file\" (readable for you "
     "alone, in\n"
     "~/.local/state/hearthboard), or \"auto\": the keyring where there is one, else the file.",
     keeper},
    {"identity", "token_file", &Config::token_file, "\"token\"",
     "A file that holds the access token and nothing else; make it readable for you alone (chmod 600).\n"
     "The token itself never stands here. It may also come in HEARTHBOARD_ACCESS_TOKEN.\n"
     "A relative path counts from this file's folder; ~/ is your home.",
     file_name},
    {"net", "allow_plain_http", &Config::allow_plain_http, "[\"192.168.1.10\"]",
     "Hosts that may be spoken to over plain http or ws, besides this machine, although whoever is on the "
     "way\n"
     "can read along, and take the sign-in over.",
     host_list},
    {"replica", "dsn", &Config::replica_dsn,
     "\"postgresql://hearth_reader@db1.example,db2.example/telemetry\"",
     "The database behind the services, or a standby of it: history comes straight from there. A connection\n"
     "string of PostgreSQL, with one host or several; or host=… user=… dbname=…, or service=….\n"
     "The role needs SELECT and nothing else. The password never stands here: \"hearthctl secret set "
     "replica\"\n"
     "takes it, ~/.pgpass may hold it. \"hearthctl doctor\" says whether all is well.",
     connection_string},
    {"replica", "password_file", &Config::replica_password_file, "\"replica_password\"",
     "A file that holds the role's password and nothing else; make it readable for you alone (chmod 600).",
     file_name},
    {"mqtt", "url", &Config::mqtt_url, "\"mqtts://broker.example\"",
     "The broker that the home's devices publish at (Mosquitto and others), mqtt:// or mqtts://; nothing is\n"
     "ever published there. The port is 1883, of mqtts 8883, where none stands after the host.",
     broker_address},
    {"mqtt", "user", &Config::mqtt_user, "\"hearthboard\"",
     "Whom the broker knows us as. The password never stands here: \"hearthctl secret set mqtt\" takes it. "
     "It "
     "is\n"
     "sent over mqtts, else only within this machine and to the hosts in [net] allow_plain_http.",
     broker_user},
    {"mqtt", "password_file", &Config::mqtt_password_file, "\"mqtt_password\"",
     "A file that holds the password and nothing else; make it readable for you alone (chmod 600).",
     file_name},
    {"mqtt", "ca_file", &Config::mqtt_ca_file, "\"broker_ca.pem\"",
     "The authority that vouches for the broker (PEM). Without it, those that this machine trusts.",
     file_name},
    {"mqtt", "certificate_file", &Config::mqtt_certificate_file, "\"hearthboard.crt\"",
     "A certificate of our own and its key (PEM), where the broker asks for one. All three files are read "
     "anew\n"
     "when they are rewritten.",
     file_name},
    {"mqtt", "key_file", &Config::mqtt_key_file, "\"hearthboard.key\"", "The key of that certificate.",
     file_name},
    {"mqtt", "topics", &Config::mqtt_topics, "[\"saveeye/telemetry\", \"+/events/rpc\"]",
     "What is read there. Without it: saveeye/telemetry, homelab/energy/realtime, thermiq_heatpump/data,\n"
     "+/events/rpc and homelab/temperature/outdoor.",
     topic_list},
    {"mqtt", "places", &Config::mqtt_places, "\"shellyhtg3-8cbfea96f5c4\" = \"indoor\"",
     "Where each sensor is, by the name or the MAC address that it calls itself. Without it, the place is "
     "called\n"
     "as the sensor is.",
     place_table},
    {"history", "path", &Config::history_path, "\"~/.local/share/hearthboard/history.db\"",
     "The local history.", file_name},
    {"history", "raw_days", &Config::raw_days, "14",
     "How long every single reading is kept, in days (1 to 3650).", whole_number<1, 3650>},
    {"history", "minute_days", &Config::minute_days, "730",
     "How long one row a minute is kept, in days (1 to 36500).", whole_number<1, 36500>},
    {"history", "quarter_days", &Config::quarter_days, "0",
     "How long one row a quarter of an hour is kept, in days; 0: for ever.", whole_number<0, 36500>},
    {"history", "max_mb", &Config::history_max_mb, "0",
     "How large the history may grow, in megabytes; then the oldest readings go first. 0: no limit.",
     whole_number<0, 1000000>},
    {"history", "cache_mb", &Config::history_cache_mb, "200",
     "How much detail of long ago that somebody looked at is kept beside the history, in megabytes. 0: none.",
     whole_number<0, 1000000>},
    {"home", "name", &Config::home_name, "\"Our house\"", "What the dashboard calls your home.", short_text},
    {"home", "time_zone", &Config::time_zone, "\"Europe/Stockholm\"",
     "Days and months follow this time zone. Without it, that of the system.", time_zone},
    {"home", "max_power_kw", &Config::max_power_kw, "45",
     "What your main fuses let through at most, in kW (1 to 1000). A meter that says more is not believed.",
     number<1, 1000>},
    {"home", "meter", &Config::meter, "\"4530303236303030303132333435363137\"",
     "The serial number of your meter, where readings of more than one come. Without it, the one that was\n"
     "recorded before, or that is heard first, until it is silent for 15 minutes while another is not.",
     short_text},
    {"home", "price_area", &Config::price_area, "\"SE3\"",
     "Whose electricity prices are yours, where there are those of several areas.", short_text},
    {"tariff", "currency", &Config::currency, "\"SEK\"", "Without it, the currency of the prices.", currency},
    {"tariff", "fee_per_kwh", &Tariff::fee_per_kwh, "0.65",
     "Grid fee and energy tax for each kWh, before VAT.", number<-100, 100>},
    {"tariff", "fixed_fee_per_month", &Tariff::fixed_fee_per_month, "400",
     "Subscriptions of a month, before VAT. Each day bears its part.", number<0, 100'000>},
    {"tariff", "vat_percent", &Tariff::vat_percent, "25", "VAT on price and fees, in percent (0 to 100).",
     number<0, 100>},
    {"tariff", "export_price_percent", &Tariff::export_price_percent, "100",
     "What part of the spot price you are paid for each exported kWh, in percent (0 to 200), without VAT.",
     number<0, 200>},
    {"tariff", "export_credit_per_kwh", &Tariff::export_credit_per_kwh, "0.05",
     "What you are paid for each exported kWh besides, without VAT.", number<-100, 100>},
    {"display", "theme", &Config::theme, "\"dark\"", "\"light\" or \"dark\".", theme},
    {"display", "page", &Config::start_page, "\"home\"",
     "The page shown first: \"home\", \"energy\", \"heatpump\", \"climate\" or \"services\".", page},
    {"display", "kiosk", &Config::kiosk, "false",
     "Full screen, without a pointer, for a display on the wall.", anything},
});

/// Names further apart than this are different words, no slips.
std::size_t slip(std::string_view name) {
  return std::max<std::size_t>(2, name.size() / 3);
}

}  // namespace

std::span<const ConfigKey> config_keys() noexcept {
  return all_keys;
}

const ConfigKey* find_config_key(std::string_view section, std::string_view key) noexcept {
  const auto found = std::find_if(all_keys.begin(), all_keys.end(),
                                  [&](const ConfigKey& k) { return k.section == section && k.key == key; });
  return found == all_keys.end() ? nullptr : &*found;
}

bool is_name_table(const ConfigKey& key) noexcept {
  return std::holds_alternative<NameTable Config::*>(key.field);
}

std::string shown_name(const ConfigKey& key) {
  return is_name_table(key) ? fmt::format("[{}.{}]", key.section, key.key)
                            : fmt::format("[{}] {}", key.section, key.key);
}

std::string shown_name(const ConfigKey& key, std::string_view entry) {
  return fmt::format("{} {}", shown_name(key), entry);
}

std::string dotted_name(const ConfigKey& key) {
  return fmt::format("{}.{}", key.section, key.key);
}

std::string dotted_name(const ConfigKey& key, std::string_view entry) {
  return fmt::format("{}.{}", dotted_name(key), toml_text(ConfigValue(std::string(entry))));
}

std::string environment_name(const ConfigKey& key) {
  std::string name = fmt::format("HEARTHBOARD_{}_{}", key.section, key.key);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return name;
}

bool names_a_secret(std::string_view key) {
  std::string lower(key);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (lower.ends_with("_file") || lower.ends_with("-file")) return false;
  constexpr std::array<std::string_view, 5> words = {"token", "secret", "password", "bearer", "api_key"};
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view w) { return lower.find(w) != std::string::npos; });
}

std::string secret_belongs(std::string_view section) {
  struct Row {
    std::string_view section, next;
  };
  constexpr std::array rows = {
      Row{"replica",
          "Type \"hearthctl secret set replica\", or put it into ~/.pgpass or a file that [replica] "
          "password_file names."},
      Row{"mqtt",
          "Type \"hearthctl secret set mqtt\", or put it into a file that [mqtt] password_file names."},
  };
  const auto* const row = std::ranges::find(rows, section, &Row::section);
  return row != rows.end()
             ? std::string(row->next)
             : "Sign in with \"hearthctl login\"; or put it into a file of its own that only you "
               "can read, and name that in [identity] token_file; or set "
               "HEARTHBOARD_ACCESS_TOKEN.";
}

std::string did_you_mean(std::string_view section, std::string_view key) {
  const ConfigKey* best = nullptr;
  std::size_t best_distance = 0;
  for (const ConfigKey& k : all_keys) {
    // A key of the same section is nearer than one of another.
    const std::size_t distance = 2 * edit_distance(key, k.key) + (k.section == section ? 0 : 1);
    if (distance / 2 <= slip(key) && (best == nullptr || distance < best_distance)) {
      best = &k;
      best_distance = distance;
    }
  }
  return best == nullptr ? std::string() : fmt::format("; did you mean {}?", shown_name(*best));
}

std::string did_you_mean_section(std::string_view section) {
  std::string_view best;
  std::size_t best_distance = slip(section) + 1;
  for (const ConfigKey& k : all_keys) {
    if (const std::size_t distance = edit_distance(section, k.section); distance < best_distance) {
      best = k.section;
      best_distance = distance;
    }
  }
  return best.empty() ? std::string() : fmt::format("; did you mean [{}]?", best);
}

}  // namespace hearth
