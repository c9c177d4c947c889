#include "core/config/config_table.h"

#include "core/aggregate/zone_data.h"
#include "core/config/config_check.h"
#include "core/config/config_field.h"
#include "core/config/edit_distance.h"
#include "core/config/page_names.h"
#include "core/config/screen_languages.h"
#include "core/config/source_config.h"
#include "core/config/time_zone.h"
#include "core/identity/oidc/discovery.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace hearth {
namespace {

std::string time_zone(const ConfigValue& v) {
  // Without the data nobody can tell; that it is missing is a problem of its own.
  return is_time_zone(config_check::text_of(v)) || zone_data_problem()
             ? ""
             : "must be a time zone of the IANA list, such as Europe/Stockholm";
}

std::string currency(const ConfigValue& v) {
  const auto text = config_check::text_of(v);
  const bool good =
      text.size() == 3 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  return good ? "" : "must be three capital letters, such as SEK or EUR";
}

std::string theme(const ConfigValue& v) {
  return config_check::text_of(v) == "light" || config_check::text_of(v) == "dark"
             ? ""
             : "must be \"light\" or \"dark\"";
}

std::string language(const ConfigValue& v) {
  const auto text = config_check::text_of(v);
  const bool known = text == "auto" || std::ranges::find(screen_languages, text) != screen_languages.end();
  return known ? "" : fmt::format("must be \"auto\" or one of: {}", fmt::join(screen_languages, ", "));
}

std::string page(const ConfigValue& v) {
  return find_page_name(config_check::text_of(v))
             ? ""
             : fmt::format("must be one of: {}", fmt::join(page_names, ", "));
}

std::string display_dpi(const ConfigValue& v) {
  const auto dpi = std::get<std::int64_t>(v);
  return dpi == 0 || (dpi >= 40 && dpi <= 600) ? "" : "must be 0, or a whole number from 40 to 600";
}

std::string issuer(const ConfigValue& v) {
  if (std::string problem = config_check::web_address(v); !problem.empty()) return problem;
  const auto address = oidc::discovery_address(config_check::text_of(v));
  return address ? "" : "must begin with https://, unless it is on this machine";
}

std::string identifier(const ConfigValue& v) {
  const auto text = config_check::text_of(v);
  const bool good = !text.empty() && text.size() <= 255 &&
                    std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7f; });
  return good ? "" : "must be one line of 1 to 255 ASCII characters";
}

std::string scope_list(const ConfigValue& v) {
  const std::string text = " " + std::string(config_check::text_of(v)) + " ";
  // RFC 6749, section 3.3.
  const bool good = std::all_of(text.begin(), text.end(),
                                [](char c) { return c >= ' ' && c < 0x7f && c != '"' && c != '\\'; });
  return good && text.size() < 1000 && text.find(" openid ") != std::string::npos
             ? ""
             : "must be scopes separated by spaces, openid among them";
}

std::string url_path(const ConfigValue& v) {
  const auto text = config_check::text_of(v);
  const bool good =
      text.starts_with('/') && text.size() <= 200 && std::all_of(text.begin(), text.end(), [](char c) {
        return c > ' ' && c < 0x7f && std::string_view("?#%\"<>\\^`{|}").find(c) == std::string_view::npos;
      });
  return good ? "" : "must be a path such as /callback";
}

