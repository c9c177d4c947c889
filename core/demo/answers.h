#pragma once

#include "core/demo/house/simulated_home.h"
#include "core/demo/token_book.h"
#include "core/net/server/http_head.h"

namespace hearth::demo {

/// Who is asking, and for what.
struct Call {
  const SimulatedHome& home;
  TimeMs now = 0;
  const HttpRequest& request;
  QByteArray token;                         ///< that was sent
  std::optional<TokenBook::Access> access;  ///< nothing: the token is no good
  bool energy_missing = false;              ///< as if the database held no energy at all
  int turn = 0;                             ///< how often this call was made before
};

/// What homelab-api and spotprice-api answer, quirks included: errors are a status with an empty body.
HttpAnswer answer(const Call& call);

/// One message of the energy stream: the newest meter reading of `house`, sent at `sent`.
QByteArray stream_message(const House& house, TimeMs sent);

}  // namespace hearth::demo
