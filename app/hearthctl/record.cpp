#include "app/hearthctl/follow.h"
#include "app/hearthctl/output.h"
#include "app/hearthctl/session.h"

#include <fmt/format.h>

namespace hearth {
namespace {

class Record : public EngineRun {
 public:
  explicit Record(Session& session)
      : EngineRun(session, Store::homes, SignedOut::waits,
                  {.config = session.config(), .wait_for_disk = true, .name = "hearthctl record"}) {
    connect(this, &EngineRun::store_ready, this,
            [&session] { note(fmt::format("Recording into {}.", session.config().history_path.string())); });
  }
};

void run_record(Session& session) {
  session.keep(std::make_unique<Record>(session));
}

}  // namespace

const Command& record_command() {
  static const Command command{
      .rule = {"record",
               "Records live and polled readings until it is ended (SIGTERM, Ctrl-C).",
               {},
               0,
               with_common_options({})},
      .needs_services = true,
      .runs_on = true,
      .run = run_record};
  return command;
}

}  // namespace hearth
