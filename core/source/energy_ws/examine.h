#pragma once

#include "core/config/config.h"
#include "core/identity/token_source.h"
#include "core/source/examination.h"
#include "core/telemetry/clock.h"

#include <QCoroTask>
#include <QUrl>

#include <optional>
#include <stop_token>

namespace hearth::energy_ws {

struct Examination {
  QUrl url;              ///< ws(s)://HOST/ws/energy
  HostList plain_hosts;  ///< that get a token over plain ws
  bool named = true;     ///< false: it was only guessed from the services' address, and need not be there
};

/// How long is waited for the first reading, on the clock.
inline constexpr DurationMs first_reading_patience = 10 * second_ms;

/// Connects to the live stream with the token, waits for the first reading, and tells what came of it.
/// `about` is "live". `tokens` and `clock` must outlive it. In a thread with an event loop. Nothing where
/// `stop` was triggered.
QCoro::Task<std::optional<Check>> examine(TokenSource& tokens, const Clock& clock, Examination wish,
                                          std::stop_token stop);

}  // namespace hearth::energy_ws
