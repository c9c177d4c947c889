#pragma once

#include "core/net/http_client.h"

#include <chrono>

namespace hearth::test {

inline const AccessToken token{"the-secret-token"};

inline HttpClient::Options quick(std::chrono::milliseconds timeout = std::chrono::seconds(20),
                                 qint64 max_body = 1 << 20) {
  HttpClient::Options options;
  options.timeout = timeout;
  options.max_body = max_body;
  return options;
}

}  // namespace hearth::test
