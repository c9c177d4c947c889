#include "core/source/replica/conninfo.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string_view>

namespace hearth::replica {
namespace {

using Parameters = std::map<std::string, std::string>;

/// Where Debian's server listens.
constexpr const char* socket_folder = "/var/run/postgresql";
constexpr const char* place = "[replica] dsn";
constexpr const char* system_authorities = "/etc/ssl/certs/ca-certificates.crt";

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
struct FreeConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

Parameters set_parameters(const PQconninfoOption* options) {
  Parameters set;
  for (; options != nullptr && options->keyword != nullptr; ++options)
    if (options->val != nullptr && *options->val != '\0') set.emplace(options->keyword, options->val);
  return set;
}

/// Nothing where libpq does not understand it; its own words might repeat a password.
std::optional<Parameters> parse(const std::string& dsn) {
  char* why = nullptr;
  const Options options(PQconninfoParse(dsn.c_str(), &why));
  PQfreemem(why);
  if (!options) return std::nullopt;
  return set_parameters(options.get());
}

/// All that libpq makes of these parameters, the service file and the environment, before it connects: it is
/// given a value that it refuses for `spoilt`.
Parameters without_connecting(Parameters given, const char* spoilt) {
  given[spoilt] = "-";
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  keywords.reserve(given.size() + 1);
  values.reserve(given.size() + 1);
  for (const auto& [keyword, value] : given) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  const std::unique_ptr<PGconn, FreeConnection> probe(
      PQconnectStartParams(keywords.data(), values.data(), 0));
  const Options options(probe ? PQconninfo(probe.get()) : nullptr);
  Parameters found = set_parameters(options.get());
  found.erase(spoilt);
  return found;
}

/// What service file and environment add.
Expected<Parameters> resolved(const Parameters& given) {
  constexpr const char* highest = "ssl_max_protocol_version";
  Parameters found = without_connecting(given, highest);
  const Parameters other = without_connecting(given, "ssl_min_protocol_version");
  if (const auto said = other.find(highest); said != other.end()) found.insert(*said);
  // libpq has something for sslmode always, but where it gave up before.
  if (found.contains("sslmode")) return found;
  const char* surrounding = std::getenv("PGSERVICE");
  const std::string service = given.contains("service") ? given.at("service")
                              : surrounding != nullptr  ? surrounding
                                                        : "";
  return fail(ErrorKind::config, said("The service \"{}\" is in no service file.", service),
              "Add it to ~/.pg_service.conf, or correct its name.", place);
}

std::vector<std::string> listed(const Parameters& parameters, const std::string& keyword) {
  std::vector<std::string> parts;
  const auto found = parameters.find(keyword);
  if (found == parameters.end()) return parts;
  std::string_view rest = found->second;
  for (;;) {
    const auto comma = rest.find(',');
    parts.emplace_back(rest.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    rest.remove_prefix(comma + 1);
  }
}

std::optional<Target> target_of(const std::string& name) {
  constexpr std::array<std::pair<std::string_view, Target>, 6> targets = {
      {{"any", Target::any},
       {"read-write", Target::read_write},
       {"read-only", Target::read_only},
       {"primary", Target::primary},
       {"standby", Target::standby},
       {"prefer-standby", Target::prefer_standby}}};
  for (const auto& [known, target] : targets)
    if (name == known) return target;
  return std::nullopt;
}

/// What every connection of ours has, unless the user has set it otherwise.
constexpr std::array<std::pair<const char*, const char*>, 6> usual_parameters = {
    {{"keepalives", "1"},
     {"keepalives_idle", "30"},
     {"keepalives_interval", "5"},
     {"keepalives_count", "3"},
     {"tcp_user_timeout", "15000"},
     {"client_encoding", "UTF8"}}};

/// Empty, or what is wrong: libpq would refuse it later, in words that cannot be told from a dead server's.
std::string known_mode(const Parameters& parameters) {
  constexpr std::array<std::string_view, 6> known = {"disable", "allow",     "prefer",
                                                     "require", "verify-ca", "verify-full"};
  const auto mode = parameters.find("sslmode");
  if (mode == parameters.end() || std::ranges::find(known, mode->second) != known.end()) return {};
  return fmt::format("asks for sslmode={}, which there is not", mode->second);
}

/// Makes a connection to another machine one that nobody can listen to. Empty, or what is wrong.
std::string secure(Parameters& parameters) {
  // "prefer" is what libpq says where nobody has said anything.
  const auto mode = parameters.find("sslmode");
  if (mode != parameters.end() && mode->second != "prefer" && mode->second != "verify-full")
    return fmt::format("asks for sslmode={}, which does not prove who answers", mode->second);
  parameters["sslmode"] = "verify-full";
  const char* home = std::getenv("HOME");
  const bool own_list =
      home != nullptr && std::filesystem::exists(std::filesystem::path(home) / ".postgresql" / "root.crt");
  if (!parameters.contains("sslrootcert") && !own_list && std::filesystem::exists(system_authorities))
    parameters["sslrootcert"] = system_authorities;
  return {};
}

Expected<std::vector<HostPlan>> hosts_of(Parameters parameters) {
  std::vector<std::string> names = listed(parameters, "host");
  const std::vector<std::string> addresses = listed(parameters, "hostaddr");
  std::vector<std::string> ports = listed(parameters, "port");
  const auto refuse = [](const char* why) {
    return fail(ErrorKind::config, said("The connection string {}.", why),
                "Name as many ports and addresses as hosts, or one port for all.", place);
  };
  if (names.empty()) names = addresses;
  if (names.empty()) names = {socket_folder};
  if (!addresses.empty() && addresses.size() != names.size())
    return refuse("has another number of addresses than of hosts");
  if (ports.empty()) ports = {"5432"};
  if (ports.size() == 1) ports.resize(names.size(), std::string(ports.front()));
  if (ports.size() != names.size()) return refuse("has another number of ports than of hosts");
  for (const char* gone : {"host", "hostaddr", "port"}) parameters.erase(gone);
  std::vector<HostPlan> plans;
  plans.reserve(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    Parameters own = parameters;
    // Where the packets go is what counts; a name alone may be anything.
    const std::string& address = addresses.empty() || addresses[i].empty() ? names[i] : addresses[i];
    if (const std::string why = is_this_machine(address) ? known_mode(own) : secure(own); !why.empty())
      return fail(ErrorKind::config, said("The connection string {}.", why),
                  "Take it out: the right one is used by itself.", place);
    if (&address != &names[i]) own["hostaddr"] = address;
    plans.push_back({.host = names[i].empty() ? socket_folder : names[i],
                     .port = ports[i].empty() ? "5432" : ports[i],
                     .parameters = {own.begin(), own.end()}});
  }
  return plans;
}

/// Whether libpq's password file has a line for this host. Only libpq itself reads it exactly; an address
/// that is none keeps it from connecting anywhere afterwards.
bool password_file_knows(const HostPlan& host) {
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  const auto say = [&](const char* keyword, const char* value) {
    keywords.push_back(keyword);
    values.push_back(value);
  };
  for (const auto& [keyword, value] : host.parameters) say(keyword.c_str(), value.c_str());
  say("host", host.host.c_str());
  say("port", host.port.c_str());
  say("hostaddr", "-");
  say(nullptr, nullptr);
  const std::unique_ptr<PGconn, FreeConnection> probe(
      PQconnectStartParams(keywords.data(), values.data(), 0));
  const char* found = probe ? PQpass(probe.get()) : nullptr;
  return found != nullptr && *found != '\0';
}

}  // namespace

bool HostPlan::has(std::string_view keyword) const {
  return std::ranges::any_of(parameters, [&](const auto& p) { return p.first == keyword; });
}

std::string dsn_problem(const std::string& dsn) {
  const bool one_line = std::ranges::all_of(dsn, [](char c) { return c < 0 || (c >= ' ' && c != 0x7f); });
  if (dsn.empty() || !one_line || !parse(dsn))
    return "must be a connection string of PostgreSQL: postgresql://role@host/database, host=… user=… "
           "dbname=…, or service=…";
  if (holds_password(dsn))
    return "must not hold a password: that belongs in ~/.pgpass, in the file that [replica] password_file "
           "names, or where \"hearthctl secret set replica\" puts it";
  return {};
}

std::string public_dsn(const std::string& dsn) {
  const auto parameters = parse(dsn);
  std::string shown;
  if (!parameters) return shown;
  for (const char* keyword : {"service", "host", "hostaddr", "port", "dbname", "user"}) {
    const auto found = parameters->find(keyword);
    if (found != parameters->end())
      shown += fmt::format("{}{}={}", shown.empty() ? "" : " ", keyword, found->second);
  }
  return shown;
}

Expected<PasswordPlace> password_place(const std::string& dsn) {
  const auto plan = plan_connection({.dsn = dsn, .password = {}});
  if (!plan) return std::unexpected(plan.error());
  if (plan->hosts.front().has("password")) return PasswordPlace::parameters;
  return std::ranges::all_of(plan->hosts, password_file_knows) ? PasswordPlace::file : PasswordPlace::nowhere;
}

bool is_this_machine(const std::string& host) {
  return host.empty() || host.starts_with('/') || host.starts_with('@') || host == "localhost" ||
         host == "::1" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos);
}

bool holds_password(const std::string& dsn) {
  const auto parameters = parse(dsn);
  return parameters && (parameters->contains("password") || parameters->contains("sslpassword"));
}

Expected<ConnectionPlan> plan_connection(const Settings& settings) {
  const auto refuse = [](const Text& why, const char* next) {
    return fail(ErrorKind::config, Text::joined("The connection string ", Text::joined(why, ".")), next,
                place);
  };
  const auto given = parse(settings.dsn);
  if (!given)
    return refuse("is none that PostgreSQL's library understands",
                  "Write it as postgresql://user@host/database, or as host=… user=… dbname=….");
  auto all = resolved(*given);
  if (!all) return std::unexpected(all.error());
  Parameters& parameters = *all;
  for (const char* unwanted : {"options", "replication"})
    if (parameters.contains(unwanted))
      return refuse(said("(or PGOPTIONS) sets \"{}\", which a pooler refuses", unwanted), "Take it out.");
  ConnectionPlan plan;
  const auto target =
      target_of(parameters.contains("target_session_attrs") ? parameters["target_session_attrs"] : "any");
  if (!target) return refuse("has a target_session_attrs that is not known", "Write prefer-standby.");
  if (parameters.contains("connect_timeout")) {
    const std::string& text = parameters["connect_timeout"];
    int seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    // libpq's documentation: zero is no limit, which a display cannot have, and 1 is too short to be right.
    plan.connect_timeout_s = seconds <= 0 ? plan.connect_timeout_s : std::clamp(seconds, 2, 60);
  }
  for (const char* ours : {"target_session_attrs", "connect_timeout", "service", "load_balance_hosts"})
    parameters.erase(ours);
  parameters["application_name"] = "hearthboard";
  for (const auto& [keyword, value] : usual_parameters) parameters.try_emplace(keyword, value);
  auto hosts = hosts_of(std::move(parameters));
  if (!hosts) return std::unexpected(hosts.error());
  plan.hosts = std::move(*hosts);
  // A password among the parameters would go before the one in the password file.
  for (HostPlan& host : plan.hosts)
    if (!settings.password.empty() && !host.has("password") && !password_file_knows(host))
      host.parameters.emplace_back("password", settings.password);
  plan.target = *target == Target::any && plan.hosts.size() > 1 ? Target::prefer_standby : *target;
  return plan;
}

}  // namespace hearth::replica
