#include "app/hearthctl/json_text.h"
#include "app/hearthctl/output.h"
#include "app/hearthctl/session.h"
#include "app/shared/program.h"
#include "core/config/time_zone.h"
#include "core/engine/store_options.h"
#include "core/import/csv_import.h"
#include "core/store/check.h"
#include "core/store/maintenance.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace hearth {
namespace {

bool told_to_end() {
  return EndSignals::received() != 0;
}

/// Shows how far the work is; false where it is to end.
MaintenanceProgress shown_progress(ProgressLine& line, std::string_view what) {
  return [&line, what](std::uint64_t done, std::uint64_t all) {
    line.show(fmt::format("{}: {} %", what, 100 * done / std::max<std::uint64_t>(1, all)));
    return !told_to_end();
  };
}

/// The local history, to be written.
Expected<std::unique_ptr<HistoryStore>> open_to_write(const Session& session, bool create) {
  const Config& config = session.config();
  HistoryStore::Options options = store_options(config, "hearthctl store");
  options.create = create;
  auto store = HistoryStore::open(std::move(options), session.clock());
  if (!store) return store;
  for (const Error& problem : (*store)->problems()) say(to_text(problem));
  if ((*store)->is_writer()) return store;
  return fail(ErrorKind::offline,
              said("{} records into this history.", (*store)->recorder().value_or("Another program")),
              "One program at a time writes it; end that one first.", config.history_path.string());
}

std::string as_json(const CheckReport& report) {
  QJsonArray problems;
  for (const Error& problem : report.problems) problems.append(json_text(to_text(problem)));
  const QJsonObject all{{QStringLiteral("blocks"), static_cast<qint64>(report.blocks)},
                        {QStringLiteral("readings"), static_cast<qint64>(report.rows)},
                        {QStringLiteral("set_aside"), static_cast<qint64>(report.set_aside)},
                        {QStringLiteral("problems"), problems}};
  return QJsonDocument(all).toJson(QJsonDocument::Indented).toStdString();
}

void check(Session& session, const std::string&) {
  ProgressLine progress;
  const auto show = shown_progress(progress, "Checking");
  const auto report = check_store(session.config().history_path,
                                  [&](std::uint64_t done, std::uint64_t all) { show(done, all); });
  progress.clear();
  if (!report) return session.finish(report.error());
  const int code = report->problems.empty() ? exit_ok : exit_code(ErrorKind::bad_data);
  if (session.line().has("--json")) {
    if (const auto written = write_output(as_json(*report)); !written) return session.finish(written.error());
    return session.finish(code);
  }
  for (const Error& problem : report->problems) say(to_text(problem));
  std::string said = fmt::format(
      "{} blocks with {} readings: {}.\n", report->blocks, report->rows,
      report->problems.empty() ? "all is sound" : fmt::format("{} damaged", report->problems.size()));
  if (report->set_aside > 0)
    said += report->set_aside == 1
                ? "1 block was damaged earlier and is kept apart.\n"
                : fmt::format("{} blocks were damaged earlier and are kept apart.\n", report->set_aside);
  if (const auto written = write_output(said); !written) return session.finish(written.error());
  session.finish(code);
}

void compact(Session& session, const std::string&) {
  auto store = open_to_write(session, false);
  if (!store) return session.finish(store.error());
  const std::vector<Error> said = (*store)->problems();
  const auto before = (*store)->stats().file_bytes;
  ProgressLine progress;
  progress.show("Compacting …");
  const auto done = (*store)->compact();
  progress.clear();
  if (!done) return session.finish(done.error());
  // What was wrong before has been said.
  const std::vector<Error> problems = (*store)->problems();
  for (const Error& problem : problems)
    if (std::ranges::find(said, problem) == said.end()) say(to_text(problem));
  const auto after = (*store)->stats().file_bytes;
  session.finish_with(fmt::format("{:.1f} MB, {:.1f} MB before.\n", static_cast<double>(after) / 1e6,
                                  static_cast<double>(before) / 1e6));
}

void backup(Session& session, const std::string& file) {
  ProgressLine progress;
  auto made = backup_store(session.config().history_path, file, session.line().has("--force"),
                           shown_progress(progress, "Copying"));
  progress.clear();
  if (made) return session.finish(exit_ok);
  if (made.error().kind == ErrorKind::cannot_create && !session.line().has("--force"))
    made.error().next = Text::joined(made.error().next, " --force replaces a file.");
  session.finish(made.error());
}

void restore(Session& session, const std::string& file) {
  ProgressLine progress;
  const auto aside = restore_store(file, session.config().history_path, session.clock(),
                                   shown_progress(progress, "Copying"));
  progress.clear();
  if (!aside) return session.finish(aside.error());
  session.finish_with(*aside ? fmt::format("The history that was there is kept as {}.\n", (*aside)->string())
                             : std::string());
}

std::string rows_text(std::uint64_t rows) {
  return fmt::format("{} {}", rows, rows == 1 ? "row" : "rows");
}

void say_implausible(const CsvCount& read) {
  for (const Error& value : read.implausible_values) say(to_text(value));
  if (read.implausible > read.implausible_values.size())
    say(fmt::format("… and {} more values.", read.implausible - read.implausible_values.size()));
}

void say_bad_lines(const CsvCount& read) {
  for (const Error& line : read.bad_lines) say(to_text(line));
  if (read.bad > read.bad_lines.size())
    say(fmt::format("… and {} more lines.", read.bad - read.bad_lines.size()));
}

/// In which of the tiers the rows are kept, where it is not the readings themselves.
std::string tiers_text(const ImportReport& report, const Config& config) {
  struct Part {
    std::uint64_t rows;
    std::string_view tier;
    int days;
    std::string_view key;
  };
  const int minute_days = std::max(config.minute_days, config.raw_days);
  const std::array parts = {
      Part{report.as_minutes, "kept as minutes", config.raw_days, "raw_days"},
      Part{report.as_quarters, "kept as quarters of an hour", minute_days, "minute_days"},
      Part{report.past_all, "not kept for long", std::max(config.quarter_days, minute_days), "quarter_days"}};
  std::string text;
  for (const Part& part : parts)
    if (part.rows > 0)
      text += fmt::format("; {}: {} older than {} days ([history] {})", part.tier, rows_text(part.rows),
                          part.days, part.key);
  return text;
}

std::string summary(const ImportReport& report, const Config& config) {
  const CsvCount& read = report.read;
  std::string text = fmt::format("{} of {} read, {} new{}.\n", rows_text(read.rows),
                                 dataset_name(read.dataset.value_or(Dataset::energy)), report.stored,
                                 tiers_text(report, config));
  if (read.bad > 0) text += fmt::format("{} could not be read and were left out.\n", rows_text(read.bad));
  if (read.implausible > 0)
    text += fmt::format("{} {} that cannot be, and {} left out.\n", read.implausible,
                        read.implausible == 1 ? "value" : "values", read.implausible == 1 ? "was" : "were");
  if (report.refused > 0) text += fmt::format("{} were refused.\n", rows_text(report.refused));
  return text;
}

/// What to do about an import that has failed.
Error with_next(Error error, const ImportReport& report) {
  if (const auto stored = report.stored + report.known; stored > 0)
    error.next = Text::joined(
        error.next, said("{}{} before it are stored; once mended, the whole file can be imported again.",
                         error.next.empty() ? "" : " ", rows_text(stored)));
  else if (report.read.lacks_offsets)
    error.next = "Give the zone whose clock they are, such as --time-zone Europe/Stockholm.";
  else if (report.read.bad > 0)
    error.next = "Mend the line, or leave such lines out with --skip-bad.";
  return error;
}

void import_file(Session& session, const std::string& file) {
  const CommandLine& line = session.line();
  const auto dataset = find_dataset(line.value("--dataset"));
  if (line.has("--dataset") && !dataset)
    return session.finish(
        {ErrorKind::usage, "It must be energy, heatpump, climate or price.", {}, "--dataset"});
  const std::string time_zone = line.value("--time-zone");
  if (!time_zone.empty() && !is_time_zone(time_zone))
    return session.finish(
        {ErrorKind::usage,
         said("There is no time zone \"{}\"; one is Europe/Stockholm.", time_zone.substr(0, 60)),
         {},
         "--time-zone"});
  ImportRequest request{
      .file = file, .dataset = dataset, .skip_bad = line.has("--skip-bad"), .time_zone = time_zone};
  ImportReport report;
  // A history that nothing would go into is not begun.
  if (file != "-" && !std::filesystem::exists(session.config().history_path))
    if (const auto begun = try_csv(request, session.clock(), report); !begun)
      return session.finish(with_next(begun.error(), report));
  auto store = open_to_write(session, true);
  if (!store) return session.finish(store.error());
  keep_freed_memory();
  ProgressLine progress;
  const HistoryStore::Options kept = store_options(session.config(), {});
  const TimeMs now = session.clock().now();
  request.raw_from = now - kept.raw_retention;
  request.minutes_from = now - std::max(kept.raw_retention, kept.minute_retention);
  if (kept.quarter_retention > 0)
    request.quarters_from = std::min(now - kept.quarter_retention, request.minutes_from);
  auto imported = import_csv(
      **store, request, session.clock(), report,
      [&](std::uint64_t done, std::uint64_t all) {
        progress.show(all > 0 ? fmt::format("Importing: {} %", 100 * done / all)
                              : fmt::format("Importing: {} MB", done / 1'000'000));
      },
      told_to_end);
  progress.clear();
  say_implausible(report.read);
  if (line.has("--skip-bad")) say_bad_lines(report.read);
  if (!imported) {
    return session.finish(with_next(imported.error(), report));
  }
  session.finish_with(summary(report, session.config()));
}

struct Work {
  std::string_view name;
  std::string_view operand;  ///< what it needs; empty for nothing
  void (*run)(Session& session, const std::string& operand);
};
constexpr std::array works = {Work{"check", "", check}, Work{"compact", "", compact},
                              Work{"backup", "FILE", backup}, Work{"restore", "FILE", restore},
                              Work{"import", "FILE.csv", import_file}};

void run_store(Session& session) {
  const auto& words = session.line().operands;
  // The table lets no other word through.
  const auto* const work = std::ranges::find(works, words.front(), &Work::name);
  if (words.size() != (work->operand.empty() ? 1U : 2U))
    return session.finish({ErrorKind::usage,
                           work->operand.empty() ? said("{} takes no file.", work->name)
                                                 : said("{} needs {}.", work->name, work->operand),
                           "\"hearthctl store --help\" tells what each does.", "store"});
  if (session.line().has("--json") && work->name != "check")
    return session.finish({ErrorKind::usage, said("{} takes no --json.", work->name), {}, "store"});
  work->run(session, words.back());
}

}  // namespace

const Command& store_command() {
  static const Command command{
      .rule = {"store",
               "Checks, compacts, backs up and restores the local history, or imports an export.",
               "check | compact | backup FILE | restore FILE | import FILE.csv",
               2,
               with_common_options(
                   {{"--force", Argument::none, {}, "backup: replace the file if it exists"},
                    {"--dataset", Argument::required, "energy|heatpump|climate|price",
                     "import: refuse a file of another"},
                    {"--time-zone", Argument::required, "ZONE",
                     "import: whose clock times without an offset are of (Europe/Stockholm)"},
                    {"--skip-bad", Argument::none, {}, "import: leave out lines that cannot be read"},
                    common_option::json}),
               "import reads what \"export --every raw\" writes, of any time zone, locale and columns. What "
               "is older than\n[history] raw_days is kept as minutes, than minute_days as quarters of an "
               "hour.",
               {"check", "compact", "backup", "restore", "import"},
               1},
      .run = run_store};
  return command;
}

}  // namespace hearth
