// What "hearthctl doctor" makes of the read replica.
#include "core/source/examine.h"
#include "core/source/replica/config.h"
#include "core/source/replica/replica.h"
#include "core/source/replica/source.h"
#include "core/source/source_secret.h"
#include "core/telemetry/age.h"

#include <QJsonArray>

#include <fmt/format.h>

#include <array>
#include <optional>
#include <utility>

namespace hearth {
namespace {

using replica::Capabilities;

constexpr std::string_view replica_about = "replica";
constexpr DurationMs noticeable_age = day_ms;

constexpr std::array datasets = {Dataset::energy, Dataset::heatpump, Dataset::climate, Dataset::price};
constexpr std::array<std::pair<const char*, const char*>, 2> aggregates = {
    {{"energy_hourly", "hourly energy"}, {"energy_daily_summary", "daily energy"}}};

std::string version_text(int version) {
  return fmt::format("{}.{}", version / 10000, version % 10000);
}

std::string standing_text(const Capabilities& c) {
  if (!c.standby) return "a primary";
  return c.lag ? fmt::format("a standby, {} behind", age_text(*c.lag)) : "a standby";
}

std::string privacy_text(const Capabilities& c) {
  if (c.encrypted) return "with TLS";
  const bool here = replica::is_this_machine(c.host.substr(0, c.host.rfind(':')));
  return here ? "without TLS, on this machine" : "without TLS";
}

Check connection_check(const Capabilities& c) {
  return {replica_about, Verdict::good,
          said("Connected to {} as {}, database {}, {}: PostgreSQL {}, {}.", c.host, c.role, c.database,
               privacy_text(c), version_text(c.server_version), standing_text(c))};
}

Check table_check(const char* table, const std::optional<TimeRange>& extent, TimeMs now) {
  if (!extent) return {replica_about, Verdict::note, said("{} has no readings.", table)};
  const TimeMs newest = extent->to - 1;
  const DurationMs age = now - newest;
  const Text reach =
      said("{} reaches from {} to {}", table, format_rfc3339(extent->from), format_rfc3339(newest));
  if (age < 0) return {replica_about, Verdict::good, Text::joined(reach, ", ahead of now.")};
  if (age <= noticeable_age)
    return {replica_about, Verdict::good,
            Text::joined(reach, said("; the newest is {} old.", age_text(age)))};
  return {replica_about, Verdict::warning,
          Text::joined(reach, said("; nothing has come for {}.", age_text(age))),
          "See what writes the table."};
}

Check finding_check(const replica::Finding& finding) {
  using Weight = replica::Finding::Weight;
  const Verdict verdict = finding.weight == Weight::failure   ? Verdict::failure
                          : finding.weight == Weight::warning ? Verdict::warning
                                                              : Verdict::note;
  return {replica_about, verdict, finding.what, finding.mend, finding.kind};
}

QJsonObject connection_json(const Capabilities& c) {
  return {{QStringLiteral("host"), QString::fromStdString(c.host)},
          {QStringLiteral("role"), QString::fromStdString(c.role)},
          {QStringLiteral("database"), QString::fromStdString(c.database)},
          {QStringLiteral("version"), QString::fromStdString(version_text(c.server_version))},
          {QStringLiteral("encrypted"), c.encrypted},
          {QStringLiteral("standby"), c.standby},
          {QStringLiteral("lag_seconds"),
           c.lag ? QJsonValue(static_cast<double>(*c.lag) / second_ms) : QJsonValue()},
          {QStringLiteral("time_bucket"), c.time_bucket},
          {QStringLiteral("date_bin"), c.date_bin}};
}

QJsonObject table_json(const char* table, const std::optional<TimeRange>& extent) {
  return {{QStringLiteral("name"), QLatin1String(table)},
          {QStringLiteral("oldest"),
           extent ? QJsonValue(QString::fromStdString(format_rfc3339(extent->from))) : QJsonValue()},
          {QStringLiteral("newest"),
           extent ? QJsonValue(QString::fromStdString(format_rfc3339(extent->to - 1))) : QJsonValue()}};
}

/// What was found for people, and for machines.
struct ReplicaFindings {
  std::vector<Check> checks;
  QJsonObject facts;
};

ReplicaFindings look_at_replica(const replica::Settings& settings, const Clock& clock,
                                const std::stop_token& stop) {
  ReplicaFindings found;
  replica::Replica::Options options;
  options.settings = settings;
  replica::Replica database(std::move(options), clock);
  const auto connected = database.connect(stop);
  if (!connected) {
    found.checks.push_back(failed(replica_about, connected.error()));
    found.checks.push_back(
        {replica_about, Verdict::note, said("It was tried with {}.", replica::public_dsn(settings.dsn))});
    return found;
  }
  const Capabilities c = **connected;
  found.facts = connection_json(c);
  found.checks.push_back(connection_check(c));
  if (c.time_bucket || c.date_bin)
    found.checks.push_back({replica_about, Verdict::good,
                            c.time_bucket ? "The database sums up with time_bucket."
                                          : "The database sums up with date_bin; it has no time_bucket."});
  QJsonArray tables;
  for (const Dataset dataset : datasets) {
    const char* table = replica::table_of(dataset).table;
    if (c.readable(table) == nullptr) continue;
    const auto extent = database.extent(dataset, stop);
    if (!extent && extent.error().kind == ErrorKind::cancelled) return found;
    found.checks.push_back(extent ? table_check(table, *extent, clock.now())
                                  : failed(replica_about, extent.error()));
    tables.append(table_json(table, extent ? *extent : std::nullopt));
  }
  found.facts.insert(QStringLiteral("tables"), tables);
  for (const auto& [view, what] : aggregates)
    if (c.readable(view) != nullptr)
      found.checks.push_back({replica_about, Verdict::good, said("{} gives {}.", view, what)});
  for (const replica::Finding& finding : replica::findings(c)) found.checks.push_back(finding_check(finding));
  return found;
}

}  // namespace

QCoro::Task<QJsonObject> ReplicaSource::examine(ExamineContext context, std::stop_token stop) {
  auto looking = source_password("replica", context.config, stop);
  auto password = co_await looking;
  if (stop.stop_requested()) co_return {};
  context.tell(password_check(replica_about, "a role", password));
  context.progress("Asking the database …");
  QJsonObject facts;
  auto asking = examine_apart(
      [settings = replica::Settings{context.config.of<ReplicaConfig>().dsn,
                                    password ? std::move(password->text) : std::string()},
       &clock = context.clock, &facts](const std::stop_token& asked) {
        auto found = look_at_replica(settings, clock, asked);
        if (!asked.stop_requested()) facts = found.facts;
        return found.checks;
      },
      stop);
  const auto checks = co_await asking;
  if (stop.stop_requested()) co_return {};
  for (const Check& check : checks) context.tell(check);
  co_return facts;
}

}  // namespace hearth
