#include "core/engine/engine_rooms.h"

#include "core/engine/post.h"
#include "core/engine/store_options.h"

#include <QTimer>

#include <utility>

namespace hearth {
namespace {

constexpr DurationMs look_every = 10 * second_ms;
/// What is heard meanwhile is not missed by a history that takes longer to open.
constexpr int open_patience_ms = 3000;
/// Beyond so many groups each shows what its readings bring from now on.
constexpr std::size_t most_learned_from = 64;
/// That something of the history could not be read at the start is said for so long.
constexpr DurationMs unread_lasts = hour_ms;

HistoryStore::Options recorder_options(const Engine::Options& options) {
  HistoryStore::Options store = store_options(options.config, options.name);
  store.read_only = !options.record;
  store.wait_for_disk = options.wait_for_disk;
  store.later = options.wait_for_disk;
  return store;
}

}  // namespace

EngineRooms::EngineRooms(Engine::Options options, EngineServices services, const Clock& clock)
    : options_(std::move(options)),
      services_(services),
      clocks_(clock, this),
      store_(clocks_.clock(), clock, this),
      status_(services.status, clocks_, this),
      contents_(services.history),
      live_(services.live, this),
      energy_(options_.config, services.live, {clocks_, store_, contents_, live_, status_}, this),
      recorder_(options_.config.meter, {clocks_, store_, contents_, live_, energy_, status_}, this),
      queries_(services.history, store_, this),
      sources_(options_, {clocks_, store_, recorder_, energy_, status_}, this),
      look_timer_(clocks_.clock(), this) {
  connect_rooms();
}

void EngineRooms::connect_rooms() {
  connect(&clocks_, &ClockWatch::looked, &live_, &LivePublisher::set_time);
  connect(&clocks_, &ClockWatch::corrected, this, &EngineRooms::on_corrected);
  connect(&clocks_, &ClockWatch::problems_changed, &status_,
          [this](const auto& problems) { status_.set_problems(ProblemTopic::clocks, problems); });
  connect(&store_, &StoreSession::opened, this, &EngineRooms::on_opened);
  connect(&store_, &StoreSession::state_changed, &status_, &StatusPublisher::on_store_state);
  connect(&store_, &StoreSession::resumed, &recorder_,
          [this] { recorder_.on_stored(store_.store()->groups()); });
  connect(&store_, &StoreSession::disk_trouble, &status_, [this](const std::optional<Error>& trouble) {
    status_.set_problems(ProblemTopic::disk, trouble ? StatusPublisher::Problems{{"disk", *trouble}}
                                                     : StatusPublisher::Problems());
  });
  connect(&queries_, &Queries::asked, &sources_,
          [this](const HistoryRequest& request) { sources_.want(wish_of(request)); });
  queries_.explain_by(
      [this](const GroupKey& group, TimeRange range) { return sources_.absence(group, range); });
  connect(&sources_, &SourceWiring::stopped, this, &EngineRooms::finish_stop);
  connect(&look_timer_, &ClockTimer::timeout, this, &EngineRooms::look);
}

void EngineRooms::start() {
  sources_.announce();
  if (options_.watch_removable_drives) status_.watch_drives(options_.root);
  if (const auto opening = store_.open(recorder_options(options_)); !opening)
    return status_.set_problems(ProblemTopic::opening, {{"history", opening.error()}});
  exporter_ = std::make_unique<Exporter>(*store_.store(), services_.commands);
  energy_.start();
  clocks_.start();
  look_timer_.start_repeating(look_every);
  if (options_.connect) QTimer::singleShot(open_patience_ms, &sources_, &SourceWiring::connect_sources);
}

void EngineRooms::on_opened(const Known& known) {
  if (known.error) status_.happened(ProblemTopic::opening, "newest", *known.error, unread_lasts);
  if (const TimeMs last = newest_reading(known.newest); last > 0) clocks_.on_stored(last);
  recorder_.on_known(known);
  clocks_.look();
  status_.on_stored(known.newest);
  live_.on_stored(known.newest);
  contents_.on_known(known.groups);
  energy_.read_prices();
  contents_.publish_groups();
  live_.publish();
  energy_.publish();
  // What waits in the queue (the first page's questions to the store) goes before the network's start-up.
  if (options_.connect) QTimer::singleShot(0, &sources_, &SourceWiring::connect_sources);
  if (contents_.groups().size() > most_learned_from) return;
  store_.ask([now = clocks_.clock().now(), groups = contents_.groups()](
                 const HistoryStore& store) { return temperatures_of_last_day(store, now, groups); },
             [this](const std::vector<LastDay>& days) { live_.on_last_day(days); });
}

void EngineRooms::on_corrected() {
  live_.schedule();
  energy_.read_prices();
  energy_.publish();
  contents_.publish_all_changed();
  sources_.ask_again();
}

void EngineRooms::look() {
  status_.pass();
  store_.look();
  energy_.forget_old_prices();
}

void EngineRooms::export_history(const ExportOrder& order) {
  if (exporter_) return exporter_->begin(order);
  post(services_.commands, [](CommandService& s) {
    Q_EMIT s.export_failed(
        {ErrorKind::storage, "The local history cannot be opened.", "See the problems listed.", {}});
  });
}

void EngineRooms::cancel_export() {
  if (exporter_) exporter_->cancel();
}

void EngineRooms::stop() {
  setup_.cancel_test();
  cancel_export();
  if (!sources_.stop()) finish_stop();
}

void EngineRooms::finish_stop() {
  sources_.clear();
  energy_.stop();
  clocks_.stop();
  look_timer_.stop();
  status_.stop_watching_drives();
  exporter_.reset();
  Q_EMIT stopped(store_.close());
}

}  // namespace hearth
