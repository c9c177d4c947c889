#include "core/source/energy_ws/source.h"

#include "core/source/energy_ws/config.h"

#include <algorithm>

namespace hearth {
namespace {

/// A stream that has said nothing for so long is not what the energy comes from.
constexpr DurationMs counts_as_streaming = 15 * second_ms;

}  // namespace

EnergyWsSource::EnergyWsSource(const SourceContext& context)
    : Source(QStringLiteral("Live")),
      clock_(context.clock),
      stream_(QUrl(QString::fromStdString(context.config.of<EnergyWsConfig>().url)), context.tokens,
              context.clock) {
  connection_.data[Dataset::energy];
  stream_.allow_plain(context.config.allow_plain_http);
  connect(&stream_, &EnergyStream::heard, this, [this] {
    connection_.last_heard = clock_.now();
    Q_EMIT connection_changed(connection_);
  });
  connect(&stream_, &EnergyStream::reading, this, &EnergyWsSource::on_reading);
  connect(&stream_, &EnergyStream::frames_refused, this, [this](qulonglong count, const QString& why) {
    Q_EMIT refused(count);
    Q_EMIT refused_for(why.toStdString());
  });
  connect(&stream_, &EnergyStream::state_changed, this, &EnergyWsSource::on_state);
}

const Offers& EnergyWsSource::offers() const {
  static const Offers all = {{Dataset::energy, Way::pushed}};
  return all;
}

bool EnergyWsSource::gives(Dataset dataset) const {
  return dataset == Dataset::energy && connection_.state == ConnectionState::connected && streamed_ &&
         clock_.now() - *streamed_ < counts_as_streaming;
}

void EnergyWsSource::start(bool follow, StandsBy /*stands_by*/) {
  follows_ = follow;
  if (follows_) stream_.start();
}

void EnergyWsSource::retry() {
  if (!follows_) return;
  if (stream_.state() == ConnectionState::off)
    stream_.start();
  else
    stream_.reconnect();
}

void EnergyWsSource::network_changed() {
  if (follows_) stream_.start_over();
}

void EnergyWsSource::on_reading(const Reading& reading) {
  streamed_ = clock_.now();
  DataState& data = connection_.data[Dataset::energy];
  data.permission = Permission::granted;
  // No reading is newer than now, whatever its sender's clock says.
  data.newest = std::max(data.newest, std::min(reading.time, clock_.now()));
  Q_EMIT connection_changed(connection_);
  Q_EMIT readings({reading}, Provenance::live);
}

void EnergyWsSource::on_state(ConnectionState state, const QString& detail) {
  if (state != connection_.state) connection_.since = clock_.now();
  connection_.state = state;
  connection_.detail = detail;
  connection_.next = stream_.next_step();
  if (stream_.is_forbidden()) connection_.data[Dataset::energy].permission = Permission::denied;
  Q_EMIT connection_changed(connection_);
}

}  // namespace hearth
