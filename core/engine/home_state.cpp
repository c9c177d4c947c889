#include "core/engine/home_state.h"

#include <algorithm>

namespace hearth {
namespace {

/// So long after a service was reached the first answers are waited for.
constexpr DurationMs first_moments = 20 * second_ms;
/// What came last longer ago is no part of the home any more.
constexpr DurationMs remembered = 30 * day_ms;

/// How a dataset stands with all the sources that are used together.
struct Joined {
  bool offered = false;
  bool heard = false;  ///< by this program
  bool comes = false;
  bool denied = false;  ///< by all that offer it
};

Joined join(const Status& status, Dataset dataset, TimeMs now) {
  Joined joined{.denied = true};
  for (const Connection& c : status.connections) {
    if (c.state == ConnectionState::off) continue;
    const auto found = c.data.find(dataset);
    if (found == c.data.end()) continue;
    const DataState& data = found->second;
    joined.offered = true;
    joined.heard = joined.heard || data.newest != 0;
    joined.comes = joined.comes || comes(dataset, data.newest, now, c.behind);
    joined.denied = joined.denied && data.permission == Permission::denied;
  }
  joined.denied = joined.denied && joined.offered;
  return joined;
}

bool is_known(const Status& status, Dataset dataset, const Joined& joined, TimeMs now) {
  if (joined.heard) return true;
  const auto stored = status.newest.find(dataset);
  return stored != status.newest.end() && now - stored->second < remembered;
}

bool any_granted(const Status& status) {
  return std::ranges::any_of(status.connections, [](const Connection& c) {
    return std::ranges::any_of(
        c.data, [](const auto& entry) { return entry.second.permission == Permission::granted; });
  });
}

}  // namespace

bool is_expected(const Status& status, Dataset dataset, TimeMs now) {
  const Joined joined = join(status, dataset, now);
  return joined.offered && is_known(status, dataset, joined, now);
}

HomeState home_state(const Status& status, TimeMs now) {
  using Heard = HomeState::Kind;
  HomeState home;
  for (const auto& [dataset, newest] : status.newest)
    if (dataset != Dataset::price) home.newest = std::max(home.newest, newest);

  bool used = false;
  bool connecting = false;
  std::optional<TimeMs> since;  ///< when the first of those that are reached was reached
  for (const Connection& c : status.connections) {
    used = used || c.state != ConnectionState::off;
    connecting = connecting || c.state == ConnectionState::connecting;
    if (c.state == ConnectionState::connected) since = std::min(since.value_or(c.since), c.since);
  }
  if (!used) return home;
  if (!since) {
    home.kind = connecting ? Heard::connecting : Heard::lost;
    return home;
  }

  bool measured = false;  ///< something but prices comes
  bool priced = false;
  bool measures = false;  ///< this home has something but prices
  bool denied = false;
  for (const Dataset dataset : all_datasets) {
    const Joined joined = join(status, dataset, now);
    const bool expected = joined.offered && !joined.denied && is_known(status, dataset, joined, now);
    denied = denied || joined.denied;
    if (dataset == Dataset::price) {
      priced = joined.comes;
    } else {
      measured = measured || joined.comes;
      measures = measures || expected;
    }
    if (expected && !joined.comes) home.missing.push_back(dataset);
  }
  const bool lives = measured || (priced && !measures);
  const bool first = now - *since < first_moments;
  if (first) home.missing.clear();
  if (lives)
    home.kind = home.missing.empty() ? Heard::live : Heard::partly;
  else if (denied && !any_granted(status))
    home.kind = Heard::closed;
  else
    home.kind = first ? Heard::connecting : Heard::quiet;
  return home;
}

}  // namespace hearth
