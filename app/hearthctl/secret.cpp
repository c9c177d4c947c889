// The passwords that sources get in with: one command for all, and the one of the replica's own name.
#include "app/hearthctl/json_text.h"
#include "app/hearthctl/output.h"
#include "app/hearthctl/secret_input.h"
#include "app/hearthctl/session.h"
#include "app/shared/program.h"
#include "core/source/source_secret.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace hearth {
namespace {

// The session lives until the program ends, and so outlives the coroutines; the table does as well.

/// Another place may have a password that is used first.
QCoro::Task<> say_what_is_used(Session& session, const SourceSecret& secret, QString kept_in) {
  auto looking = source_password(secret, session.config());
  const auto used = co_await looking;
  if (session.finished()) co_return;
  if (used && used->from == kept_in)
    say("\"hearthctl doctor\" tries it.");
  else
    say(used ? fmt::format("But {} goes first.", used->from.toStdString()) : to_text(used.error()));
  session.finish(exit_ok);
}

QCoro::Task<> keep(Session& session, const SourceSecret& secret, std::string password) {
  auto keeping = keep_source_password(secret, session.config(), std::move(password));
  const auto kept = co_await keeping;
  if (session.finished()) co_return;
  if (!kept) {
    session.finish(kept.error());
    co_return;
  }
  say(fmt::format("The password is kept: {} has it.", kept->toStdString()));
  say_what_is_used(session, secret, *kept);
}

QCoro::Task<> forget(Session& session, const SourceSecret& secret) {
  auto forgetting = forget_source_password(secret, session.config());
  const auto forgotten = co_await forgetting;
  if (session.finished()) co_return;
  if (!forgotten) {
    session.finish(forgotten.error());
    co_return;
  }
  say(fmt::format("The password is forgotten: {} has none any more.", forgotten->toStdString()));
  session.finish(exit_ok);
}

void ask(Session& session, const SourceSecret& secret) {
  const auto whose = secret.whose(session.config());
  if (!whose) return session.finish(whose.error());
  auto password = read_secret(fmt::format("Password for {}: ", *whose));
  if (!password) return session.finish(password.error());
  if (password->empty())
    return session.finish({ErrorKind::usage, "No password was given; nothing has changed.",
                           "Type it, or hand it over as one line of standard input.", "secret set"});
  keep(session, secret, std::move(*password));
}

/// What is said of one secret; never what it is.
struct SecretLine {
  const SourceSecret* secret;
  std::string whose, from, problem;
};

std::string as_text(const std::vector<SecretLine>& lines) {
  std::string out;
  for (const SecretLine& line : lines) {
    std::string said = line.problem;
    if (said.empty())
      said =
          fmt::format("for {}: {}", line.whose, line.from.empty() ? "none is known" : "that of " + line.from);
    out += fmt::format("{:<8} {}\n", line.secret->name, said);
  }
  return out;
}

std::string as_json(const std::vector<SecretLine>& lines) {
  const auto or_null = [](const std::string& text) {
    return text.empty() ? QJsonValue() : QJsonValue(json_text(text));
  };
  QJsonArray all;
  for (const SecretLine& line : lines)
    all.append(QJsonObject{{QStringLiteral("name"), json_text(line.secret->name)},
                           {QStringLiteral("whose"), or_null(line.whose)},
                           {QStringLiteral("from"), or_null(line.from)},
                           {QStringLiteral("problem"), or_null(line.problem)}});
  return QJsonDocument(all).toJson().toStdString();
}

QCoro::Task<> list(Session& session) {
  std::vector<SecretLine> lines;
  for (const SourceSecret* secret : source_secrets()) {
    SecretLine line{secret, {}, {}, {}};
    const auto whose = secret->whose(session.config());
    if (whose) {
      line.whose = *whose;
      auto looking = source_password(*secret, session.config());
      const auto found = co_await looking;
      if (session.finished()) co_return;
      if (found)
        line.from = found->from.toStdString();
      else
        line.problem = to_text(found.error());
    } else {
      line.problem = whose.error().message;
    }
    lines.push_back(std::move(line));
  }
  session.finish_with(session.line().has("--json") ? as_json(lines) : as_text(lines));
}

/// The names that the commands take.
std::vector<std::string_view> secret_names() {
  std::vector<std::string_view> names;
  for (const SourceSecret* secret : source_secrets()) names.push_back(secret->name);
  return names;
}

/// What help tells of them.
std::string secret_notes() {
  std::vector<std::string> names;
  for (const SourceSecret* secret : source_secrets())
    names.push_back(fmt::format("{} ({})", secret->name, secret->holder));
  return fmt::format(
      "NAME is {}. set asks for it without\n"
      "showing it; without a terminal it is one line of standard input. list shows none.",
      any_of_text(std::vector<std::string_view>(names.begin(), names.end())));
}

void run_secret(Session& session) {
  const auto& words = session.line().operands;
  const std::string& what = words.front();
  const auto misuse = [&](Text message) {
    session.finish({ErrorKind::usage, std::move(message), "\"hearthctl secret --help\" tells what each does.",
                    "secret"});
  };
  if (what != "list" && session.line().has("--json")) return misuse(said("{} takes no --json.", what));
  if (what == "list") {
    if (words.size() > 1) return misuse("list takes no name.");
    list(session);
    return;
  }
  const std::string names = any_of_text(secret_names());
  if (words.size() < 2) return misuse(said("{} needs a name: {}.", what, names));
  const SourceSecret* const secret = find_source_secret(words[1]);
  if (secret == nullptr) return misuse(said("There is no such secret: it must be {}.", names));
  if (what == "set")
    ask(session, *secret);
  else
    forget(session, *secret);
}

void run_replica(Session& session) {
  const SourceSecret& secret = *find_source_secret("replica");
  if (session.line().operands.front() == "password")
    ask(session, secret);
  else
    forget(session, secret);
}

}  // namespace

const Command& secret_command() {
  static const std::string notes = secret_notes();
  static const Command command{
      .rule = {"secret",
               "Keeps the passwords that sources get in with, says where they come from, or forgets them.",
               "set NAME | list | remove NAME",
               2,
               {common_option::config, common_option::json, common_option::quiet, common_option::help},
               notes,
               {"set", "list", "remove"},
               1,
               secret_names()},
      .run = run_secret};
  return command;
}

const Command& replica_command() {
  static const Command command{
      .rule =
          {"replica",
           "Another name of \"secret set replica\" and \"secret remove replica\".",
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
