#include "app/hearthctl/output.h"
#include "app/hearthctl/secret_input.h"
#include "app/hearthctl/session.h"
#include "app/shared/program.h"
#include "core/source/replica/conninfo.h"
#include "core/source/replica_password.h"

#include <fmt/format.h>

#include <utility>

namespace hearth {
namespace {

// The session lives until the program ends, and so outlives the coroutines.

/// Another place may have a password that is used first.
QCoro::Task<> say_what_is_used(Session& session, QString kept_in) {
  auto looking = replica_password(session.config());
  const auto used = co_await looking;
  if (session.finished()) co_return;
  if (used && used->from == kept_in)
    say("\"hearthctl doctor\" tries it.");
  else
    say(used ? fmt::format("But {} goes first.", used->from.toStdString()) : to_text(used.error()));
  session.finish(exit_ok);
}

QCoro::Task<> keep(Session& session, std::string password) {
  auto keeping = keep_replica_password(session.config(), std::move(password));
  const auto kept = co_await keeping;
  if (session.finished()) co_return;
  if (!kept) {
    session.finish(kept.error());
    co_return;
  }
  say(fmt::format("The password is kept: {} has it.", kept->toStdString()));
  say_what_is_used(session, *kept);
}

QCoro::Task<> forget(Session& session) {
  auto forgetting = forget_replica_password(session.config());
  const auto forgotten = co_await forgetting;
  if (session.finished()) co_return;
  if (!forgotten) {
    session.finish(forgotten.error());
    co_return;
  }
  say(fmt::format("The password is forgotten: {} has none any more.", forgotten->toStdString()));
  session.finish(exit_ok);
}

void ask(Session& session) {
  auto password =
      read_secret(fmt::format("Password for {}: ", replica::public_dsn(session.config().replica_dsn)));
  if (!password) return session.finish(password.error());
  if (password->empty())
    return session.finish({ErrorKind::usage, "No password was given; nothing has changed.",
                           "Type it, or hand it over as one line of standard input.", "replica password"});
  keep(session, std::move(*password));
}

void run_replica(Session& session) {
  if (session.config().replica_dsn.empty())
    return session.finish(
        {ErrorKind::config,
         "No read replica is configured.",
         fmt::format("Set [replica] dsn in {}.",
                     (session.config_file().empty() ? user_config_file() : session.config_file()).string()),
         {}});
  if (session.line().operands.front() == "password")
    ask(session);
  else
    forget(session);
}

}  // namespace

const Command& replica_command() {
  static const Command command{
      .rule =
          {"replica",
           "Keeps the password of the role that reads from the replica, or forgets it.",
           "password | forget",
           1,
           {common_option::config, common_option::quiet, common_option::help},
           "password asks for it without showing it; without a terminal it is one line of standard input.",
           {"password", "forget"},
           1},
      .run = run_replica};
  return command;
}

}  // namespace hearth
