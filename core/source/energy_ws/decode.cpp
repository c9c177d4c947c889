#include "core/source/energy_ws/decode.h"

#include "core/source/json.h"

#include <array>

namespace hearth::energy_ws {
namespace {

namespace od = json::od;

constexpr TimeMs year_2000 = 946684800000;

/// The oldest form's names, which the catalogue does not have. It knows one phase, in V and A.
struct OldName {
  std::string_view name;
  ChannelIndex channel;
  double factor;
};
constexpr std::array old_names = {
    OldName{"power_w", channel("energy.power_total"), 1},
    OldName{"energy_kwh", channel("energy.import"), 1000},
    OldName{"voltage", channel("energy.voltage_l1"), 1},
    OldName{"current", channel("energy.current_l1"), 1000},
};

struct Frame {
  Message message;
  TimeRange allowed;
  std::string stream;
  std::string serial;
  std::optional<TimeMs> taken, sent;
  Reading nested{{Dataset::energy, {}}, 0, {}, {}};
  Reading flat{{Dataset::energy, {}}, 0, {}, {}};
  bool has_fields = false;
};

bool is(od::value value, od::json_type type) {
  od::json_type found{};
  return value.type().get(found) == simdjson::SUCCESS && found == type;
}

Expected<void> take_time(std::optional<TimeMs>& out, const Frame& frame, od::value value) {
  const auto time = json::time(value, frame.allowed);
  if (!time) return std::unexpected(time.error());
  out = *time;
  return {};
}

Expected<void> take_name(std::string& out, od::value value) {
  auto name = json::name(value);
  if (!name) return std::unexpected(name.error());
  out = std::move(*name);
  return {};
}

Expected<void> take_channel(Reading& reading, std::string_view key, od::value value, bool old_form) {
  auto channel = find_wire(Dataset::energy, key);
  double factor = 1;
  if (!channel && old_form)
    for (const OldName& old : old_names)
      if (old.name == key) {
        channel = old.channel;
        factor = old.factor;
      }
  if (!channel) return {};
  const auto number = json::channel_value(value, *channel);
  if (!number) return std::unexpected(number.error());
  json::set_sample(reading, *channel, *number * factor);
  return {};
}

Expected<void> take_data(Frame& frame, std::string_view key, od::value value) {
  if (key == "ts") return take_time(frame.taken, frame, value);
  if (key == "timestamp") return frame.taken ? Expected<void>() : take_time(frame.taken, frame, value);
  if (key == "tags" && is(value, od::json_type::object))
    return json::each_member(value, [&](std::string_view tag, od::value text) {
      return tag == "device_serial" ? take_name(frame.serial, text) : Expected<void>();
    });
  if (key == "fields") {
    frame.has_fields = true;
    return json::each_member(value, [&](std::string_view field, od::value number) {
      return take_channel(frame.nested, field, number, false);
    });
  }
  return take_channel(frame.flat, key, value, true);
}

Expected<void> take_error_text(std::string& out, od::value value) {
  std::string_view text;
  if (!is(value, od::json_type::string) || value.get_string().get(text) != simdjson::SUCCESS) return {};
  for (const char c : text.substr(0, 200)) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  return {};
}

Expected<void> take_top(Frame& frame, std::string_view key, od::value value) {
  if (key == "type") return take_name(frame.message.kind, value);
  if (key == "stream") return take_name(frame.stream, value);
  if (key == "timestamp") return take_time(frame.sent, frame, value);
  if (key == "message") return take_error_text(frame.message.error, value);
  if (key == "data" && is(value, od::json_type::object))
    return json::each_member(
        value, [&](std::string_view inner, od::value found) { return take_data(frame, inner, found); });
  // Also the nested form without its envelope, as other transports carry it.
  return take_data(frame, key, value);
}

}  // namespace

Expected<Message> decode_frame(std::string_view text, TimeMs now) {
  Frame frame;
  frame.allowed = {year_2000, now + 10 * minute_ms + 1};
  bool null = true;
  const auto read = json::with_root(text, [&](od::value root) {
    null = false;
    return json::each_member(
        root, [&](std::string_view key, od::value value) { return take_top(frame, key, value); });
  });
  if (!read) return std::unexpected(read.error());
  if (null) return fail(ErrorKind::bad_data, "There is nothing in the frame.");
  Message& message = frame.message;
  if (message.kind != "error") message.error.clear();
  const bool carries =
      (message.kind.empty() || message.kind == "data") && (frame.stream.empty() || frame.stream == "energy");
  Reading& reading = frame.has_fields ? frame.nested : frame.flat;
  if (!carries || reading.samples.empty()) return std::move(message);
  const auto time = frame.taken ? frame.taken : frame.sent;
  if (!time) return fail(ErrorKind::bad_data, "There is no time.", {}, "data.ts");
  reading.time = *time;
  reading.epoch = std::move(frame.serial);
  message.reading = std::move(reading);
  return std::move(message);
}

}  // namespace hearth::energy_ws
