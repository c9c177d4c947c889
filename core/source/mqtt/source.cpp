#include "core/source/mqtt/source.h"

#include "core/net/random_share.h"
#include "core/net/retry_policy.h"
#include "core/source/mqtt/config.h"
#include "core/source/mqtt/decode.h"
#include "core/source/mqtt/settings.h"
#include "core/source/source_secret.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

namespace hearth {
namespace {

/// More than busy devices say in some seconds, and little beside the rest of the program.
constexpr std::size_t most_waiting_bytes = 4 * 1024 * 1024;
/// What a message takes beside its texts.
constexpr std::size_t message_bytes = 128;
/// A home has a few dozen; names beyond these are somebody's mischief.
constexpr std::size_t most_devices = 1000;
/// A device that publishes the same at two places is heard at the one until it has been silent there so long.
constexpr DurationMs topic_is_kept = 30 * second_ms;
/// What comes at once has fewer messages of one device than this has milliseconds; a clock that is behind
/// the last stamp by more was set back.
constexpr DurationMs longest_burst = 10 * second_ms;

/// What a session waits before its tries.
std::function<DurationMs(int attempt)> delays(std::function<std::chrono::nanoseconds()> real) {
  const auto now = [real = std::move(real)] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(real()).count();
  };
  return [now, retry = Retry(stream_retry, random_share)](int attempt) mutable {
    if (attempt == 0) retry.restart();
    return retry.failed(ErrorKind::offline, std::nullopt, now()) - now();
  };
}

}  // namespace

MqttSource::MqttSource(const SourceContext& context)
    : Source(QStringLiteral("MQTT")), config_(context.config), clock_(context.clock) {}

MqttSource::~MqttSource() = default;

const Offers& MqttSource::offers() const {
  static const Offers all = {
      {Dataset::energy, Way::pushed}, {Dataset::heatpump, Way::pushed}, {Dataset::climate, Way::pushed}};
  return all;
}

bool MqttSource::gives(Dataset dataset) const {
  const auto data = connection_.data.find(dataset);
  return connection_.state == ConnectionState::connected && data != connection_.data.end() &&
         comes(dataset, data->second.newest, clock_.now());
}

void MqttSource::start(bool follow, StandsBy stands_by) {
  if (!follow) return;
  stands_by_ = std::move(stands_by);
  connection_.state = ConnectionState::connecting;
  connection_.since = clock_.now();
  for (const auto& [dataset, way] : offers()) connection_.data[dataset];
  Q_EMIT connection_changed(connection_);
  begin();
}

QCoro::Task<> MqttSource::begin() {
  begin_one();
  auto looking_for_it = source_password("mqtt", config_, looking_.get_token());
  const auto password = co_await looking_for_it;
  if (!stopping_) {
    // A broker may let in without one; where it does not, it says so.
    Q_EMIT problem_changed("mqtt password", password ? std::nullopt : std::optional(password.error()));
    listen(password ? password->text : std::string());
  }
  end_one();
}

void MqttSource::listen(std::string password) {
  auto settings = mqtt_settings(config_, std::move(password));
  if (!settings) return on_stage(mqtt::Stage::refused, settings.error());
  connection_.place = QStringLiteral("%1:%2").arg(QString::fromStdString(settings->host)).arg(settings->port);
  settings->delay = delays(settings->now);
  mqtt::Listener listener;
  listener.message = [this](std::string topic, std::string payload, bool retained) {
    // The clock may be asked by any thread.
    put_in_inbox({std::move(topic), std::move(payload), retained, clock_.now()});
  };
  listener.stage = [this](mqtt::Stage stage, const Error& why) {
    QMetaObject::invokeMethod(this, [this, stage, why] { on_stage(stage, why); }, Qt::QueuedConnection);
  };
  listener.problem = [this](const Error& problem) {
    QMetaObject::invokeMethod(
        this, [this, problem] { Q_EMIT problem_changed("mqtt", problem); }, Qt::QueuedConnection);
  };
  session_ = std::make_unique<mqtt::Session>(std::move(*settings), std::move(listener));
}

void MqttSource::put_in_inbox(Message message) {
  const std::size_t bytes = message.topic.size() + message.payload.size() + message_bytes;
  const std::scoped_lock lock(inbox_.mutex);
  if (inbox_.bytes + bytes > most_waiting_bytes) {
    ++inbox_.overrun;
    return;
  }
  inbox_.bytes += bytes;
  inbox_.messages.push_back(std::move(message));
  if (inbox_.messages.size() == 1)
    QMetaObject::invokeMethod(this, &MqttSource::empty_inbox, Qt::QueuedConnection);
}

