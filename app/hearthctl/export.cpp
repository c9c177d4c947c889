#include "core/export/export.h"

#include "app/hearthctl/output.h"
#include "app/hearthctl/session.h"
#include "app/hearthctl/time_option.h"
#include "app/shared/near_names.h"
#include "app/shared/program.h"
#include "core/config/time_zone.h"
#include "core/engine/store_options.h"
#include "core/export/locale.h"
#include "core/source/replica/config.h"
#include "core/source/replica/replica.h"
#include "core/source/source_secret.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <limits>
#include <optional>
#include <utility>

namespace hearth {
namespace {

/// One of a few words.
template <class Choice, std::size_t count>
Expected<Choice> choice(const CommandLine& line, std::string_view option,
                        const std::array<std::pair<std::string_view, Choice>, count>& choices) {
  const std::string word = line.value(option, choices.front().first);
  std::string words;
  for (const auto& [name, value] : choices) {
    if (name == word) return value;
    if (!words.empty()) words += name == choices.back().first ? " or " : ", ";
    words += name;
  }
  return misused("hearthctl export", option, said("It must be {}.", words));
}

Expected<std::vector<AskedColumn>> columns_of(const CommandLine& line, Dataset dataset) {
  std::vector<std::string_view> known;
  for (const Channel& c : channels_of(dataset)) known.push_back(c.id);
  std::vector<AskedColumn> columns;
  const std::string list = line.value("--columns");
  for (std::size_t at = 0; at < list.size() + (list.empty() ? 0 : 1);) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    const std::string name = list.substr(at, end - at);
    at = end + 1;
    const auto found = find_column(name);
    if (found && info(found->channel).dataset == dataset) {
      columns.push_back(*found);
      continue;
    }
    const std::string near = near_names(name, known);
    return fail(
        ErrorKind::usage, said("There is no column \"{}\" in {}.", name.substr(0, 60), dataset_name(dataset)),
        near.empty() ? said("It has {}.", fmt::join(known, ", ")) : said("Perhaps {} is meant.", near),
        "--columns");
  }
  return columns;
}

/// How the text is to look.
Expected<void> read_format(const CommandLine& line, ExportRequest& request) {
  constexpr std::array formats = {std::pair{std::string_view("csv"), ExportFormat::csv},
                                  std::pair{std::string_view("ndjson"), ExportFormat::ndjson}};
  constexpr std::array fills = {std::pair{std::string_view("none"), Fill::none},
                                std::pair{std::string_view("null"), Fill::null},
                                std::pair{std::string_view("previous"), Fill::previous}};
  const auto format = choice(line, "--format", formats);
  if (!format) return std::unexpected(format.error());
  const auto fill = choice(line, "--fill", fills);
  if (!fill) return std::unexpected(fill.error());
  auto columns = columns_of(line, request.dataset);
  if (!columns) return std::unexpected(columns.error());
  request.format = *format;
  request.fill = *fill;
  request.columns = std::move(*columns);
  request.time_zone = line.value("--time-zone");
  if (!request.time_zone.empty() && !is_time_zone(request.time_zone))
    return misused(
        "hearthctl export", "--time-zone",
        said("There is no time zone \"{}\"; one is Europe/Stockholm.", request.time_zone.substr(0, 60)));
  request.locale = line.value("--locale");
  if (const auto locale = table_locale(request.locale); !locale)
    return fail(ErrorKind::usage, locale.error().message, locale.error().next, "--locale");
  return {};
}

/// Hours and days are those of the export's time zone; days of the home's where it has none.
std::optional<BucketSpec> buckets_of(DurationMs width, const std::string& time_zone, const Config& config) {
  if (width == 0) return {};
  if (width == day_ms)
    return CalendarBuckets{CalendarUnit::day, time_zone.empty() ? config.time_zone : time_zone};
  if (width == hour_ms && !time_zone.empty()) return CalendarBuckets{CalendarUnit::hour, time_zone};
  return FixedBuckets{width};
}

/// What is asked for; an end that is not given is left open.
Expected<ExportRequest> request_of(const CommandLine& line, const Config& config, TimeMs now) {
  constexpr std::array widths = {
      std::pair{std::string_view("raw"), DurationMs{0}}, std::pair{std::string_view("5m"), 5 * minute_ms},
      std::pair{std::string_view("1h"), hour_ms}, std::pair{std::string_view("1d"), day_ms}};
  const auto dataset = find_dataset(line.value("--dataset"));
  if (!dataset)
    return misused("hearthctl export", "--dataset", "It must be energy, heatpump, climate or price.");
  const auto width = choice(line, "--every", widths);
  if (!width) return std::unexpected(width.error());
  const std::string& zone = config.time_zone;
  const Expected<TimeMs> from =
      line.has("--from") ? time_option(line, "--from", zone, now) : std::numeric_limits<TimeMs>::min();
  if (!from) return std::unexpected(from.error());
  const Expected<TimeMs> to =
      line.has("--to") ? time_option(line, "--to", zone, now) : std::numeric_limits<TimeMs>::max();
  if (!to) return std::unexpected(to.error());
  ExportRequest request{.dataset = *dataset, .range = {*from, *to}};
  if (request.range.empty()) return misused("hearthctl export", "--to", "The end must be later than --from.");
  if (const auto format = read_format(line, request); !format) return std::unexpected(format.error());
  request.buckets = buckets_of(*width, request.time_zone, config);
  return request;
}

bool is_ending() {
  return EndSignals::received() != 0;
}

/// What to write, and how much time it spans.
struct Source {
  TimeRange whole;
  std::function<Expected<std::size_t>(const ExportSink&, const ExportProgress&)> write;
};

Source local(const HistoryStore& store, const ExportRequest& request) {
  return {request.range.intersected(known_range(store, request.dataset)),
          [&store, &request](const ExportSink& sink, const ExportProgress& progress) {
            return export_history(store, request, sink, progress);
          }};
}

/// A day of the meter's readings is held at a time; the other tables have fewer.
DurationMs database_window(Dataset dataset) {
  return dataset == Dataset::energy ? day_ms : 7 * day_ms;
}

/// A stretch of the table, whole.
Expected<ReadingsByEntity> read_window(replica::Replica& replica, Dataset dataset, TimeRange window) {
  ReadingsByEntity readings;
  const auto read =
      replica.read_rows(dataset, window, {}, [&](const GroupKey& group, Rows&& rows) -> Expected<void> {
        // An entity's rows come in parts where the stretch is long, or had to be read in smaller ones.
        const auto known = readings.find(group);
        if (known == readings.end()) {
          readings.emplace(group, std::move(rows));
        } else if (known->second.channels == rows.channels) {
          known->second.append(rows);
        } else {
          return fail(ErrorKind::retry, "The table changed while it was read.", "Export again.");
        }
        return {};
      });
  if (!read) return std::unexpected(read.error());
  return readings;
}

Expected<void> read_windows(replica::Replica& replica, Dataset dataset, TimeRange whole,
                            const std::function<Expected<void>(const ReadingsByEntity&)>& take) {
  const DurationMs width = database_window(dataset);
  for (TimeMs at = whole.from; at < whole.to; at = floor_to(at, width) + width) {
    if (is_ending()) return fail(ErrorKind::cancelled, "The export was cancelled.");
    const auto readings =
        read_window(replica, dataset, {at, std::min(whole.to, floor_to(at, width) + width)});
    if (!readings) return std::unexpected(readings.error());
    if (auto taken = take(*readings); !taken) return taken;
  }
  return {};
}

Expected<Source> database(replica::Replica& replica, const ExportRequest& request) {
  if (request.buckets)
    return misused("hearthctl export", "--every", "From the database every reading is written: raw.");
  if (request.fill != Fill::none)
    return misused("hearthctl export", "--fill", "From the database only what is known is written.");
  const auto found = replica.connect({});
  if (!found) return std::unexpected(found.error());
  const char* table = replica::table_of(request.dataset).table;
  const replica::TableFacts& facts = (*found)->tables.at(table);
  if (!facts.is_there)
    return fail(ErrorKind::not_found, said("The database has no table {}.", table),
                "\"hearthctl doctor\" lists what it has.");
  if (!facts.may_read)
    return fail(ErrorKind::not_permitted, said("{} may not read {}.", (*found)->role, table),
                said("GRANT SELECT ON {} TO {};", table, (*found)->role));
  const auto extent = replica.extent(request.dataset, {});
  if (!extent) return std::unexpected(extent.error());
  const TimeRange whole = extent->has_value() ? request.range.intersected(**extent) : TimeRange{};
  return Source{whole, [&replica, &request, whole](const ExportSink& sink, const ExportProgress& progress) {
                  const auto windows = [&](const auto& take) {
                    return read_windows(replica, request.dataset, whole, take);
                  };
                  return export_readings(windows, request, sink, progress);
                }};
}

Expected<std::size_t> write_to(const std::string& out, const Source& source, bool replace,
                               const ExportProgress& progress) {
  if (out == "-") return source.write(write_output, progress);
  auto rows = export_to_file([&](const ExportSink& sink) { return source.write(sink, progress); }, out,
                             replace, is_ending);
  if (!rows && rows.error().kind == ErrorKind::cannot_create && !replace)
    rows.error().next = Text::joined(rows.error().next, " --force replaces a file.");
  return rows;
}

Expected<void> write(const Source& source, const CommandLine& line) {
  const std::string out = line.value("--out", "-");
  const bool to_file = out != "-";
  ProgressLine progress(error_is_terminal() && (to_file || !output_is_terminal()));
  const auto rows = write_to(out, source, line.has("--force"), [&](TimeMs done) {
    progress.show(fmt::format("Exporting: {} %", 100 * (done - source.whole.from) /
                                                     std::max<DurationMs>(1, source.whole.length())));
  });
  if (!rows) return std::unexpected(rows.error());
  progress.clear();
  if (error_is_terminal() && to_file) note(fmt::format("{} rows are in {}.", *rows, out));
  return {};
}

QCoro::Task<> export_from_database(Session& session, ExportRequest request) {
  const std::string dsn = session.config().of<ReplicaConfig>().dsn;
  if (dsn.empty()) {
    session.finish(
        {ErrorKind::config, "There is no database to read from.", "Set [replica] dsn.", "[replica] dsn"});
    co_return;
  }
  auto asking = source_password("replica", session.config());
  const auto password = co_await asking;
  if (!password) {
    session.finish(password.error());
    co_return;
  }
  replica::Replica::Options options;
  options.settings = {dsn, password->text};
  replica::Replica replica(options, session.clock());
  const auto source = database(replica, request);
  const auto written = source ? write(*source, session.line()) : std::unexpected(source.error());
  if (written)
    session.finish(exit_ok);
  else
    session.finish(written.error());
}

void run_export(Session& session) {
  keep_freed_memory();
  const auto request = request_of(session.line(), session.config(), session.clock().now());
  if (!request) return session.finish(request.error());
  if (session.line().has("--from-database")) {
    export_from_database(session, *request);
    return;
  }
  auto store = HistoryStore::open(reader_options(session.config()), session.clock());
  if (!store) {
    if (store.error().kind == ErrorKind::not_found)
      store.error().next =
          "\"hearthctl sync\" or the dashboard makes one; --demo shows what it would be like.";
    return session.finish(store.error());
  }
  if (const auto written = write(local(**store, *request), session.line()); !written)
    return session.finish(written.error());
  session.finish(exit_ok);
}

}  // namespace

