#include "core/export/export.h"

#include "app/hearthctl/output.h"
#include "app/hearthctl/session.h"
#include "app/shared/program.h"

#include <fmt/format.h>

#include <array>
#include <optional>

namespace hearth {
namespace {

struct Interval {
  std::string_view name;
  DurationMs width;  ///< 0: every reading; a day is the home's own
};
constexpr std::array intervals = {Interval{"raw", 0}, Interval{"5m", 5 * minute_ms}, Interval{"1h", hour_ms},
                                  Interval{"1d", day_ms}};

std::unexpected<Error> misused(std::string_view option, std::string message) {
  return fail(ErrorKind::usage, std::move(message), "\"hearthctl export --help\" tells what it takes.",
              std::string(option));
}

Expected<std::optional<TimeMs>> time_option(const CommandLine& line, std::string_view option) {
  if (!line.has(option)) return std::optional<TimeMs>();
  const auto time = parse_rfc3339(line.value(option));
  if (!time) return fail(ErrorKind::usage, time.error().message, time.error().next, std::string(option));
  return std::optional(*time);
}

/// What is asked for; an end that is not given is left open.
Expected<ExportRequest> request_of(const CommandLine& line, const Config& config) {
  const auto dataset = find_dataset(line.value("--dataset"));
  if (!dataset) return misused("--dataset", "It must be energy, heatpump, climate or price.");
  const std::string every = line.value("--every", "raw");
  const auto interval =
      std::find_if(intervals.begin(), intervals.end(), [&](const Interval& i) { return i.name == every; });
  if (interval == intervals.end()) return misused("--every", "It must be raw, 5m, 1h or 1d.");
  const auto from = time_option(line, "--from");
  if (!from) return std::unexpected(from.error());
  const auto to = time_option(line, "--to");
  if (!to) return std::unexpected(to.error());
  ExportRequest request;
  request.dataset = *dataset;
  request.range = {from->value_or(std::numeric_limits<TimeMs>::min()),
                   to->value_or(std::numeric_limits<TimeMs>::max())};
  if (request.range.empty()) return misused("--to", "The end must be later than --from.");
  if (interval->width == day_ms)
    request.buckets = CalendarBuckets{CalendarUnit::day, config.time_zone};
  else if (interval->width > 0)
    request.buckets = FixedBuckets{interval->width};
  return request;
}

Expected<std::size_t> write_to(const std::string& out, const HistoryStore& store,
                               const ExportRequest& request, bool replace, const ExportProgress& progress) {
  if (out == "-") return export_history(store, request, write_output, progress);
  auto rows =
      export_to_file(store, request, out, replace, progress, [] { return EndSignals::received() != 0; });
  if (!rows && rows.error().kind == ErrorKind::cannot_create && !replace)
    rows.error().next += " --force replaces a file.";
  return rows;
}

Expected<void> write(const HistoryStore& store, const ExportRequest& request, const CommandLine& line) {
  const std::string out = line.value("--out", "-");
  const bool to_file = out != "-";
  ProgressLine progress(error_is_terminal() && (to_file || !output_is_terminal()));
  const TimeRange whole = request.range.intersected(known_range(store, request.dataset));
  const auto rows = write_to(out, store, request, line.has("--force"), [&](TimeMs done) {
    progress.show(
        fmt::format("Exporting: {} %", 100 * (done - whole.from) / std::max<DurationMs>(1, whole.length())));
  });
  if (!rows) return std::unexpected(rows.error());
  progress.clear();
  if (error_is_terminal() && to_file) say(fmt::format("{} rows are in {}.", *rows, out));
  return {};
}

void run(Session& session) {
  const auto request = request_of(session.line(), session.config());
  if (!request) return session.finish(request.error());
  auto store = HistoryStore::open(
      {.path = session.config().history_path, .read_only = true, .create = false, .writer_name = {}},
      session.clock());
  if (!store) {
    if (store.error().kind == ErrorKind::not_found)
      store.error().next =
          "\"hearthctl sync\" or the dashboard makes one; --demo shows what it would be like.";
    return session.finish(store.error());
  }
  if (const auto written = write(**store, *request, session.line()); !written)
    return session.finish(written.error());
  session.finish(exit_ok);
}

}  // namespace

const Command& export_command() {
  static const Command command{
      .rule = {"export",
               "Writes CSV from the local history; needs no network.",
               {},
               0,
               with_common_options(
                   {{"--dataset", Argument::required, "energy|heatpump|climate|price", "what to write"},
                    {"--from", Argument::required, "TIME", "RFC 3339; from the oldest where not given"},
                    {"--to", Argument::required, "TIME",
                     "RFC 3339, exclusive; to the newest where not given"},
                    {"--every", Argument::required, "raw|5m|1h|1d",
                     "every reading (raw, the default) or summed up; 1d is the home's local day"},
                    {"--out", Argument::required, "FILE|-",
                     "a file, made whole or not at all; - is standard output"},
                    {"--force", Argument::none, {}, "replace the file if it exists"}})},
      .run = run};
  return command;
}

}  // namespace hearth
