#pragma once

#include "core/config/config.h"
#include "core/source/examination.h"
#include "core/source/homelab_api/client.h"

#include <QCoroTask>
#include <QUrl>

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

namespace hearth::homelab_api {

struct Examination {
  QUrl base_url;
  QUrl spotprice_url;    ///< the same where the prices have no address of their own
  HostList plain_hosts;  ///< that get a token over plain http
  std::string time_zone;
  std::string scopes;  ///< that a sign-in asks for; empty: the token was given by hand
};

/// Asks the services each call that the programs ask, all at once as they do, with the token of `api`, and
/// tells what came of it, in words that say what to do: of a dataset or a call, or of the services as a whole
/// where none of their own answers comes. Something that fails while the rest is answered is a warning; a
/// failure is what no service will ever mend by itself, and what leaves nothing. `about` is "services".
///
/// `api` and `clock` must outlive it. In a thread with an event loop. Where `stop` is triggered it ends with
/// nothing, and uses nothing more.
QCoro::Task<std::vector<Check>> examine(HomelabApi& api, const Clock& clock, Examination wish,
                                        std::stop_token stop);

/// Nobody is signed in: looks at the services as a stranger.
QCoro::Task<std::vector<Check>> examine_as_stranger(QUrl base_url, std::stop_token stop);

}  // namespace hearth::homelab_api