const Command& export_command() {
  static const Command command{
      .rule = {"export",
               "Writes CSV or NDJSON from the local history, which needs no network, or from the database.",
               {},
               0,
               with_common_options(
                   {{"--dataset", Argument::required, "energy|heatpump|climate|price", "what to write"},
                    {"--from", Argument::required, "TIME", "from the oldest where not given"},
                    {"--to", Argument::required, "TIME", "exclusive; to the newest where not given"},
                    {"--every", Argument::required, "raw|5m|1h|1d",
                     "every reading (raw, the default) or summed up; 1d is the local day"},
                    {"--columns", Argument::required, "A,B,C",
                     "these channels alone, in this order; A.estimated, A.doubtful and A.settling mark sums"},
                    {"--fill", Argument::required, "none|null|previous",
                     "rows for what is not known: none (the default), empty, or the value before"},
                    {"--format", Argument::required, "csv|ndjson", "csv where not given"},
                    {"--time-zone", Argument::required, "ZONE",
                     "times with this zone's offset (Europe/Stockholm); UTC where not given"},
                    {"--locale", Argument::required, "LOCALE",
                     "this country's separator and decimal sign (sv_SE); comma and point where not given"},
                    {"--from-database",
                     Argument::none,
                     {},
                     "every reading of [replica] dsn, instead of the local history"},
                    {"--out", Argument::required, "FILE|-",
                     "a file, made whole or not at all; - is standard output"},
                    {"--force", Argument::none, {}, "replace the file if it exists"}}),
               time_forms},
      .run = run_export};
  return command;
}

}  // namespace hearth