void MqttSource::stop() {
  stopping_ = true;
  looking_.request_stop();
  session_.reset();
}

void MqttSource::retry() {
  if (session_) session_->hurry();
}

void MqttSource::on_stage(mqtt::Stage stage, const Error& why) {
  if (stopping_) return;
  const ConnectionState before = connection_.state;
  switch (stage) {
    case mqtt::Stage::connecting:
      // What is wrong beside the connection is found anew.
      Q_EMIT problem_changed("mqtt", std::nullopt);
      if (connection_.last_heard == 0 && connection_.detail.isEmpty())
        connection_.state = ConnectionState::connecting;
      break;
    case mqtt::Stage::connected:
      connection_.state = ConnectionState::connected;
      connection_.last_heard = clock_.now();
      break;
    case mqtt::Stage::lost:
      connection_.state =
          connection_.last_heard == 0 ? ConnectionState::failed : ConnectionState::reconnecting;
      break;
    case mqtt::Stage::refused:
      connection_.state = ConnectionState::refused;
      break;
  }
  if (stage != mqtt::Stage::connecting) {
    connection_.detail = QString::fromStdString(why.message);
    connection_.next = QString::fromStdString(why.next);
  }
  if (connection_.state != before) connection_.since = clock_.now();
  Q_EMIT connection_changed(connection_);
}

void MqttSource::empty_inbox() {
  std::vector<Message> messages;
  std::uint64_t overrun = 0;
  {
    const std::scoped_lock lock(inbox_.mutex);
    messages.swap(inbox_.messages);
    inbox_.bytes = 0;
    overrun = std::exchange(inbox_.overrun, 0);
  }
  if (stopping_ || messages.empty()) return;
  connection_.last_heard = clock_.now();
  for (const Message& message : messages) ingest(message);
  if (overrun > 0)
    refuse(overrun, Error{ErrorKind::bad_data,
                          "The broker says more than can be read.",
                          "Name fewer topics under [mqtt].",
                          {}});
  Q_EMIT connection_changed(connection_);
}

bool MqttSource::is_repeated(const GroupKey& group, const std::string& topic) {
  if (heard_.size() >= most_devices) heard_.clear();
  Heard& heard = heard_[group];
  const TimeMs now = clock_.now();
  if (!heard.topic.empty() && heard.topic != topic && now >= heard.at && now - heard.at < topic_is_kept)
    return true;
  heard.topic = topic;
  heard.at = now;
  return false;
}

/// When a reading counts as taken that does not say so. Messages may come in one millisecond, all those that
/// waited in the network do: each has a time of its own, or the first would be kept and shown as the newest.
TimeMs MqttSource::stamp(const GroupKey& group, TimeMs arrived) {
  TimeMs& last = heard_[group].stamp;
  const bool at_once = arrived <= last && last - arrived < longest_burst;
  last = at_once ? last + 1 : arrived;
  return last;
}

void MqttSource::ingest(const Message& message) {
  auto decoded = mqtt::decode(message.payload, config_.of<MqttConfig>().places, message.arrived);
  if (!decoded) {
    Error why = decoded.error();
    why.place = message.topic + (why.place.empty() ? "" : " " + why.place);
    return refuse(1, why);
  }
  if (decoded->refused.count > 0) refuse(decoded->refused.count, decoded->refused.first.front());
  if (!decoded->reading || decoded->reading->samples.empty()) return;
  Reading& reading = *decoded->reading;
  // It was kept by the broker, for nobody knows how long.
  if (message.retained) {
    Q_EMIT remembered({reading});
    return;
  }
  if (is_repeated(reading.group, message.topic)) return;
  if (reading.time == 0) reading.time = stamp(reading.group, message.arrived);
  DataState& data = connection_.data[reading.group.dataset];
  data.permission = Permission::granted;
  data.newest = std::max(data.newest, std::min(reading.time, clock_.now()));
  if (!stands_by(reading.group.dataset)) Q_EMIT readings({reading}, Provenance::live);
}

void MqttSource::refuse(std::uint64_t count, const std::optional<Error>& why) {
  Q_EMIT refused(count);
  if (why) Q_EMIT refused_for(to_text(*why));
}

}  // namespace hearth
