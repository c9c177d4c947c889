#include "core/source/energy_ws/decode.h"

#include "core/json/elements.h"

#include <array>

namespace hearth::energy_ws {
namespace {

namespace od = json::od;

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

/// A time that may prove not to be needed, and its error then neither.
using MaybeTime = std::optional<Expected<TimeMs>>;

struct Frame {
  Message message;
  TimeRange allowed;
  std::string stream;
  std::string serial;
  MaybeTime ts, timestamp;  ///< of the data
  MaybeTime sent;           ///< the frame's own
  Reading nested{{Dataset::energy, {}}, 0, {}, {}};
  Reading flat{{Dataset::energy, {}}, 0, {}, {}};
  std::optional<Error> flat_trouble;  ///< the first; of no account where there are `fields`
  bool has_fields = false;
};

MaybeTime time_at(const Frame& frame, std::string_view outer, std::string_view key, od::value value) {
  auto time = json::time(value, frame.allowed);
  if (!time) time.error() = json::at(outer, json::at(key, time.error()));
  return time;
}

Expected<void> take_code(std::string& out, od::value value) {
  auto name = json::name(value, json::longest_code);
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
  const auto number = json::channel_value(value, *channel, factor);
  if (!number) return std::unexpected(json::at(key, number.error()));
  json::set_sample(reading, *channel, *number);
  return {};
}

/// `outer` is the place of `tags`, as for the functions that follow.
Expected<void> take_tags(Frame& frame, std::string_view outer, od::value value) {
  return json::each_member(value, [&](std::string_view tag, od::value text) -> Expected<void> {
    if (tag != "device_serial") return {};
    if (auto serial = json::name(text))
      frame.serial = std::move(*serial);
    else
      frame.message.refused.add(json::at(outer, json::at("tags.device_serial", serial.error())));
    return {};
  });
}

Expected<void> take_fields(Frame& frame, std::string_view outer, od::value value) {
  frame.has_fields = true;
  return json::each_member(value, [&](std::string_view field, od::value number) -> Expected<void> {
    if (auto taken = take_channel(frame.nested, field, number, false); !taken)
      frame.message.refused.add(json::at(outer, json::at("fields", taken.error())));
    return {};
  });
}

Expected<void> take_data(Frame& frame, std::string_view outer, std::string_view key, od::value value) {
  if (key == "fields") return take_fields(frame, outer, value);
  if (key == "tags")
    return json::is(value, od::json_type::object) ? take_tags(frame, outer, value) : Expected<void>();
  if (key == "ts") {
    // One that is wrong is not made good by another.
    if (!frame.ts || *frame.ts) frame.ts = time_at(frame, outer, key, value);
  } else if (key == "timestamp") {
    if (!frame.ts) frame.timestamp = time_at(frame, outer, key, value);
  } else if (auto taken = take_channel(frame.flat, key, value, true); !taken && !frame.flat_trouble) {
    frame.flat_trouble = json::at(outer, taken.error());
  }
  return {};
}

Expected<void> take_error_text(std::string& out, od::value value) {
  std::string_view text;
  if (!json::is(value, od::json_type::string) || value.get_string().get(text) != simdjson::SUCCESS) return {};
  for (const char c : text.substr(0, 200)) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  return {};
}

Expected<void> take_top(Frame& frame, std::string_view key, od::value value) {
  if (key == "type") return take_code(frame.message.kind, value);
  if (key == "stream") return take_code(frame.stream, value);
  if (key == "message") return take_error_text(frame.message.error, value);
  if (key == "timestamp") {
    frame.sent = time_at(frame, "", key, value);
    return {};
  }
  if (key == "data" && json::is(value, od::json_type::object))
    return json::each_member(value, [&](std::string_view inner, od::value found) {
      return take_data(frame, "data", inner, found);
    });
  // Also the nested form without its envelope, as other transports carry it.
  return take_data(frame, "", key, value);
}

/// What the whole frame is refused for.
std::optional<Error> trouble(const Frame& frame) {
  if (frame.ts && !*frame.ts) return frame.ts->error();
  if (frame.has_fields) return std::nullopt;
  if (frame.flat_trouble) return frame.flat_trouble;
  for (const MaybeTime* time : {&frame.timestamp, &frame.sent})
    if (*time && !**time) return (*time)->error();
  return std::nullopt;
}

Expected<TimeMs> time_of(const Frame& frame) {
  if (frame.ts) return *frame.ts;
  if (!frame.has_fields && frame.timestamp) return *frame.timestamp;
  if (frame.sent) return *frame.sent;
  return fail(ErrorKind::bad_data, "There is no time.", {}, "data.ts");
}

}  // namespace

Expected<Message> decode_frame(std::string_view text, TimeMs now) {
  Frame frame;
  frame.allowed = {json::earliest_time, now + json::farthest_ahead};
  bool null = true;
  const auto read = json::with_root(text, [&](od::value root) {
    null = false;
    return json::each_member(
        root, [&](std::string_view key, od::value value) { return take_top(frame, key, value); });
  });
  if (!read) return std::unexpected(read.error());
  if (null) return fail(ErrorKind::bad_data, "There is nothing in the frame.");
  if (auto wrong = trouble(frame)) return std::unexpected(std::move(*wrong));
  Message& message = frame.message;
  if (message.kind != "error") message.error.clear();
  const bool carries =
      (message.kind.empty() || message.kind == "data") && (frame.stream.empty() || frame.stream == "energy");
  Reading& reading = frame.has_fields ? frame.nested : frame.flat;
  if (!carries || reading.samples.empty()) return std::move(message);
  const auto time = time_of(frame);
  if (!time) return std::unexpected(time.error());
  reading.time = *time;
  reading.epoch = std::move(frame.serial);
  message.reading = std::move(reading);
  return std::move(message);
}

}  // namespace hearth::energy_ws
