// What is wrong, from its beginning to its end.
#include "core/engine/home_state.h"
#include "core/engine/worker.h"

#include <fmt/format.h>

#include <algorithm>
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
               fmt::format("{}: {}", c.name.toStdString(), c.detail.toStdString()),
               c.next.toStdString(),
               {}};
}

Error not_coming(std::string_view what) {
  return {ErrorKind::not_found,
          fmt::format("No {} come in.", what),
          "The services are reached: look at what measures it, and at what passes it on.",
          {}};
}

}  // namespace

void Worker::take_problems(bool changed) {
  if (!changed) return;
  status_.problems = problems_.standing();
  say_status();
}

void Worker::set_problems(Topic topic, const Problems& now) {
  take_problems(problems_.set(topic, now, moment()));
}

void Worker::look_at_problems() {
  take_problems(problems_.pass(moment()));
  judge_sources();
}

void Worker::note_refusals(const std::string& why) {
  take_problems(problems_.happened(Topic::readings, "refused",
                                   {ErrorKind::bad_data,
                                    "Readings are refused: " + why,
                                    "Look at what measures it, or at the service that passes it on.",
                                    {}},
                                   moment(), refusals_last));
}

void Worker::judge_sources() {
  const TimeMs now = machine_.now();
  Problems listed;
  Problems logged;
  std::set<Dataset> explained;
  for (const Connection& c : status_.connections) {
    if (waits_for_sign_in(c, status_.identity)) continue;
    const std::string name = c.name.toStdString();
    if (const auto problem = connection_problem(c)) listed.emplace(name, *problem);
    if (c.state != ConnectionState::connected) continue;
    for (const auto& [dataset, data] : c.data) {
      // What is not there is no trouble, and nor is a session that ends.
      if (!data.error || data.error->kind == ErrorKind::not_found || data.error->kind == ErrorKind::sign_in)
        continue;
      Error error = *data.error;
      error.message = fmt::format("{}, {}: {}", name, dataset_words(dataset), error.message);
      // What a home never had need not be mended, and what an account may not read is no fault.
      const bool needs_mending = data.permission != Permission::denied &&
                                 (is_expected(status_, dataset, now) || error.kind == ErrorKind::bad_data);
      (needs_mending ? listed : logged).emplace(fmt::format("{} {}", name, dataset_name(dataset)), error);
      if (needs_mending) explained.insert(dataset);
    }
  }
  const HomeState home = home_state(status_, now);
  Problems missing;
  if (home.kind == HomeState::Kind::quiet && explained.empty())
    missing.emplace("readings", not_coming("readings"));
  if (home.kind == HomeState::Kind::partly)
    for (const Dataset dataset : home.missing)
      if (!explained.contains(dataset))
        missing.emplace(dataset_name(dataset), not_coming(dataset_words(dataset)));
  const Moment at = moment();
  bool changed = problems_.set(Topic::sources, listed, at, "listed");
  changed = problems_.set(Topic::sources, logged, at, "logged", ProblemBook::Show::logged) || changed;
  changed = problems_.set(Topic::data, missing, at) || changed;
  take_problems(changed);
}

}  // namespace hearth
