#pragma once

#include "core/engine/api/problem.h"
#include "core/engine/clock_judge.h"
#include "core/telemetry/error.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hearth {

/// What is wrong, each from its beginning to its end. A problem is written to the log once when it begins and
/// once when it has ended; one that comes back within half a minute has not ended, and is not told twice.
/// Belongs to one thread.
class ProblemBook {
 public:
  enum class Told {
    begins,
    ends,
  };
  using Log = std::function<void(Told told, const std::string& text)>;
  /// Problems by a key of the caller's.
  using Problems = std::map<std::string, Error>;
  enum class Show {
    listed,
    logged,  ///< it is worth a line in the log, and no more
  };

  explicit ProblemBook(Log log) : log_(std::move(log)) {}

  /// Names the problems of a topic and a part of it that stand; the others of that part have ended. True
  /// where `standing` is another than before.
  bool set(ProblemTopic topic, const Problems& now, Moment at, const std::string& part = {},
           Show show = Show::listed);
  /// Something that happened: a problem that ends by itself after `lasts`, unless it happens again.
  bool happened(ProblemTopic topic, const std::string& key, const Error& error, Moment at, DurationMs lasts);
  /// Ends what lasts no longer, and tells of what has ended for good; to be called every few seconds.
  bool pass(Moment at);
  /// What is wrong now and is to be listed, the newest last; bounded.
  [[nodiscard]] std::vector<Problem> standing() const;
  /// Whether anything of a topic is wrong now.
  [[nodiscard]] bool has(ProblemTopic topic) const;

 private:
  using Key = std::pair<ProblemTopic, std::string>;
  struct Entry {
    Problem problem;
    std::string part;
    Show show = Show::listed;
    std::optional<TimeMs> ended;  ///< steady
    std::optional<TimeMs> until;  ///< steady; it ends by itself then
    std::set<std::string> told;   ///< texts
  };

  bool begin(const Key& key, const Error& error, Moment at, const std::string& part, Show show);
  void tell(Entry& entry);

  Log log_;
  std::map<Key, Entry> entries_;
};

}  // namespace hearth
