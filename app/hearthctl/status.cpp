#include "app/hearthctl/json_text.h"
#include "app/hearthctl/output.h"
#include "app/hearthctl/session.h"
#include "app/shared/program.h"
#include "core/aggregate/moment.h"
#include "core/config/source_config.h"
#include "core/engine/clock_judge.h"
#include "core/engine/price_area.h"
#include "core/engine/store_options.h"
#include "core/identity/identity.h"
#include "core/source/source_state.h"
#include "core/store/cache_file.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hearth {
namespace {

/// What there is to say, read once and then written as text or JSON.
struct Facts {
  const Config& config;
  std::filesystem::path config_file = {};
  TimeMs now = 0;
  bool exists = false;
  StoreStats stats = {};
  std::uint64_t cache_bytes = 0;  ///< of the cache of past details
  std::optional<std::string> recorder = {};
  std::vector<Coverage> coverage = {};
  std::vector<Latest> latest = {};
  std::vector<Error> problems = {};
  std::string currency = {};  ///< of the prices; empty where it is not known
  KeptSession identity = {};  ///< where a provider is configured
};

Expected<Facts> gather(const Session& session) {
  Facts facts{.config = session.config(), .config_file = session.config_file(), .now = session.clock().now()};
  auto store = HistoryStore::open(reader_options(facts.config), session.clock());
  if (!store) {
    if (store.error().kind == ErrorKind::not_found) return facts;
    return std::unexpected(store.error());
  }
  facts.exists = true;
  facts.stats = (*store)->stats();
  facts.cache_bytes = cache_file_bytes(facts.config.history_path);
  facts.recorder = (*store)->recorder();
  for (const GroupKey& group : (*store)->groups())
    for (Coverage& c : (*store)->coverage(group)) facts.coverage.push_back(std::move(c));
  auto latest = (*store)->latest();
  if (!latest) return std::unexpected(latest.error());
  facts.latest = std::move(*latest);
  facts.currency = facts.config.currency;
  if (const auto area = choose_price_area(facts.config.price_area, **store).area;
      area && facts.currency.empty())
    facts.currency = currency_of(**store, *area).value_or(std::string());
  facts.problems = history_troubles(store->get(), facts.config);
  if (auto clock = stored_ahead(newest_reading(facts.latest), facts.now))
    facts.problems.push_back(std::move(*clock));
  return facts;
}

bool is_stale(const Latest& l, TimeMs now) {
  const DurationMs stale = info(l.key.channel).stale;
  return stale > 0 && (now - l.time > stale || l.time - now > minute_ms);
}

/// What is measured is on the disk by so much later than it was measured.
constexpr DurationMs written_late = 2 * minute_ms;
/// What came last longer ago is no part of this home any more.
constexpr DurationMs remembered = 30 * day_ms;

/// The newest reading of each dataset that this home is known to have.
std::map<Dataset, TimeMs> newest_readings(const Facts& f) {
  std::map<Dataset, TimeMs> newest;
  for (const Latest& l : f.latest) {
    if (f.now - l.time > remembered) continue;
    TimeMs& time = newest[info(l.key.channel).dataset];
    time = std::max(time, l.time);
  }
  return newest;
}

bool arrives(const Facts& f, Dataset dataset, TimeMs newest) {
  return comes(dataset, newest, f.now, written_late);
}

std::string group_text(const GroupKey& group) {
  std::string text(dataset_name(group.dataset));
  if (!group.entity.empty()) text += " (" + group.entity + ")";
  return text;
}

/// As the home's clocks show it, to the minute: what is older than seconds is told by its age.
std::string local_text(const Facts& f, TimeMs time) {
  return local_time_text(time, f.config.time_zone).substr(0, std::string_view("2026-11-20 14:00").size());
}

std::string time_or_dash(const Facts& f, const std::optional<TimeMs>& time) {
  return time ? local_text(f, *time) : "-";
}

/// Whether what this home has comes, a line for each dataset that does not.
std::vector<std::string> readings_lines(const Facts& f) {
  std::vector<std::string> lines;
  const std::map<Dataset, TimeMs> all = newest_readings(f);
  for (const auto& [dataset, newest] : all)
    if (!arrives(f, dataset, newest))
      lines.push_back(fmt::format("no {} since {}", dataset_words(dataset), local_text(f, newest)));
  if (all.empty()) return {"none in the last month"};
  return lines.empty() ? std::vector<std::string>{"come in"} : lines;
}

/// What the coverage of a dataset comes to.
struct Covered {
  TimeRange range;
  std::set<std::string> entities;
  std::set<std::string_view> provenances;
};

/// A line a dataset; all of it is in the JSON.
std::string coverage_text(const Facts& f) {
  std::map<Dataset, Covered> all;
  for (const Coverage& c : f.coverage) {
    Covered& covered = all.try_emplace(c.group.dataset, Covered{c.range, {}, {}}).first->second;
    covered.range = {std::min(covered.range.from, c.range.from), std::max(covered.range.to, c.range.to)};
    covered.entities.insert(c.group.entity);
    covered.provenances.insert(provenance_name(c.provenance));
  }
  std::string out;
  for (const auto& [dataset, covered] : all) {
    const bool several = covered.entities.size() > 1;
    out += fmt::format("  {:<28} {} to {}  {}\n",
                       several ? fmt::format("{} ({} {}s)", dataset_name(dataset), covered.entities.size(),
                                             entity_name(dataset))
                               : group_text({dataset, *covered.entities.begin()}),
                       local_text(f, covered.range.from), local_text(f, covered.range.to),
                       fmt::join(covered.provenances, ", "));
  }
  return out;
}

/// Who is signed in, in words, and what else there is to know, a line each.
std::vector<std::string> identity_lines(const Facts& f) {
  if (!f.config.access_token.empty()) return {"with HEARTHBOARD_ACCESS_TOKEN"};
  if (f.config.issuer.empty())
    return {f.config.token_file.empty() ? "not set up" : "with the token in " + f.config.token_file.string()};
  const KeptSession& kept = f.identity;
  if (kept.error) return {"unknown", to_text(*kept.error)};
  const std::string at = "at " + f.config.issuer;
  if (!kept.record) return {"nobody; \"hearthctl login\" signs in", at};
  const std::string who = kept.record->name.empty() ? kept.record->subject : kept.record->name;
  if (kept.record->ended())
    return {"nobody; the session of " + who + " has ended", at, "\"hearthctl login\" signs in"};
  const std::string until = local_text(f, kept.record->until);
  const bool past = kept.record->until <= f.now;
  std::string renewal = past ? "access ended " + until + ", renewed at the next use"
                             : "access until " + until + ", renewed by itself";
  if (kept.record->refresh_token.empty())
    renewal = (past ? "ended " : "until ") + until + ", and not longer (no refresh token)";
  if (kept.record->refusals > 0)
    renewal = (past ? "access ended " : "access until ") + until +
              "; the provider has refused to renew it since " + local_text(f, kept.record->refused_since);
  return {who, at, renewal, "kept in " + kept.keeper.toStdString()};
}

std::string as_text(const Facts& f) {
  std::string out;
  const auto row = [&out](std::string_view name, const std::string& value) {
    out += fmt::format("{:<15}{}\n", name, value);
  };
  row("configuration", f.config_file.empty() ? "none" : f.config_file.string());
  // That there are no services says why nobody is asked to sign in.
  for (const SourceConfig* source : source_configs())
    if (!source->called.empty() && (source->signs_in || source->is_set_up(f.config)))
      row(source->called, source->is_set_up(f.config) ? source->shown_address(f.config) : "none");
  std::string_view heading = "signed in";
  for (const std::string& line : identity_lines(f)) row(std::exchange(heading, ""), line);
  row("time zone", f.config.time_zone);
  row("history", f.config.history_path.string());
  if (!f.exists) {
    row("", "nothing has been recorded yet");
    return out;
  }
  row("size", fmt::format("{}, {} readings in {} blocks", size_text(f.stats.file_bytes), f.stats.rows,
                          f.stats.blocks));
  if (f.cache_bytes > 0) row("looked at", fmt::format("{} of past details", size_text(f.cache_bytes)));
  row("reaches", fmt::format("{} to {}", time_or_dash(f, f.stats.oldest), time_or_dash(f, f.stats.newest)));
  row("recorded by", f.recorder.value_or("nobody"));
  heading = "readings";
  for (const std::string& line : readings_lines(f)) row(std::exchange(heading, ""), line);
  for (const Error& problem : f.problems) row("problem", to_text(problem));
  out += "\ncoverage\n";
  out += coverage_text(f);
  out += "\nnewest values\n";
  for (const Latest& l : f.latest) {
    const Channel& c = info(l.key.channel);
    const std::string name =
        l.key.entity.empty() ? std::string(c.id) : fmt::format("{} ({})", c.id, l.key.entity);
    out += fmt::format("  {:<44} {:>12} {:<12} {}{}\n", name, number_text(l.value, c.stored_decimals),
                       unit_text(info(l.key.channel), f.currency), age_text(f.now - l.time),
                       is_stale(l, f.now) ? ", stale" : "");
  }
  return out;
}

QJsonValue time_or_null(const std::optional<TimeMs>& time) {
  return time ? QJsonValue(json_text(format_rfc3339(*time))) : QJsonValue();
}

QJsonObject identity_json(const Facts& f) {
  const auto& record = f.identity.record;
  const bool live = record && !record->ended();
  return {{QStringLiteral("issuer"), json_text(f.config.issuer)},
          {QStringLiteral("signed_in"), live},
          {QStringLiteral("who"), record ? QJsonValue(json_text(record->name)) : QJsonValue()},
          {QStringLiteral("subject"), record ? QJsonValue(json_text(record->subject)) : QJsonValue()},
          {QStringLiteral("access_until"),
           live ? QJsonValue(json_text(format_rfc3339(record->until))) : QJsonValue()},
          {QStringLiteral("renews"), live && !record->refresh_token.empty() && record->refusals == 0},
          {QStringLiteral("refused_since"), live && record->refusals > 0
                                                ? QJsonValue(json_text(format_rfc3339(record->refused_since)))
                                                : QJsonValue()},
          {QStringLiteral("keeper"), f.identity.keeper},
          {QStringLiteral("problem"),
           f.identity.error ? QJsonValue(json_text(to_text(*f.identity.error))) : QJsonValue()}};
}

std::string as_json(const Facts& f) {
  QJsonArray coverage;
  for (const Coverage& c : f.coverage)
    coverage.append(QJsonObject{{QStringLiteral("dataset"), json_text(dataset_name(c.group.dataset))},
                                {QStringLiteral("entity"), json_text(c.group.entity)},
                                {QStringLiteral("from"), json_text(format_rfc3339(c.range.from))},
                                {QStringLiteral("to"), json_text(format_rfc3339(c.range.to))},
                                {QStringLiteral("provenance"), json_text(provenance_name(c.provenance))},
                                {QStringLiteral("settled"), c.settled}});
  QJsonArray latest;
  for (const Latest& l : f.latest) {
    const Channel& c = info(l.key.channel);
    latest.append(
        QJsonObject{{QStringLiteral("channel"), json_text(c.id)},
                    {QStringLiteral("entity"), json_text(l.key.entity)},
                    {QStringLiteral("time"), json_text(format_rfc3339(l.time))},
                    {QStringLiteral("age_seconds"), static_cast<double>(f.now - l.time) / second_ms},
                    {QStringLiteral("stale"), is_stale(l, f.now)},
                    {QStringLiteral("value"), l.value},
                    {QStringLiteral("unit"), json_text(c.unit)}});
  }
  QJsonObject readings;
  for (const auto& [dataset, newest] : newest_readings(f))
    readings.insert(json_text(dataset_name(dataset)),
                    QJsonObject{{QStringLiteral("newest"), json_text(format_rfc3339(newest))},
                                {QStringLiteral("comes"), arrives(f, dataset, newest)}});
  QJsonArray problems;
  for (const Error& p : f.problems) problems.append(json_text(to_text(p)));
  const QJsonObject store{
      {QStringLiteral("path"), json_text(f.config.history_path.string())},
      {QStringLiteral("exists"), f.exists},
      {QStringLiteral("bytes"), static_cast<qint64>(f.stats.file_bytes)},
      {QStringLiteral("cache_bytes"), static_cast<qint64>(f.cache_bytes)},
      {QStringLiteral("readings"), static_cast<qint64>(f.stats.rows)},
      {QStringLiteral("blocks"), static_cast<qint64>(f.stats.blocks)},
      {QStringLiteral("oldest"), time_or_null(f.stats.oldest)},
      {QStringLiteral("newest"), time_or_null(f.stats.newest)},
      {QStringLiteral("recorder"), f.recorder ? QJsonValue(json_text(*f.recorder)) : QJsonValue()},
      {QStringLiteral("problems"), problems}};
  QJsonObject all{{QStringLiteral("time"), json_text(format_rfc3339(f.now))},
                  {QStringLiteral("configuration"), json_text(f.config_file.string())},
                  {QStringLiteral("time_zone"), json_text(f.config.time_zone)},
                  {QStringLiteral("currency"), json_text(f.currency)},
                  {QStringLiteral("identity"), identity_json(f)},
                  {QStringLiteral("store"), store},
                  {QStringLiteral("readings"), readings},
                  {QStringLiteral("coverage"), coverage},
                  {QStringLiteral("latest"), latest}};
  for (const SourceConfig* source : source_configs())
    if (!source->called.empty())
      all.insert(json_text(source->called), json_text(source->shown_address(f.config)));
  return QJsonDocument(all).toJson(QJsonDocument::Indented).toStdString();
}

void tell(Session& session, KeptSession identity) {
  auto facts = gather(session);
  if (!facts) return session.finish(facts.error());
  facts->identity = std::move(identity);
  const auto written = write_output(session.line().has("--json") ? as_json(*facts) : as_text(*facts));
  if (!written) return session.finish(written.error());
  session.finish(exit_ok);
}

/// The session lives until the program ends, and so outlives this.
QCoro::Task<> ask_keeper(Session& session) {
  auto reading = read_kept_session(session.config());
  KeptSession kept = co_await reading;
  if (!session.finished()) tell(session, std::move(kept));
}

void run_status(Session& session) {
  if (session.config().issuer.empty() || !session.config().access_token.empty()) return tell(session, {});
  ask_keeper(session);
}

}  // namespace

const Command& status_command() {
  static const Command command{
      .rule = {"status",
               "Says who is signed in, what the local history holds, how old the newest values are and who "
               "records.",
               {},
               0,
               with_common_options({common_option::json})},
      .run = run_status};
  return command;
}

}  // namespace hearth
