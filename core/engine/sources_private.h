#pragma once

#include "core/engine/history_sync.h"
#include "core/engine/replica_link.h"
#include "core/engine/service_state.h"
#include "core/engine/sources.h"
#include "core/net/http_client.h"
#include "core/net/log.h"
#include "core/net/one_shot.h"
#include "core/source/energy_ws/stream.h"
#include "core/source/homelab_api/client.h"

#include <QCoroTask>

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>

namespace hearth {

using Outcome = std::optional<Error>;

/// A request made again and again: `every` while it succeeds, more and more seldom while it does not.
struct Poll {
  CallState call;
  DurationMs every = 0;
  std::function<QCoro::Task<Outcome>()> ask;
  std::unique_ptr<ClockTimer> timer;
  std::function<bool()> needless;  ///< nothing need be asked just now; may be empty
  int failures = 0;
};

struct Sources::Private {
  Private(Sources* self, const Engine::Options& engine_options, const Clock& clock_used, const Clock& machine,
          HistoryStore& history_store);

  void add_poll(const QString& name, Dataset dataset, DurationMs every,
                std::function<QCoro::Task<Outcome>()> ask);
  QCoro::Task<> run(Poll& poll);
  void catch_up();
  void ask_where_refused();
  void end_for_sign_out();
  QCoro::Task<> synchronise(int hours, DurationMs ask_again_after, bool tell);
  [[nodiscard]] bool is_streaming() const;
  [[nodiscard]] bool fails(Dataset dataset) const;
  QCoro::Task<Outcome> ask_energy_latest();
  QCoro::Task<Outcome> ask_hourly_total();
  QCoro::Task<Outcome> ask_heatpump();
  QCoro::Task<Outcome> ask_temperatures();
  QCoro::Task<Outcome> ask_prices();
  void heard(Poll& poll, const Outcome& outcome);
  void heard_history(const Outcome& outcome);
  void judge_api();
  void note_data(Dataset dataset);
  void note_newest(DataState& data, const std::vector<Reading>& readings) const;
  void take(Dataset dataset, const Decoded<std::vector<Reading>>& decoded);
  void count_refused(const Refusals& refusals);
  void ask_failed();
  void follow_stream();
  void take_stream_state(ConnectionState state, const QString& detail);
  void one_less();
  void say_stopped();
  void connect_replica();
  QCoro::Task<> start_replica();
  void follow_replica(const std::string& password);
  QCoro::Task<SyncOutcome> fetch_history(int hours, DurationMs ask_again_after);
  void deny(std::set<Dataset>& of, const std::set<Dataset>& now);
  void take_identity(const IdentityStatus& identity);
  QCoro::Task<> wind_down();

  Sources* q;
  Engine::Options options;
  const Clock& clock;
  std::unique_ptr<TokenSource> tokens;
  std::unique_ptr<HttpClient> http;
  HomelabApi api;
  std::unique_ptr<EnergyStream> stream;
  std::unique_ptr<ReplicaLink> replica;
  std::stop_source looking;     ///< for its password
  OneShot<bool> replica_begun;  ///< or will not; who synchronises waits for it
  HistorySync history;
  std::list<Poll> polls;
  ClockTimer sync_timer;
  Connection api_connection;
  bool api_was_connected = false;
  Connection live_connection;
  std::optional<TimeMs> streamed;  ///< when the last live reading came
  bool was_let_in = true;
  bool signed_out = false;
  std::set<Dataset> not_permitted;      ///< by the last answer of the services about them
  std::set<Dataset> closed_in_replica;  ///< what the database's role may not read
  int under_way = 0;
  bool stopping = false;
  bool synchronising = false;
  std::uint32_t meter = 0;  ///< the one that is followed
  bool sync_again = false;  ///< everything, after the fetch that is under way
  HistoryStore& store;
  std::optional<int> next_sync;  ///< hours asked for while a fetch was under way
};

}  // namespace hearth
