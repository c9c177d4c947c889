#pragma once

#include "core/source/connection.h"
#include "core/source/decoded.h"
#include "core/source/history.h"
#include "core/store/history_store.h"
#include "core/telemetry/reading.h"

#include <QCoroTask>
#include <QObject>
#include <QStringList>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace hearth {

/// How the newest values of a dataset come from a source.
enum class Way { pushed, polled };
/// By dataset: what a source may give of the newest values.
using Offers = std::map<Dataset, Way>;

/// One system of a home that gives readings: what all of them have in common, and all that the engine knows
/// of any of them. A system is a folder beside this file and a row of `source_registry`.
///
/// Lives on the engine's worker thread. It knows no store, no screen and no other source: what it has to say
/// goes out by its signals (readings, hours of energy, notes, refusals, problems, how it stands), and rows of
/// the past that are too many for that into the sink that they are asked with.
class Source : public QObject {
  Q_OBJECT
 public:
  /// `name`: that of its connection.
  explicit Source(QString name);

  /// Whether a better source gives a dataset at this moment, so that this one need not.
  using StandsBy = std::function<bool(Dataset)>;

  /// What it may give of the newest values; nothing where it has history alone.
  [[nodiscard]] virtual const Offers& offers() const = 0;
  /// How it stands now; told by `connection_changed` whenever that changes.
  [[nodiscard]] const Connection& connection() const { return connection_; }
  /// Whether the newest values of a dataset come from it at this moment.
  [[nodiscard]] virtual bool gives(Dataset dataset) const = 0;

  /// Gets ready to be asked; with `follow`, gives the newest values of what `stands_by` does not name, until
  /// it is stopped. Once.
  virtual void start(bool follow, StandsBy stands_by) = 0;
  /// Begins nothing more, and ends what can be ended; `ended` is told whenever something has come to its end.
  virtual void stop() = 0;
  /// Ends what still is under way inside this call; after `stop`, when the tokens are gone.
  virtual void cut() {}
  /// How much has not come to its end; a source is destroyed only where that is 0.
  [[nodiscard]] int under_way() const { return under_way_; }

  /// Asks for everything anew, at once: the clock was set, so that nobody knows what was asked when.
  virtual void ask_again() {}
  /// Tries now what failed, instead of at the end of a wait: the network is back, or a token.
  virtual void retry() {}
  /// Other addresses than before, or a sleep: connections that stand may be dead without saying so.
  virtual void network_changed() { retry(); }
  /// Nothing goes on in the name of somebody who has signed out; `retry` goes on for the next one.
  virtual void leave() {}
  /// Whether it has a past that can be asked for.
  [[nodiscard]] virtual bool has_history() const { return false; }
  /// What it can be asked for of the past, and how it stands with that; `known` are the groups that there are
  /// already. Only where it has history; one call of this or `fetch` at a time.
  virtual QCoro::Task<HistoryOffers> history_offers(std::vector<GroupKey> known);
  /// Asks for one window of what it has offered; `stop` ends it early, with `cancelled`. The sink outlives
  /// the answer.
  virtual QCoro::Task<HistoryPart> fetch(HistoryWindow window, HistorySink& sink, std::stop_token stop);

 Q_SIGNALS:
  void readings(const std::vector<hearth::Reading>& readings, hearth::Provenance provenance);
  void energy_hours(const std::vector<hearth::EnergyHour>& hours);
  /// What the system says of the energy from the beginning of a UTC hour to the moment it was asked; above 0.
  void hour_total(hearth::TimeRange so_far, double energy_wh);
  /// Values that came without saying when they were taken, from before this program listened: to be shown as
  /// old, and not stored.
  void remembered(const std::vector<hearth::Reading>& readings);
  /// What the prices of an area are in.
  void currency(const QString& area, const QString& currency);
  /// The time of the newest row that it has of a dataset.
  void newest_row(hearth::Dataset dataset, hearth::TimeMs time);
  /// What time it is by the system's clock.
  void dated(hearth::TimeMs date);
  /// With each answer, too.
  void connection_changed(const hearth::Connection& connection);
  void refused(quint64 count);
  /// Why the newest readings that were refused were.
  void refused_for(const std::string& why);
  /// What is wrong beside the connection, by a name that stays the same; nothing where it is well again.
  void problem_changed(const std::string& key, const std::optional<hearth::Error>& problem);
  /// It answers again after it did not.
  void regained();
  /// Something that was under way has come to its end.
  void ended();

 protected:
  [[nodiscard]] bool stands_by(Dataset dataset) const { return stands_by_ && stands_by_(dataset); }
  void begin_one() { ++under_way_; }
  /// Tells `ended` from the event loop: who is told may destroy this.
  void end_one();

  Connection connection_;
  StandsBy stands_by_;
  bool stopping_ = false;

 private:
  int under_way_ = 0;
};

}  // namespace hearth