std::string keeper(const ConfigValue& v) {
  const auto text = config_check::text_of(v);
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

// Who is let in, and how.
constexpr std::array access_keys = std::to_array<ConfigKey>({
    {"identity", "issuer", field_of<&Config::issuer>, "\"https://auth.example/application/o/hearthboard/\"",
     "The OpenID Connect provider that lets people in, exactly as it calls itself (with or without a slash "
     "at the\n"
     "end). Then sign in on the dashboard, or with \"hearthctl login\".",
     issuer},
    {"identity", "client_id", field_of<&Config::client_id>, "\"hearthboard\"",
     "What the provider calls this program. A public client: it needs no secret.", identifier},
    {"identity", "client_secret_file", field_of<&Config::client_secret_file>, "\"client_secret\"",
     "A file that holds the client's secret and nothing else, where the provider insists on one.",
     config_check::file_name},
    {"identity", "scopes", field_of<&Config::scopes>,
     "\"openid profile email offline_access read:energy read:heatpump read:temperature read:spotprice\"",
     "What is asked for, separated by spaces. offline_access lets a sign-in last for months.", scope_list},
    {"identity", "redirect_port", field_of<&Config::redirect_port>, "9876",
     "The port on 127.0.0.1 where the browser comes back to after a sign-in; 0: any that is free. Providers "
     "that\n"
     "compare the whole address (Authelia) need it registered: http://127.0.0.1:9876/callback.",
     config_check::whole_number<0, 65535>},
    {"identity", "redirect_path", field_of<&Config::redirect_path>, "\"/callback\"",
     "The path of that address.", url_path},
    {"identity", "keeper", field_of<&Config::secret_keeper>, "\"auto\"",
     "What keeps the sign-in between runs: \"keyring\" (that of the desktop), \"file\" (readable for you "
     "alone, in\n"
     "~/.local/state/hearthboard), or \"auto\": the keyring where there is one, else the file.",
     keeper},
    {"identity", "token_file", field_of<&Config::token_file>, "\"token\"",
     "A file that holds the access token and nothing else; make it readable for you alone (chmod 600).\n"
     "The token itself never stands here. It may also come in HEARTHBOARD_ACCESS_TOKEN.\n"
     "A relative path counts from this file's folder; ~/ is your home.",
     config_check::file_name},
    {"net", "allow_plain_http", field_of<&Config::allow_plain_http>, "[\"192.168.1.10\"]",
     "Hosts that may be spoken to over plain http or ws, besides this machine, although whoever is on the "
     "way\n"
     "can read along, and take the sign-in over.",
     host_list},
});

constexpr std::array house_keys = std::to_array<ConfigKey>({
    {"history", "path", field_of<&Config::history_path>, "\"~/.local/share/hearthboard/history.db\"",
     "The local history.", config_check::file_name},
    {"history", "raw_days", field_of<&Config::raw_days>, "14",
     "How long every single reading is kept, in days (1 to 3650).", config_check::whole_number<1, 3650>},
    {"history", "minute_days", field_of<&Config::minute_days>, "730",
     "How long one row a minute is kept, in days (1 to 36500).", config_check::whole_number<1, 36500>},
    {"history", "quarter_days", field_of<&Config::quarter_days>, "0",
     "How long one row a quarter of an hour is kept, in days; 0: for ever.",
     config_check::whole_number<0, 36500>},
    {"history", "max_mb", field_of<&Config::history_max_mb>, "0",
     "How large the history may grow, in megabytes; then the oldest readings go first. 0: no limit.",
     config_check::whole_number<0, 1000000>},
    {"history", "cache_mb", field_of<&Config::history_cache_mb>, "200",
     "How much detail of long ago that somebody looked at is kept beside the history, in megabytes. 0: none.",
     config_check::whole_number<0, 1000000>},
    {"home", "name", field_of<&Config::home_name>, "\"Our house\"", "What the dashboard calls your home.",
     config_check::short_text},
    {"home", "time_zone", field_of<&Config::time_zone>, "\"Europe/Stockholm\"",
     "Days and months follow this time zone. Without it, that of the system.", time_zone},
    {"home", "max_power_kw", field_of<&Config::max_power_kw>, "45",
     "What your main fuses let through at most, in kW (1 to 1000). A meter that says more is not believed.",
     config_check::number<1, 1000>},
    {"home", "meter", field_of<&Config::meter>, "\"4530303236303030303132333435363137\"",
     "The serial number of your meter, where readings of more than one come. Without it, the one that was\n"
     "recorded before, or that is heard first, until it is silent for 15 minutes while another is not.",
     config_check::short_text},
    {"home", "price_area", field_of<&Config::price_area>, "\"SE3\"",
     "Whose electricity prices are yours, where there are those of several areas.", config_check::short_text},
    {"tariff", "currency", field_of<&Config::currency>, "\"SEK\"", "Without it, the currency of the prices.",
     currency},
    {"tariff", "fee_per_kwh", field_of<&Tariff::fee_per_kwh>, "0.65",
     "Grid fee and energy tax for each kWh, before VAT.", config_check::number<-100, 100>},
    {"tariff", "fixed_fee_per_month", field_of<&Tariff::fixed_fee_per_month>, "400",
     "Subscriptions of a month, before VAT. Each day bears its part.", config_check::number<0, 100'000>},
    {"tariff", "vat_percent", field_of<&Tariff::vat_percent>, "25",
     "VAT on price and fees, in percent (0 to 100).", config_check::number<0, 100>},
    {"tariff", "export_price_percent", field_of<&Tariff::export_price_percent>, "100",
     "What part of the spot price you are paid for each exported kWh, in percent (0 to 200), without VAT.",
     config_check::number<0, 200>},
    {"tariff", "export_credit_per_kwh", field_of<&Tariff::export_credit_per_kwh>, "0.05",
     "What you are paid for each exported kWh besides, without VAT.", config_check::number<-100, 100>},
    {"display", "theme", field_of<&Config::theme>, "\"dark\"", "\"light\" or \"dark\".", theme},
    {"display", "language", field_of<&Config::language>, "\"auto\"",
     "What the dashboard speaks: \"en\", \"sv\" or \"de\"; \"auto\": as the system does, where it is one of "
     "these.",
     language},
    {"display", "page", field_of<&Config::start_page>, "\"home\"",
     "The page shown first: \"home\", \"energy\", \"heatpump\", \"climate\" or \"services\".", page},
    {"display", "text_percent", field_of<&Config::text_percent>, "130",
     "How large text is beside its usual size, in percent (100 to 200).",
     config_check::whole_number<100, 200>},
    {"display", "dpi", field_of<&Config::display_dpi>, "160",
     "How many pixels the screen has to an inch (40 to 600), where it does not tell so itself, or tells it "
     "wrong:\nletters have 2.5 mm and buttons 9 mm at the least. 0: what the screen says.",
     display_dpi},
    {"display", "kiosk", field_of<&Config::kiosk>, "false",
     "Full screen, without a pointer, for a display on the wall.", config_check::anything},
});

/// What a sign-in lets in to stands above the sign-in, and what has a password of its own below it.
std::vector<ConfigKey> keys_in_order() {
  std::vector<ConfigKey> all;
  const auto add = [&all](std::span<const ConfigKey> keys) {
    all.insert(all.end(), keys.begin(), keys.end());
  };
  for (const SourceConfig* source : source_configs())
    if (source->signs_in) add(source->keys);
  add(access_keys);
  for (const SourceConfig* source : source_configs())
    if (!source->signs_in) add(source->keys);
  add(house_keys);
  return all;
}

/// Names further apart than this are different words, no slips.
std::size_t slip(std::string_view name) {
  return std::max<std::size_t>(2, name.size() / 3);
}

}  // namespace

std::span<const ConfigKey> config_keys() noexcept {
  static const std::vector<ConfigKey> all = keys_in_order();
  return all;
}

const ConfigKey* find_config_key(std::string_view section, std::string_view key) noexcept {
  const auto all = config_keys();
  const auto found =
      std::ranges::find_if(all, [&](const ConfigKey& k) { return k.section == section && k.key == key; });
  return found == all.end() ? nullptr : &*found;
}

bool is_name_table(const ConfigKey& key) noexcept {
  return key.field.type == ConfigField::Type::names;
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
  for (const SourceConfig* source : source_configs())
    if (source->secret != nullptr && source->secret->name == section)
      return std::string(source->secret->belongs);
  return "Sign in with \"hearthctl login\"; or put it into a file of its own that only you can read, and "
         "name "
         "that in [identity] token_file; or set HEARTHBOARD_ACCESS_TOKEN.";
}

std::string did_you_mean(std::string_view section, std::string_view key) {
  const ConfigKey* best = nullptr;
  std::size_t best_distance = 0;
  for (const ConfigKey& k : config_keys()) {
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
  for (const ConfigKey& k : config_keys()) {
    if (const std::size_t distance = edit_distance(section, k.section); distance < best_distance) {
      best = k.section;
      best_distance = distance;
    }
  }
  return best.empty() ? std::string() : fmt::format("; did you mean [{}]?", best);
}

}  // namespace hearth
