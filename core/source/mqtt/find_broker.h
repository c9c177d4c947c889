#pragma once

#include "core/source/home_finder.h"

namespace hearth {

/// Tries a broker's address (mqtt://, mqtts://) as nobody in particular: one that lets us in is a home that
/// is open, with its address as `base_url`; of any other the report says why it is none, and what to do.
/// Nothing where `stop` was triggered. In a thread with an event loop.
QCoro::Task<std::optional<HomeReport>> find_broker(QUrl address, std::stop_token stop);

inline constexpr HomeFinder broker_finder = {
    .key = "mqtt.url", .schemes = {"mqtts", "mqtt"}, .find = find_broker};

}  // namespace hearth
