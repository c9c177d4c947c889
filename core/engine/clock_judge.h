#pragma once

#include "core/store/history_store.h"
#include "core/telemetry/reading.h"
#include "core/telemetry/time.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace hearth {

/// When something was heard, by two clocks.
struct Moment {
  TimeMs wall = 0;    ///< this machine's clock, which may be wrong and may be set
  TimeMs steady = 0;  ///< `steady_time`: passes evenly, means nothing by itself
};

/// How this machine's clock stands.
struct OwnClock {
  enum class State {
    right,
    wrong,     ///< by `by`
    behind,    ///< by `by` at least: what is stored is from later, and nobody has said what time it is
    contested  ///< one sender alone says another time, and nothing tells who is right
  };
  State state = State::right;
  DurationMs by = 0;  ///< what it lacks: above 0 it is behind, below 0 ahead

  /// What has to be added to this machine's time.
  [[nodiscard]] DurationMs offset() const { return state == State::wrong ? by : 0; }
  friend bool operator==(const OwnClock&, const OwnClock&) = default;
};

/// What becomes of a reading.
struct StampVerdict {
  bool taken = true;     ///< as it stands; else it is shown by when it came, and not stored
  DurationMs ahead = 0;  ///< how far it is ahead of the time that it is
};

/// Who is wrong about the time: this machine, or one that sends. The services' `Date`, each sender's newest
/// stamps and the newest stored reading are heard, a dataset counting as one voice, because one device
/// usually stamps all of it. Stamps that are at most `tolerance` ahead are as good as right. Pure: it asks no
/// clock. Not synchronised.
class ClockJudge {
 public:
  explicit ClockJudge(DurationMs tolerance = minute_ms) : tolerance_(tolerance) {}

  [[nodiscard]] DurationMs tolerance() const { return tolerance_; }
  /// The newest reading that was stored before this program ran; prices do not count.
  void stored(TimeMs newest) { stored_ = newest; }
  /// Whether something keeps this machine's clock right.
  void synchronised(bool yes) { synchronised_ = yes; }
  /// A service's `Date`.
  void dated(TimeMs date, Moment at);
  /// A reading that came as the newest there is. Call it before `judge`.
  void heard(const GroupKey& group, Provenance provenance, TimeMs stamp, Moment at);

  [[nodiscard]] OwnClock own(Moment at) const;
  /// What time it is, as far as is known.
  [[nodiscard]] TimeMs now(Moment at) const { return at.wall + own(at).offset(); }
  [[nodiscard]] StampVerdict judge(TimeMs stamp, Moment at) const;

  /// Notes what came of a reading, so that `problems` names its sender for as long as it is wrong.
  void note(const GroupKey& group, Provenance provenance, const StampVerdict& verdict, Moment at);
  /// What is to be said, by a key that stays the same while the amount changes.
  [[nodiscard]] std::map<std::string, Error> problems(Moment at);

 private:
  using Sender = std::pair<Provenance, GroupKey>;
  struct Opinion {
    DurationMs base = 0;  ///< their time less the steady one
    TimeMs steady = 0;    ///< when they said so
    [[nodiscard]] DurationMs offset(Moment at) const { return base + at.steady - at.wall; }
  };
  struct Voice {
    TimeMs stamp = 0;
    Opinion latest;
    std::optional<Opinion> agreed;  ///< the last that agreed with this machine's clock
  };
  struct Trouble {
    DurationMs by = 0;  ///< above 0: ahead
    TimeMs since = 0;   ///< steady, as the next
    TimeMs last = 0;
  };
  struct Votes;

  [[nodiscard]] Votes count(Moment at) const;
  void trouble(const Sender& sender, DurationMs by, Moment at);

  DurationMs tolerance_;
  std::optional<TimeMs> stored_;
  bool synchronised_ = true;
  std::optional<Opinion> date_;
  std::map<Sender, Voice> voices_;
  std::map<Sender, Trouble> troubles_;
};

/// The newest reading among these, prices left out; 0 for none.
TimeMs newest_reading(std::span<const Latest> latest);
/// What is wrong where something is stored of after `now`; nothing where all is well.
std::optional<Error> stored_ahead(TimeMs newest, TimeMs now);
/// What is wrong where the services' time is `by` later than this machine's, earlier below 0; nothing for
/// less than a minute.
std::optional<Error> services_differ(DurationMs by);

/// "9 minutes", "3 hours", "16 days", "56 years".
std::string span_text(DurationMs span);

}  // namespace hearth
