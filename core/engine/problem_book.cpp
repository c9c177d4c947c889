#include "core/engine/problem_book.h"

#include <algorithm>

namespace hearth {
namespace {

/// What comes back sooner has not ended.
constexpr DurationMs counts_as_same = 30 * second_ms;
constexpr std::size_t most_listed = 20;
/// What a topic has more is left out.
constexpr std::size_t most_kept = 200;
/// Different texts of one problem that are written to the log.
constexpr std::size_t most_texts = 10;

}  // namespace

bool ProblemBook::set(ProblemTopic topic, const Problems& now, Moment at, const std::string& part,
                      Show show) {
  bool changed = false;
  for (auto& [key, entry] : entries_) {
    if (key.first != topic || entry.part != part || entry.ended || entry.until || now.contains(key.second))
      continue;
    entry.ended = at.steady;
    changed = changed || entry.show == Show::listed;
  }
  for (const auto& [key, error] : now) changed = begin({topic, key}, error, at, part, show) || changed;
  return changed;
}

bool ProblemBook::happened(ProblemTopic topic, const std::string& key, const Error& error, Moment at,
                           DurationMs lasts) {
  const bool changed = begin({topic, key}, error, at, {}, Show::listed);
  if (const auto entry = entries_.find({topic, key}); entry != entries_.end())
    entry->second.until = at.steady + lasts;
  return changed;
}

bool ProblemBook::begin(const Key& key, const Error& error, Moment at, const std::string& part, Show show) {
  auto found = entries_.find(key);
  if (found == entries_.end()) {
    if (entries_.size() >= most_kept) return false;
    found = entries_.emplace(key, Entry{{error, key.first, at.wall}, part, show, {}, {}, {}}).first;
    tell(found->second);
    return show == Show::listed;
  }
  Entry& entry = found->second;
  const bool same = !entry.ended && entry.show == show && static_cast<const Error&>(entry.problem) == error;
  entry.ended.reset();
  entry.show = show;
  entry.part = part;
  static_cast<Error&>(entry.problem) = error;
  tell(entry);
  return !same;
}

/// A text is told once while its problem lasts.
void ProblemBook::tell(Entry& entry) {
  if (entry.told.size() >= most_texts) return;
  const std::string text = to_text(entry.problem);
  if (entry.told.insert(text).second) log_(Told::begins, text);
}

bool ProblemBook::pass(Moment at) {
  bool changed = false;
  for (auto it = entries_.begin(); it != entries_.end();) {
    Entry& entry = it->second;
    if (!entry.ended && entry.until && at.steady >= *entry.until) {
      entry.ended = at.steady;
      changed = changed || entry.show == Show::listed;
    }
    if (!entry.ended || at.steady - *entry.ended < counts_as_same) {
      ++it;
      continue;
    }
    log_(Told::ends, entry.problem.message);
    it = entries_.erase(it);
  }
  return changed;
}

bool ProblemBook::has(ProblemTopic topic) const {
  return std::ranges::any_of(
      entries_, [=](const auto& e) { return e.first.first == topic && !e.second.ended.has_value(); });
}

std::vector<Problem> ProblemBook::standing() const {
  std::vector<Problem> all;
  for (const auto& [key, entry] : entries_)
    if (!entry.ended && entry.show == Show::listed) all.push_back(entry.problem);
  std::ranges::stable_sort(all, {}, &Problem::since);
  if (all.size() > most_listed) all.erase(all.begin(), all.end() - most_listed);
  return all;
}

}  // namespace hearth
