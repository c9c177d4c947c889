#include "core/engine/source_problems.h"

#include "core/engine/home_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

namespace hearth {
namespace {

/// Somebody has to sign in before anything of this can be well.
bool waits_for_sign_in(const Connection& connection, const IdentityStatus& identity) {
  using enum SignInState;
  const bool is_out =
      identity.state == needed || identity.state == signed_out || identity.state == signing_in;
  return is_out && connection.state == ConnectionState::refused;
}

bool is_denied(const Connection& connection) {
  return std::ranges::any_of(connection.data,
                             [](const auto& entry) { return entry.second.permission == Permission::denied; });
}

/// What is wrong with a source as a whole.
std::optional<Error> connection_problem(const Connection& c) {
  using enum ConnectionState;
  if (c.state != reconnecting && c.state != failed && c.state != refused) return std::nullopt;
  // What this account may not read is said as such.
  if (c.state == refused && is_denied(c)) return std::nullopt;
  return Error{ErrorKind::offline,
               said("{}: {}", c.name.toStdString(), c.detail.toStdString()),
               c.next.toStdString(),
               {}};
}

Error not_coming(std::string_view what) {
  return {ErrorKind::not_found,
          said("No {} come in.", what),
          "The services are reached: look at what measures it, and at what passes it on.",
          {}};
}

/// What is wrong with the data of one that is connected.
void judge_data(const Connection& c, const Status& status, TimeMs now, SourceProblems& found,
                std::set<Dataset>& explained) {
  const std::string name = c.name.toStdString();
  for (const auto& [dataset, data] : c.data) {
    // What is not there is no trouble, and nor is a session that ends.
    if (!data.error || data.error->kind == ErrorKind::not_found || data.error->kind == ErrorKind::sign_in)
      continue;
    Error error = *data.error;
    error.message = Text::joined(said("{}, {}: ", name, dataset_words(dataset)), error.message);
    // What a home never had need not be mended, and what an account may not read is no fault.
    const bool needs_mending = data.permission != Permission::denied &&
                               (is_expected(status, dataset, now) || error.kind == ErrorKind::bad_data);
    (needs_mending ? found.listed : found.logged)
        .emplace(fmt::format("{} {}", name, dataset_name(dataset)), error);
    if (needs_mending) explained.insert(dataset);
  }
}

}  // namespace

SourceProblems judge_sources(const Status& status, TimeMs now) {
  SourceProblems found;
  std::set<Dataset> explained;
  for (const Connection& c : status.connections) {
    if (waits_for_sign_in(c, status.identity)) continue;
    if (const auto problem = connection_problem(c)) found.listed.emplace(c.name.toStdString(), *problem);
    if (c.state == ConnectionState::connected) judge_data(c, status, now, found, explained);
  }
  const HomeState home = home_state(status, now);
  if (home.kind == HomeState::Kind::quiet && explained.empty())
    found.missing.emplace("readings", not_coming("readings"));
  if (home.kind == HomeState::Kind::partly)
    for (const Dataset dataset : home.missing)
      if (!explained.contains(dataset))
        found.missing.emplace(dataset_name(dataset), not_coming(dataset_words(dataset)));
  return found;
}

}  // namespace hearth
