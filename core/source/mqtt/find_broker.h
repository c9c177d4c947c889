#pragma once

#include "core/source/homelab_api/find_home.h"

namespace hearth {

/// Whether an address is that of an MQTT broker: mqtt://, mqtts://. Pure.
bool is_broker(const QUrl& address);

/// Tries a broker's address (mqtt://, mqtts://) as nobody in particular: one that lets us in is a home that
/// is open, with its address as `base_url`; of any other the report says why it is none, and what to do.
/// Nothing where `stop` was triggered. In a thread with an event loop.
QCoro::Task<std::optional<HomeReport>> find_broker(QUrl address, std::stop_token stop);

}  // namespace hearth
