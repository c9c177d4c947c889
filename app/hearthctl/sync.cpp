#include "app/hearthctl/follow.h"
#include "app/hearthctl/output.h"
#include "app/hearthctl/session.h"
#include "app/shared/program.h"

namespace hearth {
namespace {

constexpr int most_hours = 24 * 3660;

class Sync : public EngineRun {
 public:
  Sync(Session& session, int hours)
      : EngineRun(session, Store::homes,
                  {.config = session.config(), .poll = false, .history_hours = 0, .name = "hearthctl sync"}) {
    connect(this, &EngineRun::store_ready, this, [this, hours] { engine().commands().sync(hours); });
    connect(&engine().status(), &StatusDoor::updated, this, [this] {
      const QStringList& what = engine().status().status().syncing;
      if (!what.isEmpty()) progress_.show("Fetching " + what.join(QStringLiteral(", ")).toStdString() + " …");
    });
    connect(&engine().commands(), &CommandDoor::synced, this,
            [this, &session](bool complete, const QString& sentence) {
              progress_.clear();
              if (!complete)
                return session.finish(
                    {ErrorKind::offline, sentence.toStdString(), "What came is kept; try again later.", {}});
              if (error_is_terminal()) say(sentence.toStdString());
              session.finish(exit_ok);
            });
  }

 private:
  ProgressLine progress_;
};

void run(Session& session) {
  const auto hours = whole_number(session.line(), "--hours", 24);
  if (!hours) return session.finish(hours.error());
  if (*hours > most_hours)
    return session.finish(
        {ErrorKind::usage, "Ten years are the most that can be asked for at once.", {}, "--hours"});
  session.keep(std::make_unique<Sync>(session, *hours));
}

}  // namespace

const Command& sync_command() {
  static const Command command{.rule = {"sync",
                                        "Fetches what is missing of the last hours into the local history.",
                                        {},
                                        0,
                                        with_common_options({{"--hours", Argument::required, "N",
                                                              "how far back, 24 where not given"}})},
                               .needs_services = true,
                               .run = run};
  return command;
}

}  // namespace hearth
