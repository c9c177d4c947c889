// Every decoder of untrusted JSON, fed with whatever libFuzzer finds. The first byte chooses the decoder.
// Beside the sanitizers' own checks, what comes out must be what the headers promise.
#include "core/source/energy_ws/decode.h"
#include "core/source/homelab_api/decode.h"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace hearth;

constexpr TimeMs now = 1768480200000;  // 2026-01-15T12:30:00Z
constexpr TimeMs year_2000 = 946684800000;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const Reading& reading) {
  require(reading.time >= year_2000 && reading.time <= now + 101 * 365 * day_ms);
  require(reading.group.entity.size() <= 64 && !reading.samples.empty());
  for (const Sample& sample : reading.samples) {
    require(std::abs(sample.value) <= 1e15);  // false for what is not a number
    require(info(sample.channel).dataset == reading.group.dataset);
  }
}

void check(const Expected<Decoded<homelab_api::Readings>>& answer) {
  if (!answer) return;
  TimeMs last = 0;
  for (const Reading& reading : answer->value) {
    check(reading);
    require(reading.time >= last);
    last = reading.time;
  }
  require(answer->refused.first.size() <= answer->refused.count);
}

void check(const Expected<Decoded<homelab_api::PriceList>>& answer) {
  if (!answer) return;
  for (const Reading& reading : answer->value.prices) check(reading);
  require(answer->value.prices.empty() || (answer->value.period > 0 && answer->value.period <= hour_ms));
}

void decode(std::uint8_t which, std::string_view text) {
  switch (which % 10) {
    case 0:
      return check(homelab_api::decode_energy_latest(text, now));
    case 1:
      return check(homelab_api::decode_heatpump_latest(text, now));
    case 2:
      return check(homelab_api::decode_temperature_latest(text, now, "attic"));
    case 3:
      return check(homelab_api::decode_temperatures(text, now));
    case 4:
      return check(homelab_api::decode_prices(text, now));
    case 5:
      return check(homelab_api::decode_prices_latest(text, now));
    case 6: {
      const auto hours = homelab_api::decode_energy_history(text, now);
      if (hours)
        for (const EnergyHour& hour : hours->value)
          require(hour.start % hour_ms == 0 && !(hour.energy_wh < 0));
      return;
    }
    case 7: {
      const auto total = homelab_api::decode_hourly_total(text, now);
      require(!total || !total->value || total->value->energy_wh >= 0);
      return;
    }
    default:
      break;
  }
  const auto message = energy_ws::decode_frame(text, now);
  if (message && message->reading) check(*message->reading);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 0) decode(data[0], {reinterpret_cast<const char*>(data) + 1, size - 1});
  return 0;
}
