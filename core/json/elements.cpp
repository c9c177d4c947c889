#include "core/json/elements.h"

#include <fmt/format.h>

#include <cmath>

namespace hearth::json {
namespace {

std::unexpected<Error> refuse(Text message) {
  return fail(ErrorKind::bad_data, std::move(message));
}

std::unexpected<Error> refuse(simdjson::error_code code) {
  return refuse(Text(fault_of(code), {"The answer"}));
}

}  // namespace

bool is(od::value value, od::json_type type) {
  od::json_type found{};
  return value.type().get(found) == simdjson::SUCCESS && found == type;
}

bool is_null(od::value value) {
  bool null = false;
  return value.is_null().get(null) == simdjson::SUCCESS && null;
}

Expected<double> number(od::value value) {
  if (is_null(value)) return no_value;
  double found = 0;
  if (!is(value, od::json_type::number)) return refuse("Not a number.");
  if (value.get_double().get(found) != simdjson::SUCCESS || !std::isfinite(found))
    return refuse("Not a number that can be.");
  if (std::abs(found) > largest_value) return refuse("The number is too large to be a reading.");
  return found;
}

Expected<double> state(od::value value) {
  if (!is(value, od::json_type::boolean)) {
    const auto found = number(value);
    if (found && has_value(*found) && *found != 0 && *found != 1) return refuse("Neither on nor off.");
    return found;
  }
  bool on = false;
  if (value.get_bool().get(on) != simdjson::SUCCESS) return refuse("Neither true nor false.");
  return on ? 1.0 : 0.0;
}

Expected<std::string> name(od::value value, std::size_t longest) {
  if (is_null(value)) return std::string();
  std::string_view found;
  if (!is(value, od::json_type::string) || value.get_string().get(found) != simdjson::SUCCESS)
    return refuse("Not a text.");
  if (found.size() > longest) return refuse(said("The name is longer than {} bytes.", longest));
  return clean_name(found);
}

Expected<TimeMs> time(od::value value, TimeRange allowed) {
  std::string_view text;
  if (!is(value, od::json_type::string) || value.get_string().get(text) != simdjson::SUCCESS)
    return refuse("Not a time.");
  const auto found = parse_rfc3339(text);
  if (!found) return refuse("Not an RFC 3339 time.");
  if (!allowed.contains(*found)) return refuse(said("The time {} cannot be.", format_rfc3339(*found)));
  return *found;
}

Expected<double> channel_value(od::value value, ChannelIndex channel, double factor) {
  const Channel& c = info(channel);
  auto found = c.kind == Kind::state ? state(value) : number(value);
  if (!found) return found;
  *found *= factor;
  if (has_value(*found) && !c.plausible.contains(*found))
    return refuse(said("{:g} {} cannot be.", *found, c.unit));
  return found;
}

Expected<void> each_member(od::value object, const MemberFunction& member) {
  od::object members;
  if (!is(object, od::json_type::object) || object.get_object().get(members) != simdjson::SUCCESS)
    return refuse("Not an object.");
  for (auto field : members) {
    std::string_view key;
    od::value value;
    if (const auto code = field.unescaped_key().get(key)) return refuse(code);
    if (const auto code = field.value().get(value)) return refuse(code);
    if (auto taken = member(key, value); !taken)
      return std::unexpected(at(key.substr(0, longest_shown_key), taken.error()));
  }
  return {};
}

Expected<void> each_element(od::value array, Refusals& refused, const ElementFunction& element) {
  od::array elements;
  if (!is(array, od::json_type::array) || array.get_array().get(elements) != simdjson::SUCCESS)
    return refuse("Not an array.");
  std::size_t i = 0;
  for (auto item : elements) {
    od::value value;
    const std::string place = fmt::format("[{}]", i++);
    if (const auto code = item.get(value)) return std::unexpected(at(place, refuse(code).error()));
    Refusals within;
    if (auto taken = element(value, within); !taken)
      refused.add(at(place, taken.error()));
    else
      add_all(refused, place, std::move(within));
  }
  return {};
}

namespace {

using RootFunction = std::function<Expected<void>(od::value root)>;

/// `refused` where the root is an element of its own; none: what `root` refuses is the answer's error.
Expected<void> read_root(std::string_view body, Refusals* refused, const RootFunction& root) {
  od::parser parser;
  const simdjson::padded_string padded(body);
  od::document document;
  if (const auto code = parser.iterate(padded).get(document)) return refuse(code);
  bool null = false;
  if (document.is_null().get(null) != simdjson::SUCCESS || !null) {
    od::value value;
    if (const auto code = document.get_value().get(value)) {
      if (code == simdjson::SCALAR_DOCUMENT_AS_VALUE) return refuse("Neither an object nor an array.");
      return refuse(code);
    }
    if (refused != nullptr && !is(value, od::json_type::object)) return refuse("Not an object.");
    if (auto taken = root(value); !taken) {
      // The parser lets go of a document that is broken; then nothing in it can be believed.
      if (refused == nullptr || !document.is_alive()) return taken;
      refused->add(taken.error());
      return {};
    }
    if (!document.is_alive()) return refuse("The answer is not valid JSON.");
  } else if (refused != nullptr) {
    return refuse("There is nothing in the answer.");
  }
  const char* rest = nullptr;
  if (document.current_location().get(rest) == simdjson::SUCCESS)
    return refuse("Something follows the answer's end.");
  return {};
}

}  // namespace

Expected<void> with_root(std::string_view body, const RootFunction& root) {
  return read_root(body, nullptr, root);
}

Expected<void> with_root_element(std::string_view body, Refusals& refused, const RootFunction& root) {
  return read_root(body, &refused, root);
}

void set_sample(Reading& reading, ChannelIndex channel, double value) {
  if (!has_value(value)) return;
  for (Sample& sample : reading.samples)
    if (sample.channel == channel) {
      sample.value = value;
      return;
    }
  reading.samples.push_back({channel, value});
}

}  // namespace hearth::json
