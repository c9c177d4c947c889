#include "app/hearthctl/follow.h"

#include "app/hearthctl/output.h"
#include "app/hearthctl/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

/// What keeps the history from being written.
bool is_of_history(const Problem& problem) {
  return problem.topic == ProblemTopic::opening || problem.topic == ProblemTopic::history;
}

bool is_out(const IdentityStatus& identity) {
  return identity.state == SignInState::needed || identity.state == SignInState::signed_out;
}

}  // namespace

EngineRun::EngineRun(Session& session, Store store, SignedOut signed_out, Engine::Options options)
    : session_(session), signed_out_(signed_out), waits_for_disk_(options.wait_for_disk) {
  if (store == Store::throwaway) {
    throwaway_ = std::make_unique<QTemporaryDir>();
    options.config.history_path = throwaway_->filePath(QStringLiteral("history.db")).toStdString();
  }
  engine_ = Engine::start(std::move(options), session.clock());
  connect(&engine_->status(), &StatusService::updated, this, &EngineRun::look);
}

EngineRun::~EngineRun() {
  if (const auto lost = engine_->stop()) session_.end_badly(*lost);
}

void EngineRun::look() {
  const Status& status = engine_->status().status();
  if (!ready_) check_store(status);
  say_pause(status.recording_paused);
  check_sign_in(status.identity);
}

void EngineRun::check_sign_in(const IdentityStatus& identity) {
  if (!is_out(identity)) {
    if (identity.state == SignInState::signed_in && std::exchange(said_signed_out_, false))
      say(!identity.offered
              ? "The access token is taken. Going on."
              : "Signed in" + (identity.who.isEmpty() ? "" : " as " + identity.who.toStdString()) +
                    ". Going on.");
    return;
  }
  const std::string why =
      identity.detail.isEmpty() ? "Nobody is signed in." : full_sentence(identity.detail.toStdString());
  // Without a provider or a file, nobody can hand over a token while this runs.
  if (signed_out_ == SignedOut::ends || (!identity.offered && !identity.may_mend))
    return session_.finish(
        {ErrorKind::sign_in,
         why,
         identity.next.isEmpty() ? "\"hearthctl login\" signs in." : identity.next.toStdString(),
         {}});
  if (std::exchange(said_signed_out_, true)) return;
  say(why + (identity.offered ? " Waiting for a sign-in (\"hearthctl login\")."
                              : " " + identity.next.toStdString() + " It is tried again meanwhile."));
}

void EngineRun::check_store(const Status& status) {
  if (!status.records) {
    if (!status.recorder.isEmpty()) {
      session_.finish(
          {ErrorKind::offline, said("{} records into this history already.", status.recorder.toStdString()),
           "One program at a time writes it; end that one first.", session_.config().history_path.string()});
    } else if (const auto problem = std::ranges::find_if(status.problems, is_of_history);
               problem != status.problems.end() && !(waits_for_disk_ && status.recording_paused)) {
      session_.finish(*problem);
    }
    return;
  }
  ready_ = true;
  Q_EMIT store_ready();
}

void EngineRun::say_pause(const std::optional<Error>& paused) {
  if (!waits_for_disk_ || paused == said_paused_) return;
  // That it pauses, and why, stands in the log.
  if (!paused) say("Recording goes on; what was measured meanwhile is written.");
  said_paused_ = paused;
}

}  // namespace hearth
