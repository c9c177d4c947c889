#include "app/hearthctl/follow.h"
#include "app/hearthctl/json_text.h"
#include "app/hearthctl/output.h"
#include "app/hearthctl/session.h"
#include "app/hearthctl/time_option.h"
#include "app/shared/program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <fmt/format.h>

#include <algorithm>

namespace hearth {
namespace {

constexpr int most_hours = 24 * 3660;

class Sync : public EngineRun {
 public:
  Sync(Session& session, int hours)
      : EngineRun(session, Store::homes, SignedOut::ends,
                  {.config = session.config(), .poll = false, .history_hours = 0, .name = "hearthctl sync"}) {
    connect(this, &EngineRun::store_ready, this, [this, &session, hours] {
      engine().commands().sync(hours, this, [this, &session](const SyncEnd& synced) {
        progress_.clear();
        end(session, synced.complete, synced.sentence.toStdString(), synced.faults);
      });
    });
    connect(&engine().status(), &StatusService::updated, this, [this] {
      const Status& status = engine().status().status();
      if (!status.syncing.isEmpty())
        progress_.show(fmt::format("Fetching {}: {} %",
                                   status.syncing.join(QStringLiteral(", ")).toStdString(),
                                   status.sync_percent));
    });
  }

 private:
  static void end(Session& session, bool complete, const std::string& sentence, const SyncFaults& faults) {
    const bool json = session.line().has("--json");
    if (json)
      if (const auto written = write_output(as_json(complete, sentence, faults)); !written)
        return session.finish(written.error());
    if (faults.error && code_tells(faults.error->kind)) return session.finish(*faults.error);
    if (!complete)
      return session.finish({ErrorKind::offline, sentence, "What came is kept; try again later.", {}});
    // What the service has trouble with may be a thing that the home never has.
    for (const Error& error : faults.forbidden) say("warning: " + to_text(error));
    if (!json && error_is_terminal()) note(sentence);
    session.finish(exit_ok);
  }
  /// Whether a fault has a code of its own; of all else it is enough that something did not come.
  static bool code_tells(ErrorKind kind) {
    return kind == ErrorKind::not_permitted || kind == ErrorKind::sign_in || kind == ErrorKind::storage;
  }
  static std::string as_json(bool complete, const std::string& sentence, const SyncFaults& faults) {
    QJsonArray forbidden;
    QJsonArray failed;
    for (const Error& error : faults.forbidden)
      (error.kind == ErrorKind::not_permitted ? forbidden : failed).append(json_text(error.place));
    const QJsonObject all{{QStringLiteral("complete"), complete && failed.isEmpty()},
                          {QStringLiteral("message"), json_text(sentence)},
                          {QStringLiteral("forbidden"), forbidden},
                          {QStringLiteral("failed"), failed}};
    return QJsonDocument(all).toJson(QJsonDocument::Indented).toStdString();
  }

  ProgressLine progress_;
};

/// How far back is asked for: --hours, --days or --from, a day where none is given.
Expected<int> hours_of(const CommandLine& line, const Config& config, TimeMs now) {
  if (line.has("--hours") + line.has("--days") + line.has("--from") > 1)
    return misused("hearthctl sync", {},
                   "--hours, --days and --from are three ways to say the same; give one.");
  if (line.has("--days")) {
    const auto days = whole_number(line, "--days", 1);
    if (!days) return days;
    return *days > most_hours / 24 ? most_hours + 1 : *days * 24;
  }
  if (!line.has("--from")) return whole_number(line, "--hours", 24);
  const auto from = time_option(line, "--from", config.time_zone, now);
  if (!from) return std::unexpected(from.error());
  if (*from >= now) return misused("hearthctl sync", "--from", "It must lie in the past.");
  return static_cast<int>(std::min<TimeMs>((now - *from + hour_ms - 1) / hour_ms, most_hours + 1));
}

void run_sync(Session& session) {
  const auto hours = hours_of(session.line(), session.config(), session.clock().now());
  if (!hours) return session.finish(hours.error());
  if (*hours > most_hours)
    return session.finish(
        {ErrorKind::usage, "Ten years are the most that can be asked for at once.", {}, {}});
  session.keep(std::make_unique<Sync>(session, *hours));
}

}  // namespace

const Command& sync_command() {
  static const Command command{
      .rule = {"sync",
               "Fetches what is missing of the last hours, days or years into the local history.",
               {},
               0,
               with_common_options(
                   {{"--hours", Argument::required, "N", "how far back, 24 where not given"},
                    {"--days", Argument::required, "N", "the same in days"},
                    {"--from", Argument::required, "TIME", "the same as a time: 2026-11-20, yesterday, -7d"},
                    common_option::json}),
               time_forms},
      .needs_services = true,
      .run = run_sync};
  return command;
}

}  // namespace hearth
