#include "tests/ui/scripted_home.h"

#include <QTimer>

#include <array>
#include <cmath>

namespace hearth {
namespace {

constexpr std::array rooms = {"bathroom", "bedroom", "kids_room", "kitchen", "living_room", "outdoor"};

double wave(TimeMs at, double hours, double phase = 0) {
  return std::sin(2 * 3.14159265 * (static_cast<double>(at) / (hours * hour_ms) + phase));
}

double noise(TimeMs at) {
  const auto n = static_cast<std::uint64_t>(at / minute_ms) * 6364136223846793005ULL;
  return static_cast<double>((n >> 40) % 1000) / 1000.0;
}

bool compressor_on(TimeMs at) {
  return at / (20 * minute_ms) % 4 < 2;
}
bool hot_water_on(TimeMs at) {
  return at / (30 * minute_ms) % 16 == 3;
}

double plausible(const SeriesKey& key, TimeMs at) {
  const std::string_view id = info(key.channel).id;
  if (id == "energy.power_total")
    return 700 + (compressor_on(at) ? 1900 : 0) + 500 * noise(at) + (at / hour_ms % 24 == 16 ? 3200 : 0);
  if (id == "energy.import") return 1800 + 900 * wave(at, 11) + 500 * wave(at, 5);
  if (id == "heatpump.compressor") return compressor_on(at) ? 1 : 0;
  if (id == "heatpump.hotwater") return hot_water_on(at) ? 1 : 0;
  if (id == "heatpump.aux_3kw") return at / (30 * minute_ms) % 48 == 14 ? 1 : 0;
  if (id == "heatpump.aux_6kw") return 0;
  if (id == "heatpump.supply_temp") return std::round(34 + (compressor_on(at) ? 5 : 0) + wave(at, 24));
  if (id == "heatpump.return_temp") return std::round(30 + (compressor_on(at) ? 2 : 0) + wave(at, 24));
  if (id == "heatpump.hotwater_temp") return std::round(48 + 4 * wave(at, 8));
  if (id == "heatpump.brine_in_temp") return std::round(3 - (compressor_on(at) ? 2 : 0) + 0.4 * wave(at, 24));
  if (id == "heatpump.brine_out_temp")
    return std::round(1 - (compressor_on(at) ? 3 : 0) + 0.4 * wave(at, 24));
  if (id == "heatpump.outdoor_temp") return -4 + 3 * wave(at, 24, 0.3);
  if (id == "climate.temperature")
    return key.entity == "outdoor" ? -4 + 3 * wave(at, 24, 0.3)
                                   : 20.5 + 0.7 * wave(at, 24, 0.1 * double(key.entity.size()));
  if (id == "climate.humidity")
    return key.entity == "outdoor" ? 84 + 6 * wave(at, 24) : 37 + 5 * wave(at, 12);
  return no_value;
}

}  // namespace

void ScriptedHistory::ask(quint64 id, HistoryRequest request, std::stop_token) {
  ++requests;
  auto answer = std::make_shared<HistoryAnswer>();
  const auto* fixed = std::get_if<FixedBuckets>(&*request.buckets);
  for (const SeriesKey& key : request.keys)
    answer->buckets.push_back(this->answer(key, request.range, fixed != nullptr ? fixed->width : hour_ms));
  answer->request = std::move(request);
  QTimer::singleShot(0, this, [this, id, answer] { on_answer(id, answer); });
}

Buckets ScriptedHistory::answer(const SeriesKey& key, TimeRange range, DurationMs width) const {
  Buckets result{key, {}};
  const Kind kind = info(key.channel).kind;
  double before = 0;
  for (TimeMs at = floor_to(range.from, width); at < range.to; at += width) {
    Bucket b{.start = at, .end = at + width};
    const double value = at >= known_from && at < known_until ? value_at(key, at) : no_value;
    if (has_value(value)) {
      b.count = 1;
      b.known = width;
      if (kind == Kind::counter) b.sum = value;
      if (kind != Kind::counter) b.mean = b.min = b.max = value;
      if (kind == Kind::gauge && width > minute_ms)
        b.max = value + 0.2 * std::fabs(value) * noise(at + width);
      if (kind == Kind::state) b.on = value > 0 ? width : 0;
      if (kind == Kind::state) b.starts = value > before ? 1 : 0;
      before = value;
    }
    result.rows.push_back(b);
  }
  return result;
}

void ScriptedLive::put(ChannelIndex channel, const std::string& entity, double value, TimeMs time) {
  all[{channel, entity}] = {value, time};
}

void ScriptedStatus::become(ConnectionState state, TimeMs since) {
  for (Connection& c : now.connections) {
    c.state = state;
    c.since = since;
  }
  Q_EMIT updated();
}

void ScriptedStatus::say(IdentityStatus identity) {
  now.identity = std::move(identity);
  Q_EMIT updated();
}

IdentityStatus scripted_identity(TimeMs now) {
  IdentityStatus identity;
  identity.state = SignInState::signed_in;
  identity.offered = identity.device_offered = true;
  identity.who = QStringLiteral("Anna Karlsson");
  identity.until = now + 20 * minute_ms;
  identity.keeper = QStringLiteral("the keyring of this desktop");
  return identity;
}

void ScriptedHome::know_nothing() {
  live.all.clear();
  live.sums = {};
  history.known_until = 0;
  status.now.store = {};
  status.now.connections.clear();
}

ScriptedHome::ScriptedHome(TimeMs now, bool barebones) {
  history.value_at = plausible;
  history.known_until = now;
  for (const Channel& c : catalogue()) {
    const ChannelIndex index = index_of(c);
    const auto put = [&](const std::string& entity, TimeMs time) {
      const double value = plausible({index, entity}, now);
      if (has_value(value)) live.put(index, entity, value, time);
    };
    if (c.dataset == Dataset::heatpump && !barebones) put("hp1", now - 12 * second_ms);
    if (c.dataset == Dataset::climate)
      for (const char* room : rooms)
        if (!barebones || room == rooms.back()) put(room, now - 7 * minute_ms);
  }
  live.put(channel("energy.power_total"), {}, 3412, now);
  live.put(channel("energy.power_l1"), {}, 1320, now);
  live.put(channel("energy.power_l2"), {}, 512, now);
  live.put(channel("energy.power_l3"), {}, 1580, now);
  EnergySummary& sums = live.sums;
  sums.today_kwh = 31.4;
  sums.hour_kwh = 1.87;
  sums.energy_cost = 48.2;
  sums.currency = QStringLiteral("SEK");
  const TimeMs midnight = floor_to(now, day_ms) - hour_ms;
  for (TimeMs at = midnight; at < midnight + 2 * day_ms; at += 15 * minute_ms)
    sums.prices.push_back(
        {at, at + 15 * minute_ms, 1.1 + 0.8 * wave(at, 12, 0.2) + 0.35 * wave(at, 24, 0.4)});
  for (const PricePeriod& p : sums.prices)
    if (p.from <= now && now < p.to) sums.price_now = p.price;
  sums.as_of = now;
  status.now.connections = {{QStringLiteral("API"), ConnectionState::connected, now - hour_ms, now, {}},
                            {QStringLiteral("Live"), ConnectionState::connected, now - hour_ms, now, {}}};
  for (const Dataset dataset : all_datasets) {
    if (dataset == Dataset::heatpump && barebones) continue;
    const TimeMs newest = dataset == Dataset::price ? now + 10 * hour_ms : now;
    status.now.connections[0].data[dataset] = {.permission = Permission::granted, .newest = newest};
    status.now.newest[dataset] = now;
  }
  status.now.connections[1].data[Dataset::energy] = {.permission = Permission::granted, .newest = now};
  status.now.records = true;
  status.now.store = {.file_bytes = 48'000'000,
                      .blocks = 100,
                      .rows = 100000,
                      .unflushed = 3,
                      .oldest = now - 90 * day_ms,
                      .newest = now};
}

}  // namespace hearth
