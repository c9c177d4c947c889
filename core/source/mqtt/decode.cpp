#include "core/source/mqtt/decode.h"

#include "core/json/elements.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace hearth::mqtt {
namespace {

namespace od = json::od;

/// No form has its values deeper.
constexpr int deepest = 4;

/// Where a value stands, the names of what it is in joined by dots.
struct Row {
  std::string_view path;
  ChannelIndex channel;
  int bit = -1;  ///< the state is this bit of a number; -1: the value is the number itself
};

constexpr std::array saveeye = {
    Row{"activeActualConsumption.total", channel("energy.power_total")},
    Row{"activeActualConsumption.L1", channel("energy.power_l1")},
    Row{"activeActualConsumption.L2", channel("energy.power_l2")},
    Row{"activeActualConsumption.L3", channel("energy.power_l3")},
    Row{"activeActualProduction.total", channel("energy.export_power")},
    Row{"activeTotalConsumption.total", channel("energy.import")},
    Row{"activeTotalProduction.total", channel("energy.export")},
    Row{"rmsVoltage.L1", channel("energy.voltage_l1")},
    Row{"rmsVoltage.L2", channel("energy.voltage_l2")},
    Row{"rmsVoltage.L3", channel("energy.voltage_l3")},
    Row{"rmsCurrent.L1", channel("energy.current_l1")},
    Row{"rmsCurrent.L2", channel("energy.current_l2")},
    Row{"rmsCurrent.L3", channel("energy.current_l3")},
    Row{"powerFactor.total", channel("energy.power_factor")},
};
constexpr std::array thermiq = {
    Row{"d0", channel("heatpump.outdoor_temp")},      Row{"d5", channel("heatpump.supply_temp")},
    Row{"d6", channel("heatpump.return_temp")},       Row{"d7", channel("heatpump.hotwater_temp")},
    Row{"d8", channel("heatpump.brine_out_temp")},    Row{"d9", channel("heatpump.brine_in_temp")},
    Row{"INDR_T", channel("heatpump.indoor_temp")},   Row{"d25", channel("heatpump.integral")},
    Row{"d30", channel("heatpump.flow_pump_speed")},  Row{"d16", channel("heatpump.brine_pump"), 0},
    Row{"d16", channel("heatpump.compressor"), 1},    Row{"d16", channel("heatpump.flow_pump"), 2},
    Row{"d16", channel("heatpump.hotwater"), 3},      Row{"d13", channel("heatpump.aux_3kw"), 0},
    Row{"d13", channel("heatpump.aux_6kw"), 1},       Row{"d104", channel("heatpump.runtime_compressor")},
    Row{"d106", channel("heatpump.runtime_aux_3kw")}, Row{"d108", channel("heatpump.runtime_hotwater")},
    Row{"d114", channel("heatpump.runtime_aux_6kw")},
};
constexpr std::array shelly = {
    Row{"params.temperature:0.tC", channel("climate.temperature")},
    Row{"params.humidity:0.rh", channel("climate.humidity")},
    Row{"params.devicepower:0.battery.percent", channel("climate.battery")},
    Row{"params.devicepower:0.battery.V", channel("climate.battery_voltage")},
    Row{"params.wifi.rssi", channel("climate.rssi")},
};
constexpr std::array outdoor = {
    Row{"temperature_c", channel("climate.temperature")},
    Row{"humidity_pct", channel("climate.humidity")},
    Row{"wind_speed_ms", channel("climate.wind_speed")},
    Row{"pressure_hpa", channel("climate.pressure")},
};

/// What else than values tells something.
enum class Fact : std::uint8_t { method, device, mac, client, serial, seconds };
struct FactRow {
  std::string_view path;
  Fact fact;
};
constexpr std::array facts = {
    FactRow{"method", Fact::method},      FactRow{"src", Fact::device},
    FactRow{"params.sys.mac", Fact::mac}, FactRow{"params.ts", Fact::seconds},
    FactRow{"Client_Name", Fact::client}, FactRow{"saveeyeDeviceSerialNumber", Fact::serial},
};

struct Form {
  Dataset dataset;
  std::span<const Row> rows;
};
constexpr std::array forms = {Form{Dataset::energy, saveeye}, Form{Dataset::heatpump, thermiq},
                              Form{Dataset::climate, shelly}, Form{Dataset::climate, outdoor}};
constexpr std::size_t shelly_form = 2, outdoor_form = 3;

/// What one message says in each form; a message is of one.
struct Draft {
  std::array<Payload, forms.size()> of;
  std::string method, device, mac, client, serial;
  double seconds = no_value;
};

void set(Payload& payload, Dataset dataset, ChannelIndex channel, double value) {
  if (!payload.reading) payload.reading = Reading{{dataset, {}}, 0, {}, {}};
  json::set_sample(*payload.reading, channel, value);
}

/// The states that are bits of one number.
void take_bits(Payload& payload, const Form& form, std::string_view path, od::value value) {
  const auto bits = json::number(value);
  const bool whole = bits && has_value(*bits) && *bits >= 0 && *bits < 65536 && std::floor(*bits) == *bits;
  if (bits && !has_value(*bits)) return;
  if (!whole)
    return payload.refused.add(
        json::at(path, bits ? fail(ErrorKind::bad_data, "No set of states.").error() : bits.error()));
  for (const Row& row : form.rows)
    if (row.path == path)
      set(payload, form.dataset, row.channel, (static_cast<unsigned>(*bits) >> row.bit) & 1U);
}

void take_value(Payload& payload, const Form& form, const Row& row, od::value value) {
  if (row.bit >= 0) return take_bits(payload, form, row.path, value);
  const auto number = json::channel_value(value, row.channel);
  if (!number) return payload.refused.add(json::at(row.path, number.error()));
  if (has_value(*number)) set(payload, form.dataset, row.channel, *number);
}

/// A name that is none costs itself alone: the values beside it are good.
void take_fact(Draft& draft, Fact fact, od::value value) {
  if (fact == Fact::seconds) {
    draft.seconds = json::number(value).value_or(no_value);
    return;
  }
  std::string name = json::name(value).value_or(std::string());
  switch (fact) {
    case Fact::method:
      draft.method = std::move(name);
      break;
    case Fact::device:
      draft.device = std::move(name);
      break;
    case Fact::mac:
      draft.mac = std::move(name);
      break;
    case Fact::client:
      draft.client = std::move(name);
      break;
    case Fact::serial:
      draft.serial = std::move(name);
      break;
    case Fact::seconds:
      break;
  }
}

bool is_above(std::string_view path, std::string_view inner) {
  return inner.size() > path.size() && inner.starts_with(path) && inner[path.size()] == '.';
}

bool leads_anywhere(std::string_view path) {
  return std::ranges::any_of(facts, [&](const FactRow& f) { return is_above(path, f.path); }) ||
         std::ranges::any_of(forms, [&](const Form& form) {
           return std::ranges::any_of(form.rows, [&](const Row& row) { return is_above(path, row.path); });
         });
}

Expected<void> take_members(Draft& draft, const std::string& prefix, int depth, od::value object) {
  return json::each_member(object, [&](std::string_view key, od::value value) -> Expected<void> {
    const std::string path = prefix.empty() ? std::string(key) : prefix + "." + std::string(key);
    for (std::size_t i = 0; i < forms.size(); ++i) {
      const auto row = std::ranges::find(forms[i].rows, path, &Row::path);
      if (row == forms[i].rows.end()) continue;
      take_value(draft.of[i], forms[i], *row, value);
      return {};
    }
    if (const auto fact = std::ranges::find(facts, path, &FactRow::path); fact != facts.end())
      take_fact(draft, fact->fact, value);
    else if (depth < deepest && leads_anywhere(path) && json::is(value, od::json_type::object))
      return take_members(draft, path, depth + 1, value);
    return {};
  });
}

std::string place_of(const Draft& draft, const Places& places) {
  for (const std::string* name : {&draft.device, &draft.mac})
    if (const auto found = places.find(*name); found != places.end()) return found->second;
  return draft.device.empty() ? draft.mac : draft.device;
}

TimeMs own_time(const Draft& draft, TimeMs now) {
  const double ms = draft.seconds * static_cast<double>(second_ms);
  const bool can_be = has_value(ms) && ms >= static_cast<double>(json::earliest_time) &&
                      ms < static_cast<double>(now + json::farthest_ahead);
  return can_be ? static_cast<TimeMs>(ms) : 0;
}

}  // namespace

