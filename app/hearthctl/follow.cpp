#include "app/hearthctl/follow.h"

#include "app/hearthctl/output.h"
#include "app/hearthctl/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

/// What is worth a line: not the steps on the way to a connection.
std::string sentence(const Connection& connection) {
  const std::string name = connection.name.toStdString();
  const std::string detail = connection.detail.isEmpty() ? "." : ": " + connection.detail.toStdString();
  switch (connection.state) {
    case ConnectionState::connected:
      return name + " is connected.";
    case ConnectionState::refused:
      return name + " was refused" + detail;
    case ConnectionState::reconnecting:
    case ConnectionState::failed:
      return name + " is not connected" + detail;
    case ConnectionState::off:
    case ConnectionState::connecting:
      break;
  }
  return {};
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
  connect(&engine_->status(), &StatusDoor::updated, this, &EngineRun::look);
}

EngineRun::~EngineRun() {
  if (const auto lost = engine_->stop()) session_.end_badly(*lost);
}

void EngineRun::look() {
  const Status& status = engine_->status().status();
  if (!ready_) check_store(status);
  say_pause(status.recording_paused);
  say_history(status);
  check_sign_in(status.identity);
  say_connections(status);
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
      session_.finish({ErrorKind::offline,
                       fmt::format("{} records into this history already.", status.recorder.toStdString()),
                       "One program at a time writes it; end that one first.",
                       session_.config().history_path.string()});
    } else if (!status.problems.empty() && !(waits_for_disk_ && status.recording_paused)) {
      session_.finish(status.problems.back());
    }
    return;
  }
  ready_ = true;
  Q_EMIT store_ready();
}

void EngineRun::say_pause(const std::optional<Error>& paused) {
  if (!waits_for_disk_ || paused == said_paused_) return;
  if (paused)
    say(to_text(*paused));
  else
    say("Recording goes on; what was measured meanwhile is written.");
  said_paused_ = paused;
}

/// What else is wrong with the history, each once.
void EngineRun::say_history(const Status& status) {
  if (!waits_for_disk_) return;
  for (const Error& problem : status.problems) {
    if (problem.kind != ErrorKind::storage || problem == status.recording_paused) continue;
    if (std::ranges::find(said_history_, problem) != said_history_.end()) continue;
    said_history_.push_back(problem);
    say(to_text(problem));
  }
  // What has passed may come again.
  std::erase_if(said_history_, [&](const Error& said) {
    return std::ranges::find(status.problems, said) == status.problems.end();
  });
}

void EngineRun::say_connections(const Status& status) {
  for (const Connection& connection : status.connections) {
    // That nobody is signed in has been said.
    if (connection.state == ConnectionState::refused && is_out(status.identity)) continue;
    const auto before = said_.find(connection.name);
    if (before != said_.end() && before->second == connection.state) continue;
    const std::string text = sentence(connection);
    // A first success is what everybody expects.
    const bool expected = before == said_.end() && connection.state == ConnectionState::connected;
    if (text.empty()) continue;
    said_[connection.name] = connection.state;
    if (!expected) say(text);
  }
}

}  // namespace hearth
