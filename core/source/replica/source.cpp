#include "core/source/replica/config.h"
#include "core/source/replica/source_private.h"
#include "core/source/source_secret.h"

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

bool needs_a_person(ErrorKind kind) {
  return kind == ErrorKind::sign_in || kind == ErrorKind::config || kind == ErrorKind::not_permitted;
}

}  // namespace

ReplicaSource::ReplicaSource(const SourceContext& context)
    : Source(QStringLiteral("Database")), config_(context.config), clock_(context.clock), timer_(clock_) {
  connection_.state = ConnectionState::connecting;
  for (const PollPolicy& p : poll_policies) connection_.data[p.dataset];
  connect(&timer_, &ClockTimer::timeout, this, [this] { follow_once(); });
}

ReplicaSource::~ReplicaSource() = default;

const Offers& ReplicaSource::offers() const {
  static const Offers all = {{Dataset::energy, Way::polled},
                             {Dataset::heatpump, Way::polled},
                             {Dataset::climate, Way::polled},
                             {Dataset::price, Way::polled}};
  return all;
}

bool ReplicaSource::gives(Dataset dataset) const {
  const auto data = connection_.data.find(dataset);
  return connection_.state == ConnectionState::connected && data != connection_.data.end() &&
         !data->second.error;
}

void ReplicaSource::start(bool follow, StandsBy stands_by) {
  follows_ = follow;
  stands_by_ = std::move(stands_by);
  begin();
}

QCoro::Task<> ReplicaSource::begin() {
  begin_one();
  auto looking_for_it = source_password("replica", config_, looking_.get_token());
  const auto password = co_await looking_for_it;
  if (!stopping_) {
    // A role may be let in without one; where it is not, the server says so.
    Q_EMIT problem_changed("password", password ? std::nullopt : std::optional(password.error()));
    replica::Replica::Options options;
    options.settings = {config_.of<ReplicaConfig>().dsn, password ? password->text : std::string()};
    options.max_power_w = config_.max_power_kw * 1000;
    options.meter = config_.meter;
    thread_ = std::make_unique<ReplicaThread>(std::move(options), clock_);
    if (follows_) timer_.start_once(0);
  }
  begun_.give(true);
  end_one();
}

void ReplicaSource::stop() {
  stopping_ = true;
  looking_.request_stop();
  timer_.stop();
  if (thread_) thread_->stop();
}

void ReplicaSource::on_answer(const std::optional<Error>& error) {
  Connection now = connection_;
  if (!error) {
    // Whoever is let in needs no password.
    if (now.state != ConnectionState::connected) Q_EMIT problem_changed("password", std::nullopt);
    now.state = ConnectionState::connected;
    now.detail.clear();
    now.next.clear();
    now.last_heard = clock_.now();
  } else if (error->kind == ErrorKind::cancelled) {
    return;
  } else {
    now.state = needs_a_person(error->kind) ? ConnectionState::refused
                : now.last_heard == 0       ? ConnectionState::failed
                                            : ConnectionState::reconnecting;
    now.detail = QString::fromStdString(to_text({error->kind, error->message, {}, error->place}));
    now.next = QString::fromStdString(error->next);
    now.behind = 0;
  }
  const bool again = now.state == ConnectionState::connected &&
                     connection_.state != ConnectionState::connected &&
                     connection_.state != ConnectionState::connecting;
  if (now.state != connection_.state) now.since = clock_.now();
  connection_ = std::move(now);
  Q_EMIT connection_changed(connection_);
  if (again) Q_EMIT regained();
}

/// No row is newer than now; prices are known ahead.
void ReplicaSource::note_newest(Dataset dataset, TimeMs time) {
  const auto data = connection_.data.find(dataset);
  if (data == connection_.data.end()) return;
  const TimeMs latest = dataset == Dataset::price ? time : std::min(time, clock_.now());
  data->second.newest = std::max(data->second.newest, latest);
}

void ReplicaSource::take_facts(const replica::Capabilities& found) {
  connection_.place = QString::fromStdString(found.host);
  if (found.standby) connection_.place += tr(", a standby");
  for (const PollPolicy& p : poll_policies) {
    const auto table = found.tables.find(replica::table_of(p.dataset).table);
    if (table == found.tables.end() || !table->second.is_there) {
      connection_.data.erase(p.dataset);
      continue;
    }
    const bool may_read = table->second.may_read;
    connection_.data[p.dataset].permission = may_read ? Permission::granted : Permission::denied;
  }
}

}  // namespace hearth