Expected<Payload> decode(std::string_view payload, const Places& places, TimeMs now) {
  Draft draft;
  bool null = true;
  const auto read = json::with_root(payload, [&](od::value root) {
    null = false;
    return take_members(draft, {}, 1, root);
  });
  if (!read) return std::unexpected(read.error());
  if (null) return fail(ErrorKind::bad_data, "There is nothing in the message.");
  // A Shelly tells single changes too, which have not all that a reading has.
  if (!draft.method.empty() && draft.method != "NotifyFullStatus") return Payload{};
  const auto chosen =
      std::ranges::find_if(draft.of, [](const Payload& p) { return p.reading || p.refused.count > 0; });
  if (chosen == draft.of.end()) return Payload{};
  if (!chosen->reading) return std::move(*chosen);
  Reading& reading = *chosen->reading;
  const auto form = static_cast<std::size_t>(chosen - draft.of.begin());
  reading.epoch = reading.group.dataset == Dataset::energy ? draft.serial : std::string();
  if (reading.group.dataset == Dataset::heatpump) reading.group.entity = draft.client;
  if (form == outdoor_form) reading.group.entity = "outdoor";
  if (form == shelly_form) {
    reading.group.entity = place_of(draft, places);
    reading.time = own_time(draft, now);
  }
  return std::move(*chosen);
}

}  // namespace hearth::mqtt
